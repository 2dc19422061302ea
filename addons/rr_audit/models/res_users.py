# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        """Record each proof of identity, accepted or refused."""
        kind = credential.get("type") or "unknown"
        try:
            auth_info = super()._check_credentials(credential, env)
        except AccessDenied:
            self._rr_log_login(self.env.user.id, kind, accepted=False)
            raise
        self._rr_log_login(self.env.user.id, kind, accepted=True)
        return auth_info

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unknown_to_the_trail(self):
        """Whom the trail names stays readable in it."""
        # Whether there is an entry is all that leaves here.
        entries = self.env["rr.audit.entry"].sudo()
        for user in self:
            if entries.search_count([("user_id", "=", user.id)], limit=1):
                raise UserError(
                    self.env._(
                        "%(user)s stands in the trail: archive the user instead of "
                        "deleting.",
                        user=user.login,
                    )
                )

    def _login(self, credential, user_agent_env):
        try:
            return super()._login(credential, user_agent_env)
        except AccessDenied:
            # A wrong password of a known user was recorded where it was checked. Of an
            # unknown login the text is not kept: people type passwords there.
            known = self.sudo().search_count(
                self._get_login_domain(credential["login"]), limit=1
            )
            if not known:
                self._rr_log_login(None, "unknown login", accepted=False)
            raise

    def _rr_log_login(self, uid, kind, accepted):
        values = {"result": "accepted" if accepted else "refused", "kind": kind}
        if request:
            values["remote"] = request.httprequest.remote_addr
        # The transaction of a refused login is rolled back: use one of our own.
        self.env["rr.audit.entry"]._log(
            "login",
            "res.users",
            uid,
            values=values,
            uid=uid,
            own_transaction=not accepted,
        )
