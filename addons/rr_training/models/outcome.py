# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

KIND = [("course", "End of a course")]


class RrOutcomeFollowup(models.Model):
    """The end of a course is followed up."""

    _inherit = "rr.outcome.followup"

    anchor_kind = fields.Selection(selection_add=KIND, ondelete={"course": "cascade"})


class RrOutcomeCohort(models.Model):
    """Cohorts of those with the end of a course in a quarter."""

    _inherit = "rr.outcome.cohort"

    anchor_kind = fields.Selection(selection_add=KIND)
