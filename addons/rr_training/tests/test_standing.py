# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CourseCase


@tagged("post_install", "-at_install")
class TestStanding(CourseCase):
    """Rates, make-up, alerts and completion on a course of 20 hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.arta, cls.besim, cls.drita, cls.ilir = cls.enrolments

    def test_both_rates_are_shown(self):
        for day in range(-5, 0):
            self._held(day)
        self.assertEqual(self.arta.rate, 100)
        self.assertEqual(self.arta.planned_rate, 50)

    def test_excused_leaves_the_rate_and_is_shown(self):
        self._held(-2, {self.arta: "excused"})
        self._held(-1)
        self.assertEqual((self.arta.rate, self.arta.excused_hours), (100, 2))

    def test_no_rate_before_anything_counts(self):
        self.assertFalse(self.arta.has_rate)

    def test_cancelled_session_leaves_the_whole_course(self):
        self._held(-1)
        self._session(3).with_user(self.trainer).action_cancel("flood")
        self.assertAlmostEqual(self.arta.planned_rate, 100 * 2 / 18, 1)

    def test_rate_counts_from_the_day_of_enrolment(self):
        early = self._held(-5)
        (late,) = self._enrol(self.course, [("Vesa", None)], self.today)
        self.assertFalse(self._line(early, late))
        self._held(0)
        self.assertEqual((late.rate, late.held_hours), (100, 2))

    def test_marks_count_once_their_sheet_is_submitted(self):
        mine = self._session(-1).with_user(self.trainer)
        self._mark(mine, {self.arta: "absent"})
        self.assertFalse(self.arta.has_rate)
        mine.action_submit_sheet()
        self.assertEqual((self.arta.has_rate, self.arta.rate), (True, 0))

    def test_can_no_longer_reach_the_hours(self):
        self._held(-3, {self.arta: "absent"})
        self._held(-2, {self.arta: "absent"})
        self.assertTrue(self.arta.can_reach_completion)
        self._held(-1, {self.arta: ("late", 30)})
        self.assertFalse(self.arta.can_reach_completion)
        self.assertTrue(self.besim.can_reach_completion)

    # Make-up

    def _makeup(self, original, minutes=120, marks=None, days=0):
        return self._held(
            days, marks, kind="makeup", makeup_of_id=original.id, minutes=minutes
        )

    def test_make_up_lists_only_who_missed_minutes(self):
        original = self._held(-2, {self.arta: "absent", self.besim: ("late", 40)})
        makeup = self._makeup(original)
        self.assertEqual(makeup.attendance_ids.enrolment_id, self.arta | self.besim)

    def test_make_up_credits_at_most_the_missed_minutes(self):
        original = self._held(-2, {self.arta: "absent", self.besim: ("late", 40)})
        makeup = self._makeup(original)
        self.assertEqual(self._line(makeup, self.arta).credited_minutes, 120)
        self.assertEqual(self._line(makeup, self.besim).credited_minutes, 40)
        self.assertEqual((self.arta.rate, self.besim.rate), (100, 100))
        self.assertEqual(self._line(original, self.arta).mark, "absent")
        self.assertEqual(self.arta.unexcused_absences, 1)

    def test_two_make_ups_together_credit_no_more_than_was_missed(self):
        original = self._held(-3, {self.arta: "absent"})
        first = self._makeup(original, 90, days=-1)
        second = self._makeup(original, 90)
        credited = [
            self._line(session, self.arta).credited_minutes
            for session in (first, second)
        ]
        self.assertEqual(credited, [90, 30])

    def test_making_up_an_excused_session_puts_it_back_into_the_denominator(self):
        original = self._held(-3, {self.arta: "excused"})
        self._held(-2)
        self.assertEqual(self.arta.held_hours, 2)
        self._makeup(original, 60)
        self.assertEqual((self.arta.held_hours, self.arta.credited_hours), (4, 3))
        self.assertEqual(self.arta.rate, 75)

    def test_what_was_made_up_cannot_be_marked_present_afterwards(self):
        original = self._held(-2, {self.arta: "absent"})
        self._makeup(original)
        mine = original.with_user(self.trainer)
        mine.action_reopen_sheet()
        with self.assertRaises(ValidationError):
            self._line(original, self.arta).with_user(self.trainer).mark = "present"

    def test_a_mark_may_leave_exactly_the_minutes_that_were_made_up(self):
        for correct in (
            lambda mine, line: self._mark(mine, {self.arta: ("late", 60)}),
            lambda mine, line: line.write({"mark": "late", "minutes_missed": 60}),
        ):
            original = self._held(-2, {self.arta: "absent"})
            self._makeup(original, 60)
            mine = original.with_user(self.trainer)
            mine.action_reopen_sheet()
            line = self._line(original, self.arta)
            correct(mine, line.with_user(self.trainer))
            self.assertEqual(line.credited_minutes, 60)
            self.assertEqual(self.arta.rate, 100)
            too_much = {"mark": "late", "minutes_missed": 59}
            with self.assertRaises(ValidationError), self.cr.savepoint():
                line.with_user(self.trainer).write(too_much)
            mine.action_submit_sheet()

    def test_a_make_up_line_in_another_group_of_the_provider(self):
        original = self._held(-2, {self.arta: "absent"})
        group_3 = self._course(name="Saldator · grupi 3")
        session = self._session(0, course=group_3)
        guest = {
            "session_id": session.id,
            "enrolment_id": self.arta.id,
            "makeup_of_id": self._line(original, self.arta).id,
        }
        self.env["rr.attendance"].with_user(self.officer).create(guest)
        session.with_user(self.trainer).action_submit_sheet()
        self.assertEqual(self.arta.rate, 100)

    # Alerts

    def _alerts(self, enrolment):
        return {
            (alert.kind, alert.audience)
            for alert in self.env["rr.attendance.alert"].search(
                [("enrolment_id", "=", enrolment.id), ("is_open", "=", True)]
            )
        }

    def test_two_absences_tell_the_trainer_three_the_officer(self):
        both = {self.arta: "absent", self.besim: "absent"}
        self._held(-4, both)
        self.assertFalse(self._alerts(self.arta))
        self._held(-3, both)
        self.assertEqual(self._alerts(self.arta), {("absences", "trainer")})
        self._held(-2, both)
        self.assertIn(("absences", "officer"), self._alerts(self.arta))
        self.assertNotIn(("absences", "officer"), self._alerts(self.besim))
        self.assertIn(("absences", "trainer"), self._alerts(self.besim))

    def test_an_alert_closes_when_the_participant_returns(self):
        self._held(-4, {self.arta: "absent"})
        self._held(-3, {self.arta: "absent"})
        self._held(-2)
        self.assertFalse(self._alerts(self.arta))

    def test_low_rate_is_told_after_some_sessions(self):
        for day in (-5, -4, -3):
            self._held(day, {self.arta: ("late", 60)})
        self.assertFalse(self._alerts(self.arta))
        self._held(-2, {self.arta: ("late", 60)})
        self.assertEqual(
            self._alerts(self.arta), {("rate", "trainer"), ("rate", "officer")}
        )

    def test_provider_sees_no_officer_alert_and_officer_no_excuse(self):
        for day in (-5, -4, -3):
            self._held(day, {self.arta: "absent"})
        alerts = self.env["rr.attendance.alert"]
        self.assertEqual(
            set(alerts.with_user(self.trainer).search([]).mapped("audience")),
            {"trainer"},
        )
        self.assertFalse(alerts.with_user(self.stranger).search([]))
        self.assertNotIn(
            "excuse", self.env["rr.attendance"].with_user(self.officer).fields_get()
        )

    # Completion

    def _complete_course(self, absent=()):
        for day in range(-10, 0):
            self._held(day, {enrolment: "absent" for enrolment in absent})

    def test_completion_needs_hours_absences_and_assessment(self):
        self._complete_course()
        mine = self.arta.with_user(self.trainer)
        with self.assertRaisesRegex(UserError, "assessment"):
            mine.action_confirm_completion()
        mine.has_passed_assessment = True
        mine.action_confirm_completion()
        self.assertEqual(self.arta.state, "completed")

    def test_as_many_absences_as_are_allowed_are_no_hindrance(self):
        self.course.max_unexcused_absences = 1
        self._held(-11, {self.arta: "absent", self.besim: "absent"})
        self._held(-10, {self.besim: "absent"})
        for day in range(-9, -1):
            self._held(day)
        both = self.arta | self.besim
        both.has_passed_assessment = True
        self.arta.with_user(self.trainer).action_confirm_completion()
        with self.assertRaisesRegex(UserError, "2 unexcused absences, 1 allowed"):
            self.besim.with_user(self.trainer).action_confirm_completion()

    def test_completion_names_the_missing_hours(self):
        self._complete_course([self.arta])
        self.arta.has_passed_assessment = True
        with self.assertRaisesRegex(UserError, "0 of 16 hours"):
            self.arta.with_user(self.trainer).action_confirm_completion()

    def test_a_minute_below_the_share_is_no_completion(self):
        """80 % of 601 minutes: 480 are too few, 481 are not."""
        group = self._course(name="Saldator · grupi 4", planned_hours=10)
        short, enough = self._enrol(group, [("Vesa", None), ("Agim", None)])
        self._held(-9, {short: "absent", enough: ("late", 120)}, course=group, minutes=121)
        for day in range(-8, -4):
            self._held(day, course=group)
        (short | enough).has_passed_assessment = True
        enough.with_user(self.trainer).action_confirm_completion()
        with self.assertRaisesRegex(UserError, r"8 of 8\.1 hours"):
            short.with_user(self.trainer).action_confirm_completion()

    def test_completion_schedules_the_follow_ups_of_a_beneficiary_only(self):
        self._complete_course()
        both = self.arta | self.besim
        both.has_passed_assessment = True
        both.with_user(self.trainer).action_confirm_completion()
        reference = f"{self.course.code}/{self.arta.number}"
        followups = self.env["rr.outcome.followup"].search(
            [("anchor_kind", "=", "course"), ("anchor_ref", "=like", self.course.code + "/%")]
        )
        self.assertEqual(set(followups.mapped("anchor_ref")), {reference})

    def test_certificate_has_a_serial_and_says_only_the_course_to_the_public(self):
        self._complete_course()
        self.arta.has_passed_assessment = True
        mine = self.arta.with_user(self.trainer)
        mine.action_confirm_completion()
        certificate = mine.with_context(default_date="2020-01-01").action_certify()
        self.assertEqual(certificate.date, fields.Date.today())
        for values in ({"hours": 99}, {"serial": "AAAA-BBBB-CCCC"}):
            with self.assertRaises(AccessError):
                certificate.with_user(self.officer).write(values)
        self.assertRegex(certificate.serial, r"^(\w{4}-){2}\w{4}$")
        facts = self.env["rr.certificate"]._public_facts(certificate.serial.lower())
        self.assertEqual(facts["course"], self.course.name)
        said = str(facts)
        for secret in ("Arta", self.beneficiaries[0].code or "RR-", "Trainer"):
            self.assertNotIn(secret, said)
        self.assertIsNone(self.env["rr.certificate"]._public_facts("AAAA-AAAA-AAAA"))

    def test_a_name_still_to_be_resolved_gets_no_certificate(self):
        added = (
            self.env["rr.enrolment"]
            .with_user(self.trainer)
            .create(
                {
                    "course_id": self.course.id,
                    "roster_name": "Vesa",
                    "date_from": "2026-01-01",
                }
            )
        )
        self._complete_course()
        added.has_passed_assessment = True
        added.action_confirm_completion()
        with self.assertRaises(UserError):
            added.action_certify()
        added.with_user(self.officer).action_resolve()
        self.assertTrue(added.action_certify())
