# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os

from odoo import models

#: Set to 1 in production (config/docker/entrypoint.sh): no setting of the database can
#: take it away.
VARIABLE = "RR_REQUIRE_TWO_FACTOR"


class ResUsers(models.Model):
    _inherit = "res.users"

    def _mfa_type(self):
        """Staff needs a second factor in production: their app's code, or without one
        a code by e-mail."""
        kind = super()._mfa_type()
        if kind is None and os.environ.get(VARIABLE) and self._is_internal():
            return "totp_mail"
        return kind
