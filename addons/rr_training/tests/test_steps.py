# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What declared steps promise, on the two states of a session."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CourseCase


@tagged("post_install", "-at_install")
class TestSteps(CourseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls._session(-1)
        cls.mine = cls.session.with_user(cls.trainer)

    def test_a_step_that_asks_for_a_reason_is_not_taken_without_one(self):
        for reason in (None, "", "  "):
            with self.assertRaisesRegex(UserError, "needs a reason"):
                self.mine._do_step("cancel", reason)
        self.assertEqual(self.session.state, "planned")

    def test_steps_of_code_are_offered_to_nobody_and_taken_by_no_hand(self):
        self.assertEqual(
            self.mine.rr_steps, ["cancel", "postpone", "submit_sheet"]
        )
        for step in ("hold", "lock_sheet"):
            with self.assertRaisesRegex(AccessError, "nobody takes it by hand"):
                self.mine.with_context(rr_step=step).action_step()

    def test_the_dialogue_for_a_reason_opens_for_the_role_alone(self):
        asked = self.mine.with_context(rr_step="cancel").action_step()
        self.assertEqual(asked["context"]["default_step"], "cancel")
        with self.assertRaisesRegex(AccessError, "is a step of"):
            self.session.with_user(self.finance).with_context(
                rr_step="cancel"
            ).action_step()

    def test_a_step_starts_from_its_states_alone(self):
        with self.assertRaisesRegex(UserError, "the step starts from"):
            self.mine.action_replan()
        with self.assertRaisesRegex(UserError, "the step starts from"):
            self.mine.action_verify_sheet()

    def test_neither_state_is_given_or_written(self):
        for name, value in (("state", "held"), ("sheet_state", "locked")):
            with self.subTest(name):
                with self.assertRaisesRegex(UserError, "changed by its steps"):
                    self.session.write({name: value})
                with self.assertRaisesRegex(UserError, "begins in its first state"):
                    self._session(-2, **{name: value})
