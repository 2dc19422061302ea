# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

PARAMETER = "portal.allow_api_keys"


class ResUsersApikeys(models.Model):
    """Keys of partners work only while the administrator allows them at all.

    Odoo asks the parameter when a key is made; here it also rules those that exist.
    """

    _inherit = "res.users.apikeys"

    def _check_credentials(self, *, scope, key):
        uid = super()._check_credentials(scope=scope, key=key)
        # Nobody is logged in yet: the key's owner is looked at before they may act.
        if uid and self.env["res.users"].sudo().browse(uid).share:
            # A parameter of the system is nobody's to read.
            if not self.env["ir.config_parameter"].sudo().get_param(PARAMETER):
                return None
        return uid
