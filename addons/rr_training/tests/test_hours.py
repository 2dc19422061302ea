# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Properties of the hours arithmetic; no database."""

from hypothesis import strategies as st
from odoo.addons.rr_base.tests.chance import given
from odoo.tests import BaseCase, tagged

from ..engine import hours

MINUTES = st.integers(1, 480)


@st.composite
def lines(draw):
    minutes = draw(MINUTES)
    mark = draw(st.sampled_from(hours.MARKS))
    missed = draw(st.integers(1, minutes)) if mark in hours.PARTIAL else 0
    return hours.Line(minutes, mark, missed, draw(st.integers(0, 600)))


@tagged("at_install")
class TestHours(BaseCase):
    @given(st.lists(lines(), max_size=40), st.integers(0, 10**5), st.integers(0, 10**5))
    def test_credited_never_exceeds_held_and_rates_are_percentages(
        self, some, planned, remaining
    ):
        where = hours.standing(some, planned, remaining)
        self.assertLessEqual(0, where.credited)
        self.assertLessEqual(where.credited, where.held)
        for rate in (where.rate, where.planned_rate):
            if rate is not None:
                self.assertTrue(0 <= rate <= 100)
        self.assertEqual(
            where.held + where.excused, sum(line.minutes for line in some)
        )

    @given(MINUTES, st.integers(1, 480))
    def test_late_and_left_early_lose_exactly_the_missed_minutes(self, minutes, missed):
        for mark in hours.PARTIAL:
            if missed <= minutes:
                self.assertEqual(
                    hours.attended_minutes(mark, minutes, missed), minutes - missed
                )
            else:
                with self.assertRaises(ValueError):
                    hours.attended_minutes(mark, minutes, missed)

    @given(MINUTES, st.integers(0, 600))
    def test_excused_leaves_the_denominator_until_it_is_made_up(self, minutes, made_up):
        where = hours.standing([hours.Line(minutes, "excused", 0, made_up)], 0, 0)
        if made_up:
            self.assertEqual((where.held, where.excused), (minutes, 0))
            self.assertEqual(where.credited, min(made_up, minutes))
        else:
            self.assertEqual((where.held, where.excused), (0, minutes))
            self.assertIsNone(where.rate)

    @given(MINUTES, st.integers(0, 480), st.integers(0, 480), st.integers(0, 480))
    def test_make_up_credits_at_most_what_is_missing(
        self, minutes, credited, already, attended
    ):
        credit = hours.makeup_credit(attended, minutes, credited, already)
        self.assertTrue(0 <= credit <= attended)
        self.assertLessEqual(credit, max(0, minutes - credited - already))

    @given(st.integers(0, 10**4), st.integers(0, 10**4), st.integers(0, 10**4),
           st.integers(0, 10**4))  # fmt: skip
    def test_cancelled_minutes_leave_the_whole_course(
        self, planned, held, open_, cancelled
    ):
        whole, to_come = hours.course_minutes(planned, held, open_, cancelled)
        self.assertEqual(whole - to_come, held)
        self.assertGreaterEqual(to_come, open_)
        self.assertEqual(whole, max(held + open_, planned - cancelled))

    @given(st.lists(st.sampled_from(hours.MARKS), max_size=12))
    def test_an_excuse_neither_counts_nor_breaks_a_row_of_absences(self, marks):
        count = hours.absences_in_a_row(marks)
        self.assertEqual(count, hours.absences_in_a_row([*marks, "excused"]))
        self.assertEqual(count + 1, hours.absences_in_a_row([*marks, "absent"]))
        self.assertEqual(0, hours.absences_in_a_row([*marks, "late"]))

    def test_half_time_does_not_look_like_success(self):
        """All of the first half: 100 % to date, but half of the course."""
        where = hours.standing([hours.Line(120, "present")] * 5, 1200, 600)
        self.assertEqual((where.rate, where.planned_rate), (100, 50))
        self.assertTrue(where.can_reach(80))

    def test_the_rate_is_compared_without_rounding(self):
        for credited, held, is_below in (
            (480, 600, False), (480, 601, True), (479, 600, True), (0, 0, False),
        ):
            line = hours.Line(held, "late", held - credited) if held else None
            where = hours.standing([line] if line else [], 0, 0)
            self.assertEqual(where.is_below(80), is_below)

    def test_a_part_of_a_minute_is_required_as_a_whole_one(self):
        """80 % of 601 minutes are 480.8: 480 are too few."""
        where = hours.standing([hours.Line(480, "present")], 601, 0)
        self.assertEqual(where.required(80), 481)
        self.assertFalse(where.can_reach(80))
        self.assertEqual(hours.standing([], 600, 0).required(80), 480)

    def test_a_mark_and_its_minutes_fit_or_the_problem_is_named(self):
        for mark, missed, problem in (
            ("asleep", 0, hours.UNKNOWN), ("late", 0, hours.OUTSIDE),
            ("late", 1, None), ("left_early", 60, None), ("late", 61, hours.OUTSIDE),
            ("present", 1, hours.NOT_PARTIAL), ("excused", 1, hours.NOT_PARTIAL),
            ("absent", 0, None),
        ):
            with self.subTest(mark=mark, missed=missed):
                self.assertEqual(hours.mark_problem(mark, 60, missed), problem)
                if problem:
                    with self.assertRaises(ValueError):
                        hours.credited_minutes(mark, 60, missed)

    def test_a_make_up_line_is_credited_with_what_its_original_lacks(self):
        for mark, missed, original, credited in (
            ("present", 0, None, 60), ("present", 0, (120, 80, 0), 40),
            ("late", 30, (120, 80, 0), 30), ("present", 0, (120, 80, 15), 25),
            ("present", 0, (120, 120, 0), 0), ("absent", 0, (120, 0, 0), 0),
        ):
            with self.subTest(mark=mark, original=original):
                self.assertEqual(
                    hours.credited_minutes(mark, 60, missed, original), credited
                )

    def test_too_much_missed_can_no_longer_reach_the_share(self):
        where = hours.standing([hours.Line(120, "absent")] * 3, 1200, 840)
        self.assertFalse(where.can_reach(80))
        self.assertTrue(where.can_reach(70))

    def test_unknown_mark_is_refused(self):
        for mark in ("asleep", "", None):
            with self.assertRaises(ValueError):
                hours.attended_minutes(mark, 60)
