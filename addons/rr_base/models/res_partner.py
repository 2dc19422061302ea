# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """Organisations of the programme. A person of the programme is never a partner:
    every internal user can read partners."""

    _name = "res.partner"
    _inherit = ["res.partner", "rr.alphabet.mixin"]

    _rr_alphabetical = ("name", "complete_name")

    rr_kind = fields.Selection(
        [
            ("ngo", "NGO"),
            ("municipality", "Municipality"),
            ("donor", "Donor"),
            ("employer", "Employer"),
            ("supplier", "Supplier or landlord"),
            ("institution", "Institution"),
        ],
        string="Kind of organisation",
        index=True,
        help="Institution: a ministry, the Correctional or Probation Service, a "
        "school, a centre for social work, a health centre, an employment office.",
    )
    rr_municipality_id = fields.Many2one(
        "rr.municipality", string="Municipality", index="btree_not_null"
    )

    @api.constrains("rr_kind", "is_company")
    def _check_kind_is_company(self):
        for partner in self:
            if partner.rr_kind and not partner.is_company:
                raise ValidationError(
                    self.env._(
                        "%(name)s: only a company can be an organisation of a kind; "
                        "a natural person is never recorded as a contact.",
                        name=partner.name or "",
                    )
                )
