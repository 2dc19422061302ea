# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rr_iati_ref = fields.Char(
        string="IATI organisation identifier",
        default="XK-GOV-MIA",
        help="As in the reporting organisation's registration; replace the default "
        "once the ministry is registered.",
    )
