# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.addons.rr_base.tests.steps import press
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestLifeCycle(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pay_persons(cls.make_persons(6), 1500, "2025-08-01", cls.line)

    def test_a_report_walks_to_issued_by_four_persons(self):
        report = self.walk(self.make_report(self.agreement))
        self.assertEqual(report.state, "issued")
        signed = report.sudo()
        people = (
            signed.prepared_by_id | signed.checked_by_id | signed.finance_by_id
            | signed.approved_by_id
        )
        self.assertEqual(len(people), 4)
        delivered = json.loads(report.sudo()._file_content("json"))
        self.assertEqual(
            [entry["step"] for entry in delivered["signatures"]],
            ["prepared", "disclosure", "finance", "approved", "issued"],
        )

    def test_each_step_belongs_to_its_role(self):
        report = self.make_report(self.agreement)
        steps = (
            ("action_generate", {"reporter", "reporter2"}),
            ("action_check", {"dpo"}),
            ("action_sign", {"finance"}),
            ("action_approve", {"head"}),
            ("action_issue", {"head", "reporter2"}),
        )
        states = ("draft", "generated", "checked", "finance_signed", "approved")
        for (step, allowed), state in zip(steps, states, strict=True):
            self.assertEqual(report.state, state)
            for name, user in self.users.items():
                if name in allowed or (step == "action_issue" and name == "reporter"):
                    continue
                with self.subTest(step=step, role=name), self.assertRaises(AccessError):
                    getattr(report.with_user(user), step)()
            if step == "action_generate":
                self.walk(report, "generated")
            else:
                name = sorted(allowed)[0]
                getattr(report.with_user(self.users[name]), step)()

    def test_who_built_it_does_not_issue_it(self):
        report = self.walk(self.make_report(self.agreement), "approved")
        with self.assertRaisesRegex(UserError, "who built"):
            report.with_user(self.users["reporter"]).action_issue()
        report.with_user(self.users["reporter2"]).action_issue()
        self.assertEqual(report.state, "issued")

    def test_nobody_signs_twice(self):
        both = self.users["finance"]
        both.group_ids += self.env.ref("rr_base.group_head")
        report = self.walk(self.make_report(self.agreement), "finance_signed")
        with self.assertRaisesRegex(UserError, "already took"):
            report.with_user(both).action_approve()

    def test_two_signatures_of_one_person_are_refused_by_the_database(self):
        report = self.walk(self.make_report(self.agreement), "checked")
        with self.assertRaises(IntegrityError) as caught, mute_logger(
            "odoo.sql_db"
        ), self.cr.savepoint():
            self.env.cr.execute(
                "UPDATE rr_donor_report SET finance_by_id = checked_by_id WHERE id = %s",
                [report.id],
            )
        self.assertIn("separate_signatories", str(caught.exception))

    def test_a_builder_with_another_role_signs_nothing(self):
        both = self.users["reporter"]
        both.group_ids += self.env.ref("rr_base.group_finance")
        report = self.walk(self.make_report(self.agreement), "checked")
        with self.assertRaisesRegex(UserError, "who built"):
            report.with_user(both).action_sign()

    def test_signed_texts_cannot_change(self):
        report = self.walk(self.make_report(self.agreement), "checked")
        reporter = self.users["reporter"]
        with self.assertRaises(UserError):
            report.with_user(reporter).summary = "Other"
        with self.assertRaises(UserError):
            self.env["rr.report.risk"].with_user(reporter).create(
                {"report_id": report.id, "name": "Late"}
            )
        with self.assertRaises(UserError):
            report.sudo().variance_note_ids[:1].with_user(reporter).unlink()

    def test_an_issued_report_cannot_change_even_for_the_superuser(self):
        report = self.walk(self.make_report(self.agreement)).sudo()
        for values in (
            {"summary": "Other"},
            {"date_to": "2026-01-31"},
            {"state": "draft"},
            {"sha256": "0" * 64},
            {"snapshot": False},
            {"file_pdf": b"AAAA"},
            {"approved_by_id": self.users["dpo"].id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                report.write(values)
        with self.assertRaises(UserError):
            report.unlink()

    def test_a_context_from_a_client_opens_nothing(self):
        report = self.walk(self.make_report(self.agreement))
        forged = report.with_user(self.users["reporter"]).with_context(
            rr_report_step=True, rr_transition_sentinel=True
        )
        for values in ({"sha256": "x"}, {"state": "draft"}, {"summary": "x"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                forged.write(values)

    def test_signatures_are_not_given_at_creation(self):
        with self.assertRaises(AccessError):
            self.make_report(self.agreement, approved_by_id=self.users["head"].id)

    def test_a_text_after_the_snapshot_stops_the_check(self):
        report = self.walk(self.make_report(self.agreement), "generated")
        report.with_user(self.users["reporter"]).summary = "Written later"
        with self.assertRaisesRegex(UserError, "generate it again"):
            report.with_user(self.users["dpo"]).action_check()
        report.with_user(self.users["reporter"]).action_generate()
        report.with_user(self.users["dpo"]).action_check()
        self.assertEqual(report.state, "checked")

    def test_back_to_draft_needs_a_reason_and_voids_the_signatures(self):
        report = self.walk(self.make_report(self.agreement), "approved")
        with self.assertRaisesRegex(UserError, "needs a reason"):
            report.with_user(self.users["head"])._take_step("reopen")
        press(report.with_user(self.users["head"]), "reopen", "Wrong line")
        self.assertEqual(report.state, "draft")
        self.assertFalse(report.sudo().checked_by_id | report.sudo().approved_by_id)

    def test_money_booked_into_the_period_after_the_snapshot_stops_the_signature(self):
        report = self.walk(self.make_report(self.agreement), "checked")
        self.pay(10, "2025-09-01", self.line2)
        with self.assertRaisesRegex(UserError, "generate it again"):
            report.with_user(self.users["finance"]).action_sign()

    def test_an_unexplained_variance_stops_the_issue_and_names_sheet_and_cell(self):
        report = self.make_report(self.agreement)
        report.action_generate()
        for step, user in (
            ("action_check", "dpo"), ("action_sign", "finance"), ("action_approve", "head")
        ):
            getattr(report.with_user(self.users[user]), step)()
        with self.assertRaisesRegex(UserError, r"Variance notes!C\d+"):
            report.with_user(self.users["head"]).action_issue()
        self.assertEqual(report.state, "approved")

    def test_a_restatement_is_a_new_version_that_supersedes(self):
        first = self.walk(self.make_report(self.agreement))
        new = first.with_user(self.users["reporter"]).action_restate("A late receipt")
        self.assertEqual((new.version, new.predecessor_id), (2, first))
        self.walk(new)
        self.assertEqual((first.state, new.state), ("restated", "issued"))
        snapshot = new.sudo()._load_snapshot()
        self.assertEqual(snapshot["meta"]["predecessor"]["sha256"], first.sha256)
        self.assertEqual([v["version"] for v in snapshot["versions"]], [1, 2])

    def test_a_restatement_needs_its_reason(self):
        first = self.walk(self.make_report(self.agreement))
        with self.assertRaisesRegex(UserError, "reason"):
            first.with_user(self.users["reporter"]).action_restate(" ")

    def test_the_planner_the_officer_and_the_psychologist_read_no_report(self):
        report = self.make_report(self.agreement)
        for name in ("planner", "officer", "psychologist", "director"):
            with self.subTest(role=name), self.assertRaises(AccessError):
                report.with_user(self.users[name]).read(["name"])
