# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class RrCommunityActivity(models.Model):
    """An activity open to the community; heads are counted, nobody is listed."""

    _name = "rr.community.activity"
    _rr_on_replica = True
    _inherit = ["rr.audited.mixin"]
    _description = "Community activity"
    _order = "date desc, id desc"

    name = fields.Char(required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    municipality_id = fields.Many2one("rr.municipality", required=True, index=True)
    kind = fields.Selection(
        [
            ("sport", "Sport"),
            ("culture", "Culture"),
            ("school", "At a school"),
            ("debate", "Debate or information"),
            ("excursion", "Excursion"),
            ("other", "Other"),
        ],
        required=True,
    )
    organiser_id = fields.Many2one(
        "res.partner", domain="[('is_company', '=', True)]", index="btree_not_null"
    )
    head_count = fields.Integer(string="Heads counted")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    cost = fields.Monetary()

    _counts_positive = models.Constraint(
        "CHECK (head_count >= 0 AND cost >= 0)",
        "Heads and cost are not negative.",
    )
