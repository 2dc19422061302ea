# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Marks as they arrive from a device: each with its key, each counted once."""

import hashlib
import json
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..engine import hours
from .attendance import EXCUSES

MAXIMUM_MARKS = 1000
KEY_LENGTH = range(8, 65)


class Mark(NamedTuple):
    """One mark as sent. ``base`` is the revision the sender had before them."""

    key: str
    enrolment: int
    mark: str
    missed: int
    excuse: str | bool
    base: int

    @property
    def content(self):
        return (self.mark, self.missed, self.excuse)

    @property
    def digest(self):
        said = json.dumps([self.enrolment, *self.content])
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class RrCourseSession(models.Model):
    _inherit = "rr.course.session"

    def save_marks(self, marks):
        """Save the marks of one session; answer each on its own.

        :param marks: list of ``{"key", "enrolment", "mark", "missed", "excuse",
            "base"}``; ``key`` is the sender's own for this mark, ``base`` the
            revision of the line that the sender had seen (0: none)
        :returns: list of answers in the order of the marks, ``{"key",
            "enrolment", "status", "revision", "code", "message"}``. Status is
            ``saved``; ``again`` (this key was counted before); ``conflict``
            (somebody else marked differently meanwhile: ``theirs`` says what);
            ``refused`` with a code and the reason. Refused and conflicting marks
            write nothing; the others are saved.
        :raises AccessError: the session is not the user's to write
        """
        self.ensure_one()
        self.check_access("write")
        if not isinstance(marks, list) or len(marks) > MAXIMUM_MARKS:
            raise UserError(
                self.env._(
                    "Send a list of at most %(count)s marks.", count=MAXIMUM_MARKS
                )
            )
        return _Batch(self, marks).run()

    @api.model
    def _mine(self, session_id):
        """Return the session if this user may write it.

        :raises AccessError: with the same words whether it is another
            organisation's or does not exist
        """
        session = self.search([("id", "=", session_id)], limit=1)
        if not session or not session.has_access("write"):
            raise AccessError(self.env._("This session is not one of yours."))
        return session


