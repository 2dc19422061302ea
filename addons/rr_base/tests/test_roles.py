# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

STAFF = (
    "officer",
    "psychologist",
    "head",
    "director",
    "finance",
    "reviewer",
    "chair",
    "planner",
    "reporter",
    "dpo",
)
PORTAL = ("ngo", "municipality", "donor")
EXCLUSIVE = ("planner", "dpo")


@tagged("post_install", "-at_install")
class TestRoles(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = {
            key: cls.env.ref(f"rr_base.group_{key}") for key in STAFF + PORTAL
        }
        cls.groups["administrator"] = cls.env.ref("base.group_system")

    def test_staff_roles_are_internal_and_portal_roles_are_not(self):
        internal = self.env.ref("base.group_user")
        portal = self.env.ref("base.group_portal")
        for key in STAFF:
            self.assertIn(internal, self.groups[key].all_implied_ids, key)
        for key in PORTAL:
            self.assertIn(portal, self.groups[key].all_implied_ids, key)
            self.assertNotIn(internal, self.groups[key].all_implied_ids, key)

    def test_each_role_is_data_with_its_key(self):
        for key in STAFF + PORTAL:
            self.assertEqual(self.groups[key].rr_role, key)
            self.assertEqual(self.groups[key].rr_is_exclusive, key in EXCLUSIVE)

    def test_compatible_roles_may_be_one_person(self):
        user = new_test_user(
            self.env,
            "t_many",
            groups="rr_base.group_officer,rr_base.group_psychologist,"
            "rr_base.group_reporter",
        )
        self.assertEqual(user._rr_roles(), {"officer", "psychologist", "reporter"})

    def test_an_exclusive_role_excludes_every_staff_role_on_creation(self):
        for exclusive in EXCLUSIVE:
            for other in STAFF:
                if other == exclusive:
                    continue
                with self.subTest(pair=(exclusive, other)):
                    with self.assertRaises(ValidationError):
                        new_test_user(
                            self.env,
                            f"t_{exclusive}_{other}",
                            groups=f"rr_base.group_{exclusive},rr_base.group_{other}",
                        )

    def test_the_administrator_excludes_every_staff_role(self):
        for other in STAFF:
            for group in ("base.group_system", "base.group_erp_manager"):
                with self.subTest(pair=(group, other)):
                    with self.assertRaises(ValidationError):
                        new_test_user(
                            self.env,
                            f"t_{other}_{group}",
                            groups=f"{group},rr_base.group_{other}",
                        )

    def test_the_administrator_alone_is_no_clash(self):
        user = new_test_user(self.env, "t_admin", groups="base.group_system")
        self.assertEqual(user._rr_roles(), {"administrator"})

    def test_a_direct_write_on_the_user_is_refused(self):
        user = new_test_user(self.env, "t_planner", groups="rr_base.group_planner")
        with self.assertRaises(ValidationError):
            user.write({"group_ids": [Command.link(self.groups["finance"].id)]})

    def test_the_superuser_is_refused_too(self):
        user = new_test_user(self.env, "t_dpo", groups="rr_base.group_dpo")
        with self.assertRaises(ValidationError):
            user.sudo().write({"group_ids": [Command.link(self.groups["head"].id)]})

    def test_a_write_from_the_group_is_refused(self):
        user = new_test_user(self.env, "t_planner2", groups="rr_base.group_planner")
        for field in ("user_ids", "all_user_ids"):
            with self.subTest(field=field), self.assertRaises(ValidationError):
                self.groups["officer"].write({field: [Command.link(user.id)]})

    def test_an_implied_role_is_refused(self):
        """A group of someone's own that comes to imply a role gives it to its users."""
        own = self.env["res.groups"].create({"name": "Own"})
        new_test_user(
            self.env, "t_planner3", groups="rr_base.group_planner"
        ).group_ids += own
        with self.assertRaises(ValidationError):
            own.write({"implied_ids": [Command.link(self.groups["officer"].id)]})

    def test_an_implied_role_is_refused_from_the_other_side(self):
        own = self.env["res.groups"].create({"name": "Own"})
        new_test_user(self.env, "t_dpo3", groups="rr_base.group_dpo").group_ids += own
        with self.assertRaises(ValidationError):
            self.groups["head"].write({"implied_by_ids": [Command.link(own.id)]})

    def test_a_role_implied_two_steps_away_is_refused(self):
        inner = self.env["res.groups"].create({"name": "Inner"})
        outer = self.env["res.groups"].create(
            {"name": "Outer", "implied_ids": [Command.link(inner.id)]}
        )
        new_test_user(
            self.env, "t_planner4", groups="rr_base.group_planner"
        ).group_ids += outer
        with self.assertRaises(ValidationError):
            inner.write({"implied_ids": [Command.link(self.groups["officer"].id)]})

    def test_an_archived_user_cannot_hide_a_clash(self):
        user = new_test_user(self.env, "t_planner5", groups="rr_base.group_planner")
        user.active = False
        with self.assertRaises(ValidationError):
            self.groups["officer"].write({"user_ids": [Command.link(user.id)]})

    def test_making_a_role_exclusive_checks_who_holds_it(self):
        new_test_user(
            self.env, "t_both", groups="rr_base.group_officer,rr_base.group_finance"
        )
        with self.assertRaises(ValidationError):
            self.groups["officer"].rr_is_exclusive = True
