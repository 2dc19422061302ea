# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class RrSheetReopen(models.TransientModel):
    """Asks why a sheet is reopened."""

    _name = "rr.sheet.reopen"
    _description = "Reopen a sheet"

    session_id = fields.Many2one("rr.course.session", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_reopen(self):
        self.ensure_one()
        self.session_id.action_reopen_sheet(self.reason)
        return {"type": "ir.actions.act_window_close"}
