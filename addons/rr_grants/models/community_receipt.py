# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError


class CommunityReceipt(models.Model):
    """Receipts of an organisation: own share or grant, part admission with a reason."""

    _inherit = "rr.grant.receipt"

    is_own_share = fields.Boolean(
        string="Own share", help="Paid by the organisation itself, not by the grant."
    )
    description = fields.Char(string="For")
    reported_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    question = fields.Char(readonly=True, help="What finance asks about it.")

    @staticmethod
    def _normal(vals):
        """One way to write a number: blanks and case hide no duplicate."""
        for name in ("number", "supplier_tax_number"):
            if vals.get(name):
                vals[name] = "".join(vals[name].split()).upper()
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        receipts = super().create([self._normal(dict(vals)) for vals in vals_list])
        receipts._check_grants()
        return receipts

    def _check_grants(self):
        for receipt in self:
            # sudo: whose grant it is is what the check finds out
            grant = receipt.sudo().grant_id
            if grant.kind == "community":
                receipt._check_community(grant)

    def _check_community(self, grant):
        if self.env.user.share and grant.partner_id != (
            self.env.user.commercial_partner_id
        ):
            raise AccessError(self.env._("This grant is not your organisation's."))
        if not grant._takes_accounts():
            raise UserError(
                self.env._(
                    "%(grant)s takes no receipts: it is %(state)s.",
                    grant=grant.name,
                    state=grant._rr_state_label(grant.state).lower(),
                )
            )
        if not self.supplier_tax_number:
            raise UserError(
                self.env._(
                    "Receipt %(number)s: the supplier's tax number is missing.",
                    number=self.number,
                )
            )
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "Receipt %(number)s is dated in the future.", number=self.number
                )
            )

    def write(self, vals):
        vals = self._normal(dict(vals))
        if self.env.user.share and not self._rr_by_code():
            if "rejection_reason" in vals:
                raise UserError(self.env._("Finance decides receipts."))
            self._rr_refuse_decided()
        result = super().write(vals)
        if "grant_id" in vals:
            self._check_grants()
        return result

    def _rr_refuse_decided(self):
        """A partner changes nothing of a receipt that was decided."""
        if self.filtered(lambda r: r.state not in ("entered", "queried")):
            raise UserError(self.env._("A decided receipt is not changed."))

    def _after_query(self, reason):
        self.write({"question": reason})

    def _after_answer(self, reason):
        self.write({"question": False})

    def _guard_answer(self, reason):
        user = self.env.user
        if user.share and self.grant_id.partner_id != user.commercial_partner_id:
            raise AccessError(self.env._("This grant is not your organisation's."))
        return None

    def _admit(self, amount=None, reason=None):
        community = self.filtered(lambda r: r.grant_id.kind == "community")
        result = super(CommunityReceipt, self - community)._admit(amount, reason)
        for receipt in community:
            receipt._admit_community(amount, reason)
        return result

    def _admit_community(self, amount, reason):
        shown = money(self.amount)
        value = shown if amount is None else money(amount)
        if not 0 < value <= shown:
            raise UserError(
                self.env._(
                    "Receipt %(number)s shows %(amount)s: %(value)s cannot be "
                    "admitted.",
                    number=self.number,
                    amount=shown,
                    value=value,
                )
            )
        part = value < shown
        reason = reason or self.rejection_reason
        if part and not reason:
            raise UserError(
                self.env._(
                    "Receipt %(number)s: choose why the rest is not admitted.",
                    number=self.number,
                )
            )
        self._do_step("admit_part" if part else "admit")
        # Its step was taken above; what was decided is nobody's to type.
        known = self.sudo()
        known.write(
            {
                "amount_admitted": float(value),
                "rejection_reason": reason if part else False,
            }
        )
        known.grant_id._admit_what_is_paid(source=known, document=known.number)
        known.grant_id._balance_accounts()

    def _after_reject(self, reason):
        for receipt in self:
            receipt.grant_id._balance_accounts()

    @api.depends("grant_id.name", "number")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = f"{receipt.grant_id.name} · {receipt.number}"


class CommunityPayment(models.Model):
    """The recipient confirms that the money arrived."""

    _inherit = "rr.grant.payment"

    confirmed_on = fields.Datetime(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmation = fields.Char(
        readonly=True, help="The paper, where the confirmation came on paper."
    )

    def _return(self, date, reason):
        """Take the admission back with the money that it rested on."""
        # Finance returns a payment by its step; the admission follows in the ledger.
        community = self.filtered(lambda p: p.sudo().grant_id.kind == "community")
        for payment in community:
            if payment.state == "paid":
                payment.sudo().grant_id._unadmit(payment, date, reason)
        result = super()._return(date, reason)
        community.sudo().grant_id._admit_what_is_paid()
        return result

    def _waits_for_confirmation(self):
        """Whether the money is out and its recipient has not said that it arrived."""
        self.ensure_one()
        return self.state == "paid" and not self.confirmed_on

    def _confirm_received(self, document=None):
        """Record the recipient's word: by portal, or an officer from a paper.

        :raises AccessError: somebody else's payment.
        :raises UserError: the payment is returned or confirmed already.
        """
        self.check_access("read")
        user = self.env.user
        # Payments are written by nobody; who may confirm is asked for each.
        for payment in self.sudo():
            mine = user.share and (
                payment.grant_id.partner_id == user.commercial_partner_id
            )
            if not mine and (user.share or not user._rr_holds_role("officer")):
                raise AccessError(self.env._("The recipient confirms a payment."))
            if not mine and not document:
                raise UserError(
                    self.env._("Name the paper on which the recipient confirmed.")
                )
            if not payment._waits_for_confirmation():
                raise UserError(
                    self.env._(
                        "%(reference)s is returned or confirmed already.",
                        reference=payment.bank_ref,
                    )
                )
            payment.write(
                {
                    "confirmed_on": fields.Datetime.now(),
                    "confirmed_by_id": user.id,
                    "confirmation": document,
                }
            )
        return True
