# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError

from ..tools.balance import entitlement, settle
from .grant import AMENDING

BALANCES = [
    ("final_tranche", "Final tranche"),
    ("claim_back", "Claimed back"),
    ("tolerated", "Small sum, not asked for"),
    ("even", "Even"),
]


class GrantBalance(models.Model):
    """The account of a community grant: admission beside the money, then the end.

    A receipt states how much spending was admitted. The ledger's *admit* follows as far
    as money was paid for it; the rest is admitted when the final tranche is paid.
    """

    _inherit = "rr.grant"

    balance_kind = fields.Selection(BALANCES, string="Balance", readonly=True)
    balance_amount = fields.Monetary(readonly=True)
    entitled = fields.Monetary(
        compute="_compute_entitled",
        help="What the admitted spending and the own share entitle to.",
    )

    def _compute_entitled(self):
        for grant in self:
            grant.entitled = float(grant._entitlement()) if grant.id else 0.0

    def _admitted_receipts(self):
        """Return Decimals: admitted against the grant, and for the own share."""
        # A sum that decides about money does not depend on the reader.
        decided = self.sudo().receipt_ids.filtered(
            lambda r: r.state in ("admitted", "part_admitted")
        )
        own = decided.filtered("is_own_share")
        return (
            sum((money(r.amount_admitted) for r in decided - own), money(0)),
            sum((money(r.amount_admitted) for r in own), money(0)),
        )

    def _entitlement(self):
        admitted, own = self._admitted_receipts()
        return entitlement(self.amount, admitted, own, self.own_share_agreed)

    def _justified(self):
        """Return what was admitted by a recovery's late proof, net of reversals."""
        # As above.
        entries = (
            self.env["rr.fund.entry"]
            .sudo()
            .search(
                [
                    ("grant_id", "=", self.id),
                    ("effect", "=", "admit"),
                    ("source_model", "=", "rr.grant.recovery"),
                ]
            )
        )
        return sum((money(e.document_amount) * e.sign for e in entries), money(0))

    def _admit_what_is_paid(self, source=None, document=None):
        """Post the admission that the entitlement allows and payments cover.

        :return: the ledger entries; empty when there is nothing to admit.
        """
        entries = self.env["rr.fund.entry"]
        for grant in self:
            balance = grant._ledger_balance()
            if not balance:
                continue
            room = (
                balance["paid"]
                - balance["admitted"]
                - balance["claimed"]
                - balance["repaid"]
                - balance["written_off"]
            )
            known = balance["admitted"] - grant._justified()
            value = min(room, grant._entitlement() - known)
            if value > 0:
                entries |= grant._post_split(
                    "admit", value, source=source, step="admit", document=document
                )
        return entries

    def _unadmit(self, payment, date, reason):
        """Reverse the latest admissions that a returned payment no longer covers.

        What other payments still cover is admitted again afterwards.
        """
        balance = self._ledger_balance()
        free = balance["paid"] - sum(
            balance[name] for name in ("admitted", "claimed", "repaid", "written_off")
        )
        missing = money(payment.amount) - free
        # Called by the step that returns a payment; the ledger keeps both rows.
        Entry = self.env["rr.fund.entry"].sudo()
        entries = Entry.search(
            [
                ("grant_id", "=", self.id),
                ("kind", "=", "admit"),
                ("source_model", "!=", "rr.grant.recovery"),
            ],
            order="id desc",
        )
        gone = Entry.search([("reversed_id", "in", entries.ids)]).reversed_id
        undone = Entry
        for entry in entries - gone:
            if missing <= 0:
                break
            undone |= entry
            missing -= money(entry.document_amount)
        if undone:
            Entry._reverse(undone, f"unadmit:{payment.id}", date=date, note=reason)

    def _settlement(self):
        """Return the :class:`~..tools.balance.Balance` as of now."""
        self.ensure_one()
        balance = self._ledger_balance()
        admitted, own = self._admitted_receipts()
        rule = self.env["rr.grant.rule"]._for(self.kind, self.category)
        return settle(
            self.amount,
            balance["paid"],
            admitted,
            own,
            self.own_share_agreed,
            justified=self._justified(),
            claimed=balance["claimed"],
            repaid=balance["repaid"],
            written_off=balance["written_off"],
            tolerance=rule.small_sum,
        )

    def _balance_accounts(self):
        """Balance ended grants by themselves, once everything is decided.

        The difference becomes the final tranche, a recovery, or, when it is small, is
        given up. Called after each decision; it does nothing while one is open.
        """
        # Balancing follows a decision of any role by itself; no client calls it.
        for grant in self.sudo():
            if (
                grant.kind != "community"
                or grant.state not in ("completed", "verified", "terminated")
                or grant._community_gate_report()
                or grant._community_gate_receipts()
                or not grant._ledger_balance()
            ):
                continue
            grant._balance_one()
        return True

    def _balance_one(self):
        if self.tranche_ids.filtered(
            lambda t: t.state in ("requested", "certified", "authorised")
        ):
            return
        outcome = self._settlement()
        handler = getattr(self, f"_settle_{outcome.kind}")
        handler(outcome)
        if not self.balance_kind or outcome.kind != "even":
            self.write(
                {
                    "balance_kind": outcome.kind,
                    "balance_amount": float(outcome.amount),
                }
            )

    def _cancel_planned(self, but=None):
        planned = self.tranche_ids.filtered(
            lambda t: t.state in ("planned", "returned")
        )
        if but:
            planned -= but
        if planned:
            planned._cancel_by_balance(self.env._("The account is balanced."))

    def _settle_final_tranche(self, outcome):
        """What is still owed goes into the final tranche; no more is promised."""
        Tranche = AMENDING.on(self.env["rr.grant.tranche"])
        planned = self.tranche_ids.filtered(
            lambda t: t.state in ("planned", "returned")
        )
        final = planned.filtered("is_final")[-1:] or planned[-1:]
        if not final:
            final = Tranche.create(
                {
                    "grant_id": self.id,
                    "sequence": max(self.tranche_ids.mapped("sequence"), default=0) + 1,
                    "date_due": fields.Date.context_today(self),
                    "amount": float(outcome.amount),
                }
            )
        # The commitment of the others is released with them, down to this amount.
        AMENDING.on(final).write(
            {"amount": float(outcome.amount), "is_final": True}
        )
        self._cancel_planned(but=final)

    def _settle_even(self, outcome):
        self._cancel_planned()

    def _settle_claim_back(self, outcome):
        """What is owed back becomes a recovery that the head demands."""
        self._cancel_planned()
        opened = self.recovery_ids.filtered(lambda r: r.state == "open")
        if opened:
            opened[0].write({"amount": float(outcome.amount)})
            return
        self.env["rr.grant.recovery"].create(
            {
                "grant_id": self.id,
                "amount": float(outcome.amount),
                "reason": self.env._("Paid and not admitted in the end."),
                "notice_ref": self.env["ir.sequence"]
                .sudo()
                .next_by_code("rr.grant.recovery"),
                "date_due": fields.Date.add(fields.Date.context_today(self), days=30),
            }
        )

    def _settle_tolerated(self, outcome):
        """A small sum is given up: claimed and written off the same day."""
        self._cancel_planned()
        recovery = self.env["rr.grant.recovery"].create(
            {
                "grant_id": self.id,
                "amount": float(outcome.amount),
                "reason": self.env._("Small sum, within the tolerance."),
            }
        )
        recovery.with_user(SUPERUSER_ID)._do_step("tolerate")

    def action_balance(self):
        """Button: balance the account now, and say what still hinders it."""
        for grant in self:
            if not self.env.user._rr_holds_role("finance"):
                raise AccessError(self.env._("Finance balances the account."))
            hindrance = (
                grant._community_gate_report() or grant._community_gate_receipts()
            )
            if grant.state not in ("completed", "verified", "terminated"):
                hindrance = self.env._("the project has not ended")
            if hindrance:
                raise UserError(
                    self.env._(
                        "%(grant)s: %(reason)s.", grant=grant.name, reason=hindrance
                    )
                )
            grant._balance_accounts()
        return True

    def _post_payment(self, payment):
        entries = super()._post_payment(payment)
        if self.kind == "community":
            entries |= self._admit_what_is_paid(source=payment)
        return entries
