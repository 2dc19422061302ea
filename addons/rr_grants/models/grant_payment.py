# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError


class GrantPayment(models.Model):
    """Money that left for a tranche, with its bank reference."""

    _name = "rr.grant.payment"
    _inherit = ["rr.audited.mixin"]
    _rr_audit_exclude = frozenset({"account_index"})
    _description = "Payment of a tranche"
    _order = "date desc, id desc"
    _rec_name = "bank_ref"

    tranche_id = fields.Many2one(
        "rr.grant.tranche",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    grant_id = fields.Many2one(
        "rr.grant", required=True, readonly=True, index=True, ondelete="restrict"
    )
    payee_id = fields.Many2one("rr.payee", readonly=True, ondelete="restrict")
    account_index = fields.Char(
        readonly=True, help="Keyed index of the bank account; never the number."
    )
    amount = fields.Monetary(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    bank_ref = fields.Char(string="Bank reference", required=True, readonly=True)
    position = fields.Integer(
        default=1, readonly=True, help="Position within one bank transfer."
    )
    document = fields.Char(
        readonly=True, help="Off-budget money: the partner's statement."
    )
    paid_by = fields.Selection(
        [("ministry", "Ministry"), ("partner", "Partner")], readonly=True
    )
    state = fields.Selection(
        [("paid", "Paid"), ("returned", "Returned")],
        default="paid",
        required=True,
        readonly=True,
    )
    returned_on = fields.Date(readonly=True)
    return_reason = fields.Char(readonly=True)

    _tranche_once = models.UniqueIndex(
        "(tranche_id) WHERE state = 'paid'", "This tranche is already paid."
    )
    _reference_once = models.UniqueIndex(
        "(COALESCE(account_index, ''), bank_ref, position) WHERE state = 'paid'",
        "This bank reference is already used for a payment to the same account.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A payment must be above zero."
    )

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        raise UserError(self.env._("A payment is never deleted: return it."))

    @api.model
    def _pay_tranches(self, tranches, date, bank_ref, position=1, document=None):
        """Record payments: all tranches or none (see ``rr.grant.tranche._pay``)."""
        date = fields.Date.to_date(date)
        bank_ref = (bank_ref or "").strip()
        tranches.check_access("read")
        if not bank_ref:
            raise UserError(self.env._("A payment needs its bank reference."))
        if not date or date > fields.Date.context_today(self):
            raise UserError(
                self.env._("The payment's date %(date)s is in the future.", date=date)
            )
        tranches._do_step("pay")
        # a rival payment collides here, and is run again, before any unique index
        self.env.flush_all()
        payments = self.sudo().browse()
        for offset, tranche in enumerate(tranches.sudo()):
            payments |= self._pay_one(
                tranche, date, bank_ref, position + offset, document
            )
        tranches.sudo().grant_id._sync_support()
        return payments.sudo(False)

    def _pay_one(self, tranche, date, bank_ref, position, document):
        grant = tranche.grant_id
        channels = set(grant.funding_ids.line_id.agreement_id.mapped("channel"))
        by_partner = channels == {"off_budget"}
        if by_partner and not document:
            raise UserError(
                self.env._(
                    "%(tranche)s is paid by the partner: name the statement that "
                    "shows it.",
                    tranche=tranche.display_name,
                )
            )
        self._refuse_reuse(grant, bank_ref, position)
        # Finance's step was taken; payments are typed by nobody.
        payment = self.sudo().create(
            {
                "tranche_id": tranche.id,
                "grant_id": grant.id,
                "payee_id": grant.payee_id.id,
                "account_index": grant.payee_id.account_index,
                "amount": tranche.amount,
                "currency_id": grant.currency_id.id,
                "date": date,
                "bank_ref": bank_ref,
                "position": position,
                "document": document,
                "paid_by": "partner" if by_partner else "ministry",
            }
        )
        self.env.flush_all()
        grant._post_payment(payment)
        return payment

    def _refuse_reuse(self, grant, bank_ref, position):
        account = grant.payee_id.account_index or ""
        # A reference is used once over all payments.
        twin = (
            self.sudo()
            .search(
                [
                    ("bank_ref", "=", bank_ref),
                    ("position", "=", position),
                    ("state", "=", "paid"),
                ]
            )
            .filtered(lambda p: (p.account_index or "") == account)
        )
        if twin:
            raise UserError(
                self.env._(
                    "The bank reference %(reference)s was already used for "
                    "%(tranche)s.",
                    reference=bank_ref,
                    tranche=twin[0].tranche_id.display_name,
                )
            )

    def _return(self, date, reason):
        """The bank sent the money back: reverse the entries, ask again.

        :raises UserError: the payment is no longer paid, or money that was spent
            from it is already admitted.
        """
        for payment in self:
            if payment.state != "paid":
                raise UserError(
                    self.env._(
                        "%(reference)s is already returned.",
                        reference=payment.bank_ref,
                    )
                )
            payment.tranche_id._do_step("return", reason)
            # Finance's step was taken; entry, payment and registry follow it.
            entries = (
                self.env["rr.fund.entry"]
                .sudo()
                .search(
                    [
                        ("source_model", "=", self._name),
                        ("source_id", "=", payment.id),
                        ("kind", "=", "pay"),
                    ]
                )
            )
            self.env["rr.fund.entry"]._reverse(
                entries, f"return:{payment.id}", date=date, note=reason
            )
            payment.sudo().write(
                {"state": "returned", "returned_on": date, "return_reason": reason}
            )
            payment.sudo().grant_id._sync_support()
        return True


class GrantPaymentLedger(models.Model):
    _inherit = "rr.grant"

    def write(self, vals):
        """Who is paid stays from the certificate to the payment."""
        if "payee_id" in vals and not self._rr_by_code():
            moving = self.filtered(lambda g: g.payee_id.id != vals["payee_id"])
            if moving.tranche_ids.filtered(
                lambda t: t.state in ("certified", "authorised")
            ):
                raise UserError(
                    self.env._("A tranche is certified and paid by its steps.")
                )
        return super().write(vals)

    def _post_payment(self, payment):
        """Commit → pay, over the funding lines, dated by the bank."""
        self.ensure_one()
        return self._post_split(
            "pay",
            money(payment.amount),
            source=payment,
            step="pay",
            date=payment.date,
            document=payment.document or payment.bank_ref,
        )
