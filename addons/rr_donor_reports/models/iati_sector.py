# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_grants.models.budget_line import COST_CATEGORIES
from odoo.exceptions import ValidationError

#: Demobilisation of ex-combatants: not what this programme is (OECD DAC purpose codes).
FORBIDDEN = ("15240",)


class RrIatiSector(models.Model):
    """Which sector of OECD DAC's purpose codes a cost category belongs to."""

    _name = "rr.iati.sector"
    _inherit = ["rr.audited.mixin"]
    _description = "IATI sector of a cost category"
    _order = "cost_category"
    _rec_name = "code"

    cost_category = fields.Selection(COST_CATEGORIES, required=True)
    code = fields.Char(string="DAC purpose code", required=True, size=5)
    name = fields.Char(translate=True)

    _category_once = models.Constraint(
        "UNIQUE (cost_category)", "The cost category has a sector already."
    )

    @api.constrains("code")
    def _check_code(self):
        for sector in self:
            code = sector.code or ""
            if not (code.isdigit() and len(code) == 5) or code in FORBIDDEN:
                raise ValidationError(
                    self.env._(
                        "%(code)s is not a purpose code that this programme reports "
                        "under.",
                        code=code,
                    )
                )
