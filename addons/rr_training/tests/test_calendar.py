# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The change of the clocks, 29 February and the turn of the year on rosters."""

from datetime import date, time, timedelta

from odoo.addons.rr_base.tests.steps import press
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..engine import series as calendar
from .common import CourseCase

CLOCK = "odoo.addons.rr_beneficiaries.models.retention_clock"


@tagged("post_install", "-at_install")
class TestCalendar(CourseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.arta = cls.enrolments[0]

    def session_at(self, day, clock, until, **values):
        return self.env["rr.course.session"].create(
            {
                "course_id": self.course.id,
                "date_start": calendar.to_utc(day, clock),
                "date_end": calendar.to_utc(day, until),
                **values,
            }
        )

    def test_a_night_of_the_change_lasts_as_long_as_the_participants_sat(self):
        spring = self.session_at(date(2026, 3, 29), time(1), time(4))
        autumn = self.session_at(date(2026, 10, 25), time(1), time(4))
        self.assertEqual((spring.minutes, autumn.minutes), (120, 240))
        self.assertEqual(spring.date, date(2026, 3, 29))
        self.assertEqual(autumn.date, date(2026, 10, 25))

    def test_the_days_of_a_change_have_the_hours_of_the_wall_by_day(self):
        for day in (date(2026, 3, 29), date(2026, 10, 25)):
            session = self.session_at(day, time(10), time(12))
            self.assertEqual((session.minutes, session.date), (120, day))

    def test_a_series_meets_29_february(self):
        found = calendar.occurrences(
            calendar.Series(
                date(2028, 2, 22), frozenset({1}), time(17), time(19),
                until=date(2028, 3, 7),
            )
        )
        self.assertEqual(
            [item.day for item in found],
            [date(2028, 2, 22), date(2028, 2, 29), date(2028, 3, 7)],
        )

    def _locked_credited(self, first, last):
        return self.arta._standings(first, last, locked=True)[self.arta.id].credited

    def test_attendance_of_29_february_counts_in_february(self):
        with freeze_time("2028-02-29 15:00:00"):
            session = self.session_at(date(2028, 2, 29), time(10), time(12))
            session.with_user(self.trainer).action_submit_sheet()
            self._locked(session)
        february = self._locked_credited(date(2028, 2, 1), date(2028, 2, 29))
        march = self._locked_credited(date(2028, 3, 1), date(2028, 3, 31))
        self.assertEqual((february, march), (120, 0))

    def test_the_year_turns_at_the_local_midnight(self):
        """Half past midnight on 1 January is still the old year in UTC."""
        with freeze_time("2026-12-31 23:45:00"):
            session = self.session_at(date(2027, 1, 1), time(0, 30), time(2))
            session.with_user(self.trainer).action_submit_sheet()
            self._locked(session)
        self.assertEqual(session.date, date(2027, 1, 1))
        self.assertIn("-270101-", session.sheet_code)
        old = self._locked_credited(date(2026, 12, 1), date(2026, 12, 31))
        new = self._locked_credited(date(2027, 1, 1), date(2027, 1, 31))
        self.assertEqual((old, new), (0, 90))

    def test_a_roster_opens_when_its_local_day_begins(self):
        session = self.session_at(date(2027, 1, 1), time(10), time(12))
        mine = session.with_user(self.trainer)
        with freeze_time("2026-12-31 22:59:00"):
            self.assertEqual(mine._why_not_markable(), "future")
            with self.assertRaises(UserError):
                mine.action_submit_sheet()
        with freeze_time("2026-12-31 23:00:00"):
            self.assertIsNone(mine._why_not_markable())

    def test_a_sheet_that_the_clock_put_into_the_future_is_not_lost(self):
        """The clock ran a day ahead while the sheet was submitted."""
        session = self._session(0)
        mine = session.with_user(self.trainer)
        ahead = session.date_start + timedelta(days=1)
        with freeze_time(ahead):
            self._mark(mine, {self.arta: "absent"})
            mine.action_submit_sheet()
        self.assertEqual(session.sheet_state, "submitted")
        self._locked(session)
        self.assertEqual(self._line(session, self.arta).mark, "absent")

    def certificate_at(self, moment):
        for day in range(-10, 0):
            self._held(day)
        self.arta.has_passed_assessment = True
        mine = self.arta.with_user(self.trainer)
        with freeze_time(moment):
            mine.action_confirm_completion()
            return mine.action_certify()

    def test_a_certificate_after_the_local_midnight_bears_the_new_year(self):
        certificate = self.certificate_at("2026-12-31 23:30:00")
        self.assertEqual(certificate.date, date(2027, 1, 1))
        with freeze_time("2027-12-31 23:30:00"):
            press(certificate.with_user(self.officer), "revoke", "wrong person")
        self.assertEqual(certificate.sudo().revoked_on, date(2028, 1, 1))

    @mute_logger(CLOCK)
    def test_a_clock_that_jumps_ahead_takes_no_name_off_a_roster(self):
        press(self.course.with_user(self.officer), "finish")
        self.course.sudo().date_end = self.today
        jobs = self.env["rr.enrolment"]
        jobs._cron_roster_names()
        with freeze_time(self.today + timedelta(days=3650)):
            jobs._cron_roster_names()
            self.assertTrue(self.arta.sudo().roster_name_cipher)
