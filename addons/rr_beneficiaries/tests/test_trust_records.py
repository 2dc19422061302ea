# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import PeopleCase


@freeze_time("2026-03-02 10:00:00")
@tagged("post_install", "-at_install")
class TestTrustRecords(PeopleCase):
    def _complaint(self, **values):
        return (
            self.env["rr.complaint"]
            .with_user(self.officer)
            .create(
                {
                    "municipality_id": self.gjilan.id,
                    "subject": "service",
                    "description": "Nobody came to the visit",
                    "date_received": "2026-02-10",
                    **values,
                }
            )
        )

    def test_a_complaint_is_answered_within_thirty_days(self):
        complaint = self._complaint()
        self.assertEqual(str(complaint.date_due), "2026-03-12")
        self.assertEqual(complaint.days_left, 10)
        with freeze_time("2026-03-13 10:00:00"):
            complaint.invalidate_recordset()
            self.assertTrue(complaint.is_late)

    def test_a_complaint_wants_a_written_answer(self):
        complaint = self._complaint()
        with self.assertRaisesRegex(UserError, "no answer"):
            complaint._do_step("answer")
        complaint.answer = "We apologise"
        complaint._do_step("answer")
        self.assertEqual(str(complaint.date_answered), "2026-03-02")

    def test_the_text_of_a_complaint_is_sealed(self):
        self._complaint()
        self.env.flush_all()
        self.cr.execute("SELECT description_cipher FROM rr_complaint")
        self.assertNotIn("visit", repr(self.cr.fetchall()))

    def test_a_complaint_is_closed_to_officers_of_another_place(self):
        complaint = self._complaint()
        with self.assertRaises(AccessError):
            complaint.with_user(self.officer2).read(["subject"])

    def test_dates_of_a_complaint_are_possible(self):
        with self.assertRaisesRegex(ValidationError, "Received on"):
            self._complaint(date_received="2026-03-03")
        with self.assertRaisesRegex(ValidationError, "Answered on"):
            self._complaint(date_answered="2026-02-01")

    # ---------------------------------------------------------- subject requests

    def _request(self, user=None, **values):
        return (
            self.env["rr.subject.request"]
            .with_user(user or self.users["dpo"])
            .create({"person_code": self.person.code, "kind": "log", **values})
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(identity={"first_name": "Zana"})

    def test_a_request_is_entered_by_the_persons_code(self):
        request = self._request()
        self.assertEqual(request.sudo().beneficiary_id, self.person)
        self.assertEqual(str(request.date_due), "2026-04-01")
        with self.assertRaisesRegex(ValidationError, "RR-999999"):
            self._request(person_code="RR-999999")
        with self.assertRaises(ValidationError):
            self._request(person_code=False)

    def test_the_data_protection_officer_opens_an_identity_for_a_request_only(self):
        dpo = self.users["dpo"]
        identity = self.person.identity_ids.with_user(dpo)
        with self.assertRaises(AccessError):
            identity.read(["first_name"])
        request = self._request()
        self.env.invalidate_all()
        self.assertEqual(identity.read(["first_name"])[0]["first_name"], "Zana")
        request.write({"is_identity_checked": True, "outcome": "Letter sent"})
        request._do_step("answer")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            identity.read(["first_name"])

    def test_an_answer_wants_a_checked_identity_and_a_text(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "identity"):
            request._do_step("answer")
        request.is_identity_checked = True
        with self.assertRaisesRegex(UserError, "answer is missing"):
            request._do_step("answer")

    def test_a_request_stays_with_its_person(self):
        request = self._request()
        with self.assertRaises(UserError):
            request.write({"person_code": self.make_person().code})

    def test_officers_see_no_requests(self):
        request = self._request()
        with self.assertRaises(AccessError):
            request.with_user(self.officer).read(["kind"])

    # ------------------------------------------------------------------ breaches

    def _breach(self, **values):
        return (
            self.env["rr.breach"]
            .with_user(self.head)
            .create(
                {"name": "Lost phone", "date_known": "2026-03-01 10:00:00", **values}
            )
        )

    def test_seventy_two_hours_run_from_the_moment_it_is_known(self):
        breach = self._breach()
        self.assertEqual(str(breach.date_deadline), "2026-03-04 10:00:00")
        self.assertAlmostEqual(breach.hours_left, 48.0)
        self.assertFalse(breach.is_late)
        with freeze_time("2026-03-04 11:00:00"):
            breach.invalidate_recordset()
            self.assertTrue(breach.is_late)

    def test_the_data_protection_officer_reads_a_breach_and_changes_none(self):
        breach = self._breach().with_user(self.users["dpo"])
        breach.read(["name", "hours_left"])
        with self.assertRaises(AccessError):
            breach.write({"measures": "x"})

    def test_a_notice_stops_the_clock(self):
        breach = self._breach()
        breach._do_step("notify")
        self.assertEqual(str(breach.date_notified), "2026-03-02 10:00:00")
        with freeze_time("2026-03-20 11:00:00"):
            breach.invalidate_recordset()
            self.assertAlmostEqual(breach.hours_left, 48.0)

    def test_closing_without_notice_wants_the_grounds(self):
        breach = self._breach()
        with self.assertRaises(UserError):
            breach._do_step("close_without_notice")
        breach.no_notice_reason = "The phone was encrypted"
        for user in (self.users["dpo"], self.officer):
            with self.assertRaises(AccessError):
                breach.with_user(user)._do_step("close_without_notice")
        breach._do_step("close_without_notice")
        self.assertEqual(breach.state, "closed")

    # --------------------------------------------------- handovers and mechanisms

    def test_the_days_of_notice_are_counted_against_ninety(self):
        case = self.make_case()
        values = {"case_id": case.id, "date_release": "2026-06-01"}
        handovers = self.env["rr.handover"].create(
            [
                {**values, "date_notice": "2026-03-03"},
                {**values, "date_notice": "2026-03-04"},
            ]
        )
        self.assertEqual(handovers.mapped("notice_days"), [90, 89])
        self.assertEqual(handovers.mapped("has_full_notice"), [True, False])

    def test_a_contact_of_the_future_is_refused_and_named(self):
        with self.assertRaisesRegex(ValidationError, "First contact"):
            self.env["rr.handover"].create(
                {
                    "case_id": self.make_case().id,
                    "date_notice": "2026-01-01",
                    "date_release": "2026-02-01",
                    "date_contact": "2026-05-01",
                }
            )

    def test_a_mechanism_reports_at_its_own_interval(self):
        mechanism = self.env["rr.mechanism"].create(
            {
                "municipality_id": self.gjilan.id,
                "date_decision": "2025-01-31",
                "report_months": 3,
                "meeting_ids": [
                    (0, 0, {"date": "2025-05-01"}),
                    (0, 0, {"date": "2025-09-01", "kind": "training"}),
                ],
            }
        )
        self.assertEqual(str(mechanism.date_report_due), "2025-04-30")
        self.assertEqual(str(mechanism.date_last_meeting), "2025-05-01")
        self.assertNotIn("beneficiary_id", mechanism._fields)
