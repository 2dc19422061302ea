# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is on the roster of a session, and what the page needs of them."""

from odoo import fields, models
from odoo.addons.rr_base.tools.language import format_date
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import hours
from ..engine import series as calendar

LONGEST_NAME = 60
#: Empty lines at the end of a printed sheet, for names not on the list.
SPARE_LINES = 3


class RrCourseSession(models.Model):
    _inherit = "rr.course.session"

    def _roster_domain(self):
        """Enrolments of the course that cover the day of the session."""
        self.ensure_one()
        return Domain(
            [
                ("course_id", "=", self.course_id.id),
                ("date_from", "<=", self.date),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date),
            ]
        )

    def _roster_enrolments(self):
        """Return ``{enrolment id: number}`` of who can be marked here.

        A make-up session lists those who missed minutes of the original.
        """
        enrolments = self.env["rr.enrolment"].search_fetch(
            self._roster_domain(), ["number"]
        )
        if self.kind == "makeup":
            missed = self.env["rr.attendance"]._missed_of(self.makeup_of_id, enrolments)
            enrolments = enrolments.filtered(lambda e: e.id in missed)
        return {enrolment.id: enrolment.number for enrolment in enrolments}

    def _originals_to_make_up(self, enrolment_ids):
        """Return ``{enrolment id: (line id, (minutes, credited, made up elsewhere))}``
        of the session that this one makes up; empty for a regular session."""
        if self.kind != "makeup":
            return {}
        Attendance = self.env["rr.attendance"]
        enrolments = self.env["rr.enrolment"].browse(enrolment_ids)
        missed = Attendance._missed_of(self.makeup_of_id, enrolments)
        lines = [line.id for line in missed.values()]
        elsewhere = {
            original.id: minutes
            for original, minutes in Attendance._read_group(
                [("makeup_of_id", "in", lines), ("session_id", "!=", self.id)],
                ["makeup_of_id"],
                ["credited_minutes:sum"],
            )
        }
        return {
            enrolment: (
                line.id,
                (
                    line.held_minutes,
                    line.credited_minutes,
                    elsewhere.get(line.id, 0),
                ),
            )
            for enrolment, line in missed.items()
        }

    def _mark_rest_present(self):
        """Mark everybody on the roster who carries no mark yet as present."""
        self.ensure_one()
        roster = self._roster_enrolments()
        marked = self.env["rr.attendance"].search_fetch(
            [("session_id", "=", self.id)], ["enrolment_id"]
        )
        rest = roster.keys() - set(marked.enrolment_id.ids)
        self.env["rr.attendance"]._store(
            self, {enrolment: (hours.PRESENT, 0, None) for enrolment in sorted(rest)}
        )

    def _stamp_taken(self):
        """Record who marks on this sheet, and make concurrent markers collide."""
        self._rr_step_write(
            {"taken_by_id": self.env.uid, "taken_at": fields.Datetime.now()}
        )
        self.flush_recordset(["taken_by_id", "taken_at"])

    def _add_name(self, name):
        """Put a name on the roster that is on no list; return the enrolment.

        No person is created: the case officer says later who it is.

        :raises UserError: no name, a name too long, or a session not to be marked
        """
        self.ensure_one()
        name = " ".join((name or "").split())
        if not name:
            raise UserError(self.env._("Write a name first."))
        if len(name) > LONGEST_NAME:
            raise UserError(
                self.env._(
                    "A name has at most %(count)s letters.", count=LONGEST_NAME
                )
            )
        self._check_markable()
        if self.kind == "makeup":
            raise UserError(
                self.env._("A make-up session is for those who missed the first one.")
            )
        return self.env["rr.enrolment"].create(
            {
                "course_id": self.course_id.id,
                "roster_name": name,
                "date_from": self.date,
            }
        )

    def get_roster(self):
        """Return the rows of the roster, by name, under the user's own rules.

        :returns: list of ``{"id", "number", "name", "mark", "missed", "excuse",
            "revision", "streak"}``; ``revision`` 0 means not marked yet (shown as
            present), ``streak`` the unexcused absences in a row before this session
        """
        self.ensure_one()
        self.check_access("read")
        numbers = self._roster_enrolments()
        lines = {
            line.enrolment_id.id: line
            for line in self.env["rr.attendance"].search(
                [("session_id", "=", self.id)]
            )
        }
        recent = self.env["rr.attendance"]._recent_marks(
            self.course_id, self.date_start
        )
        reads_excuse = self.env.user.has_group("rr_base.group_ngo")
        rows = []
        # Somebody marked and withdrawn later stays on the sheet of that day.
        ids = sorted({**numbers, **lines})
        for enrolment in self.env["rr.enrolment"].browse(ids)._by_name():
            line = lines.get(enrolment.id)
            rows.append(
                {
                    "id": enrolment.id,
                    "number": enrolment.number,
                    "name": enrolment.roster_name or "",
                    "mark": line.mark if line else hours.PRESENT,
                    "missed": (line.minutes_missed or 0) if line else 0,
                    "excuse": (line and reads_excuse and line.excuse) or False,
                    "revision": line.revision if line else 0,
                    "streak": hours.absences_in_a_row(recent.get(enrolment.id, ())),
                }
            )
        return rows

    def _local_time(self, moment):
        """Return HH:MM of a naive UTC datetime, by the clock of Kosovo."""
        return f"{calendar.to_local(moment):%H:%M}" if moment else ""

    def _sheet_values(self):
        """Return what the printed sign-in sheet shows, as plain values."""
        self.ensure_one()
        start, end = map(calendar.to_local, (self.date_start, self.date_end))
        course = self.course_id
        ids = list(self._roster_enrolments())
        enrolments = self.env["rr.enrolment"].browse(ids)._by_name()
        return {
            "course": course.name,
            "day": format_date(self.env, self.date, date_format="EEEE d MMMM y"),
            "times": f"{start:%H:%M}–{end:%H:%M}",
            "venue": self.venue or course.venue or "",
            "trainer": self.trainer_name or "",
            "code": self.sheet_code,
            "rows": [
                {"number": enrolment.number, "name": enrolment.roster_name or ""}
                for enrolment in enrolments
            ],
            "spare": range(SPARE_LINES),
        }
