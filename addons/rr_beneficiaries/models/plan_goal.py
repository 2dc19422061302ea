# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .constants import NEED_DOMAINS


class RrPlanGoal(models.Model):
    _name = "rr.plan.goal"
    _rr_on_replica = True
    _inherit = ["rr.audited.mixin"]
    _description = "Goal of a plan"
    _order = "date_target, id"
    _rec_name = "name"
    _rr_audit_exclude = frozenset({"name"})

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="Goal", required=True, help="Without names of persons.")
    domain = fields.Selection(NEED_DOMAINS, required=True)
    date_target = fields.Date(string="By")
    status = fields.Selection(
        [
            ("open", "Open"),
            ("reached", "Reached"),
            ("partly", "Partly reached"),
            ("dropped", "Dropped"),
        ],
        required=True,
        default="open",
    )
    date_done = fields.Date(string="Decided on")
