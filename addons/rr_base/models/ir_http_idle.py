# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from odoo import models
from odoo.http import request

# Of the session, to the minute: a page of twenty requests saves it once.
_SEEN = "rr-last-seen"
_GRAIN = 60


class IrHttp(models.AbstractModel):
    """Idle sessions ask for the password again, on every page.

    Odoo's own time-out learns of idleness from the web client alone. Pages without it
    (the portal, the roster on a phone) and programs never tell; here the time since
    the session's last request counts for them.
    """

    _inherit = "ir.http"

    @classmethod
    def _must_check_identity(cls):
        session, now = request.session, time.time()
        limit = request.env(user=session.uid).user._get_lock_timeout_inactivity()
        seen = session.get(_SEEN)
        if limit and seen and now - seen >= limit:
            session.setdefault("identity-check-next", seen + limit)
        found = super()._must_check_identity()
        if not found and (not seen or now - seen >= _GRAIN):
            session[_SEEN] = now
        return found

    @classmethod
    def _check_identity(cls, credential):
        found = super()._check_identity(credential)
        if found is None:
            request.session[_SEEN] = time.time()
        return found
