# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class RrHousehold(models.Model):
    """Persons who live together: caps and overlaps of support count by it."""

    _name = "rr.household"
    _inherit = ["rr.audited.mixin"]
    _description = "Household"
    _rec_name = "code"
    _order = "code desc"
    _numbered = {"code": "rr.household"}

    code = fields.Char(readonly=True, copy=False, default="/")
    municipality_id = fields.Many2one("rr.municipality", required=True, index=True)
    member_ids = fields.One2many("rr.beneficiary", "household_id", string="Members")
    member_count = fields.Integer(
        string="Number of members", compute="_compute_member_count"
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "The code is taken.")

    @api.depends("member_ids")
    def _compute_member_count(self):
        counts = dict(
            self.env["rr.beneficiary"]._read_group(
                [("household_id", "in", self.ids)], ["household_id"], ["__count"]
            )
        )
        for household in self:
            household.member_count = counts.get(household._origin, 0)

