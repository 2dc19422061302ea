# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from .. import measures
from ..measures import MEASURES


class RrReportResult(models.Model):
    """An indicator of a report as the reporter sees it, with the way to its rows.

    It holds what the snapshot shows, as text. It is written when the report is
    generated, and no donor reads it.
    """

    _name = "rr.report.result"
    _inherit = ["rr.audited.mixin"]
    _description = "Result of a report"
    _order = "report_id, sequence, id"

    report_id = fields.Many2one(
        "rr.donor.report", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    indicator_id = fields.Many2one("rr.indicator", required=True, ondelete="cascade")
    unit = fields.Selection(related="indicator_id.unit")
    baseline = fields.Char()
    target = fields.Char()
    actual = fields.Char()
    percent = fields.Char(string="%")
    signal = fields.Char()

    def action_open_rows(self):
        """Open the rows behind the number, as far as the reader may open them."""
        self.ensure_one()
        self.check_access("read")
        report, indicator = self.report_id, self.indicator_id
        entry = MEASURES.get(indicator.measure)
        if not entry:
            raise UserError(
                self.env._("%(name)s was typed in: it has no rows.", name=indicator.code)
            )
        if entry["kind"] == "amount":
            return self._open_ledger(report, indicator)
        if entry["kind"] != "persons":
            raise UserError(
                self.env._("%(name)s has no rows to open.", name=indicator.code)
            )
        # Dates and ids of the measure; the rows are opened under the reader's rules.
        parameters = report.sudo()._parameters()
        if entry["scope"] == "programme":
            parameters["agreement"] = None
        self.env.flush_all()
        rows = measures.rows(self.env.cr, indicator.measure, **parameters)
        ids = [row["beneficiary_id"] for row in rows]
        beneficiaries = self.env["rr.beneficiary"].with_context(active_test=False)
        mine = beneficiaries.search_count([("id", "in", ids)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(code)s: you may open %(mine)s of %(all)s",
                code=indicator.code,
                mine=mine,
                all=len(ids),
            ),
            "res_model": "rr.beneficiary",
            "view_mode": "list,form",
            "domain": [("id", "in", ids)],
            "context": {"active_test": False, "create": False},
        }

    def _open_ledger(self, report, indicator):
        domain = [("effect", "=", "pay"), ("date", "<=", report.date_to)]
        kind = "community" if indicator.measure.startswith("community") else "individual"
        domain.append(("grant_id.kind", "=", kind))
        if report.agreement_id:
            domain.append(("agreement_id", "=", report.agreement_id.id))
        return {
            "type": "ir.actions.act_window",
            "name": indicator.display_name,
            "res_model": "rr.fund.entry",
            "view_mode": "list,form",
            "domain": domain,
        }


class RrDonorReport(models.Model):
    _inherit = "rr.donor.report"

    result_ids = fields.One2many("rr.report.result", "report_id", readonly=True)

    def _write_results(self, snapshot):
        """Replace the list of results by what the snapshot shows."""
        self.ensure_one()
        document, words = self._document("en_US")
        sheet = next(s for s in document.sheets if s.name == "Results")
        table = next((b for b in sheet.blocks if hasattr(b, "columns")), None)
        signals = {h["indicator"]: h["signal"] for h in snapshot["headlines"]}
        names = {
            "on_track": self.env._("● on track"),
            "behind": self.env._("▲ behind"),
            "off_track": self.env._("■ off track"),
        }
        codes = {i.code: i for i in self.env["rr.indicator"].search([])}
        # Nobody types results; the step that generates replaces them.
        results = self.env["rr.report.result"].sudo()
        results.search([("report_id", "=", self.id)]).unlink()
        results.create(
            [
                {
                    "report_id": self.id,
                    "sequence": number,
                    "indicator_id": codes[row[0].value].id,
                    "baseline": words.show(row[4]),
                    "target": words.show(row[7]),
                    "actual": words.show(row[9]),
                    "percent": words.show(row[10]),
                    "signal": names.get(signals.get(row[0].value), ""),
                }
                for number, row in enumerate(table.rows if table else ())
                if row[0].value in codes
            ]
        )
