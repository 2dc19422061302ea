# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import models

from ..facts.iati import shares_of_hundred, slices


class DonorReportIati(models.Model):
    """What the IATI file needs of the facts, in the snapshot."""

    _inherit = "rr.donor.report"

    def _fill_iati(self, cells):
        """One activity per agreement; the programme is their parent.

        :return: dict with the key ``iati``
        """
        publisher = self.env.company
        ref = publisher.rr_iati_ref or "XK-GOV-MIA"
        facts = {
            "publisher": {"ref": ref, "name": publisher.name, "type": "10"},
            "identifier": f"{ref}-{self._slug()}",
        }
        if not self.agreement_id:
            signed = self.env["rr.fund.agreement"].search(
                [
                    ("state", "in", ("signed", "closed")),
                    ("date_start", "<=", self.date_to),
                ],
                order="date_start, code",
            )
            facts["start"] = (signed[:1].date_start or self.date_from).isoformat()
            facts["children"] = [
                f"{ref}-{self._slug_of(agreement.code)}" for agreement in signed
            ]
            facts["sectors"] = [{"code": self._main_sector(), "percentage": "100"}]
            return {"iati": facts}
        facts.update(self._iati_agreement(cells))
        return {"iati": facts}

    def _iati_agreement(self, cells):
        agreement = self.agreement_id
        source, partner = agreement.source_id, agreement.source_id.partner_id
        lines = self._rows("ledger_lines")
        sums = {}
        for line in lines:
            code = self._sector_of(line["cost_category"])
            sums[code] = sums.get(code, Decimal(0)) + Decimal(line["revised"])
        original = sum(Decimal(line["original"]) for line in lines)
        revised = sum(Decimal(line["revised"]) for line in lines)
        budgets = slices(agreement.date_start, agreement.date_end, revised)
        for start, end, amount in budgets:
            cells.amount(
                "iati_budget", amount, start=start.isoformat(), end=end.isoformat()
            )
        transactions = [("11", agreement.date_start, Decimal(str(agreement.amount)))]
        transactions += [
            (row["code"], row["day"], Decimal(row["amount"]))
            for row in self._rows("iati_transactions")
        ]
        for code, day, amount in transactions:
            cells.amount("iati_transaction", amount, type=code, date=day.isoformat())
        over = agreement.date_end < self.date_to
        state = {"closed": "4"}.get(agreement.state, "3" if over else "2")
        implementer = agreement.implementer_id
        return {
            "start": agreement.date_start.isoformat(),
            "end": agreement.date_end.isoformat(),
            "is_over": over or agreement.date_end == self.date_to,
            "status": state,
            "budget_type": "1" if original == revised else "2",
            "budgets": [
                {"start": start.isoformat(), "end": end.isoformat()}
                for start, end, _amount in budgets
            ],
            "transactions": [
                {"type": code, "date": day.isoformat()}
                for code, day, _amount in transactions
            ],
            "sectors": [
                {"code": code, "percentage": share}
                for code, share in shares_of_hundred(sums or {self._main_sector(): 1})
            ],
            "provider": {
                "ref": partner.rr_iati_ref or "",
                "name": partner.name or source.name,
                "type": partner.rr_iati_type
                or ("40" if source.kind == "donor" else "10"),
                "activity": agreement.donor_activity_ref or "",
            },
            "is_donor": source.kind == "donor",
            "implementer": (
                {
                    "ref": implementer.rr_iati_ref or "",
                    "name": implementer.name,
                    "type": implementer.rr_iati_type or "22",
                }
                if implementer
                else None
            ),
        }

    def _sector_of(self, cost_category):
        sector = self.env["rr.iati.sector"].search(
            [("cost_category", "=", cost_category)], limit=1
        )
        return sector.code or self._main_sector()

    def _main_sector(self):
        """Sector of what has none of its own: the one of individual grants."""
        sector = self.env["rr.iati.sector"].search(
            [("cost_category", "=", "individual_grants")], limit=1
        )
        return sector.code or "16010"
