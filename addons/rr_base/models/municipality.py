# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

DISTRICTS = [
    ("PR", "Pristina"),
    ("MI", "Mitrovica"),
    ("PE", "Peja"),
    ("PZ", "Prizren"),
    ("FE", "Ferizaj"),
    ("GJ", "Gjilan"),
    ("GK", "Gjakova"),
]


class RrMunicipality(models.Model):
    _name = "rr.municipality"
    _rr_on_replica = True
    _inherit = ["rr.alphabet.mixin", "rr.audited.mixin"]
    _description = "Municipality"
    _order = "name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=2, help="Two letters that never change.")
    district = fields.Selection(DISTRICTS, required=True)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "A municipality with this code exists already."
    )
    _code_format = models.Constraint(
        "CHECK (code ~ '^[A-Z]{2}$')", "The code is two capital letters."
    )
