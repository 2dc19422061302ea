# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

import psycopg2
from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CourseCase


@tagged("post_install", "-at_install")
class TestSheet(CourseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls._session()
        cls.mine = cls.session.with_user(cls.trainer)
        cls.arta = cls.enrolments[0]

    def test_sheet_says_who_took_it_and_when(self):
        self._mark(self.mine, {self.arta: "absent"})
        self.assertEqual(self.session.taken_by_id, self.trainer)
        self.assertTrue(self.session.taken_at)

    def test_submitter_reopens_within_the_hour_without_a_reason(self):
        self.mine.action_submit_sheet()
        self.mine.action_reopen_sheet()
        self.assertEqual(self.session.sheet_state, "draft")

    def test_after_an_hour_reopening_needs_a_reason(self):
        self.mine.action_submit_sheet()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=61)):
            with self.assertRaises(UserError):
                self.mine.action_reopen_sheet()
            self.mine.action_reopen_sheet("Drita came after all")
        self.assertEqual(self.session.sheet_state, "draft")
        self.assertEqual(self.session.reopen_reason, "Drita came after all")

    def test_colleague_reopens_only_with_a_reason(self):
        self.mine.action_submit_sheet()
        with self.assertRaises(UserError):
            self.session.with_user(self.second).action_reopen_sheet()

    def test_verified_sheet_is_reopened_only_with_a_reason(self):
        self.mine.action_submit_sheet()
        self._verified(self.session)
        with self.assertRaises(UserError):
            self.mine.action_reopen_sheet()
        self.mine.action_reopen_sheet("wrong day")
        self.assertFalse(self.session.verified_by_id)

    def test_submitter_does_not_verify(self):
        self.mine.action_submit_sheet()
        with self.assertRaises(AccessError):
            self.mine.action_verify_sheet()
        self.assertNotIn("verify_sheet", self.mine.rr_steps)

    def test_a_second_person_alone_is_offered_the_verification(self):
        second = self.session.with_user(self.second)
        self.assertNotIn("verify_sheet", second.rr_steps)
        self.mine.action_submit_sheet()
        self.assertIn("verify_sheet", second.rr_steps)
        self.assertNotIn("verify_sheet", self.mine.rr_steps)

    def test_second_person_of_the_provider_verifies(self):
        self.mine.action_submit_sheet()
        self._verified(self.session)
        self.assertEqual(self.session.verified_by_id, self.second)

    def test_case_officer_verifies(self):
        self.mine.action_submit_sheet()
        self.session.with_user(self.officer).action_verify_sheet()
        self.assertEqual(self.session.sheet_state, "verified")

    def test_stranger_takes_no_step(self):
        self.mine.action_submit_sheet()
        theirs = self.session.with_user(self.stranger)
        for step in (theirs.action_verify_sheet, theirs.action_reopen_sheet):
            with self.assertRaises(AccessError):
                step()

    def test_finance_takes_no_step(self):
        with self.assertRaises(AccessError):
            self.session.with_user(self.finance).action_submit_sheet()

    def test_draft_sheet_cannot_be_verified(self):
        with self.assertRaises(UserError):
            self.session.with_user(self.officer).action_verify_sheet()

    def test_states_cannot_be_written(self):
        for values in (
            {"sheet_state": "locked"},
            {"state": "held"},
            {"submitted_by_id": self.second.id},
            {"taken_at": "2026-01-01"},
        ):
            with self.assertRaises(UserError):
                self.mine.write(values)
        with self.assertRaises(UserError):
            self.mine.with_context(rr_sheet_step=True).write({"sheet_state": "locked"})

    def test_a_default_in_the_context_creates_no_verified_sheet(self):
        with self.assertRaises(UserError):
            self.env["rr.course.session"].with_user(self.trainer).with_context(
                default_sheet_state="verified"
            ).create(
                {
                    "course_id": self.course.id,
                    "date_start": "2026-05-05 10:00:00",
                    "date_end": "2026-05-05 12:00:00",
                }
            )

    def test_hold_step_is_not_taken_without_a_sheet(self):
        with self.assertRaises(UserError):
            self.mine.with_context(rr_step="hold").action_step()

    # Locking

    def test_locking_takes_verified_sheets_of_the_period_only(self):
        verified, submitted = self._held(-3), self._held(-2)
        later = self._held(-1)
        self._verified(verified)
        self._verified(later)
        locked = self.env["rr.course.session"]._lock_sheets(
            verified.date, submitted.date
        )
        self.assertEqual(locked, verified)
        self.assertEqual(submitted.sheet_state, "submitted")
        self.assertEqual(later.sheet_state, "verified")
        left = self.env["rr.course.session"]._unverified_sheets(
            verified.date, later.date
        )
        self.assertEqual(left, submitted)

    def test_locking_can_be_limited_to_courses(self):
        session = self._verified(self._held(-1))
        other = self._course(name="B")
        lock = self.env["rr.course.session"].with_user(self.finance)._lock_sheets
        self.assertFalse(lock(session.date, session.date, other))
        self.assertEqual(lock(session.date, session.date, self.course), session)

    def test_locked_sheet_refuses_every_writer(self):
        session = self._locked(self._held(-1))
        line = self._line(session, self.arta)
        for user in (self.trainer, self.second, self.officer, self.env.user):
            with self.assertRaises(UserError):
                session.with_user(user).action_reopen_sheet("please")
            with self.assertRaises(UserError):
                line.with_user(user).write({"mark": "absent"})
            with self.assertRaises(UserError):
                line.with_user(user).unlink()
        with self.assertRaises(UserError):
            line.sudo().write({"mark": "absent"})
        with self.assertRaises(UserError):
            session.sudo().write({"date_end": session.date_end + timedelta(hours=1)})

    def test_locked_sheet_refuses_direct_sql(self):
        session = self._locked(self._held(-1))
        line = self._line(session, self.arta)
        for statement in (
            "UPDATE rr_attendance SET mark = 'absent', present = false,"
            " credited_minutes = 0 WHERE id = %s",
            "DELETE FROM rr_attendance WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [line.id])

    def test_credited_minutes_count_for_money_only_once_locked(self):
        session = self._held(-1, {self.arta: ("late", 30)})
        day = session.date

        def minutes(day, enrolment):
            found = self.enrolments._standings(day, day, locked=True)
            return found[enrolment.id].credited

        self.assertEqual(minutes(day, self.arta), 0)
        self._locked(session)
        self.assertEqual(minutes(day, self.arta), 90)
        self.assertEqual(minutes(day, self.enrolments[1]), 120)
        self.assertEqual(minutes(day - timedelta(days=1), self.arta), 0)
