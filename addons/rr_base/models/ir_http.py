# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """The start page is the first page of whoever holds a role of the staff.

        By the role, so that nobody has to set it on users; a page that a user chose
        in the own preferences stays.
        """
        info = super().session_info()
        user = self.env.user
        if not info.get("home_action_id") and user._is_internal() and user._rr_roles():
            info["home_action_id"] = self.env.ref("rr_base.start_page_action").id
        return info
