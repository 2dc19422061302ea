# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .support_record import NEEDS


class GrantContent(models.AbstractModel):
    """Parts of a grant whose change is a change of the grant itself."""

    _name = "rr.grant.content.mixin"
    _description = "Part of a grant's content"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._content_changes()
        return records

    def write(self, vals):
        if set(vals) & self._content_fields():
            self._content_changes()
        result = super().write(vals)
        if "grant_id" in vals:
            # The grant that takes the part in changes as well.
            self._content_changes()
        return result

    def unlink(self):
        self._content_changes()
        return super().unlink()

    def _content_fields(self):
        return {
            name
            for name, field in self._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        }

    def _content_changes(self):
        self.grant_id._content_changes()


class GrantLine(models.Model):
    """What is asked for one month: need, amount, and what the need rests on."""

    _name = "rr.grant.line"
    _inherit = ["rr.grant.content.mixin", "rr.audited.mixin"]
    _description = "Grant line"
    _order = "grant_id, month, id"

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Description")
    category = fields.Selection(
        NEEDS,
        string="Kind of need",
        compute="_compute_category",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    month = fields.Date(required=True, help="The first day of the month of the need.")
    currency_id = fields.Many2one(related="grant_id.currency_id")
    need = fields.Monetary(help="The whole need of the month, in EUR.")
    need_basis = fields.Char(
        string="Basis", help="What the amount of the need rests on: lease, quotes …"
    )
    amount = fields.Monetary(string="Asked", required=True)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND (need IS NULL OR need >= 0))",
        "A grant line asks for more than zero.",
    )
    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(day FROM month) = 1)", "A month is named by its first day."
    )

    @api.depends("grant_id.category")
    def _compute_category(self):
        for line in self:
            line.category = line.category or line.grant_id.category or "other"

    @api.constrains("month", "grant_id")
    def _check_month_in_plan(self):
        for line in self:
            grant = line.grant_id
            if not grant.date_start or not grant.date_end:
                continue
            first = grant.date_start.replace(day=1)
            if not first <= line.month <= grant.date_end:
                raise ValidationError(
                    self.env._(
                        "%(grant)s: %(month)s lies outside the plan "
                        "(%(start)s to %(end)s).",
                        grant=grant.name,
                        month=line.month,
                        start=grant.date_start,
                        end=grant.date_end,
                    )
                )


class GrantFunding(models.Model):
    """A budget line's share of a grant."""

    _name = "rr.grant.funding"
    _inherit = ["rr.grant.content.mixin", "rr.audited.mixin"]
    _description = "Funding of a grant"
    _order = "grant_id, id"

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "rr.budget.line", required=True, index=True, ondelete="restrict"
    )
    agreement_id = fields.Many2one(related="line_id.agreement_id")
    channel = fields.Selection(related="line_id.agreement_id.channel")
    currency_id = fields.Many2one(related="grant_id.currency_id")
    amount = fields.Monetary(required=True)
    share_percent = fields.Float(compute="_compute_share_percent", string="Share %")

    _line_once = models.Constraint(
        "UNIQUE(grant_id, line_id)", "The budget line is already in the split."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A share of the funding must be above zero."
    )

    @api.depends("amount", "grant_id.amount")
    def _compute_share_percent(self):
        for funding in self:
            total = funding.grant_id.amount
            funding.share_percent = 100 * funding.amount / total if total else 0.0

    def _content_fields(self):
        return {"grant_id", "line_id", "amount"}
