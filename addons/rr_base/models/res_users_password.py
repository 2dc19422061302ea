# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import models
from odoo.exceptions import AccessDenied, UserError

from ..tools.production import SHORTEST, is_given_away, is_production

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    """In production a password that is the login's name opens nothing."""

    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        result = super()._check_credentials(credential, env)
        if (
            is_production()
            and credential.get("type") == "password"
            and is_given_away(credential.get("password"), self.env.user.login)
        ):
            _logger.info(
                "Login of “%s” refused: its password is known to everybody.",
                self.env.user.login,
            )
            raise AccessDenied()
        return result

    def _set_password(self):
        if is_production():
            for user in self:
                if user.password and (
                    len(user.password) < SHORTEST
                    or is_given_away(user.password, user.login)
                ):
                    raise UserError(
                        self.env._(
                            "The password of %(login)s: take at least %(count)s "
                            "characters, and not the login itself.",
                            login=user.login,
                            count=SHORTEST,
                        )
                    )
        return super()._set_password()
