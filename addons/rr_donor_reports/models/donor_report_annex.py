# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import models
from odoo.addons.rr_base.tools.workbook import Column, Workbook
from odoo.exceptions import AccessError, UserError


class DonorReportAnnex(models.Model):
    """The list of payees for a verifier: never part of what a donor receives.

    It names payees by their code; who they are, the verifier sees on the spot, in the
    file that the finance officer opens.
    """

    _inherit = "rr.donor.report"

    def action_verifier_annex(self):
        """Open the annex; the download is recorded under the user's name."""
        self.ensure_one()
        self._check_annex_right()
        return {
            "type": "ir.actions.act_url",
            "url": f"/rr/report/{self.id}/annex",
            "target": "download",
        }

    def _check_annex_right(self):
        self.check_access("read")
        user = self.env.user
        if not (user._rr_holds_role("finance") or user._rr_holds_role("head")):
            raise AccessError(
                self.env._(
                    "The verifier's annex is opened by a finance officer or the head of "
                    "division."
                )
            )
        if not self.agreement_id:
            raise UserError(
                self.env._("A verifier's annex belongs to the report of an agreement.")
            )

    def _render_annex(self):
        """The payments of individual grants in the period, with the payees' codes.

        :return: bytes of an XLSX file; its download is noted before it is returned
        """
        self.ensure_one()
        self._check_annex_right()
        payments = self.env["rr.grant.payment"].search(
            [
                ("grant_id.funding_ids.line_id.agreement_id", "=", self.agreement_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ],
            order="date, id",
        )
        states = dict(payments._fields["state"]._description_selection(self.env))
        book = Workbook(lang=self.lang, title=self.env._("Verifier annex"))
        book.add_table(
            self.env._("Payments"),
            [
                Column(self.env._("Grant"), "text", 14),
                Column(self.env._("Payee (code)"), "text", 16),
                Column(self.env._("Paid on"), "date", 14),
                Column(self.env._("Amount"), "money", 16),
                Column(self.env._("Currency"), "text", 10),
                Column(self.env._("Bank reference"), "text", 24),
                Column(self.env._("Document"), "text", 24),
                Column(self.env._("State"), "text", 12),
            ],
            [
                [
                    payment.grant_id.name,
                    payment.payee_id.code,
                    payment.date,
                    payment.amount,
                    payment.currency_id.name,
                    payment.bank_ref,
                    payment.document,
                    states.get(payment.state),
                ]
                for payment in payments
            ],
            title=self.env._("Payments of individual grants, %(name)s", name=self.name),
        )
        content = book.close()
        self.env["rr.report.delivery"]._record(
            {
                "report_id": self.id,
                "kind": "annex",
                "file_format": "xlsx",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
        return content
