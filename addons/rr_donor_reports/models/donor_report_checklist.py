# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import fields, models
from odoo.addons.rr_base.tools.money import money_text

from ..renderers.document import cells


class DonorReportChecklist(models.Model):
    """What a donor would send a report back for, found before it is issued."""

    _inherit = "rr.donor.report"

    checklist_text = fields.Text(
        compute="_compute_checklist_text", string="Open points",
        groups="rr_base.group_reporter,rr_base.group_head,rr_base.group_finance,"
        "rr_base.group_dpo",
    )

    def _compute_checklist_text(self):
        for report in self:
            if report.state in ("draft",) or not report.sha256:
                report.checklist_text = False
            else:
                report.checklist_text = "\n".join(report._checklist_open())

    def _checklist_open(self):
        """Open points, each with its sheet and cell.

        :return: list of texts, empty when the report may go
        """
        self.ensure_one()
        points = []
        if self.is_stale:
            points.append(
                self.env._("a text changed after the snapshot: generate it again")
            )
        document, _words = self._document()
        for sheet, address, label, value in cells(document):
            if value.kind == "missing":
                points.append(
                    self.env._(
                        "%(sheet)s!%(cell)s: %(label)s: %(reason)s",
                        sheet=sheet,
                        cell=address,
                        label=label,
                        reason=value.reason,
                    )
                )
        snapshot = self._load_snapshot()
        provider = snapshot["iati"].get("provider")
        if provider and snapshot["iati"]["is_donor"] and not provider["activity"]:
            points.append(
                self.env._(
                    "IATI: the upward link is missing; enter the donor's IATI activity "
                    "on the agreement and generate again"
                )
            )
        return points + self._narrative_points() + self._checklist_sums(snapshot)

    def _checklist_sums(self, snapshot):
        """Totals that do not add up, in the money of the statement."""
        sums, totals = {}, {}
        for cell in snapshot["money"]:
            if cell["table"] == "statement":
                column = cell["key"]["column"]
                if cell["key"]["line"] == "total":
                    totals[column] = Decimal(cell["value"])
                else:
                    sums[column] = sums.get(column, 0) + Decimal(cell["value"])
        points = [
            self.env._(
                "Financial statement: the lines of “%(column)s” sum to %(sum)s, the "
                "total says %(total)s",
                column=column,
                sum=amount,
                total=totals.get(column),
            )
            for column, amount in sums.items()
            if amount != totals.get(column)
        ]
        if totals and totals["revised"] != (
            totals["actual_cumulative"] + totals["commitments"] + totals["remaining"]
        ):
            points.append(
                self.env._(
                    "Financial statement: spent, committed and remaining do not sum to "
                    "the budget"
                )
            )
        return points

    def _ledger_objection(self):
        """Why the statement is not the ledger's; ``None`` when it is, to the cent."""
        self.ensure_one()
        snapshot = self._load_snapshot()
        told = {
            cell["key"]["column"]: cell["value"]
            for cell in snapshot["money"]
            if cell["table"] == "statement" and cell["key"].get("line") == "total"
        }
        # The whole ledger is compared; only “agrees” or the difference is told.
        report = self.sudo()
        report.env.flush_all()
        name = "ledger_lines" if report.agreement_id else "ledger_agreements"
        rows = report._rows(name)
        for column in ("revised", "actual_period", "actual_cumulative", "commitments"):
            booked = money_text(sum(row[column] for row in rows))
            if rows and told.get(column) != booked:
                return self.env._(
                    "Financial statement, total of %(column)s: %(told)s in the report, "
                    "%(booked)s in the ledger now; generate it again",
                    column=column,
                    told=told.get(column) or "–",
                    booked=booked,
                )
        return None
