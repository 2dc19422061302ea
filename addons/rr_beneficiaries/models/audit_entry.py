# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class RrAuditEntry(models.Model):
    """Files are those of persons."""

    _inherit = "rr.audit.entry"
    _rr_file_model = "rr.beneficiary"
