# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where participants stand: computed, never stored.

A stored rate would make two sessions of one course write the same rows.
"""

from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.rr_base.tools.language import format_number, sort_key
from odoo.tools import SQL

from ..engine import hours


class RrEnrolment(models.Model):
    _inherit = "rr.enrolment"

    credited_hours = fields.Float(compute="_compute_standing", digits=(16, 2))
    held_hours = fields.Float(
        compute="_compute_standing",
        digits=(16, 2),
        help="Hours held since enrolment, without excused sessions.",
    )
    excused_hours = fields.Float(compute="_compute_standing", digits=(16, 2))
    has_rate = fields.Boolean(compute="_compute_standing")
    rate = fields.Float(
        string="Rate to date (%)", compute="_compute_standing", digits=(5, 1)
    )
    planned_rate = fields.Float(
        string="Of the whole course (%)", compute="_compute_standing", digits=(5, 1)
    )
    can_reach_completion = fields.Boolean(
        string="Can still reach the hours", compute="_compute_standing"
    )
    unexcused_absences = fields.Integer(compute="_compute_standing")
    absences_in_a_row = fields.Integer(compute="_compute_standing")
    is_eligible = fields.Boolean(compute="_compute_standing")

    @api.depends(
        "attendance_ids.credited_minutes",
        "attendance_ids.mark",
        "has_passed_assessment",
        "course_id.planned_hours",
    )
    def _compute_standing(self):
        standings = self._standings()
        for enrolment in self:
            course, where = enrolment.course_id, standings.get(enrolment.id)
            if where is None:
                where = hours.standing([], 0, 0)
            enrolment.credited_hours = where.credited / 60
            enrolment.held_hours = where.held / 60
            enrolment.excused_hours = where.excused / 60
            enrolment.has_rate = where.rate is not None
            enrolment.rate = where.rate or 0.0
            enrolment.planned_rate = where.planned_rate or 0.0
            enrolment.can_reach_completion = where.can_reach(course.completion_rate)
            enrolment.unexcused_absences = where.unexcused_absences
            enrolment.absences_in_a_row = where.absences_in_a_row
            enrolment.is_eligible = not enrolment._missing_for_completion(where)

    def _standings(self, date_from=None, date_to=None, locked=False):
        """Where participants stand, over the whole course or a range of days.

        The one source of hours and rates: of certificates, alerts, stipends, reports.

        :param date_from: first local day, included; None: from the beginning
        :param date_to: last local day, included; None: to the end
        :param locked: only what stands on locked sheets, which nothing changes any more
        :return: ``{enrolment id: Standing}``: three queries for any number
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        courses = self.course_id._course_minutes()
        lines, caught_up = defaultdict(list), defaultdict(int)
        for enrolment_id, is_makeup, *values in self.env.execute_query(
            self._standing_query(date_from, date_to, locked)
        ):
            minutes, mark, missed, made_up = values
            if is_makeup:
                caught_up[enrolment_id] += made_up
            else:
                line = hours.Line(minutes, mark, missed, int(made_up))
                lines[enrolment_id].append(line)
        return {
            enrolment.id: hours.standing(
                lines[enrolment.id], *courses[enrolment.course_id.id],
                caught_up=caught_up[enrolment.id],
            )
            for enrolment in self
        }

    def _standing_query(self, date_from, date_to, locked):
        """Lines of the regular sessions of a range with what was made up within it,
        and lines of make-up sessions of the range for sessions outside of it."""

        def counts(session):
            return SQL(
                "%(session)s.state = 'held'"
                " AND (%(first)s::date IS NULL OR %(session)s.date >= %(first)s::date)"
                " AND (%(last)s::date IS NULL OR %(session)s.date <= %(last)s::date)"
                " AND (NOT %(locked)s OR %(session)s.sheet_state = 'locked')",
                session=SQL.identifier(session), first=date_from or None,
                last=date_to or None, locked=locked,
            )

        return SQL(
            """
            SELECT line.enrolment_id, line.makeup_of_id IS NOT NULL,
                   line.held_minutes, line.mark, coalesce(line.minutes_missed, 0),
                   CASE WHEN line.makeup_of_id IS NOT NULL THEN line.credited_minutes
                        ELSE coalesce((
                            SELECT sum(makeup.credited_minutes)
                              FROM rr_attendance makeup
                              JOIN rr_course_session later
                                ON later.id = makeup.session_id AND %(later)s
                             WHERE makeup.makeup_of_id = line.id), 0) END
              FROM rr_attendance line
              JOIN rr_course_session held ON held.id = line.session_id AND %(held)s
              LEFT JOIN rr_attendance repaired ON repaired.id = line.makeup_of_id
              LEFT JOIN rr_course_session first ON first.id = repaired.session_id
             WHERE line.enrolment_id = ANY(%(ids)s)
               AND (line.makeup_of_id IS NULL OR NOT (%(first)s))
             ORDER BY held.date_start, held.id
            """,
            later=counts("later"), held=counts("held"), first=counts("first"),
            ids=self.ids,
        )

    def _missing_for_completion(self, where):
        """Return the conditions of completion not met, as a list of codes."""
        self.ensure_one()
        course, missing = self.course_id, []
        if not where.planned or where.credited < where.required(course.completion_rate):
            missing.append("hours")
        if (
            course.has_absence_limit
            and where.unexcused_absences > course.max_unexcused_absences
        ):
            missing.append("absences")
        if course.has_assessment and not self.has_passed_assessment:
            missing.append("assessment")
        return missing

    def _why_not_eligible(self, where=None):
        """Return one sentence that says what completion still lacks, or ''.

        :param where: the participant's Standing, when it was computed before
        """
        self.ensure_one()
        where = where or self._standings()[self.id]
        course = self.course_id
        required = where.required(course.completion_rate)
        # Tenths of an hour, rounded so that what is missing is not rounded away.
        texts = {
            "hours": self.env._(
                "%(credited)s of %(required)s hours",
                credited=format_number(self.env, where.credited // 6 / 10),
                required=format_number(self.env, -(-required // 6) / 10),
            ),
            "absences": self.env._(
                "%(count)s unexcused absences, %(limit)s allowed",
                count=where.unexcused_absences,
                limit=course.max_unexcused_absences,
            ),
            "assessment": self.env._("assessment not passed"),
        }
        return "; ".join(texts[code] for code in self._missing_for_completion(where))

    def _by_name(self):
        """Return the enrolments by their names in the reader's alphabet, then number.

        The names lie encrypted in the database, which therefore cannot sort them.
        """
        return self.sorted(
            lambda enrolment: (
                sort_key(enrolment.roster_name, self.env.lang),
                enrolment.number,
            )
        )


class RrCourse(models.Model):
    _inherit = "rr.course"

    def _course_minutes(self):
        """Return ``{course id: (whole course, still to come)}`` in minutes."""
        sums = {course.id: dict.fromkeys(("held", "open", "cancelled"), 0)
                for course in self}  # fmt: skip
        kinds = {
            "held": "held",
            "planned": "open",
            "postponed": "open",
            "cancelled": "cancelled",
        }
        for course, state, minutes in self.env["rr.course.session"]._read_group(
            [("course_id", "in", self.ids), ("kind", "=", "regular")],
            ["course_id", "state"],
            ["minutes:sum"],
        ):
            sums[course.id][kinds[state]] += minutes
        return {
            course.id: hours.course_minutes(
                round(course.planned_hours * 60),
                sums[course.id]["held"],
                sums[course.id]["open"],
                sums[course.id]["cancelled"],
            )
            for course in self
        }
