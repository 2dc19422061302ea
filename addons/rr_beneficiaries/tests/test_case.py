# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import PeopleCase


@freeze_time("2026-03-02 10:00:00")
@tagged("post_install", "-at_install")
class TestCase(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case()
        cls.person = cls.case.beneficiary_id

    def _step(self, *steps, case=None, user=None):
        case = (case or self.case).with_user(user or self.officer)
        for step in steps:
            case._do_step(step)

    def _to_delivery(self):
        self._step("assess", "accept")
        self.person.entry_status = "seeking"
        self.permit(self.person)
        self._step("assess_needs")
        self.env["rr.need"].create({"case_id": self.case.id, "domain": "income"})
        self._step("plan")
        self.env["rr.plan.goal"].create(
            {"case_id": self.case.id, "name": "Work", "domain": "income"}
        )
        self._step("deliver")

    def test_the_way_from_referral_to_closing(self):
        self._to_delivery()
        self._step("review", "resume", "review", "prepare_exit", "follow_up")
        self.case.exit_reason = "goals_met"
        self._step("close")
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(str(self.case.date_closed), "2026-03-02")

    def test_the_stage_is_never_written_directly(self):
        for user in (self.officer, self.head, self.env.ref("base.user_root")):
            with self.assertRaises(UserError):
                self.case.with_user(user).sudo().write({"state": "closed"})

    def test_a_context_from_outside_does_not_open_the_stage(self):
        for forged in (True, 1, "sentinel", {}, []):
            with self.assertRaises(UserError):
                self.case.with_context(rr_transition_sentinel=forged).write(
                    {"state": "closed"}
                )

    def test_a_new_case_begins_as_a_referral(self):
        person = self.make_person()
        for attempt in (
            lambda: self.make_case(person, state="delivery"),
            lambda: (
                self.env["rr.case"]
                .with_context(default_state="delivery")
                .create({"beneficiary_id": person.id, "officer_id": self.officer.id})
            ),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_a_step_from_the_wrong_stage_is_refused_and_named(self):
        with self.assertRaisesRegex(UserError, self.person.code):
            self._step("deliver")

    def test_an_unknown_step_is_refused(self):
        with self.assertRaises(UserError):
            self._step("conclude")

    def test_steps_belong_to_roles_also_under_sudo(self):
        for case in (
            self.case.with_user(self.psychologist),
            self.case.with_user(self.users["finance"]).sudo(),
            self.case.with_user(self.env.ref("base.user_root")),
        ):
            with self.assertRaises(AccessError):
                case._do_step("assess")

    def test_an_officer_of_another_place_takes_no_step(self):
        with self.assertRaises(AccessError):
            self._step("assess", user=self.officer2)

    def test_a_batch_with_one_failing_row_changes_nothing_and_names_it(self):
        other = self.make_case()
        self._step("assess", case=other)
        both = (self.case | other).with_user(self.officer)
        with self.assertRaises(UserError) as got:
            both._do_step("assess")
        self.assertIn(other.beneficiary_id.code, str(got.exception))
        self.assertNotIn(self.person.code, str(got.exception))
        self.assertEqual(self.case.state, "referral")

    def test_a_step_with_a_reason_wants_one_and_logs_it(self):
        self.case.exit_reason = "withdrew"
        self._step("close")
        with self.assertRaises(UserError):
            self.case.with_user(self.head)._do_step("reopen", "  ")
        self.case.with_user(self.head)._do_step("reopen", "Closed by mistake")
        self.assertIn("Closed by mistake", self.case.message_ids[0].body)

    def test_the_dialogue_asks_for_the_reason_and_adds_no_right(self):
        self.case.exit_reason = "withdrew"
        self._step("close")
        button = self.case.with_context(rr_step="reopen")
        action = button.with_user(self.head).action_step()
        self.assertEqual(action["res_model"], "rr.transition.reason")
        with self.assertRaises(AccessError):
            button.with_user(self.officer).action_step()
        dialogue = (
            self.env["rr.transition.reason"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"reason": "I want to"})
        )
        with self.assertRaises(AccessError):
            dialogue.action_confirm()
        dialogue = (
            self.env["rr.transition.reason"]
            .with_user(self.head)
            .with_context(**action["context"])
            .create({"reason": "Closed by mistake"})
        )
        dialogue.action_confirm()
        self.assertEqual(self.case.state, "review")

    def test_a_stand_in_of_the_head_may_reopen(self):
        self.case.exit_reason = "withdrew"
        self._step("close")
        with self.assertRaises(AccessError):
            self.case.with_user(self.officer)._do_step("reopen", "Mistake")
        self.env["rr.standin"].create(
            {
                "absent_user_id": self.head.id,
                "standin_user_id": self.officer.id,
                "group_id": self.env.ref("rr_base.group_head").id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-05",
                "reason": "Leave",
            }
        )
        self.case.with_user(self.officer)._do_step("reopen", "Mistake")
        self.assertEqual(self.case.state, "review")

    def test_needs_are_assessed_only_with_entry_status_and_permission(self):
        self._step("assess", "accept")
        with self.assertRaisesRegex(UserError, "status at entry"):
            self._step("assess_needs")
        self.person.entry_status = "seeking"
        with self.assertRaisesRegex(UserError, "permission"):
            self._step("assess_needs")
        permission = self.permit(self.person)
        permission.withdrawn_on = "2026-03-02"
        with self.assertRaisesRegex(UserError, "permission"):
            self._step("assess_needs")

    def test_a_plan_wants_a_need_and_a_goal(self):
        self._step("assess", "accept")
        self.person.entry_status = "seeking"
        self.permit(self.person)
        self._step("assess_needs")
        with self.assertRaisesRegex(UserError, "need"):
            self._step("plan")

    def test_a_case_closes_with_an_exit_reason_only(self):
        with self.assertRaisesRegex(UserError, "exit reason"):
            self._step("close")

    def test_the_plan_is_due_thirty_days_after_the_intake(self):
        self._step("assess", "accept")
        self.assertEqual(str(self.case.date_plan_due), "2026-04-01")
        self.assertEqual(str(self.case.due_date), "2026-04-01")
        self.assertFalse(self.case.is_late)
        with freeze_time("2026-04-02 10:00:00"):
            self.case.invalidate_recordset()
            self.assertTrue(self.case.is_late)

    def test_a_review_is_due_three_months_after_the_plan_and_after_each_review(self):
        self._to_delivery()
        self.assertEqual(str(self.case.date_review), "2026-06-02")
        with freeze_time("2026-06-10 10:00:00"):
            self._step("review", "resume")
        self.assertEqual(str(self.case.date_review), "2026-09-10")

    def test_one_open_case_per_person(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.make_case(self.person)

    def test_who_returns_gets_a_new_case(self):
        self.case.exit_reason = "moved"
        self._step("close")
        second = self.make_case(self.person, date_open="2026-03-02")
        self.assertEqual(self.person.case_id, second)

    def test_the_case_officer_is_an_officer_or_the_head(self):
        with self.assertRaisesRegex(ValidationError, "Case officer"):
            self.case.officer_id = self.users["finance"]

    def test_free_text_is_refused_in_the_open_log(self):
        with self.assertRaises(UserError):
            self.case.with_user(self.officer).message_post(
                body="She said …", message_type="comment"
            )

    def test_needs_are_followed_over_time_without_a_total(self):
        needs = self.env["rr.need"].create(
            [
                {"case_id": self.case.id, "domain": "income", "date": "2026-01-10"},
                {
                    "case_id": self.case.id,
                    "domain": "income",
                    "date": "2026-02-10",
                    "status": "partly",
                },
                {"case_id": self.case.id, "domain": "health", "date": "2026-01-10"},
            ]
        )
        self.assertEqual(needs.mapped("is_latest"), [False, True, True])
        latest = self.env["rr.need"].search([("is_latest", "=", True)])
        self.assertEqual(latest & needs, needs[1:])

    def test_a_service_runs_through_its_states(self):
        service = self.env["rr.service"].create(
            {
                "case_id": self.case.id,
                "kind": "accommodation",
                "date_planned": "2026-01-10",
                "date_start": "2026-01-10",
            }
        )
        service.with_user(self.officer)._do_step("start")
        self.assertEqual(service.months_housed, 2)
        service.with_user(self.officer)._do_step("finish")
        self.assertEqual(str(service.date_end), "2026-03-02")
        with self.assertRaises(UserError):
            service.with_user(self.officer)._do_step("miss")

    def test_the_board_shows_every_stage_in_its_order_from_the_first_case_on(self):
        other = self.make_case()
        self._step("assess", "accept", case=other)
        groups = (
            self.env["rr.case"]
            .with_user(self.officer)
            .with_context(read_group_expand=True)  # as the board asks
            .web_read_group([], ["state"], ["__count"])["groups"]
        )
        order = [key for key, _label in self.env["rr.case"]._fields["state"].selection]
        self.assertEqual([g["state"] for g in groups], order)
        self.assertEqual([g["__count"] for g in groups][:3], [1, 0, 1])
