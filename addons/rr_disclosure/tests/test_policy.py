# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import FIRST, DisclosureCase


@tagged("post_install", "-at_install")
class TestPolicy(DisclosureCase):
    def draft(self, role="head", **values):
        policy = self.policy.with_user(self.users[role]).copy(
            {"valid_from": "2028-01-01", **values}
        )
        return policy

    def test_the_first_version_is_in_force_after_installation(self):
        self.assertEqual(self.policy.state, "in_force")
        self.assertEqual(self.env["rr.disclosure.policy"]._at(FIRST), self.policy)

    def test_a_policy_in_force_is_never_edited(self):
        for what in (self.policy, self.policy.sudo()):
            with self.assertRaises(UserError):
                what.write({"threshold": 6})
        with self.assertRaises(UserError):
            self.policy.region_ids[0].write({"name": "Elsewhere"})
        with self.assertRaises(UserError):
            self.policy.with_user(self.users["head"]).write({"threshold": 6})
        with self.assertRaises(UserError):
            self.policy.unlink()

    def test_the_data_protection_officer_puts_a_draft_in_force_and_nobody_else(self):
        draft = self.draft(threshold=6)
        for role in ("head", "reporter", "officer"):
            with self.assertRaises(AccessError):
                draft.with_user(self.users[role]).action_put_in_force()
        draft.with_user(self.users["dpo"]).action_put_in_force()
        self.assertEqual(draft.state, "in_force")
        self.assertEqual(self.env["rr.disclosure.policy"]._at(FIRST), draft)

    def test_the_state_is_not_written_directly(self):
        with self.assertRaises(UserError):
            self.draft().sudo().write({"state": "in_force"})

    def test_who_puts_a_policy_in_force_writes_nothing_in_it(self):
        draft = self.draft(threshold=6)
        with self.assertRaisesRegex(AccessError, "drafted by"):
            draft.with_user(self.users["dpo"]).write({"threshold": 5})
        draft.with_user(self.users["reporter"]).write({"threshold": 7})
        draft.with_user(self.users["dpo"]).action_put_in_force()
        self.assertEqual(draft.threshold, 7)

    def test_no_structural_zero_is_moved_into_a_policy_in_force(self):
        zero = self.env["rr.disclosure.zero"].create(
            {"policy_id": self.draft().id, "group_name": "employed", "reason": "x"}
        )
        for role in ("head", "reporter"):
            with self.assertRaisesRegex(UserError, "never edited"):
                with self.cr.savepoint():
                    zero.with_user(self.users[role]).write(
                        {"policy_id": self.policy.id}
                    )

    def test_a_threshold_never_falls(self):
        self.draft(threshold=7).with_user(self.users["dpo"]).action_put_in_force()
        lower = self.draft(threshold=6, valid_from="2029-01-01")
        with self.assertRaisesRegex(UserError, "threshold"):
            lower.with_user(self.users["dpo"]).action_put_in_force()

    def test_age_bands_leave_no_gap(self):
        for text in ("0-17, 19-29, 30+", "0-17, 18-29", "young, old", "0-17, 17+"):
            with self.assertRaises(ValidationError):
                self.draft(age_bands=text)

    def test_a_district_lies_in_one_region(self):
        draft = self.draft()
        with self.assertRaisesRegex(ValidationError, "two regions"):
            draft.region_ids[0].districts = "PR, GJ"
        with self.assertRaisesRegex(ValidationError, "XX"):
            draft.region_ids[0].districts = "XX"

    def test_categories_that_were_published_stay(self):
        self.release(self.make_records(180))
        draft = self.draft(valid_from="2031-01-01", age_bands="0-17, 18-34, 35+")
        with self.assertRaisesRegex(UserError, "published already"):
            draft.with_user(self.users["dpo"]).action_put_in_force()

    def test_a_release_rests_on_the_version_of_its_day(self):
        self.release(self.make_records(180))
        draft = self.draft(valid_from="2030-01-01")
        with self.assertRaisesRegex(UserError, "rests on"):
            draft.with_user(self.users["dpo"]).action_put_in_force()

    def test_every_internal_user_reads_the_policy(self):
        for role in ("planner", "officer", "finance"):
            policy = self.policy.with_user(self.users[role])
            self.assertEqual(policy.read(["threshold"])[0]["threshold"], 5)
            with self.assertRaises(AccessError):
                policy.copy()
