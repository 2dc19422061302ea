# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

KIND = [("grant", "Closing of a grant")]


class RrOutcomeFollowup(models.Model):
    """The closing of a grant is followed up."""

    _inherit = "rr.outcome.followup"

    anchor_kind = fields.Selection(selection_add=KIND, ondelete={"grant": "cascade"})


class RrOutcomeCohort(models.Model):
    """Cohorts of those with the closing of a grant in a quarter."""

    _inherit = "rr.outcome.cohort"

    anchor_kind = fields.Selection(selection_add=KIND)
