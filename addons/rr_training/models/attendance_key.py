# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: A device that was away longer than this sends its marks again as new ones.
KEPT = timedelta(days=90)


class RrAttendanceKey(models.Model):
    """Keys of the marks that arrived, so that each counts once.

    Technical and without rights for anybody: written and read by SQL from within
    the marks of a session that the user may write. Keys are unique within their
    session only; a stranger's key must not answer "I have this one".
    """

    _name = "rr.attendance.key"
    _inherit = ["rr.audited.mixin"]
    _description = "Key of a mark received"
    _log_access = False

    session_id = fields.Many2one("rr.course.session", required=True, ondelete="cascade")
    key = fields.Char(required=True)
    digest = fields.Char(required=True, help="Fingerprint of what the mark said.")
    received_at = fields.Datetime(required=True, default=fields.Datetime.now)

    _session_key_unique = models.UniqueIndex("(session_id, key)")
    _received_index = models.Index("(received_at)")

    @api.model
    def _digests(self, session, keys):
        """Return ``{key: digest}`` of those keys that the session knows."""
        if not keys:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT key, digest FROM rr_attendance_key"
                    " WHERE session_id = %s AND key = ANY(%s)",
                    session.id,
                    list(keys),
                )
            )
        )

    @api.model
    def _remember(self, session, digests):
        """Store keys; return those that were not there yet.

        :param digests: ``{key: digest}``
        """
        if not digests:
            return set()
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, now() AT TIME ZONE 'UTC')", session.id, key, digest)
            for key, digest in digests.items()
        )
        return {
            key
            for (key,) in self.env.execute_query(
                SQL(
                    "INSERT INTO rr_attendance_key"
                    " (session_id, key, digest, received_at) VALUES %s"
                    " ON CONFLICT (session_id, key) DO NOTHING RETURNING key",
                    rows,
                )
            )
        }

    @api.autovacuum
    def _gc_old_keys(self):
        self.env.cr.execute(
            SQL(
                "DELETE FROM rr_attendance_key WHERE received_at < %s",
                fields.Datetime.now() - KEPT,
            )
        )
