# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.addons.rr_base.tests.steps import press
from odoo.addons.rr_base.tools import clock
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import MoneyMixin


class CourseMixin(MoneyMixin):
    @classmethod
    def set_up_course(cls):
        cls.set_up_money()
        cls.training = cls.make_line(
            agreement := cls.make_agreement(cls.donor, "TRN", 3000),
            "T1",
            3000,
            "training",
        )
        agreement.with_user(cls.finance).action_sign()
        cls.ngo = cls.env["res.partner"].create(
            {"name": "Hapi", "is_company": True, "rr_kind": "ngo"}
        )
        cls.trainer = new_test_user(
            cls.env, login="grants_trainer", groups="rr_base.group_ngo"
        )
        cls.trainer.partner_id.parent_id = cls.ngo
        cls.course = cls.env["rr.course"].create(
            {
                "name": "Saldator",
                "provider_id": cls.ngo.id,
                "trainer_id": cls.trainer.id,
                "municipality_id": cls.municipality.id,
                "sector": "metal",
                "planned_hours": 20,
                "date_start": fields.Date.subtract(cls.month, months=3),
            }
        )


@tagged("post_install", "-at_install")
class TestActivityFunding(CourseMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_course()
        cls.share = (
            cls.env["rr.activity.funding"]
            .with_user(cls.finance)
            .create(
                {
                    "name": "Saldator 2026",
                    "course_id": cls.course.id,
                    "line_id": cls.training.id,
                    "amount": 2400,
                }
            )
        )

    def test_a_confirmed_course_commits_its_funding(self):
        press(self.course.with_user(self.officer), "confirm")
        self.assertEqual(self.share.state, "committed")
        self.assert_balance(self.training, committed=2400, available=600)

    def test_invoices_are_paid_once_and_admitted(self):
        press(self.course.with_user(self.officer), "confirm")
        share = self.share.with_user(self.finance)
        share._pay(800, self.today, "INV-1")
        share._pay(800, self.today, "INV-1")
        self.assert_balance(self.training, paid=800, committed=1600)
        share._admit(800, "sessions March")
        self.assertEqual(money(self.training.admitted), 800)
        with self.assert_refused("committed"):
            share._pay(1601, self.today, "INV-2")
        for user in (self.officer, self.head):
            with self.assertRaises(UserError):
                self.share.with_user(user)._pay(1, self.today, "INV-3")

    def test_closing_and_cancelling_release_the_rest(self):
        press(self.course.with_user(self.officer), "confirm")
        share = self.share.with_user(self.finance)
        share._pay(800, self.today, "INV-1")
        with self.assert_refused("money was paid"):
            share._do_step("cancel", "no")
        share._do_step("close")
        self.assert_balance(self.training, paid=800, committed=0, available=2200)

    def test_a_course_above_what_is_available_is_not_confirmed(self):
        self.share.amount = 3001
        with self.assert_refused("TRN/T1"):
            press(self.course.with_user(self.officer), "confirm")
        self.assertEqual(self.course.state, "draft")

    def test_a_committed_share_is_not_changed(self):
        press(self.course.with_user(self.officer), "confirm")
        with self.assertRaises(UserError):
            self.share.with_user(self.finance).write({"amount": 1})
        with self.assertRaises(UserError):
            self.share.with_user(self.finance).unlink()

    def test_the_provider_sees_no_money(self):
        for model in ("rr.activity.funding", "rr.fund.entry"):
            self.assertFalse(self.env[model].with_user(self.trainer).has_access("read"))
        # of grants, the community grants of its own organisation alone
        self.assertFalse(self.env["rr.grant"].with_user(self.trainer).search([]))
        with self.assertRaises(AccessError):
            self.course.with_user(self.trainer).read(["funding_ids"])


@tagged("post_install", "-at_install")
class TestStipend(CourseMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_course()
        press(cls.course.with_user(cls.officer), "confirm")
        press(cls.course.with_user(cls.officer), "start")
        cls.enrolment = cls.env["rr.enrolment"].create(
            {
                "course_id": cls.course.id,
                "roster_name": "Arta",
                "beneficiary_id": cls.person.id,
                "date_from": fields.Date.subtract(cls.month, months=3),
            }
        )
        cls.last_month = fields.Date.subtract(cls.month, months=1)
        cls.month, plan_month = cls.last_month, cls.month
        cls.grant = cls.make_grant(
            100, category="stipend", line=cls.training, enrolment_id=cls.enrolment.id
        )
        cls.month = plan_month
        cls.walk(cls.grant)

    def hold(self, day, mark="present", minutes=120, **values):
        """Hold a session of two hours; mark, submit and verify it."""
        start = fields.Datetime.to_datetime(day) + timedelta(hours=9)
        session = self.env["rr.course.session"].create(
            {
                "course_id": self.course.id,
                "date_start": start,
                "date_end": start + timedelta(minutes=minutes),
                **values,
            }
        )
        mine = session.with_user(self.trainer)
        if mark != "present":
            answers = mine.save_marks(
                [
                    {
                        "key": f"key-{session.id:08d}",
                        "enrolment_id": self.enrolment.id,
                        "enrolment": self.enrolment.id,
                        "mark": mark,
                    }
                ]
            )
            assert answers[0]["status"] == "saved", answers
        mine.action_submit_sheet()
        session.with_user(self.certifier).action_verify_sheet()
        return session

    def run_month(self):
        return (
            self.env["rr.grant"].with_user(self.certifier)._stipend_run(self.last_month)
        )

    def test_locked_hours_times_the_rate_are_paid_and_admitted(self):
        for day in range(10):
            self.hold(fields.Date.add(self.last_month, days=day))
        tranches = self.run_month()
        self.assertEqual(tranches, self.grant.tranche_ids)
        tranches.with_user(self.certifier)._do_step("certify")
        self.assertEqual(money(tranches.amount), 50)  # 20 h × 2.50
        self.assert_balance(self.training, committed=50, available=2950)
        tranches.with_user(self.finance)._do_step("authorise")
        tranches.with_user(self.finance)._pay(self.today, "S1")
        self.grant.with_user(self.officer)._do_step("complete")
        self.grant.with_user(self.verifier)._do_step("verify")
        self.assertEqual(money(self.grant.admitted), 50)

    def test_below_the_minimum_attendance_nothing_is_earned(self):
        for day in range(4):
            self.hold(
                fields.Date.add(self.last_month, days=day),
                "present" if day else "absent",
            )
        self.run_month().with_user(self.certifier)._do_step("certify")
        self.assertEqual(money(self.grant.tranche_ids.amount), 0)
        self.assertEqual(self.grant.tranche_ids.state, "cancelled")
        self.assert_balance(self.training, committed=0, available=3000)

    def day(self, number):
        return fields.Date.add(self.last_month, days=number)

    def certified(self):
        """What the month earns, certified."""
        tranche = self.run_month()
        tranche.with_user(self.certifier)._do_step("certify")
        return money(tranche.amount)

    def test_sessions_that_were_made_up_are_paid_in_full(self):
        missed = [self.hold(self.day(n), "absent") for n in range(2)]
        for number in (2, 3):
            self.hold(self.day(number))
        for number, session in enumerate(missed, start=4):
            self.hold(self.day(number), kind="makeup", makeup_of_id=session.id)
        self.assertEqual(self.certified(), 20)  # 8 h × 2.50

    def test_exactly_the_minimum_attendance_earns(self):
        for number in range(5):
            self.hold(self.day(number), "present" if number else "absent")
        self.assertEqual(self.certified(), 20)  # 8 of 10 h

    def test_a_minute_below_the_minimum_earns_nothing(self):
        self.hold(self.day(0), "absent", minutes=121)
        for number in range(1, 5):
            self.hold(self.day(number))
        self.assertEqual(self.certified(), 0)  # 480 of 601 minutes

    def test_what_is_made_up_a_month_later_is_paid_where_it_was_sat(self):
        before = fields.Date.subtract(self.last_month, days=3)
        missed = self.hold(before, "absent")
        self.hold(self.day(0))
        self.hold(self.day(1), kind="makeup", makeup_of_id=missed.id)
        self.assertEqual(self.certified(), 10)  # 4 h × 2.50

    def test_what_is_made_up_with_another_group_is_paid(self):
        missed = self.hold(self.day(0), "absent")
        self.hold(self.day(1))
        other = self.course.copy({"trainer_id": self.trainer.id})
        press(other.with_user(self.officer), "confirm")
        press(other.with_user(self.officer), "start")
        session = self.env["rr.course.session"].create(
            {
                "course_id": other.id,
                "date_start": fields.Datetime.add(missed.date_start, days=2),
                "date_end": fields.Datetime.add(missed.date_end, days=2),
            }
        )
        self.env["rr.attendance"].with_user(self.officer).create(
            {
                "session_id": session.id,
                "enrolment_id": self.enrolment.id,
                "makeup_of_id": missed.attendance_ids.id,
            }
        )
        session.with_user(self.trainer).action_submit_sheet()
        session.with_user(self.certifier).action_verify_sheet()
        self.assertEqual(self.certified(), 10)  # 4 h × 2.50

    def test_a_month_in_which_only_was_made_up_is_paid(self):
        missed = self.hold(fields.Date.subtract(self.last_month, days=3), "absent")
        self.hold(self.day(0), kind="makeup", makeup_of_id=missed.id)
        self.assertEqual(self.certified(), 5)  # 2 h × 2.50

    def test_no_more_than_planned_is_paid(self):
        for number in range(5):
            self.hold(self.day(number), minutes=600)
        self.assertEqual(self.certified(), 100)  # 50 h × 2.50 would be 125

    def test_a_month_that_is_not_over_is_not_certified(self):
        self.hold(self.day(0))
        tranches = self.run_month().with_user(self.certifier)
        with clock.on(self.day(20)), self.assert_refused("the month is not over"):
            tranches._do_step("certify")

    def test_without_locked_attendance_nothing_is_certified(self):
        tranche = self.grant.tranche_ids
        tranche.with_user(self.certifier)._do_step("request")
        with self.assert_refused("no attendance of the month is locked"):
            tranche.with_user(self.certifier)._do_step("certify")
