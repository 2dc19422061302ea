# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .test_start_page import StartPageMixin


@tagged("post_install", "-at_install")
class TestFirstSteps(StartPageMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_users()

    def steps(self, role):
        pages = self.env["rr.first.steps"].with_user(self.staff[role])
        return {row["label"]: row for row in pages.get_data()}

    def test_the_administrator_sees_every_step_and_who_takes_it(self):
        rows = self.steps("administrator")
        self.assertEqual(len(rows), len(self.env["rr.first.steps"]._rr_steps()))
        for row in rows.values():
            self.assertTrue(row["role"])
            self.assertEqual(row["is_done"] is not None, row["is_mine"])

    def test_each_role_sees_its_own_steps_alone_and_may_look(self):
        for role in self.staff:
            if role != "administrator":
                for row in self.steps(role).values():
                    self.assertTrue(row["is_mine"], row["label"])
                    self.assertIn(row["is_done"], (True, False))

    def test_each_step_opens_somewhere_that_is_there(self):
        for step in self.env["rr.first.steps"]._rr_steps():
            if step.action:
                self.assertTrue(
                    self.env.ref(step.action, raise_if_not_found=False), step.action
                )

    def test_a_step_is_done_when_it_is_done(self):
        label = "Name the institution and its letterhead"
        self.env.company.write({"name": "My Company", "rr_letterhead": False})
        self.assertFalse(self.steps("administrator")[label]["is_done"])
        self.env.company.write({"name": "Ministry", "rr_letterhead": "Ministry"})
        self.assertTrue(self.steps("administrator")[label]["is_done"])

    def test_production_is_told(self):
        label = "Production refuses the demonstration's passwords"
        for value, done in (("", False), ("1", True)):
            with patch.dict(os.environ, {"RR_PRODUCTION": value}):
                self.assertEqual(self.steps("administrator")[label]["is_done"], done)

    def test_a_partner_does_not_see_the_steps(self):
        user = new_test_user(self.env, "steps-ngo", "rr_base.group_ngo")
        with self.assertRaises(AccessError):
            self.env["rr.first.steps"].with_user(user).get_data()
