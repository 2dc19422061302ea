# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One rate: of a range of days, of the whole course, of a certificate."""

import random
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import float_round

from .common import CourseCase

PARTICIPANTS, SESSIONS = 10, 20
MINUTES = 120


@tagged("post_install", "-at_install")
class TestStandingRange(CourseCase):
    """Two hundred attendances drawn from a fixed seed, and sums made beside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(16)
        cls.group = cls._course(name="Saldator · grupi 3", planned_hours=60)
        cls.members = cls._enrol(
            cls.group, [(f"Member {n}", None) for n in range(PARTICIPANTS)]
        )
        cls.told = {member.id: [] for member in cls.members}  # (day, mark, missed)
        for number in range(SESSIONS):
            cls._hold(number - 70)
        cls._make_some_up()

    @classmethod
    def _hold(cls, days):
        marks = {}
        for member in cls.members:
            mark = cls.chance.choices(
                ("present", "late", "left_early", "excused", "absent"),
                weights=(10, 2, 2, 2, 4),
            )[0]
            partial = mark in ("late", "left_early")
            missed = cls.chance.randrange(1, MINUTES) if partial else 0
            marks[member] = (mark, missed) if missed else mark
            cls.told[member.id].append([days, mark, missed, 0, None])
        cls._held(days, marks, course=cls.group, minutes=MINUTES)

    @classmethod
    def _make_some_up(cls):
        """Three make-up sessions, weeks later, for the first three sessions."""
        sessions = cls.group.session_ids.sorted("date_start")[:3]
        for number, original in enumerate(sessions):
            days = -30 + 10 * number
            cls._held(days, kind="makeup", makeup_of_id=original.id, minutes=60,
                      course=cls.group)
            for line in cls.env["rr.attendance"].search(
                [("session_id.makeup_of_id", "=", original.id)]
            ):
                told = cls.told[line.enrolment_id.id][number]
                told[3:] = [line.credited_minutes, days]

    def _day(self, days):
        return fields.Date.context_today(self.group) + timedelta(days=days)

    def _sums(self, member, first, last):
        """(credited, held) of a range by the rule as it is told, line by line."""
        credited = held = 0
        for days, mark, missed, made_up, makeup_days in self.told[member.id]:
            here = first <= days <= last
            later = makeup_days is not None and first <= makeup_days <= last
            attended = {"present": MINUTES, "excused": 0, "absent": 0}.get(
                mark, MINUTES - missed
            )
            if here:
                given = min(made_up, MINUTES - attended) if later else 0
                credited += attended + given
                held += MINUTES if mark != "excused" or given else 0
            elif later:
                credited += made_up
        return credited, held

    def test_each_range_has_the_sums_of_its_lines(self):
        ranges = [(-70, -61), (-60, -51), (-50, -1), (-30, -25), (-70, -1)]
        for first, last in ranges:
            found = self.members._standings(self._day(first), self._day(last))
            for member in self.members:
                with self.subTest(member=member.number, first=first, last=last):
                    where = found[member.id]
                    self.assertEqual(
                        (where.credited, where.held), self._sums(member, first, last)
                    )

    def test_the_ranges_of_a_course_sum_to_the_course(self):
        whole = self.members._standings()
        parts = [
            self.members._standings(self._day(first), self._day(last))
            for first, last in ((None or -400, -61), (-60, -31), (-30, 0))
        ]
        for member in self.members:
            self.assertEqual(
                sum(part[member.id].credited for part in parts),
                whole[member.id].credited,
            )

    def test_the_screen_and_the_certificate_have_the_same_rate(self):
        whole = self.members._standings()
        for member in self.members:
            where = whole[member.id]
            self.assertEqual(
                member.credited_hours, float_round(where.credited / 60, 2)
            )
            self.assertEqual(member.rate, float_round(where.rate, 1))
        best = max(self.members, key=lambda member: whole[member.id].credited)
        certificate = self.env["rr.certificate"]._issue(best)
        self.assertEqual(
            certificate.hours, float_round(whole[best.id].credited / 60, 1)
        )

    def test_what_is_not_locked_is_left_out_where_only_locked_counts(self):
        found = self.members._standings(locked=True)
        self.assertEqual({where.held for where in found.values()}, {0})
        first, second = self.group.session_ids.sorted("date_start")[:2]
        self._locked(first)
        self._verified(second)
        found = self.members._standings(locked=True)
        for member in self.members:
            where = found[member.id]
            self.assertEqual(
                (where.credited, where.held), self._sums(member, -70, -70)
            )
