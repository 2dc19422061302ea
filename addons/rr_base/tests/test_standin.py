# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger


@freeze_time("2026-05-10 10:00:00")
@tagged("post_install", "-at_install")
class TestStandin(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = new_test_user(cls.env, "t_head", groups="rr_base.group_head")
        cls.officer = new_test_user(cls.env, "t_off", groups="rr_base.group_officer")
        cls.planner = new_test_user(cls.env, "t_plan", groups="rr_base.group_planner")
        cls.dpo = new_test_user(cls.env, "t_dpo", groups="rr_base.group_dpo")

    def _standin(self, **values):
        return (
            self.env["rr.standin"]
            .with_user(self.head)
            .create(
                {
                    "absent_user_id": self.head.id,
                    "standin_user_id": self.officer.id,
                    "group_id": self.env.ref("rr_base.group_head").id,
                    "date_from": "2026-05-04",
                    "date_to": "2026-05-15",
                    "reason": "Annual leave",
                    **values,
                }
            )
        )

    def test_a_standin_holds_the_role_between_the_dates_only(self):
        self._standin()
        self.assertTrue(self.officer._rr_holds_role("head"))
        self.assertTrue(self.officer._rr_holds_role("head", "2026-05-04"))
        self.assertTrue(self.officer._rr_holds_role("head", "2026-05-15"))
        self.assertFalse(self.officer._rr_holds_role("head", "2026-05-03"))
        self.assertFalse(self.officer._rr_holds_role("head", "2026-05-16"))

    def test_the_standin_record_is_named(self):
        standin = self._standin()
        self.assertEqual(self.officer._rr_standin_for("head"), standin)
        self.assertFalse(self.head._rr_standin_for("head"))

    def test_no_other_role_comes_with_it(self):
        self._standin()
        self.assertFalse(self.officer._rr_holds_role("director"))
        self.assertNotIn("head", self.officer._rr_roles())

    def test_an_archived_standin_counts_no_more(self):
        self._standin().active = False
        self.assertFalse(self.officer._rr_holds_role("head"))

    def test_an_archived_standin_counts_no_more_whatever_the_context_asks_for(self):
        self._standin().active = False
        asking = self.officer.with_context(active_test=False)
        self.assertFalse(asking._rr_holds_role("head"))
        self.assertFalse(asking._rr_standin_for("head"))

    def test_it_counts_only_while_the_absent_person_holds_the_role(self):
        self._standin()
        self.head.group_ids -= self.env.ref("rr_base.group_head")
        self.assertFalse(self.officer._rr_holds_role("head"))

    def test_who_does_not_hold_a_role_cannot_be_replaced_in_it(self):
        with self.assertRaises(ValidationError):
            self._standin(group_id=self.env.ref("rr_base.group_director").id)

    def test_an_exclusive_role_stands_in_for_nobody_else(self):
        for user in (self.planner, self.dpo):
            with self.assertRaises(ValidationError):
                self._standin(standin_user_id=user.id)

    def test_nobody_else_stands_in_for_an_exclusive_role(self):
        with self.assertRaises(ValidationError):
            self._standin(
                absent_user_id=self.dpo.id,
                group_id=self.env.ref("rr_base.group_dpo").id,
            )

    def test_one_officer_of_data_protection_stands_in_for_another(self):
        second = new_test_user(self.env, "t_dpo2", groups="rr_base.group_dpo")
        self._standin(
            absent_user_id=self.dpo.id,
            standin_user_id=second.id,
            group_id=self.env.ref("rr_base.group_dpo").id,
        )
        self.assertTrue(second._rr_standin_for("dpo"))

    def test_dates_are_in_order_and_persons_differ(self):
        for values in (
            {"date_to": "2026-05-01"},
            {"standin_user_id": self.head.id},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.cr.savepoint(),
            ):
                self._standin(**values)

    def test_an_officer_neither_reads_nor_makes_stand_ins(self):
        standin = self._standin()
        with self.assertRaises(AccessError):
            standin.with_user(self.officer).read(["reason"])
        with self.assertRaises(AccessError):
            standin.with_user(self.officer).copy()

    def test_the_data_protection_officer_reads_and_changes_nothing(self):
        standin = self._standin()
        standin.with_user(self.dpo).read(["reason"])
        with self.assertRaises(AccessError):
            standin.with_user(self.dpo).write({"reason": "Other"})
