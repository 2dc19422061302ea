# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.addons.rr_base.tools.workbook import Column, Workbook
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.effects import BALANCES


class FundExport(models.TransientModel):
    """Payment list and ledger extract of an agreement and a period, as a workbook.

    Every figure is a sum of ledger rows dated within the period; balances are those of
    the period's rows, so that extracts of periods that follow each other add up.
    """

    _name = "rr.fund.export"
    _description = "Payment list and ledger extract"

    agreement_id = fields.Many2one("rr.fund.agreement", required=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for export in self:
            if export.date_to < export.date_from:
                raise ValidationError(self.env._("The period ends before it begins."))

    def action_export(self):
        """Write the workbook and hand it to the browser; the trail records it."""
        self.ensure_one()
        if not any(self.env.user._rr_holds_role(role) for role in ("finance", "head")):
            raise AccessError(self.env._("Finance and the head take out the ledger."))
        content = self._workbook()
        code = self.agreement_id.code.replace("/", "-")
        self.write(
            {
                "file": base64.b64encode(content),
                "file_name": f"ledger-{code}-{self.date_from}-{self.date_to}.xlsx",
            }
        )
        self.env["rr.audit.entry"]._log(
            "export",
            self.agreement_id._name,
            self.agreement_id.ids,
            values={"from": str(self.date_from), "to": str(self.date_to)},
            reason=self.file_name,
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "self",
        }

    def _entries(self):
        entries = self.env["rr.fund.entry"].search(
            [
                ("agreement_id", "=", self.agreement_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ],
            order="date, id",
        )
        if not entries:
            raise UserError(
                self.env._("Nothing was booked on this agreement in the period.")
            )
        return entries

    def _workbook(self):
        entries = self._entries()
        book = Workbook(self.env.lang, self.agreement_id.display_name)
        title = self.env._(
            "%(agreement)s, %(from)s to %(to)s",
            **{
                "agreement": self.agreement_id.display_name,
                "from": self.date_from,
                "to": self.date_to,
            },
        )
        self._payments(book, entries, title)
        self._ledger(book, entries, title)
        self._totals(book, title)
        return book.close()

    def _payments(self, book, entries, title):
        """Payments, and their reversals with the sign minus."""
        columns = [
            Column(self.env._("Date"), "date", 12),
            Column(self.env._("Grant or activity"), width=24),
            Column(self.env._("Budget line"), width=18),
            Column(self.env._("Payee"), width=12),
            Column(self.env._("Bank reference"), width=20),
            Column(self.env._("Paid by"), width=12),
            Column(self.env._("Amount"), "money", 14),
            Column(self.env._("Currency"), width=10),
            Column(self.env._("EUR"), "money", 14),
        ]
        payers = dict(entries._fields["paid_by"]._description_selection(self.env))
        rows, total, total_eur = [], money(0), money(0)
        for entry in entries.filtered(lambda e: e.effect == "pay"):
            amount = entry.sign * money(entry.amount)
            eur = entry.sign * money(entry.amount_eur)
            total, total_eur = total + amount, total_eur + eur
            origin = entry.reversed_id or entry
            rows.append(
                (
                    entry.date,
                    origin.grant_id.name or origin.activity_id.display_name or "",
                    origin.line_id.display_name,
                    origin.grant_id.payee_id.code or "",
                    origin.document or "",
                    payers.get(origin.paid_by, ""),
                    amount,
                    entry.currency_id.name,
                    eur,
                )
            )
        rows.append(
            (None, self.env._("Total"), None, None, None, None, total,
             self.agreement_id.currency_id.name, total_eur)
        )  # fmt: skip
        book.add_table(self.env._("Payments"), columns, rows, title=title)

    def _ledger(self, book, entries, title):
        columns = [
            Column(self.env._("No."), "integer", 10),
            Column(self.env._("Date"), "date", 12),
            Column(self.env._("Entry"), width=14),
            Column(self.env._("Effect"), width=18),
            Column(self.env._("Budget line"), width=18),
            Column(self.env._("Grant or activity"), width=22),
            Column(self.env._("Amount"), "money", 14),
            Column(self.env._("Rate"), "number", 10),
            Column(self.env._("EUR"), "money", 14),
            Column(self.env._("Reverses no."), "integer", 12),
            Column(self.env._("Document"), width=20),
            Column(self.env._("Booked by"), width=18),
        ]
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        effects = dict(entries._fields["effect"]._description_selection(self.env))
        book.add_table(
            self.env._("Ledger"),
            columns,
            [
                (
                    entry.id,
                    entry.date,
                    kinds[entry.kind],
                    effects[entry.effect],
                    entry.line_id.display_name or "",
                    entry.grant_id.name or entry.activity_id.display_name or "",
                    entry.sign * money(entry.amount),
                    entry.rate,
                    entry.sign * money(entry.amount_eur),
                    entry.reversed_id.id or None,
                    entry.document or "",
                    entry.create_uid.name,
                )
                for entry in entries
            ],
            title=title,
        )

    def _totals(self, book, title):
        names = [name for name in BALANCES if name != "cash"]
        labels = self.env["rr.budget.line"]._fields
        balances = self.env["rr.fund.entry"]._balances(
            "line_id",
            agreements=self.agreement_id,
            date_from=self.date_from,
            date_to=self.date_to,
        )
        lines = self.agreement_id.line_ids
        rows = [
            (
                line.display_name,
                *(balances.get(line.id, {}).get(name, money(0)) for name in names),
            )
            for line in lines
        ]
        rows.append(
            (
                self.env._("Total"),
                *(sum((row[n] for row in rows), money(0))
                  for n in range(1, len(names) + 1)),
            )
        )  # fmt: skip
        columns = [Column(self.env._("Budget line"), width=28)] + [
            Column(
                labels[name]._description_string(self.env)
                if name in labels
                else name.replace("_", " ").capitalize(),
                "money",
                14,
            )
            for name in names
        ]
        book.add_table(self.env._("Totals"), columns, rows, title=title)
