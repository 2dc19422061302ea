# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import fields, models
from odoo.addons.rr_base.tools.money import money, split
from odoo.exceptions import UserError

#: (kind, variant) -> what of a funding share is left to move, as balances
BASES = {
    ("commit", None): {"reserved": 1},
    ("pay", None): {"committed": 1},
    ("release", "reserved"): {"reserved": 1},
    ("release", "committed"): {"committed": 1},
    ("admit", None): {
        "paid": 1,
        "admitted": -1,
        "claimed": -1,
        "repaid": -1,
        "written_off": -1,
    },
    ("claim_back", None): {
        "paid": 1,
        "admitted": -1,
        "claimed": -1,
        "repaid": -1,
        "written_off": -1,
    },
    ("repaid", None): {"claimed": 1},
    ("write_off", None): {"claimed": 1},
}


class GrantLedger(models.Model):
    _inherit = "rr.grant"

    def _ledger_key(self, step):
        """Name one operation on this grant; the counter tells repetitions apart."""
        self.ensure_one()
        self.flush_recordset(["entry_counter"])
        self.invalidate_recordset(["entry_counter"])
        return f"grant:{self.id}:{step}:{self.entry_counter}"

    def _post_named(self, operations):
        """Post for one grant; a refusal names the grant."""
        self.ensure_one()
        try:
            return self.env["rr.fund.entry"]._post(operations)
        except UserError as error:
            raise UserError(
                self.env._("%(grant)s: %(error)s", grant=self.name, error=error.args[0])
            ) from error

    def _post_reserve(self, shares=None, step="reserve"):
        """Reserve the funding split.

        :param shares: list of ``(budget line, Decimal in the grant's currency)``;
            the whole split when left out.
        """
        self.ensure_one()
        date = fields.Date.context_today(self)
        if shares is None:
            shares = [(part.line_id, money(part.amount)) for part in self.funding_ids]
        key = self._ledger_key(step)
        return self._post_named(
            [
                {
                    "kind": "reserve",
                    "line_id": line.id,
                    "amount": self._in_currency(amount, line.currency_id, date),
                    "document_amount": amount,
                    "document_currency_id": self.currency_id.id,
                    "date": date,
                    "key": key,
                    "grant_id": self.id,
                    "source": self,
                }
                for line, amount in shares
            ]
        )

    def _in_currency(self, amount, currency, date):
        """Convert an amount of the grant into a line's currency at a day's rate."""
        if currency == self.currency_id:
            return money(amount)
        own_rate, _date = self.currency_id._rr_rate(date)
        rate, _date = currency._rr_rate(date)
        return money(Decimal(amount) * rate / own_rate)

    def _post_split(
        self, kind, amount=None, variant=None, source=None, step=None, **extra
    ):
        """Move an amount over the funding lines, in proportion to what is left.

        :param amount: in the grant's currency; None moves all that is left.
        :return: the entries; empty when nothing was left and no amount was named.
        :raises UserError: less is left than the amount.
        """
        self.ensure_one()
        base = BASES[kind, variant]
        Entry = self.env["rr.fund.entry"]
        own = Entry._balances(
            ("grant_id", "line_id"), column="document_amount", grants=self
        )
        inline = Entry._balances(("grant_id", "line_id"), grants=self)

        def left(balance):
            return sum(factor * balance[name] for name, factor in base.items())

        groups = sorted(group for group, balance in own.items() if left(balance) > 0)
        weights = [left(own[group]) for group in groups]
        total = sum(weights, Decimal(0))
        amount = total if amount is None else money(amount)
        if amount > total:
            raise UserError(
                self.env._(
                    "%(grant)s: %(amount)s is more than the %(left)s that are left "
                    "to %(kind)s.",
                    grant=self.name,
                    amount=amount,
                    left=total,
                    kind=dict(Entry._fields["kind"]._description_selection(self.env))[
                        kind
                    ].lower(),
                )
            )
        if not amount:
            return Entry
        key = self._ledger_key(step or kind)
        # Balances by line, for roles that read the grant and its ledger.
        lines = self.env["rr.budget.line"].sudo().browse(g[1] for g in groups)
        partner_paid = lines.filtered(
            lambda line: line.agreement_id.channel == "off_budget"
        )
        operations = []
        for group, weight, part in zip(
            groups, weights, split(amount, weights), strict=True
        ):
            line_left = left(inline[group])
            value = line_left if part == weight else money(line_left * part / weight)
            if not part or not value:
                continue
            operations.append(
                {
                    "kind": kind,
                    "variant": variant,
                    "line_id": group[1],
                    "amount": value,
                    "document_amount": part,
                    "document_currency_id": self.currency_id.id,
                    "date": fields.Date.context_today(self),
                    "key": key,
                    "grant_id": self.id,
                    "source": source or self,
                    "paid_by": self._payer(kind, group[1] in partner_paid.ids),
                    **extra,
                }
            )
        return self._post_named(operations)

    @staticmethod
    def _payer(kind, by_partner):
        if kind != "pay":
            return None
        return "partner" if by_partner else "ministry"

    def _post_release(self, step):
        """Release whatever is still promised, reserved or committed."""
        entries = self.env["rr.fund.entry"]
        for grant in self:
            entries |= grant._post_split("release", variant="reserved", step=step)
            entries |= grant._post_split("release", variant="committed", step=step)
        return entries

    def _ledger_balance(self):
        """Return this grant's balances in its own currency, as Decimals."""
        self.ensure_one()
        sums = self.env["rr.fund.entry"]._balances(
            "grant_id", column="document_amount", grants=self
        )
        return sums.get(self.id)
