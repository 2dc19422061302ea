# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from decimal import Decimal

from odoo import models

from .. import measures
from ..measures import MEASURES


class DonorReportLate(models.Model):
    """Late facts: dated in a period whose report is out, and entered since.

    They are in this report's cumulative figures, and marked by themselves. What is
    told is where, never how many persons or how much: a single late payment would be
    a payee's amount.
    """

    _inherit = "rr.donor.report"

    def _fill_late(self):
        """Compare what the report before printed with the same day's facts now.

        :return: dict with the key ``late``: list of ``{"kind", "name", "until"}``
        """
        before = self._report_before()
        if not before or self.predecessor_id:
            return {"late": []}
        told = before._load_snapshot()
        until = before.date_to.isoformat()
        found = [
            {"kind": "persons", "name": name, "until": until}
            for name in self._late_totals(before, told)
        ] + [
            {"kind": "line", "name": code, "until": until}
            for code in self._late_lines(before, told)
        ]
        return {"late": found}

    def _new_persons(self, measure, to_date):
        """Persons of a public total that are new since the total of the day before the
        period: as that total was last printed for anybody, else as it is counted now.

        A count by the day of each fact would say, beside the two cumulative totals,
        how many persons were entered late. So it is their difference, no more: a late
        fact counts in the period whose report has it first, and the periods sum to
        the total.

        :param to_date: the cumulative total that this report prints
        :return: int; below zero when the total fell
        """
        day = self.date_from - timedelta(days=1)
        before = self._printed_totals_of(day).get(measure)
        if before is None:
            before, _new = self._measure(measure, as_of=day)
        return to_date - before

    def _printed_totals_of(self, day):
        """Public totals that reports have printed for a day, the last version of each.

        :return: dict, measure → count
        """
        def read():
            found = {}
            for report in self.search(
                [("date_to", "=", day), ("issued_on", "!=", False)],
                order="issued_on, version, id",
            ):
                for cell in report._load_snapshot()["cells"]:
                    measure = cell["key"].get("measure")
                    is_own = report.agreement_id == self.agreement_id
                    if cell["table"] == "public_totals" and (
                        is_own or measure != "agreement_persons"
                    ):
                        found[measure] = cell["value"]
            return found

        return self._remembered(("printed", day), read)

    def _late_totals(self, before, told):
        for cell in told["cells"]:
            measure = cell["key"].get("measure")
            # A latest status of that day is of that day; it does not arrive late.
            if (
                cell["table"] != "public_totals"
                or measure not in MEASURES
                or measure in ("employed_or_self_employed", "agreement_persons")
            ):
                continue
            to_date, _new = measures.persons(
                self.env.cr, measure, as_of=before.date_to, start=before.date_from
            )
            if to_date > cell["value"]:
                yield measure

    def _late_lines(self, before, told):
        name = "ledger_lines" if self.agreement_id else "ledger_agreements"
        now = {}
        for row in measures.rows(
            self.env.cr, name, as_of=before.date_to, start=before.date_from,
            agreement=self.agreement_id.id or None, threshold=self.template_id.threshold,
        ):
            now[row["code"]] = now.get(row["code"], 0) + Decimal(row["actual_cumulative"])
        printed = {
            cell["key"]["line"]: Decimal(cell["value"])
            for cell in told["money"]
            if cell["table"] == "statement"
            and cell["key"].get("column") == "actual_cumulative"
        }
        for line in told["lines"]:
            spent = sum(now.get(part["code"], 0) for part in line["parts"])
            if line["code"] in printed and spent != printed[line["code"]]:
                yield line["code"]