class _Batch:
    """The marks of one request on their way into one session."""

    def __init__(self, session, raw):
        self.session, self.env, self.raw = session, session.env, raw
        self.answers = [None] * len(raw)
        self.accepted = {}  # enrolment id -> (positions, Mark); the last one wins

    def run(self):
        self._load()
        parsed = self._parse()
        known = self.env["rr.attendance.key"]._digests(
            self.session, {mark.key for mark in parsed.values()}
        )
        digests = {}
        for position, mark in parsed.items():
            self._sort_out(position, mark, known, digests)
        if self.accepted:
            self._save(digests)
        return self.answers

    def _load(self):
        session = self.session
        self.roster = session._roster_enrolments()
        self.lines = {
            line.enrolment_id.id: line
            for line in self.env["rr.attendance"].search_fetch(
                [("session_id", "=", session.id)],
                ["enrolment_id", "mark", "minutes_missed", "revision", "taken_by_id"],
            )
        }
        self.given_back = {
            original.id: minutes
            for original, minutes in self.env["rr.attendance"]._read_group(
                [("makeup_of_id.session_id", "=", session.id)],
                ["makeup_of_id"],
                ["credited_minutes:sum"],
            )
        }
        self.blocked = session._why_not_markable()

    # Reading what was sent

    def _parse(self):
        parsed = {}
        for position, item in enumerate(self.raw):
            mark = self._parse_one(position, item)
            if mark:
                parsed[position] = mark
        return parsed

    def _parse_one(self, position, item):
        if not isinstance(item, dict):
            return self._refuse(position, {}, "format", self.env._("This is not a mark."))
        key = item.get("key")
        if not isinstance(key, str) or len(key) not in KEY_LENGTH:
            return self._refuse(
                position, item, "key", self.env._("The mark carries no key of its own.")
            )
        numbers = [item.get("enrolment"), item.get("missed") or 0, item.get("base") or 0]
        if not all(type(number) is int for number in numbers):
            return self._refuse(
                position,
                item,
                "format",
                self.env._("Participant, minutes and revision are whole numbers."),
            )
        enrolment, missed, base = numbers
        return Mark(
            key, enrolment, item.get("mark"), missed, item.get("excuse") or False, base
        )

    # What is to become of each

    def _sort_out(self, position, mark, known, digests):
        digest = known.get(mark.key) or digests.get(mark.key)
        if digest == mark.digest:
            line = self.lines.get(mark.enrolment)
            self._answer(position, mark, "again", revision=line.revision if line else 0)
            return
        if digest:
            self._refuse_mark(
                position,
                mark,
                "key_reused",
                self.env._("This key was used for another mark; nothing was changed."),
            )
            return
        problem = self._problem(mark)
        if problem:
            self._refuse_mark(position, mark, *problem)
            return
        theirs = self._conflict(mark)
        if theirs:
            self._answer(position, mark, "conflict", **theirs)
            return
        digests[mark.key] = mark.digest
        earlier = self.accepted.get(mark.enrolment)
        positions = (*earlier[0], position) if earlier else (position,)
        self.accepted[mark.enrolment] = (positions, mark)

    def _problem(self, mark):
        """Return (code, message) of what is wrong with a mark, or None."""
        session = self.session
        if self.blocked:
            return self.blocked, session._markable_message(self.blocked)
        if mark.enrolment not in self.roster:
            return "unknown_enrolment", self.env._(
                "This participant is not on the roster of this session."
            )
        number = self.roster[mark.enrolment]
        problem = self.env["rr.attendance"]._mark_problem(
            mark.mark, mark.missed, session.minutes
        )
        if problem:
            code, text = problem
            return code, self.env._(
                "No. %(number)s: %(problem)s", number=number, problem=text
            )
        return self._excuse_problem(mark, number) or self._made_up_problem(mark, number)

    def _made_up_problem(self, mark, number):
        """What make-up sessions gave back stays within what the line missed."""
        line = self.lines.get(mark.enrolment)
        given_back = self.given_back.get(line.id, 0) if line else 0
        minutes = self.session.minutes
        attended = hours.attended_minutes(mark.mark, minutes, mark.missed)
        if given_back and hours.still_missing(minutes, attended, given_back) < 0:
            return "made_up", self.env._(
                "No. %(number)s: %(minutes)s minutes of this session were made up "
                "already; correct the make-up session first.",
                number=number,
                minutes=given_back,
            )
        return None

    def _excuse_problem(self, mark, number):
        if mark.mark == hours.EXCUSED:
            if mark.excuse not in dict(EXCUSES):
                return "excuse", self.env._(
                    "No. %(number)s: an excused mark needs a reason from the list.",
                    number=number,
                )
        elif mark.excuse:
            return "excuse", self.env._(
                "No. %(number)s: a reason belongs to an excused mark only.",
                number=number,
            )
        return None

    def _conflict(self, mark):
        """Return what somebody else marked since the sender last looked."""
        line = self.lines.get(mark.enrolment)
        if (
            not line
            or line.revision <= mark.base
            or line.taken_by_id.id == self.env.uid
            or (line.mark, line.minutes_missed or 0) == (mark.mark, mark.missed)
        ):
            return None
        # A colleague's name, on a mark of one's own session.
        by = line.sudo().taken_by_id.name
        labels = dict(line._fields["mark"]._description_selection(self.env))
        return {
            "revision": line.revision,
            "code": "conflict",
            "theirs": {
                "mark": line.mark,
                "missed": line.minutes_missed or 0,
                "by": by,
                "at": self.session._local_time(line.taken_at),
            },
            "message": self.env._(
                "No. %(number)s: %(name)s marked “%(mark)s” meanwhile.",
                number=self.roster[mark.enrolment],
                name=by,
                mark=labels[line.mark],
            ),
        }

    # Saving

    def _save(self, digests):
        """Store the accepted marks, and their keys with them."""
        session, Attendance = self.session, self.env["rr.attendance"]
        # First the session: of two requests at once one is retried by the server
        # and then sees the marks of the other.
        session._stamp_taken()
        self.env["rr.attendance.key"]._remember(session, digests)
        is_provider = self.env.user.has_group("rr_base.group_ngo")
        revisions = Attendance._store(
            session,
            {
                enrolment: (
                    mark.mark,
                    mark.missed,
                    # Only the provider reads or writes the reason of an excuse.
                    (is_provider and mark.excuse) or None,
                )
                for enrolment, (_positions, mark) in self.accepted.items()
            },
        )
        for positions, mark in self.accepted.values():
            for position in positions:
                revision = revisions[mark.enrolment]
                self._answer(position, mark, "saved", revision=revision)

    # Answers

    def _answer(self, position, mark, status, **more):
        sent = self.raw[position]
        self.answers[position] = {
            "key": sent.get("key"),
            "enrolment": mark.enrolment,
            "status": status,
            **more,
        }

    def _refuse_mark(self, position, mark, code, message):
        self._answer(position, mark, "refused", code=code, message=message)

    def _refuse(self, position, item, code, message):
        self.answers[position] = {
            "key": item.get("key"),
            "enrolment": item.get("enrolment"),
            "status": "refused",
            "code": code,
            "message": message,
        }
