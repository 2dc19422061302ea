# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.effects import BALANCES, available

COST_CATEGORIES = [
    ("individual_grants", "Individual grants"),
    ("community_grants", "Community grants"),
    ("training", "Training and courses"),
    ("rent", "Rent and accommodation"),
    ("services", "Services"),
    ("staff", "Staff"),
    ("travel", "Travel"),
    ("equipment", "Equipment of the programme"),
    ("monitoring", "Monitoring and evaluation"),
    ("indirect", "Indirect costs"),
    ("other", "Other"),
]

ECONOMIC_CATEGORIES = [
    ("wages", "Wages and salaries"),
    ("goods_services", "Goods and services"),
    ("utilities", "Utilities"),
    ("subsidies_transfers", "Subsidies and transfers"),
    ("capital", "Capital outlays"),
]


class BudgetLine(models.Model):
    """One line of an agreement's budget. Its balances are sums of the ledger."""

    _name = "rr.budget.line"
    _inherit = ["rr.audited.mixin"]
    _description = "Budget line"
    _order = "agreement_id, code"

    code = fields.Char(required=True)
    name = fields.Char(translate=True)
    agreement_id = fields.Many2one(
        "rr.fund.agreement", required=True, index=True, ondelete="restrict"
    )
    source_id = fields.Many2one(related="agreement_id.source_id", store=True)
    currency_id = fields.Many2one(related="agreement_id.currency_id")
    cost_category = fields.Selection(
        COST_CATEGORIES, string="Cost category", required=True, index=True
    )
    economic_category = fields.Selection(
        ECONOMIC_CATEGORIES, string="Economic category", required=True
    )
    amount_original = fields.Monetary(string="Original budget", required=True)
    is_closed = fields.Boolean(
        string="Closed", help="No new reservation, commitment or payment."
    )
    entry_ids = fields.One2many("rr.fund.entry", "line_id")
    # Raised by every insert into the ledger: two transactions that book on one
    # line then collide and the second is retried on what the first has left.
    entry_counter = fields.Integer(readonly=True, copy=False)

    allocated = fields.Monetary(compute="_compute_balances")
    reserved = fields.Monetary(compute="_compute_balances")
    committed = fields.Monetary(compute="_compute_balances")
    paid = fields.Monetary(compute="_compute_balances")
    admitted = fields.Monetary(compute="_compute_balances")
    claimed = fields.Monetary(compute="_compute_balances", string="Claimed back")
    repaid = fields.Monetary(compute="_compute_balances")
    written_off = fields.Monetary(compute="_compute_balances", string="Written off")
    available = fields.Monetary(compute="_compute_balances")
    burn_percent = fields.Float(compute="_compute_balances", string="Paid %")

    _code_unique = models.Constraint(
        "UNIQUE(agreement_id, code)", "The agreement already has a line of this code."
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount_original >= 0)", "A budget line cannot be negative."
    )

    @api.depends("code", "agreement_id.code")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.agreement_id.code or ''}/{line.code or ''}"

    def _compute_balances(self):
        sums = self.env["rr.fund.entry"]._balances("line_id", lines=self)
        zero = dict.fromkeys(BALANCES, 0)
        for line in self:
            balance = sums.get(line._origin.id, zero)
            for name in BALANCES:
                if name != "cash":
                    line[name] = balance[name]
            line.available = available(balance)
            line.burn_percent = (
                100.0 * float(balance["paid"]) / float(balance["allocated"])
                if balance["allocated"]
                else 0.0
            )

    @api.constrains("amount_original", "agreement_id", "cost_category")
    def _check_signed_line_is_fixed(self):
        """A signed line changes by transfer, not by typing."""
        for line in self:
            if line.agreement_id.state != "draft" and line.entry_ids:
                raise ValidationError(
                    self.env._(
                        "%(line)s has ledger entries: change it by a transfer or a "
                        "further allocation.",
                        line=line.display_name,
                    )
                )

    def _transfer(self, target, amount, key, reason=None):
        """Move unspent allocation to another line of the same agreement."""
        self.ensure_one()
        if self.agreement_id != target.agreement_id:
            raise UserError(
                self.env._(
                    "%(from_line)s and %(to_line)s belong to different agreements.",
                    from_line=self.display_name,
                    to_line=target.display_name,
                )
            )
        common = {
            "kind": "transfer",
            "amount": amount,
            "key": key,
            "date": fields.Date.context_today(self),
            "source": self.agreement_id,
            "note": reason,
        }
        return self.env["rr.fund.entry"]._post(
            [
                dict(common, variant="out", line_id=self.id),
                dict(common, variant="in", line_id=target.id),
            ]
        )

    def action_open_entries(self):
        """Open the ledger rows behind this line's balances."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ledger"),
            "res_model": "rr.fund.entry",
            "view_mode": "list,pivot,form",
            "domain": [("line_id", "in", self.ids)],
        }
