# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CourseCase


@tagged("post_install", "-at_install")
class TestMarks(CourseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls._session()
        cls.mine = cls.session.with_user(cls.trainer)
        cls.arta, cls.besim, cls.drita, cls.ilir = cls.enrolments

    def _refused(self, sent, code, session=None):
        session = session or self.mine
        before = self.env["rr.attendance"].search_count([])
        (answer,) = session.save_marks([sent])
        self.assertEqual((answer["status"], answer["code"]), ("refused", code))
        self.assertTrue(answer["message"])
        self.assertEqual(answer["key"], sent["key"])
        self.assertEqual(self.env["rr.attendance"].search_count([]), before)
        return answer["message"]

    # What is counted

    def test_a_mark_sent_twice_counts_once(self):
        sent = self._sent(self.arta, "absent")
        self.assertEqual(self.mine.save_marks([sent])[0]["status"], "saved")
        self.assertEqual(self.mine.save_marks([sent])[0]["status"], "again")
        self.assertEqual(len(self._line(self.session, self.arta)), 1)

    def test_a_mark_repeated_after_a_newer_one_changes_nothing(self):
        first, newer = (self._sent(self.arta, mark) for mark in ("absent", "present"))
        self.mine.save_marks([first])
        self.mine.save_marks([newer])
        self.assertEqual(self.mine.save_marks([first])[0]["status"], "again")
        self.assertEqual(self._line(self.session, self.arta).mark, "present")

    def test_of_two_waiting_marks_for_one_participant_the_last_wins(self):
        answers = self.mine.save_marks(
            [self._sent(self.arta, "absent"), self._sent(self.arta, "late", missed=15)]
        )
        self.assertEqual([a["status"] for a in answers], ["saved", "saved"])
        line = self._line(self.session, self.arta)
        self.assertEqual((line.mark, line.credited_minutes), ("late", 105))

    def test_good_marks_are_saved_beside_a_bad_one(self):
        answers = self.mine.save_marks(
            [self._sent(self.arta, "absent"), self._sent(self.besim, "asleep")]
        )
        self.assertEqual([a["status"] for a in answers], ["saved", "refused"])

    def test_submitting_marks_the_rest_present(self):
        self._mark(self.mine, {self.arta: "absent"})
        self.mine.action_submit_sheet()
        marks = self.session.attendance_ids.mapped("mark")
        self.assertEqual(sorted(marks), ["absent", "present", "present", "present"])
        self.assertEqual(self.session.state, "held")

    # What is refused, each with its own answer

    def test_unknown_participant_is_refused(self):
        self._refused(self._sent(10**9, "absent"), "unknown_enrolment")

    def test_participant_of_another_course_is_refused(self):
        (foreign,) = self._enrol(self._course(name="B"), [("Vesa", None)])
        self._refused(self._sent(foreign, "absent"), "unknown_enrolment")

    def test_participant_withdrawn_before_is_refused(self):
        self.besim.with_user(self.officer).action_withdraw("2026-01-02", "moved")
        self._refused(self._sent(self.besim, "absent"), "unknown_enrolment")

    def test_mark_outside_the_list_is_refused(self):
        message = self._refused(self._sent(self.besim, "asleep"), "mark")
        self.assertIn("2", message)

    def test_minutes_beyond_the_session_are_refused(self):
        message = self._refused(self._sent(self.arta, "late", missed=121), "minutes")
        self.assertIn("120", message)

    def test_minutes_on_a_mark_that_takes_none_are_refused(self):
        self._refused(self._sent(self.arta, "absent", missed=5), "minutes")

    def test_late_without_minutes_is_refused(self):
        self._refused(self._sent(self.arta, "late"), "minutes")

    def test_excused_without_a_reason_is_refused(self):
        self._refused(self._sent(self.arta, "excused", excuse=False), "excuse")

    def test_mark_without_a_key_is_refused(self):
        self._refused({**self._sent(self.arta, "absent"), "key": ""}, "key")

    def test_minutes_that_are_no_number_are_refused(self):
        self._refused(self._sent(self.arta, "late", missed="9"), "format")

    def test_a_key_with_another_content_is_refused(self):
        sent = self._sent(self.arta, "absent")
        self.mine.save_marks([sent])
        self._refused({**sent, "mark": "present"}, "key_reused")
        self.assertEqual(self._line(self.session, self.arta).mark, "absent")

    def test_a_key_twice_in_one_request_with_another_content_is_refused(self):
        sent = self._sent(self.arta, "absent")
        answers = self.mine.save_marks([sent, {**sent, "enrolment": self.besim.id}])
        self.assertEqual(answers[1]["code"], "key_reused")
        self.assertFalse(self._line(self.session, self.besim))

    def test_key_of_another_session_is_free_here(self):
        sent = self._sent(self.arta, "absent")
        self._session(-1).with_user(self.trainer).save_marks([sent])
        self.assertEqual(self.mine.save_marks([sent])[0]["status"], "saved")

    def test_future_session_is_refused(self):
        session = self._session(1).with_user(self.trainer)
        self._refused(self._sent(self.arta, "absent"), "future", session)

    def test_cancelled_session_is_refused(self):
        self.mine.action_cancel("the hall is closed")
        self._refused(self._sent(self.arta, "absent"), "cancelled")

    def test_postponed_session_is_refused(self):
        self.mine.action_postpone("snow")
        self._refused(self._sent(self.arta, "absent"), "postponed")

    def test_submitted_sheet_is_refused(self):
        self.mine.action_submit_sheet()
        self._refused(self._sent(self.arta, "absent"), "submitted")

    def test_locked_sheet_is_refused(self):
        self.mine.action_submit_sheet()
        self._locked(self.session)
        self._refused(self._sent(self.arta, "absent"), "locked")

    def test_session_of_another_organisation_is_refused(self):
        theirs = self.session.with_user(self.stranger)
        with self.assertRaises(AccessError):
            theirs.save_marks([self._sent(self.arta, "absent")])
        self.assertFalse(self.session.attendance_ids)

    def test_not_a_list_of_marks_is_refused(self):
        with self.assertRaises(UserError):
            self.mine.save_marks({"key": "x"})

    # Two markers

    def test_conflict_of_two_markers_is_shown_not_overwritten(self):
        self._mark(self.mine, {self.arta: "absent"})
        colleague = self.session.with_user(self.second)
        (answer,) = colleague.save_marks([self._sent(self.arta, "late", missed=10)])
        self.assertEqual(answer["status"], "conflict")
        self.assertEqual(answer["theirs"]["mark"], "absent")
        self.assertEqual(answer["theirs"]["by"], "Trainer")
        self.assertEqual(self._line(self.session, self.arta).mark, "absent")
        sent = self._sent(self.arta, "late", missed=10, base=answer["revision"])
        self.assertEqual(colleague.save_marks([sent])[0]["status"], "saved")
        self.assertEqual(self._line(self.session, self.arta).mark, "late")

    def test_two_markers_who_agree_are_no_conflict(self):
        self._mark(self.mine, {self.arta: "absent"})
        colleague = self.session.with_user(self.second)
        (answer,) = colleague.save_marks([self._sent(self.arta, "absent")])
        self.assertEqual(answer["status"], "saved")

    # Other doors to the same line

    def test_provider_cannot_mark_a_submitted_sheet_by_a_plain_write(self):
        self.mine.action_submit_sheet()
        line = self._line(self.session, self.arta).with_user(self.trainer)
        with self.assertRaises(UserError):
            line.write({"mark": "absent"})
        with self.assertRaises(AccessError):
            line.write({"taken_by_id": self.second.id})

    def test_plain_create_outside_the_roster_is_refused(self):
        (foreign,) = self._enrol(self._course(name="B"), [("Vesa", None)])
        with self.assertRaises(ValidationError):
            self.env["rr.attendance"].with_user(self.trainer).create(
                {"session_id": self.session.id, "enrolment_id": foreign.id}
            )

    def test_present_that_disagrees_with_the_mark_is_refused_by_the_database(self):
        self._mark(self.mine, {self.arta: "absent"})
        line = self._line(self.session, self.arta)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE rr_attendance SET present = true WHERE id = %s", [line.id]
            )

    def test_changed_mark_drops_the_reason_also_for_who_cannot_read_it(self):
        self._mark(self.mine, {self.arta: "excused"})
        line = self._line(self.session, self.arta)
        self.assertEqual(line.excuse, "illness")
        line.with_user(self.officer).write({"mark": "present"})
        self.assertFalse(line.excuse)
