# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Nobody takes two of propose, approve, certify, authorise on one grant."""

from itertools import permutations

import psycopg2
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.grant_data import EXCLUSIVE_DUTIES, STEPS
from .common import MoneyMixin

COMBINABLE = ("officer", "psychologist", "head", "director", "finance", "reporter")


@tagged("post_install", "-at_install")
class TestDuties(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        cls.everything = new_test_user(
            cls.env,
            login="grants_everything",
            groups=",".join(f"rr_base.group_{role}" for role in COMBINABLE),
        )
        cls.by_role = {
            "officer": cls.users["officer1"],
            "head": cls.users["head1"],
            "director": cls.users["director1"],
            "finance": cls.users["finance1"],
            "reporter": cls.users["reporter1"],
        }

    def take(self, grant, duty, user):
        """Bring a grant to a duty's step and let one user take it."""
        if duty in ("propose", "approve"):
            grant.with_user(user)._do_step(duty)
            return
        tranche = grant.tranche_ids[:1]
        if duty == "certify" and tranche.state == "planned":
            tranche.with_user(user)._do_step("request")
        tranche.with_user(user)._do_step(duty)

    def actors(self):
        """Who takes each duty by default: four different persons."""
        return {
            "propose": self.officer,
            "approve": self.head,
            "certify": self.certifier,
            "authorise": self.finance,
        }

    def walk_duties(self, actors, sudo=False):
        grant = self.make_grant(1000)
        self.walk(grant, "checked")
        for duty in EXCLUSIVE_DUTIES:
            user = actors[duty]
            if duty == "certify":
                grant.with_user(self.officer)._do_step("agree")
                grant.with_user(self.officer)._do_step("activate")
            target = grant.with_user(user)
            self.take(target.sudo() if sudo else target, duty, user)
        return grant

    def test_four_persons_walk_through(self):
        grant = self.walk_duties(self.actors())
        self.assertEqual(grant.tranche_ids.state, "authorised")

    def test_no_pair_of_duties_falls_to_one_person_who_holds_every_role(self):
        for first, second in permutations(EXCLUSIVE_DUTIES, 2):
            if EXCLUSIVE_DUTIES.index(first) > EXCLUSIVE_DUTIES.index(second):
                continue
            for sudo in (False, True):
                with self.subTest(first=first, second=second, sudo=sudo):
                    actors = self.actors() | {
                        first: self.everything,
                        second: self.everything,
                    }
                    with self.assert_refused("has already"):
                        self.walk_duties(actors, sudo)

    def test_the_certifier_does_not_verify_delivery(self):
        grant = self.walk_duties(self.actors())
        grant.tranche_ids.with_user(self.finance)._pay(self.today, "B1")
        delivery = self.env["rr.grant.delivery"].create(
            {
                "grant_id": grant.id,
                "name": "Tools",
                "is_signed_supplier": True,
                "is_signed_recipient": True,
            }
        )
        with self.assert_refused("has already"):
            delivery.with_user(self.certifier)._verify_delivery()
        with self.assert_refused("has already"):
            grant.visit_ids[0].with_user(self.certifier)._record_visit("in_use")
        delivery.with_user(self.verifier)._verify_delivery()
        self.assertEqual(delivery.verified_by_id, self.verifier)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_second_duty_from_anybody(self):
        grant = self.make_grant(1000)
        Duty = self.env["rr.grant.duty"].sudo()
        for first, second in permutations(EXCLUSIVE_DUTIES, 2):
            with self.subTest(first=first, second=second):
                with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                    for duty in (first, second):
                        Duty.create(
                            {"grant_id": grant.id, "user_id": 1, "duty": duty}
                        ).flush_recordset()
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            for duty in ("certify", "verify"):
                self.cr.execute(
                    "INSERT INTO rr_grant_duty (grant_id, user_id, duty) "
                    "VALUES (%s, %s, %s)",
                    (grant.id, 2, duty),
                )

    def test_every_role_at_every_step_of_a_grant(self):
        """A step answers only to its roles; the others are refused by right."""
        for step, rule in STEPS.items():
            grant = self.make_grant(1000)
            allowed = {group.split("group_")[1] for group in rule["groups"]}
            for role, user in self.by_role.items():
                with self.subTest(step=step, role=role):
                    steps = grant.with_user(user)
                    if role in allowed:
                        # the state refuses, not the right
                        if "draft" not in rule["from"]:
                            with self.assert_refused("starts from"):
                                steps._do_step(step, "because")
                    else:
                        with self.assert_refused("is a step of", AccessError):
                            steps._do_step(step, "because")

    def test_every_role_at_every_step_of_a_tranche(self):
        grant = self.make_grant(1000)
        self.walk(grant)
        model = self.env["rr.grant.tranche"]
        for step, rule in model._steps.items():
            allowed = {group.split("group_")[1] for group in rule["groups"]}
            for role, user in self.by_role.items():
                if role in allowed:
                    continue
                with self.subTest(step=step, role=role):
                    with self.assert_refused("is a step of", AccessError):
                        grant.tranche_ids.with_user(user)._do_step(step, "because")

    def test_a_user_without_a_role_takes_no_step_even_as_superuser(self):
        grant = self.make_grant(1000)
        for user in (self.env.ref("base.user_root"), self.env.ref("base.user_admin")):
            for step in STEPS:
                with self.subTest(user=user.login, step=step):
                    with self.assert_refused("is a step of", AccessError):
                        grant.with_user(user).sudo()._do_step(step, "because")

    def test_rpc_reaches_no_private_method(self):
        for model, names in {
            "rr.grant": ("_do_step", "_post_split", "_sync_support", "_void"),
            "rr.grant.tranche": ("_pay", "_do_step"),
            "rr.fund.entry": ("_post", "_reverse"),
            "rr.grant.duty": ("_take",),
            "rr.payee": ("_open_for_order",),
        }.items():
            for name in names:
                with self.subTest(name=name), self.assertRaises(AccessError):
                    get_public_method(self.env[model], name)

    def test_an_import_cannot_forge_who_did_what(self):
        grant = self.make_grant(1000)
        self.walk(grant, "proposed")
        for field, value in (
            ("state", "approved"),
            ("approved_by_id/.id", str(self.head.id)),
            ("proposed_by_id/.id", str(self.head.id)),
        ):
            for user in (self.officer, self.everything):
                result = (
                    self.env["rr.grant"]
                    .with_user(user)
                    .load([".id", field], [[str(grant.id), value]])
                )
                self.assertTrue(
                    any(message["type"] == "error" for message in result["messages"]),
                    (field, result),
                )
        self.env.invalidate_all()
        self.assertEqual(grant.state, "proposed")
        self.assertEqual(grant.proposed_by_id, self.officer)

    def test_a_standin_acts_and_is_recorded(self):
        self.env["rr.standin"].create(
            {
                "absent_user_id": self.head.id,
                "standin_user_id": self.certifier.id,
                "group_id": self.env.ref("rr_base.group_head").id,
                "date_from": self.today,
                "date_to": self.today,
                "reason": "leave",
            }
        )
        grant = self.make_grant(1000)
        self.walk(grant, "proposed")
        grant.with_user(self.certifier)._do_step("approve")
        self.assertEqual(grant.approval_ids.standin_id.absent_user_id, self.head)
        grant.with_user(self.officer)._do_step("agree")
        grant.with_user(self.officer)._do_step("activate")
        grant.tranche_ids.with_user(self.certifier)._do_step("request")
        with self.assert_refused("has already"):
            grant.tranche_ids.with_user(self.certifier)._do_step("certify")

    def test_a_proposer_is_no_standin_for_the_approval(self):
        self.env["rr.standin"].create(
            {
                "absent_user_id": self.head.id,
                "standin_user_id": self.officer.id,
                "group_id": self.env.ref("rr_base.group_head").id,
                "date_from": self.today,
                "date_to": self.today,
                "reason": "leave",
            }
        )
        grant = self.make_grant(1000)
        self.walk(grant, "proposed")
        with self.assert_refused("has already"):
            grant.with_user(self.officer)._do_step("approve")

    def test_stored_actors_cannot_be_typed(self):
        grant = self.make_grant(1000)
        self.walk(grant)
        tranche = grant.tranche_ids
        with self.assertRaises(UserError):
            tranche.with_user(self.officer).write({"certified_by_id": self.head.id})
        with self.assertRaises(UserError):
            grant.payment_ids.with_user(self.officer).create({})
        with self.assertRaises(AccessError):
            self.env["rr.grant.duty"].with_user(self.officer).create(
                {"grant_id": grant.id, "user_id": self.head.id, "duty": "approve"}
            )

    def test_users_of_exclusive_roles_see_no_grant(self):
        for role in ("planner", "dpo"):
            user = new_test_user(
                self.env, login=f"grants_{role}", groups=f"rr_base.group_{role}"
            )
            for model in ("rr.grant", "rr.fund.entry", "rr.support.record", "rr.payee"):
                self.assertFalse(
                    self.env[model].with_user(user).has_access("read"), (role, model)
                )
