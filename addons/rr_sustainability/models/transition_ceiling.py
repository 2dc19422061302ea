# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.rr_grants.models.budget_line import ECONOMIC_CATEGORIES


class TransitionCeiling(models.Model):
    """The most that the state budget allows in one economic category and year."""

    _name = "rr.transition.ceiling"
    _inherit = ["rr.transition.part"]
    _description = "Ceiling of a transition scenario"
    _order = "scenario_id, year, category"

    scenario_id = fields.Many2one(
        "rr.transition.scenario", required=True, index=True, ondelete="cascade"
    )
    category = fields.Selection(ECONOMIC_CATEGORIES, required=True)
    year = fields.Integer(required=True)
    currency_id = fields.Many2one(related="scenario_id.currency_id")
    amount = fields.Monetary(required=True)
    document = fields.Char(help="The circular or framework that sets it.")

    _once = models.Constraint(
        "UNIQUE(scenario_id, category, year)",
        "This category has a ceiling for that year already.",
    )
    _not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A ceiling cannot be negative."
    )
