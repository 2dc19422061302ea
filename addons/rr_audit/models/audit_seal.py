# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import binascii
import logging
import os
import stat
from datetime import datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import chain
from ..tools.replay import replay
from ..tools.triggers import expected_triggers, trigger_faults

_logger = logging.getLogger(__name__)

KEY_VARIABLE = "RR_TRAIL_KEY_FILE"
HEAD_VARIABLE = "RR_TRAIL_HEAD_FILE"

# Entries per seal: bounds the memory that sealing and verifying take.
SEAL_SIZE = 50_000
# The job runs every five minutes: entries older than this say that it does not.
SEAL_DELAY = timedelta(minutes=15)


class Check(NamedTuple):
    """One line of a verification: its name, what was found, and the problems."""

    name: str
    summary: str
    problems: list


class RrAuditSeal(models.Model):
    _name = "rr.audit.seal"
    _inherit = ["rr.audit.append.only"]
    _description = "Trail Seal"
    _auto = False
    _log_access = False
    _order = "id desc"
    _rec_name = "id"

    date = fields.Datetime(string="Sealed at", readonly=True)
    after_id = fields.Integer(string="After entry", readonly=True, aggregator=None)
    upto_id = fields.Integer(string="Up to entry", readonly=True, aggregator=None)
    entry_count = fields.Integer(string="Entries", readonly=True)
    head = fields.Char(
        readonly=True, help="Keyed hash over these entries and the head before."
    )

    @property
    def _table_query(self):
        return SQL("SELECT * FROM rr_trail.seal_list")

    # ------------------------------------------------------------------ sealing

    @api.model
    def _cron_seal(self):
        """Seal what can no longer change. Runs every five minutes."""
        self._seal()

    @api.model
    def _seal(self):
        """Seal every entry up to the last safe mark; return the number of new seals.

        Works in transactions of its own: a seal must not be undone by its caller.
        """
        key = self._key()
        head_file = self._head_file()
        with self.pool.cursor() as cr:
            cr.execute("SELECT rr_trail.set_mark()")
        # What the mark promises is visible only to a later transaction.
        with self.pool.cursor() as cr:
            cr.execute("SELECT rr_trail.passed_mark()")
            [upto] = cr.fetchone()
        made = 0
        while True:
            with self.pool.cursor() as cr:
                seal = self._append_seal(cr, key, upto)
            if seal is None:
                break
            made += 1
        with self.pool.cursor() as cr:
            self._write_heads(cr, key, head_file)
        return made

    @api.model
    def _append_seal(self, cr, key, upto):
        """Append one seal over at most `SEAL_SIZE` entries; None if none is due."""
        previous = next(_read_seals(cr, last=True), None)
        after = previous.upto_id if previous else 0
        if upto <= after:
            return None
        cr.execute(
            SQL(
                """SELECT id, canonical FROM rr_trail.entry_text
                    WHERE id > %s AND id <= %s ORDER BY id LIMIT %s""",
                after,
                upto,
                SEAL_SIZE,
            )
        )
        rows = cr.fetchall()
        if not rows:
            return None
        end = upto if len(rows) < SEAL_SIZE else rows[-1][0]
        cr.execute(
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
            " 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
        )
        [at] = cr.fetchone()
        seal = chain.make_seal(key, previous, at, end, rows)
        cr.execute(
            SQL(
                "SELECT rr_trail.append_seal"
                "(%s, %s::timestamp AT TIME ZONE 'UTC', %s, %s, %s, %s, %s)",
                seal.id,
                seal.at,
                seal.after_id,
                seal.upto_id,
                seal.digests,
                seal.previous,
                seal.head,
            )
        )
        return seal

    @api.model
    def _write_heads(self, cr, key, path):
        """Append to the head file every head that it does not have yet."""
        trail, database = _identity(cr)
        heads, problems = self._read_head_file(key, path, trail, database)
        for problem in problems:
            _logger.error("Trail: %s", problem)
        known = max(heads, default=0)
        lines = [
            chain.head_line(key, trail, database, seal) + "\n"
            for seal in _read_seals(cr, after=known)
        ]
        if lines:
            _append(path, lines)

    @api.model
    def _note_restore(self):
        """Say in the head file that this database was set back on purpose.

        To be called after a restore; without it the heads that are newer than the
        backup are reported as a cut tail.
        """
        key = self._key()
        with self.pool.cursor() as cr:
            last = next(_read_seals(cr, last=True), None)
            line = chain.head_line(key, *_identity(cr), last, event="restore")
        _append(self._head_file(), [line + "\n"])

    # ------------------------------------------------------------------ verification

    @api.model
    def _verify(self):
        """Check chain, entries, head file, triggers and rows; return a list of `Check`."""
        key, path = self._key(), self._head_file()
        heads, file_problems = self._heads(key, path)
        report = self._verify_chain(heads)
        with self.pool.cursor() as cr:
            state = self._window(cr)
        tail = [p for p in report.problems if p.startswith("the tail is cut")]
        faults = trigger_faults(self.env)
        rows, models_, differences = replay(self.env)
        return [
            Check(
                "trail chain",
                f"{report.seals} seals over {report.entries} entries; {state}",
                [p for p in report.problems if p not in tail],
            ),
            Check(
                "head file",
                "; ".join([f"{len(heads)} heads", *report.notes]),
                file_problems + tail,
            ),
            Check(
                "triggers",
                f"{len(expected_triggers(self.env))} expected",
                faults,
            ),
            Check(
                "rows",
                f"{rows} rows of {models_} models against what the trail tells",
                differences,
            ),
        ]

    @api.model
    def _verify_chain(self, heads=None):
        """Check the chain of seals and every sealed entry; return ``chain.Report``.

        :param heads: the heads that are kept apart, None if they are not to be compared
        """
        with self.pool.cursor() as cr:
            return chain.verify(
                self._key(), _read_seals(cr), lambda *ids: _read_rows(cr, *ids), heads
            )

    @api.model
    def _window(self, cr):
        """Say in words what is sealed and what is not yet."""
        cr.execute(
            """SELECT max(s.at), (SELECT count(*) FROM rr_trail.entry_list
                                   WHERE id > coalesce(max(s.upto_id), 0))
                 FROM rr_trail.seal_chain AS s"""
        )
        at, waiting = cr.fetchone()
        sealed = f"sealed up to {at[:19]} UTC" if at else "nothing is sealed yet"
        return f"{sealed}, {waiting} later entries not sealed yet"

    @api.model
    def _state(self):
        """State of the seals for the screen.

        Cheap: it looks at the last seal and the age of what waits, not at every entry.

        :return: dict with `colour` (success, warning, danger), `sealed_until`
            (datetime or False), `waiting` (number of entries), `problem` (text or "")
        """
        problem, heads, key = "", {}, None
        try:
            key = self._key()
            heads, problems = self._heads(key, self._head_file())
            problem = problems[0] if problems else ""
        except UserError as error:
            problem = str(error)
        with self.pool.cursor() as cr:
            last = next(_read_seals(cr, last=True), None)
            cr.execute(
                "SELECT count(*), min(date) FROM rr_trail.entry_list WHERE id > %s",
                [last.upto_id if last else 0],
            )
            waiting, oldest = cr.fetchone()
        if not problem and last:
            if chain.seal_head(chain.subkey(key, "head"), last) != last.head:
                problem = self.env._("The last seal does not fit the key.")
        if not problem and max(heads, default=0) > (last.id if last else 0):
            problem = self.env._("The head file knows seals that are lost here.")
        late = oldest and oldest < fields.Datetime.now() - SEAL_DELAY
        return {
            "colour": "danger" if problem else "warning" if late else "success",
            "sealed_until": last and datetime.fromisoformat(last.at),
            "waiting": waiting,
            "problem": problem,
        }

    def action_verify(self):
        """Check everything now and tell the user the result."""
        self.check_access("read")
        # Verification reads every entry; the right to ask for it was checked.
        checks = self.sudo()._verify()
        problems = [problem for check in checks for problem in check.problems]
        summary = "\n".join(f"{check.name}: {check.summary}" for check in checks)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("The trail is not sound")
                if problems
                else self.env._("The trail is sound"),
                "message": "\n".join(problems[:20]) or summary,
                "type": "danger" if problems else "success",
                "sticky": True,
            },
        }

    # ------------------------------------------------------------------ files

    @api.model
    def _key(self):
        """The trail's key, 32 bytes or more, from the file that the variable names."""
        path = os.environ.get(KEY_VARIABLE)
        if not path:
            raise UserError(
                self.env._(
                    "The trail has no key: set %(variable)s to the path of the key "
                    "file.",
                    variable=KEY_VARIABLE,
                )
            )
        try:
            mode = os.stat(path).st_mode
            with open(path, "rb") as handle:
                key = base64.b64decode(handle.read().strip(), validate=True)
        except (OSError, binascii.Error) as error:
            raise UserError(
                self.env._(
                    "The trail's key cannot be read (%(variable)s): %(error)s",
                    variable=KEY_VARIABLE,
                    error=error,
                )
            ) from error
        if stat.S_IMODE(mode) & 0o077:
            raise UserError(
                self.env._(
                    "The trail's key file (%(variable)s) may be read by others: set "
                    "its mode to 600.",
                    variable=KEY_VARIABLE,
                )
            )
        if len(key) < 32:
            raise UserError(
                self.env._(
                    "The trail's key (%(variable)s) is shorter than 32 bytes.",
                    variable=KEY_VARIABLE,
                )
            )
        return key

    @api.model
    def _head_file(self):
        path = os.environ.get(HEAD_VARIABLE)
        if not path:
            raise UserError(
                self.env._(
                    "The heads of the seals have no file: set %(variable)s to a path "
                    "outside the database.",
                    variable=HEAD_VARIABLE,
                )
            )
        return path

    @api.model
    def _heads(self, key, path):
        """The heads of the file; to be read before the seals that they should match.

        A seal is committed first and its head written then: read the other way round,
        a seal that is made meanwhile would look lost.
        """
        with self.pool.cursor() as cr:
            identity = _identity(cr)
        return self._read_head_file(key, path, *identity)

    @api.model
    def _read_head_file(self, key, path, trail, database):
        try:
            with open(path, encoding="utf-8") as handle:
                return chain.read_heads(key, trail, database, handle)
        except FileNotFoundError:
            return {}, []


def _identity(cr):
    """Which trail this is, and in which database."""
    cr.execute("SELECT trail::text, current_database() FROM rr_trail.about")
    return cr.fetchone()


def _read_seals(cr, after=0, last=False):
    """Yield the seals after the seal `after`, by id; with `last`, only the newest."""
    while True:
        # A few at a time: a seal holds 16 bytes for each of its entries.
        cr.execute(
            SQL(
                """SELECT id, at, after_id, upto_id, digests, previous, head
                     FROM rr_trail.seal_chain WHERE id > %s ORDER BY id %s""",
                after,
                SQL("DESC LIMIT 1") if last else SQL("LIMIT 20"),
            )
        )
        rows = cr.fetchall()
        for row in rows:
            yield chain.Seal(*row[:4], *(bytes(value) for value in row[4:]))
        if last or not rows:
            return
        after = rows[-1][0]


def _read_rows(cr, after, upto):
    """The entries of one seal's range, as verification wants them."""
    cr.execute(
        SQL(
            """SELECT id, canonical FROM rr_trail.entry_text
                WHERE id > %s AND id <= %s ORDER BY id""",
            after,
            upto,
        )
    )
    return cr.fetchall()


def _append(path, lines):
    """Append whole lines and see them on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, "".join(lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
