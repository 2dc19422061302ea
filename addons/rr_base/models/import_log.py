# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import api, fields, models


class RrImportLog(models.Model):
    """Files that were imported, by their digest, so that the same file counts once.

    It keeps no content: a digest of the bytes, who, when and how many rows.
    """

    _name = "rr.import.log"
    _inherit = ["rr.audited.mixin"]
    _description = "Imported file"
    _order = "id desc"

    kind = fields.Char(required=True, readonly=True)
    digest = fields.Char(string="SHA-256", required=True, readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)

    _once = models.Constraint(
        "UNIQUE (kind, digest)", "This file was imported already."
    )

    @api.model
    def _rr_seen(self, kind, content):
        """The log entry of an earlier import of the same bytes, or an empty set.

        :param kind: key of the kind of import, such as ``"persons"``
        :param content: bytes of the file
        """
        # Whoever imported it first: the answer says only that it is there.
        return self.sudo().search(
            [("kind", "=", kind), ("digest", "=", self._rr_digest(content))], limit=1
        )

    @api.model
    def _rr_record(self, kind, content, row_count):
        """Remember a file. The unique key refuses a twin in a parallel transaction."""
        # Users may not write this log themselves, else they could block a file.
        entry = self.sudo().create(
            {
                "kind": kind,
                "digest": self._rr_digest(content),
                "row_count": row_count,
            }
        )
        return entry.sudo(False)

    @api.model
    def _rr_digest(self, content):
        return hashlib.sha256(content).hexdigest()
