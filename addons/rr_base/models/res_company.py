# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rr_letterhead = fields.Text(
        string="Letterhead",
        translate=True,
        help="The sender's lines at the head of letters. Suppliers, landlords and "
        "employers read them: they must not name the programme.",
    )
