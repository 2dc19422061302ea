# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class TransitionCode(models.Model):
    """A code of the state budget: economic category, programme or sub-programme."""

    _name = "rr.transition.code"
    _inherit = ["rr.audited.mixin"]
    _description = "Budget code"
    _order = "kind, code"

    kind = fields.Selection(
        [
            ("category", "Economic category"),
            ("organisation", "Budget organisation"),
            ("programme", "Programme"),
            ("subprogramme", "Sub-programme"),
        ],
        required=True,
    )
    key = fields.Char(
        help="Economic categories: the word that agreements and scenarios use."
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one("rr.transition.code", ondelete="restrict")
    note = fields.Char(translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(kind, code)", "This code is in the list already."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for code in self:
            code.display_name = f"{code.code} {code.name or ''}".strip()

    @api.model
    def _rr_category_names(self):
        """Return {key: "code name"} of the economic categories."""
        found = self.search([("kind", "=", "category")])
        return {row.key: row.display_name for row in found if row.key}
