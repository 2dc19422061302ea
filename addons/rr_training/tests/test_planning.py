# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..engine.series import to_local
from .common import CourseCase


@tagged("post_install", "-at_install")
class TestPlanning(CourseCase):
    def _series(self, **values):
        return (
            self.env["rr.session.series"]
            .with_user(self.trainer)
            .create(
                {
                    "course_id": self.course.id,
                    "date_from": self.today - timedelta(days=14),
                    "tuesday": True,
                    "thursday": True,
                    "count": 8,
                    "time_from": 17.0,
                    "time_to": 19.0,
                    **values,
                }
            )
        )

    def test_preview_shows_what_creation_makes(self):
        series = self._series()
        self.assertIn("8", series.preview)
        self.assertFalse(series.session_ids)
        series.action_create_sessions()
        self.assertEqual(len(series.session_ids), 8)
        with self.assertRaises(UserError):
            series.action_create_sessions()

    def test_holidays_are_left_out(self):
        series = self._series(
            date_from=date(2027, 2, 15), wednesday=True, count=3,
            tuesday=False, thursday=False,
        )  # fmt: skip
        series.action_create_sessions()
        days = series.session_ids.mapped("date")
        self.assertNotIn(date(2027, 2, 17), days, "Independence Day")
        self.assertEqual(len(days), 3)
        self.assertIn("Independence", series.with_context(lang="en_US").preview)

    def test_a_rule_without_a_day_is_refused(self):
        with self.assertRaises(ValidationError):
            self._series(tuesday=False, thursday=False)

    def test_this_and_following_leaves_earlier_and_held_ones(self):
        series = self._series()
        series.action_create_sessions()
        sessions = series.session_ids.sorted("date_start")
        held = sessions[0].with_user(self.trainer)
        held.action_submit_sheet()
        before = sessions[1].date_start
        changed = sessions[2]._edit_series("following", time_from=18.0, time_to=20.5)
        self.assertEqual(changed, sessions[2:])
        self.assertEqual(sessions[1].date_start, before)
        self.assertEqual(
            {f"{to_local(s.date_start):%H:%M}" for s in changed}, {"18:00"}
        )
        self.assertEqual(set(changed.mapped("minutes")), {150})
        everything = sessions[3]._edit_series("all", venue="Salla 2")
        self.assertEqual(everything, sessions[1:])
        self.assertFalse(sessions[0].venue)

    def test_this_one_only(self):
        series = self._series()
        series.action_create_sessions()
        one = series.session_ids[3]
        day = one.date
        self.assertEqual(one._edit_series("one", days=2), one)
        self.assertEqual(one.date, day + timedelta(days=2))

    def test_a_move_over_the_change_of_clocks_keeps_the_wall_clock(self):
        series = self._series(date_from=date(2026, 10, 20), count=4)
        series.action_create_sessions()
        series.session_ids[0]._edit_series("all", days=7)
        self.assertEqual(
            {f"{to_local(s.date_start):%H:%M}" for s in series.session_ids}, {"17:00"}
        )

    def test_held_session_cannot_be_moved_or_removed(self):
        session = self._held(-1)
        with self.assertRaises(UserError):
            session.write({"date_start": session.date_start - timedelta(days=1)})
        with self.assertRaises(UserError):
            session.with_user(self.officer).unlink()
        with self.assertRaises(UserError):
            session._edit_series("one", days=1)

    def test_cancelling_needs_a_reason_and_can_be_taken_back(self):
        session = self._session(2).with_user(self.trainer)
        with self.assertRaises(UserError):
            session.action_cancel()
        session.action_cancel("flood")
        self.assertEqual((session.state, session.state_reason), ("cancelled", "flood"))
        session.action_replan()
        self.assertEqual(session.state, "planned")

    def test_substitute_belongs_to_the_provider(self):
        session = self._session(2).with_user(self.trainer)
        session.trainer_id = self.second
        self.assertEqual(session.trainer_name, "Second")
        with self.assertRaises(ValidationError):
            session.trainer_id = self.stranger
        choices = dict(self.course.with_user(self.trainer)._trainer_choices())
        self.assertEqual(set(choices), {self.trainer.id, self.second.id})

    def test_numbers_are_the_courses_own_and_stay(self):
        self.assertEqual(self.enrolments.mapped("number"), [1, 2, 3, 4])
        self.enrolments[1].with_user(self.officer).action_withdraw()
        (late,) = self._enrol(self.course, [("Vesa", None)])
        self.assertEqual(late.number, 5)

    def test_withdrawal_takes_the_participant_off_later_rosters(self):
        besim = self.enrolments[1]
        session = self._session(0)
        besim.with_user(self.officer).action_withdraw(
            self.today - timedelta(days=1), "moved"
        )
        self.assertEqual(besim.state, "dropped")
        self.assertNotIn(besim.id, session._roster_enrolments())

    def test_withdrawal_before_a_day_attended_is_refused(self):
        self._held(-1)
        with self.assertRaises(ValidationError):
            self.enrolments[1].with_user(self.officer).action_withdraw(
                self.today - timedelta(days=3)
            )

    def test_a_full_course_takes_nobody_more(self):
        self.course.capacity = 4
        with self.assertRaises(ValidationError):
            self._enrol(self.course, [("Vesa", None)])

    def test_duplicate_of_somebody_on_the_roster(self):
        session = self._session(0)
        mine = session.with_user(self.trainer)
        added = mine._add_name("Arta G.")
        self._mark(mine, {added: ("late", 20)})
        added.with_user(self.officer).action_resolve_duplicate(self.enrolments[0].id)
        self.assertEqual(self._line(session, self.enrolments[0]).mark, "late")
        self.assertFalse(self._line(session, added))
        self.assertEqual(added.state, "dropped")
