# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from ..tools.start_parts import Hint, Picture, Task, Waiting

STAFF = (
    "officer", "psychologist", "head", "director", "finance", "reviewer", "chair",
    "planner", "reporter", "dpo",
)
PARTNERS = ("ngo", "municipality", "donor")


class StartPageMixin:
    @classmethod
    def set_up_users(cls):
        cls.staff = {
            role: new_test_user(cls.env, f"start-{role}", f"rr_base.group_{role}")
            for role in STAFF
        }
        cls.staff["administrator"] = new_test_user(
            cls.env, "start-administrator", "base.group_system"
        )

    def page(self, user, role=None):
        self.env.flush_all()
        return self.env["rr.start.page"].with_user(user).get_data(role)


@tagged("post_install", "-at_install")
class TestStartPage(StartPageMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_users()

    def test_every_role_of_the_staff_has_a_page(self):
        for role, user in self.staff.items():
            with self.subTest(role=role):
                page = self.page(user)
                self.assertEqual(page["role"], role)
                self.assertLessEqual(len(page["figures"]), 3)
                self.assertTrue(page["hint"], "an empty page says what to do first")

    def test_a_partner_has_no_such_page(self):
        for role in PARTNERS:
            user = new_test_user(self.env, f"start-{role}", f"rr_base.group_{role}")
            with self.assertRaises(AccessError):
                self.page(user)

    def test_a_user_without_a_role_has_no_page(self):
        with self.assertRaises(AccessError):
            self.page(new_test_user(self.env, "start-none", "base.group_user"))

    def test_nobody_opens_the_page_of_a_role_they_do_not_hold(self):
        with self.assertRaises(AccessError):
            self.page(self.staff["officer"], "head")

    def test_who_holds_two_roles_turns_between_two_pages(self):
        both = new_test_user(
            self.env, "start-both", "rr_base.group_officer,rr_base.group_reporter"
        )
        page = self.page(both)
        self.assertEqual([role["key"] for role in page["roles"]], ["officer", "reporter"])
        self.assertEqual(page["role"], "officer")
        self.assertEqual(self.page(both, "reporter")["role"], "reporter")

    def test_each_task_opens_for_its_role(self):
        for role, user in self.staff.items():
            for task in self.page(user)["tasks"]:
                with self.subTest(role=role, task=task["action"]):
                    if task["action"].startswith("/"):
                        continue
                    action = self.env.ref(task["action"])
                    model = action._fields.get("res_model") and action.res_model
                    if model and action.type == "ir.actions.act_window":
                        records = self.env[model].with_user(user)
                        self.assertTrue(
                            records.has_access("read") or records.has_access("create")
                        )
                    groups = action._fields.get("group_ids") and action.group_ids
                    if groups:
                        self.assertTrue(groups & user.all_group_ids)

    def test_what_is_named_as_data_is_there(self):
        pages = self.env["rr.start.page"]
        for part in pages._rr_parts():
            method = getattr(part, "method", None)
            if method is not None:
                self.assertTrue(callable(getattr(pages, method, None)), part)
            if isinstance(part, Waiting):
                self.assertIn(part.model, self.env)
                if isinstance(part.domain, str):
                    self.assertTrue(callable(getattr(pages, part.domain, None)), part)
            if isinstance(part, Task) and not part.action.startswith("/"):
                self.assertTrue(self.env.ref(part.action, raise_if_not_found=False), part)

    def test_each_role_has_a_hint_and_one_picture_at_most(self):
        parts = self.env["rr.start.page"]._rr_parts()
        for role in (*STAFF, "administrator"):
            hints = [p for p in parts if isinstance(p, Hint) and role in p.roles]
            self.assertTrue(hints, role)
            pictures = [p for p in parts if isinstance(p, Picture) and role in p.roles]
            self.assertLessEqual(len(pictures), 1, role)


@tagged("post_install", "-at_install")
class TestHomeAction(StartPageMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_users()

    def _home(self, user):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request("/web/session/get_session_info")[
            "home_action_id"
        ]

    def test_the_start_page_opens_after_signing_in_by_the_role(self):
        start = self.env.ref("rr_base.start_page_action")
        for role in ("officer", "dpo", "administrator"):
            self.assertFalse(self.staff[role].action_id)
            self.assertEqual(self._home(self.staff[role]), start.id)

    def test_a_page_of_ones_own_choice_stays(self):
        other = self.env.ref("base.action_partner_form")
        self.staff["officer"].action_id = other.id
        self.assertEqual(self._home(self.staff["officer"]), other.id)

    def test_a_user_without_a_role_keeps_odoos_first_page(self):
        nobody = new_test_user(self.env, "start-nobody", "base.group_user")
        self.assertFalse(self._home(nobody))
