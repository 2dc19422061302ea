# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TransitionPrice(models.Model):
    """Growth of a price group over the year before."""

    _name = "rr.transition.price"
    _inherit = ["rr.transition.part"]
    _description = "Price growth of a transition scenario"
    _order = "scenario_id, price_group, year"

    scenario_id = fields.Many2one(
        "rr.transition.scenario", required=True, index=True, ondelete="cascade"
    )
    price_group = fields.Char(required=True, default="cpi")
    year = fields.Integer(required=True)
    growth = fields.Float(
        digits=(16, 6), required=True, help="0.02 is 2 % above the year before."
    )
    as_of = fields.Date(
        string="Known on", required=True, default=fields.Date.context_today
    )
    origin = fields.Char(help="Who publishes the forecast.")

    _once = models.Constraint(
        "UNIQUE(scenario_id, price_group, year)",
        "This price group has a growth for that year already.",
    )
    _not_negative = models.Constraint(
        "CHECK (growth >= 0)", "Growth is not negative here; sensitivity lowers it."
    )


class TransitionRate(models.Model):
    """EUR for one unit of a currency in a year."""

    _name = "rr.transition.rate"
    _inherit = ["rr.transition.part"]
    _description = "Exchange rate of a transition scenario"
    _order = "scenario_id, currency, year"

    scenario_id = fields.Many2one(
        "rr.transition.scenario", required=True, index=True, ondelete="cascade"
    )
    currency = fields.Char(required=True, size=3)
    year = fields.Integer(required=True)
    rate = fields.Float(
        digits=(16, 6), required=True, string="EUR for one unit"
    )
    as_of = fields.Date(
        string="Known on", required=True, default=fields.Date.context_today
    )
    origin = fields.Char()

    _once = models.Constraint(
        "UNIQUE(scenario_id, currency, year)",
        "This currency has a rate for that year already.",
    )
    _positive = models.Constraint("CHECK (rate > 0)", "A rate is above zero.")
