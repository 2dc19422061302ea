# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TransitionSource(models.Model):
    """Who pays, as a scenario knows them: a code, a name, a kind."""

    _name = "rr.transition.source"
    _inherit = ["rr.transition.part"]
    _description = "Source of a transition scenario"
    _order = "scenario_id, type desc, code"

    scenario_id = fields.Many2one(
        "rr.transition.scenario", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    type = fields.Selection(
        [("state", "State"), ("municipality", "Municipality"), ("donor", "Donor")],
        required=True,
        default="donor",
    )
    channel = fields.Selection(
        [
            ("state_budget", "State budget"),
            ("designated_donor_grant", "Designated donor grant"),
            ("off_budget", "Off budget"),
        ]
    )

    _code_unique = models.Constraint(
        "UNIQUE(scenario_id, code)", "The scenario already has a source of this code."
    )
