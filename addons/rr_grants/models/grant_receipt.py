# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .grant_data import FINANCE

_lt = LazyTranslate(__name__)

REJECTION_REASONS = [
    ("not_eligible", "Not an eligible cost"),
    ("outside_period", "Outside the period of the grant"),
    ("not_legible", "Not legible or not a valid invoice"),
    ("duplicate", "Already claimed"),
    ("other_payer", "Paid by somebody else"),
    ("not_delivered", "Not delivered"),
]


class GrantReceipt(models.Model):
    """Proof of spending. Admitting it is a fact beside the money."""

    _name = "rr.grant.receipt"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Receipt"
    _order = "date desc, id desc"
    _rec_name = "number"

    _step_as_sudo = True
    _frozen = dict.fromkeys(
        ("admitted", "part_admitted", "rejected"),
        ("amount", "grant_id", "number", "supplier_tax_number", "is_own_share"),
    )
    _steps = {
        "query": {
            "label": _lt("query"),
            "from": ["entered"],
            "to": "queried",
            "groups": (FINANCE,),
            "reason": True,
        },
        "answer": {
            "label": _lt("answer"),
            "from": ["queried"],
            "to": "entered",
            "groups": ["rr_base.group_officer", "rr_base.group_ngo"],
        },
        "admit": {
            "label": _lt("admit"),
            "from": ["entered", "queried"],
            "to": "admitted",
            "groups": (FINANCE,),
        },
        "admit_part": {
            "label": _lt("admit part"),
            "from": ["entered", "queried"],
            "to": "part_admitted",
            "groups": (FINANCE,),
        },
        "reject": {
            "label": _lt("reject"),
            "from": ["entered", "queried"],
            "to": "rejected",
            "groups": (FINANCE,),
        },
    }

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="restrict"
    )
    number = fields.Char(string="Invoice number", required=True)
    supplier = fields.Char(required=True)
    supplier_tax_number = fields.Char(string="Tax number of the supplier")
    date = fields.Date(required=True)
    currency_id = fields.Many2one(related="grant_id.currency_id")
    amount = fields.Monetary(required=True)
    amount_admitted = fields.Monetary(readonly=True)
    rejection_reason = fields.Selection(REJECTION_REASONS)
    state = fields.Selection(
        [
            ("entered", "Entered"),
            ("queried", "Queried"),
            ("admitted", "Admitted"),
            ("part_admitted", "Partly admitted"),
            ("rejected", "Rejected"),
        ],
        default="entered",
        required=True,
        readonly=True,
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    file = fields.Binary(attachment=True)
    file_name = fields.Char()

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A receipt must be above zero."
    )
    _invoice_once = models.UniqueIndex(
        "(supplier_tax_number, number) "
        "WHERE state <> 'rejected' AND supplier_tax_number IS NOT NULL",
        "An invoice of this supplier with this number was already entered.",
    )

    def _is_removable(self):
        """Whether nobody has looked at the receipt yet."""
        self.ensure_one()
        return self.state == "entered"

    @api.ondelete(at_uninstall=False)
    def _unlink_only_entered(self):
        if not all(receipt._is_removable() for receipt in self):
            raise UserError(self.env._("A receipt that was looked at is kept."))

    def _guard_reject(self, reason):
        if not self.rejection_reason:
            return self.env._("choose the reason from the list")
        return None

    def _admit(self, amount=None, reason=None):
        """Admit receipts in full, or one of them in part.

        :param amount: what is admitted of this receipt; None admits all.
        :param reason: why the rest is not admitted, of the closed list.
        :raises UserError: more is admitted than was paid, or than the receipt shows.
        """
        for receipt in self:
            value = money(receipt.amount if amount is None else amount)
            if not 0 < value <= money(receipt.amount):
                raise UserError(
                    self.env._(
                        "Receipt %(number)s shows %(amount)s: %(value)s cannot be "
                        "admitted.",
                        number=receipt.number,
                        amount=money(receipt.amount),
                        value=value,
                    )
                )
            part = value < money(receipt.amount)
            receipt._do_step("admit_part" if part else "admit")
            # Its step was taken above; what was admitted is nobody's to type.
            known = receipt.sudo()
            known.write({"amount_admitted": float(value)})
            if part and reason:
                known.write({"rejection_reason": reason})
            known.grant_id._post_split(
                "admit", value, source=receipt, step="admit", document=receipt.number
            )
        return True

    def action_admit(self):
        return self._admit()

    def action_reject(self):
        return self._do_step("reject")
