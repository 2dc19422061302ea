# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import os

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ..tools import crypto

FILE_VARIABLE = "RR_TOMBSTONE_FILE"


class RrTombstone(models.Model):
    """That a person's data was erased: when, under which rule, what was removed, and
    that a search for it found nothing afterwards. It holds no name; the keyed index of
    the personal number stops an import from bringing the person back.

    A copy of each lies in a file outside the database, because a backup restored from
    before an erasure knows nothing of it (:meth:`_rr_replay`).
    """

    _name = "rr.tombstone"
    _inherit = ["rr.audited.mixin"]
    _description = "Record of an erasure"
    _order = "id desc"
    _rec_name = "code"
    _rr_audit_exclude = frozenset({"personal_number_index"})

    code = fields.Char(string="Person's code", required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True)
    rule_id = fields.Many2one("rr.retention.rule", readonly=True, ondelete="restrict")
    reason = fields.Char(readonly=True)
    removed = fields.Json(string="Removed (data)", readonly=True)
    removed_text = fields.Text(string="Removed", compute="_compute_removed_text")
    searched_tables = fields.Integer(string="Tables searched", readonly=True)
    residue_count = fields.Integer(string="Rows found afterwards", readonly=True)
    residue_text = fields.Char(string="Found in", readonly=True)
    personal_number_index = fields.Char(readonly=True, index=True, groups=NO_ACCESS)

    @api.depends("removed")
    @api.depends_context("lang")
    def _compute_removed_text(self):
        kinds = {name for item in self for name in item.removed or {}}
        # What a model is called is no secret; its records stay closed.
        models = self.env["ir.model"].sudo().search([("model", "in", list(kinds))])
        names = {model.model: model.name for model in models}
        for item in self:
            item.removed_text = "\n".join(
                f"{names.get(name, name)}: {count}"
                for name, count in sorted((item.removed or {}).items())
            )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The record of an erasure is never changed."))

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        lines = [record._rr_line() for record in records]
        # Only what is committed is remembered outside.
        self.env.cr.postcommit.add(lambda: self._rr_append(lines))
        return records

    @api.model
    def _rr_path(self):
        """The file outside the database: named by the environment, else beside the
        key of the identities."""
        return os.environ.get(FILE_VARIABLE) or os.path.join(
            os.path.dirname(crypto.key_path()), "tombstones.jsonl"
        )

    def _rr_line(self):
        """The line of this tombstone in the file outside."""
        self.ensure_one()
        # The index is closed to every role; only the file gets it.
        index = self.sudo().personal_number_index or None
        return json.dumps({"code": self.code, "date": str(self.date), "index": index})

    @api.model
    def _rr_append(self, lines):
        """Append lines to the file outside and see them on the disk."""
        descriptor = os.open(
            self._rr_path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600
        )
        with os.fdopen(descriptor, "a+b") as file:
            # A crash may have left half a line; the next one begins anew.
            size = file.seek(0, os.SEEK_END)
            torn = size and os.pread(file.fileno(), 1, size - 1) != b"\n"
            text = "".join(f"{line}\n" for line in lines)
            file.write((b"\n" if torn else b"") + text.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())

    @api.model
    def _rr_entries(self):
        """What the file outside says: a list of dicts with code, date and index. Half
        a line that a crash left is passed over; :meth:`_rr_complete` wrote it again."""
        path = self._rr_path()
        if not os.path.exists(path):
            return []
        entries = []
        with open(path, encoding="ascii", errors="replace") as file:
            for line in file:
                try:
                    entry = json.loads(line)
                    entries.append({key: entry[key] for key in ("code", "date", "index")})
                except (ValueError, KeyError, TypeError):
                    continue
        return entries

    @api.model
    def _rr_complete(self):
        """Append to the file outside what this database knows and the file does not:
        a server that is killed right after an erasure was committed has not written
        its line, nor has one whose disk was full.

        :return: number of lines appended
        """
        known = {(entry["code"], entry["index"]) for entry in self._rr_entries()}
        # Complete whoever asks: it is a job of the server.
        lines = [
            tomb._rr_line()
            for tomb in self.sudo().search([], order="id")
            if (tomb.code, tomb.personal_number_index or None) not in known
        ]
        if lines:
            self._rr_append(lines)
        return len(lines)

    def _register_hook(self):
        res = super()._register_hook()
        if os.environ.get(crypto.KEY_VARIABLE):
            self._rr_complete()
        return res

    @api.model
    def _rr_buried(self, personal_number):
        """The tombstone of an erased person with this personal number, if any."""
        # Imports ask; they learn that it is there, never who it was.
        return self.sudo().search(
            [
                (
                    "personal_number_index",
                    "in",
                    crypto.keyed_indexes(personal_number, "personal_number"),
                )
            ],
            limit=1,
        )

    @api.model
    def _rr_replay(self):
        """After a restore: erase again whoever the file says was erased and whom the
        restored database still knows.

        :return: list of the codes that were erased again
        """
        entries = self._rr_entries()
        # A job of the server after a restore: it looks at everybody.
        people = self.env["rr.beneficiary"].sudo().with_context(active_test=False)
        codes = [entry["code"] for entry in entries]
        restored = people.search([("code", "in", codes), ("erased_on", "=", False)])
        buried = {}
        for entry in entries:
            buried.setdefault(entry["code"], set()).add(entry["index"])
        # A person who came back after the erasure has a new code; one whose number
        # differs from the erased one took the code in another history.
        restored = restored.filtered(
            lambda person: None in buried[person.code]
            or not person.identity_ids.personal_number_index
            or buried[person.code] & person.identity_ids._rr_number_indexes()
        )
        for person in restored:
            person._rr_erase(reason=self.env._("again, after a restore"))
        return restored.mapped("code")
