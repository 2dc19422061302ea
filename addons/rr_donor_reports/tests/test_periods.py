# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import itertools
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestPeriods(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.periods = cls.agreement.report_period_ids.sorted("date_from")
        cls.first = cls.periods[0]

    def lock(self, period):
        period.with_user(self.users["head"]).action_lock()

    def test_signing_makes_the_periods_of_the_whole_agreement(self):
        self.assertEqual(
            [(p.date_from, p.date_to) for p in self.periods],
            [
                (date(2025, 1, 1), date(2025, 6, 30)),
                (date(2025, 7, 1), date(2025, 12, 31)),
                (date(2026, 1, 1), date(2026, 6, 30)),
                (date(2026, 7, 1), date(2026, 12, 31)),
            ],
        )
        self.assertEqual(self.first.date_due, date(2025, 7, 30))

    def test_periods_that_begin_on_the_31st_do_not_drift(self):
        agreement = self.make_agreement(
            self.donor_b, "FB-31", "EUR", 100, date_start="2025-01-31",
            date_end="2025-07-30", report_months=1,
        )
        self.make_line(agreement, "1", 100, "training")
        self.sign(agreement, date(2025, 1, 31))
        starts = agreement.report_period_ids.sorted("date_from").mapped("date_from")
        self.assertEqual(
            [(d.month, d.day) for d in starts],
            [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30)],
        )

    def test_the_next_report_is_due_as_the_periods_say_over_the_end_of_february(self):
        for start, last, end, due in (
            ("2025-01-31", "2025-02-27", "2025-03-30", "2025-04-29"),
            ("2027-11-30", "2028-02-28", "2028-05-29", "2028-06-28"),
            ("2026-10-01", "2026-12-31", "2027-03-31", "2027-04-30"),
        ):
            agreement = self.make_agreement(
                self.donor_b, f"FB-{start}", "EUR", 100, date_start=start,
                date_end="2028-12-31", report_due_days=30,
                report_months=1 if start.startswith("2025") else 3,
            )
            spans = [tuple(map(str, span)) for span in agreement._report_spans()]
            self.assertIn(end, [until for _since, until in spans])
            report = self.env["rr.donor.report"].new(
                {"agreement_id": agreement.id, "date_to": last}
            )
            self.assertEqual(str(report._next_due()), due, start)

    def test_periods_leave_no_day_out_and_take_none_twice(self):
        for start in ("2027-11-30", "2027-08-31", "2028-02-29", "2026-12-31"):
            agreement = self.make_agreement(
                self.donor_b, f"FC-{start}", "EUR", 100, date_start=start,
                date_end="2029-02-28", report_months=3,
            )
            spans = agreement._report_spans()
            self.assertEqual(spans[-1][1], date(2029, 2, 28))
            for (_first, until), (since, _last) in itertools.pairwise(spans):
                self.assertEqual((since - until).days, 1, start)

    def test_a_lock_refuses_money_dated_inside_and_takes_it_after(self):
        self.lock(self.first)
        with self.assertRaisesRegex(UserError, "locked reporting period"):
            self.pay(100, "2025-06-30", self.line2)
        self.pay(100, "2025-07-01", self.line2)

    def test_a_lock_of_one_agreement_leaves_the_others_open(self):
        self.lock(self.first)
        other = self.make_agreement(self.donor_b, "FB-1", "EUR", 100)
        line = self.make_line(other, "1", 100, "training")
        self.sign(other)
        self.pay(10, "2025-03-01", line)

    def test_a_reversal_into_a_locked_period_is_refused(self):
        paid = self.pay(100, "2025-06-01", self.line2)
        self.lock(self.first)
        with self.assertRaises(UserError):
            self.env["rr.fund.entry"]._reverse(paid, "x", date="2025-06-15")
        self.env["rr.fund.entry"]._reverse(paid, "x", date="2025-07-02")

    def test_a_lock_refuses_changes_of_attendance(self):
        course = self.env["rr.course"].create(
            {
                "name": "Welding",
                "provider_id": self.env["res.partner"].create(
                    {"name": "NGO", "is_company": True, "rr_kind": "ngo"}
                ).id,
                "municipality_id": self.gjilan.id,
                "planned_hours": 10,
                "date_start": "2025-03-01",
            }
        )
        session = self.env["rr.course.session"].create(
            {
                "course_id": course.id,
                "date_start": "2025-03-05 16:00:00",
                "date_end": "2025-03-05 18:00:00",
            }
        )
        enrolment = self.env["rr.enrolment"].create(
            {"course_id": course.id, "roster_name": "A", "date_from": "2025-03-01"}
        )
        mark = self.env["rr.attendance"].search(
            [("session_id", "=", session.id), ("enrolment_id", "=", enrolment.id)]
        ) or self.env["rr.attendance"].create(
            {"session_id": session.id, "enrolment_id": enrolment.id, "mark": "present"}
        )
        funding = self.env["rr.activity.funding"].create(
            {
                "name": "Course",
                "course_id": course.id,
                "line_id": self.line2.id,
                "amount": 500,
            }
        )
        funding.with_user(self.users["finance"])._do_step("commit")
        mark.write({"mark": "excused", "excuse": "illness"})
        self.lock(self.first)
        with self.assertRaisesRegex(UserError, "locked reporting period"):
            mark.mark = "absent"
        with self.assertRaises(UserError):
            mark.unlink()

    def test_a_lock_refuses_changes_of_outcomes(self):
        person = self.make_persons(1)
        grant = self.make_grant(
            person, funding_ids=[(0, 0, {"line_id": self.line.id, "amount": 1000})]
        )
        followups = self.env["rr.outcome.followup"]._schedule(
            person, "grant", grant.name, "2025-06-01"
        ) or self.env["rr.outcome.followup"].search([("beneficiary_id", "=", person.id)])
        first = followups.sorted("wave")[:1]
        first.write(
            {"status": "seeking", "verification": "4", "date_done": "2025-06-02"}
        )
        self.lock(self.first)
        with self.assertRaisesRegex(UserError, "locked reporting period"):
            first.status = "employed_formal"

    def test_locking_is_the_heads(self):
        for name in ("reporter", "finance", "dpo"):
            with self.subTest(role=name), self.assertRaises(AccessError):
                self.first.with_user(self.users[name]).action_lock()

    def test_a_direct_write_of_the_state_is_refused(self):
        self.lock(self.first)
        with self.assertRaises(UserError):
            self.first.sudo().state = "open"

    def test_an_exception_opens_one_kind_of_fact_to_one_user_for_days(self):
        self.lock(self.first)
        finance = self.users["finance"]
        self.env["rr.report.period.exception"].with_user(self.users["head"]).create(
            {
                "period_id": self.first.id,
                "kind": "money",
                "user_id": finance.id,
                "reason": "Statement of the bank came late",
            }
        )
        entries = self.env["rr.fund.entry"]
        row = {"kind": "reserve", "amount": 5, "date": "2025-06-30", "key": "exc",
               "line_id": self.line2.id}
        with self.assertRaises(UserError):
            entries.with_user(self.users["officer"]).sudo()._post([dict(row, key="o")])
        entries.with_user(finance).sudo()._post([row])

    def test_an_exception_is_time_boxed_and_never_for_oneself(self):
        exceptions = self.env["rr.report.period.exception"].with_user(self.users["head"])
        values = {
            "period_id": self.first.id, "user_id": self.users["finance"].id,
            "reason": "late",
        }
        with self.assertRaises(ValidationError):
            exceptions.create(
                dict(values, valid_to=fields.Datetime.now() + timedelta(days=30))
            )
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            exceptions.create(dict(values, user_id=self.users["head"].id))
            self.env.flush_all()

    def test_an_exception_is_not_prolonged(self):
        exception = self.env["rr.report.period.exception"].with_user(
            self.users["head"]
        ).create(
            {
                "period_id": self.first.id, "user_id": self.users["finance"].id,
                "reason": "late",
            }
        )
        with self.assertRaises(UserError):
            exception.valid_to = exception.valid_to + timedelta(hours=1)
        with self.assertRaises(UserError):
            exception.reason = "Other"

    def test_issuing_a_report_locks_its_period(self):
        report = self.walk(self.make_report(self.agreement))
        self.assertEqual(report.state, "issued")
        self.assertEqual(
            self.periods.mapped("state"), ["open", "locked", "open", "open"]
        )

    def test_a_period_with_an_issued_report_is_not_opened_again(self):
        self.walk(self.make_report(self.agreement))
        with self.assertRaisesRegex(UserError, "issued"):
            self.periods[1].with_user(self.users["head"])._do_step("reopen", "why")

    def test_periods_of_one_agreement_do_not_overlap(self):
        with self.assertRaises(ValidationError):
            self.env["rr.report.period"].create(
                {
                    "agreement_id": self.agreement.id,
                    "date_from": "2025-03-01",
                    "date_to": "2025-04-01",
                    "date_due": "2025-05-01",
                }
            )
