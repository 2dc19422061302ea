# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.addons.rr_beneficiaries.tools import crypto
from odoo.exceptions import UserError, ValidationError
from odoo.fields import NO_ACCESS


def normal_account(text):
    """Return an account number without blanks, in capitals."""
    return re.sub(r"[\s.-]", "", text or "").upper()


def is_account(text):
    """Whether a text can be an account: an IBAN with right check digits, or digits.

    Rule: ISO 13616 (IBAN), check digits by ISO 7064 MOD 97-10.
    """
    account = normal_account(text)
    if re.fullmatch(r"\d{8,20}", account):
        return True
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}", account):
        return False
    moved = account[4:] + account[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


class Payee(models.Model):
    """Who receives the money: a natural person or a small supplier, encrypted.

    The code is on every screen. Name and account are opened by officers and the
    head; finance sees them on the payment order only.
    """

    _name = "rr.payee"
    _inherit = ["rr.encrypted.mixin", "rr.audited.mixin"]
    _description = "Payee"
    _rec_name = "code"
    _order = "code desc"
    _numbered = {"code": "rr.payee"}

    _encrypted_fields = {"name": "name_cipher", "account": "account_cipher"}
    _encrypted_purpose = "payee"
    _rr_audit_exclude = frozenset({"name_cipher", "account_cipher", "account_index"})

    code = fields.Char(default="/", readonly=True, copy=False)
    kind = fields.Selection(
        [
            ("beneficiary", "Beneficiary"),
            ("landlord", "Landlord"),
            ("supplier", "Supplier"),
            ("organisation", "Organisation"),
        ],
        required=True,
        default="supplier",
    )
    name = fields.Char(
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
        groups="rr_base.group_officer,rr_base.group_head",
    )
    name_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    account = fields.Char(
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
        groups="rr_base.group_officer,rr_base.group_head",
    )
    account_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    account_index = fields.Char(readonly=True, copy=False, index=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    edited_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.user
    )
    is_confirmed = fields.Boolean(string="Confirmed", compute="_compute_is_confirmed")
    language = fields.Selection(
        [("sq", "Albanian"), ("sr@latin", "Serbian"), ("en", "English")],
        default="sq",
        required=True,
        help="Language of the papers to this payee.",
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE(code)", "The payee's code is taken.")
    _second_person = models.Constraint(
        "CHECK (confirmed_by_id IS NULL OR confirmed_by_id <> edited_by_id)",
        "A payee is confirmed by a second person.",
    )

    @api.depends("confirmed_by_id")
    def _compute_is_confirmed(self):
        for payee in self:
            payee.is_confirmed = bool(payee.confirmed_by_id)

    def write(self, vals):
        """A change of name or account undoes the confirmation."""
        if set(vals) & {"name", "account", "kind"} and "confirmed_by_id" not in vals:
            self._rr_step_write(
                {
                    "confirmed_by_id": False,
                    "confirmed_on": False,
                    "edited_by_id": self.env.uid,
                }
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        raise UserError(self.env._("A payee is archived, never deleted."))

    # Encryption

    def _rr_check_encrypted(self, name, text):
        if name == "account" and text and not is_account(text):
            raise ValidationError(
                self.env._(
                    "%(payee)s: this is no valid account number.", payee=self.code
                )
            )

    def _rr_index_values(self, name, text):
        if name != "account":
            return {}
        index = crypto.keyed_index(normal_account(text), "payee_account")
        return {"account_index": index if text else False}

    # Steps

    def _confirm(self):
        """A second person has compared name and account with a paper."""
        self.check_access("read")
        if not self.env.user._rr_holds_role(
            "officer"
        ) and not self.env.user._rr_holds_role("head"):
            raise UserError(
                self.env._("An officer or the head of division confirms a payee.")
            )
        # Role was asked above; a confirmation is typed by nobody, the head included.
        for payee in self.sudo():
            if payee.edited_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "%(payee)s: who entered the account does not confirm it.",
                        payee=payee.code,
                    )
                )
            if not payee.account_index:
                raise UserError(
                    self.env._("%(payee)s has no account.", payee=payee.code)
                )
            payee.write(
                {
                    "confirmed_by_id": self.env.uid,
                    "confirmed_on": fields.Datetime.now(),
                }
            )
        return True

    def action_confirm(self):
        return self._confirm()

    def _open_for_order(self, order_name):
        """Return name and account for one payment order; the reading is recorded.

        :param order_name: number of the order, for the trail.
        :return: dict with ``name`` and ``account``.
        :raises UserError: the reader is no finance officer.
        """
        self.ensure_one()
        if not self.env.user._rr_holds_role("finance"):
            raise UserError(self.env._("A payment order is opened by finance."))
        # The role was asked, and the opening is recorded; sealed columns are closed.
        sealed = self.sudo()
        self._rr_trail("read", reason=order_name)
        return {
            "name": sealed._rr_decrypt("name_cipher", sealed.name_cipher),
            "account": sealed._rr_decrypt("account_cipher", sealed.account_cipher),
        }
