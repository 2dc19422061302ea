# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import PeopleCase


@freeze_time("2026-03-02 10:00:00")
@tagged("post_install", "-at_install")
class TestReminders(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case()
        cls.case.with_user(cls.officer)._do_step("assess")

    def _remind(self):
        self.env["rr.case"].with_user(self.env.ref("base.user_root"))._cron_remind()

    def _activities(self, xmlid):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", "rr.case"),
                    ("res_id", "=", self.case.id),
                    (
                        "activity_type_id",
                        "=",
                        self.env.ref(f"rr_beneficiaries.{xmlid}").id,
                    ),
                ]
            )
        )

    def test_a_missing_plan_is_asked_for_once(self):
        self.case.with_user(self.officer)._do_step("accept")
        self._remind()
        self._remind()
        activity = self._activities("activity_plan")
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.officer)
        self.assertEqual(str(activity.date_deadline), "2026-04-01")

    def test_what_is_done_is_not_asked_for_again(self):
        self.case.with_user(self.officer)._do_step("accept")
        self._remind()
        self._activities("activity_plan").with_user(self.officer).action_done()
        self._remind()
        self.assertFalse(self._activities("activity_plan").filtered("active"))

    def test_a_release_within_ninety_days_is_announced(self):
        handover = self.env["rr.handover"].create(
            {
                "case_id": self.case.id,
                "date_notice": "2026-02-01",
                "date_release": "2026-06-01",
            }
        )
        self._remind()
        self.assertFalse(self._activities("activity_release"))
        handover.date_release = "2026-05-31"
        self._remind()
        self.assertEqual(len(self._activities("activity_release")), 1)

    def test_a_follow_up_whose_window_opens_is_announced(self):
        self.env["rr.outcome.followup"]._schedule(
            self.case.beneficiary_id, "grant", "G/26/0001", "2025-12-10"
        )
        self._remind()
        activity = self._activities("activity_followup")
        self.assertEqual([str(a.date_deadline) for a in activity], ["2026-04-09"])

    def test_a_permission_that_ends_is_announced(self):
        self.permit(self.case.beneficiary_id, date_to="2026-03-20")
        self._remind()
        self.assertEqual(len(self._activities("activity_permission")), 1)

    def test_no_reminder_writes_a_mail(self):
        before = self.env["mail.mail"].search_count([])
        self.permit(self.case.beneficiary_id, date_to="2026-03-20")
        self._remind()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    # -------------------------------------------------------------- reassigning

    def _reassign(self, user=None, **values):
        form = Form(self.env["rr.case.reassign"].with_user(user or self.head))
        form.from_user_id = self.officer
        form.to_user_id = self.officer2
        form.reason = "Leave"
        for name, value in values.items():
            setattr(form, name, value)
        wizard = form.save()
        wizard.action_reassign()
        return wizard

    def test_the_head_reassigns_all_open_cases_in_one_step(self):
        second = self.make_case()
        closed = self.make_case()
        closed.exit_reason = "moved"
        closed.with_user(self.officer)._do_step("close")
        self._reassign()
        self.assertEqual(self.case.officer_id, self.officer2)
        self.assertEqual(second.officer_id, self.officer2)
        self.assertEqual(closed.officer_id, self.officer)

    def test_after_a_leave_the_cases_go_back(self):
        self._reassign(date_back="2026-03-10")
        with freeze_time("2026-03-10 10:00:00"):
            self._remind()
            self.assertEqual(self.case.officer_id, self.officer2)
        with freeze_time("2026-03-11 10:00:00"):
            self._remind()
            self.assertEqual(self.case.officer_id, self.officer)
            self.assertFalse(self.case.return_officer_id)

    def test_a_leave_in_the_past_is_refused(self):
        with self.assertRaises(UserError):
            self._reassign(date_back="2026-03-01")

    def test_only_the_head_reassigns(self):
        for role in ("officer", "psychologist", "director", "admin"):
            with self.assertRaises(AccessError):
                self.env["rr.case.reassign"].with_user(self.users[role]).create(
                    {
                        "from_user_id": self.officer.id,
                        "to_user_id": self.officer2.id,
                        "reason": "x",
                    }
                )
