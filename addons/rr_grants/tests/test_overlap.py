# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import date_utils

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestOverlap(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    def support(self, amount, person=None, months=1, offset=0, **vals):
        start = fields.Date.add(self.month, months=offset)
        end = fields.Date.add(start, months=months)
        return self.env["rr.support.record"].create(
            {
                "beneficiary_id": (person or self.person).id,
                "category": "rent",
                "date_from": start,
                "date_to": fields.Date.subtract(end, days=1),
                "amount": amount,
                "payer_kind": "municipality",
                "status": "paid",
            }
            | vals
        )

    def rent(self, amount=900, need=900, **vals):
        return self.make_grant(
            amount,
            need=need,
            category="rent",
            months=3,
            line=self.rent_line,
            **vals,
        )

    def test_support_of_a_municipality_stops_the_proposal(self):
        self.support(900, months=3)
        grant = self.rent()
        self.walk(grant, "checked")
        self.assertEqual(grant.overlap_state, "stop")
        self.assertTrue(grant.overlap_findings["rule"])
        with self.assert_refused("overlaps"):
            grant.with_user(self.officer)._do_step("propose")

    def test_support_of_another_member_of_the_household_counts(self):
        self.support(900, person=self.relative, months=3)
        grant = self.rent()
        self.walk(grant, "checked")
        self.assertEqual(grant.overlap_state, "stop")

    def test_support_of_the_household_itself_counts(self):
        self.support(
            900, months=3, beneficiary_id=False, household_id=self.household.id
        )
        grant = self.rent()
        self.walk(grant, "checked")
        self.assertEqual(grant.overlap_state, "stop")

    def test_support_of_a_stranger_does_not_count(self):
        self.support(900, person=self.stranger, months=3)
        grant = self.rent()
        self.walk(grant, "proposed")
        self.assertEqual(grant.overlap_state, "none")

    def test_what_fits_is_shown_as_co_financing(self):
        self.support(300, months=3)
        grant = self.rent(600, need=900)
        self.walk(grant, "proposed")
        self.assertEqual(grant.overlap_state, "co_financing")

    def test_asked_elsewhere_is_a_warning_and_passes(self):
        self.support(900, months=3, status="asked")
        grant = self.rent()
        self.walk(grant, "proposed")
        self.assertEqual(grant.overlap_state, "warning")

    def test_our_own_other_grant_counts_and_this_one_does_not(self):
        first = self.rent(600, need=600)
        self.walk(first, "approved")
        self.assertEqual(first.overlap_state, "none")
        second = self.rent(600, need=600, person=self.relative)
        self.walk(second, "checked")
        self.assertEqual(second.overlap_state, "stop")

    def test_the_head_overrides_with_a_reason_and_nobody_else(self):
        self.support(900, months=3)
        grant = self.rent()
        self.walk(grant, "checked")
        for user in (self.officer, self.director, self.finance):
            with self.assert_refused("Only the head"):
                grant.with_user(user)._override_overlap("emergency")
        with self.assert_refused("needs a reason"):
            grant.with_user(self.head)._override_overlap("  ")
        grant.with_user(self.head)._override_overlap("flat burnt down")
        grant.with_user(self.officer)._do_step("propose")
        grant.with_user(self.users["head2"])._do_step("approve")
        self.assertEqual(grant.override_reason, "flat burnt down")

    def test_an_override_does_not_cover_what_comes_later(self):
        self.support(900, months=3)
        grant = self.rent()
        self.walk(grant, "checked")
        grant.with_user(self.head)._override_overlap("flat burnt down")
        self.support(30, months=3)
        with self.assert_refused("overlaps"):
            grant.with_user(self.officer)._do_step("propose")

    def test_the_check_runs_again_at_approval(self):
        grant = self.rent()
        self.walk(grant, "proposed")
        self.support(900, months=3)
        with self.assert_refused("overlaps"):
            grant.with_user(self.head)._do_step("approve")

    def test_a_tranche_is_blocked_when_overlap_appears_after_approval(self):
        grant = self.rent()
        self.walk(grant)
        self.support(300, offset=1)
        first, second, _third = grant.tranche_ids
        self.to_authorised(first)
        second.with_user(self.certifier)._do_step("request")
        with self.assert_refused("overlaps"):
            second.with_user(self.certifier)._do_step("certify")

    def test_what_was_certified_before_is_not_authorised_after(self):
        grant = self.rent()
        self.walk(grant)
        first = grant.tranche_ids[0]
        first.with_user(self.certifier)._do_step("request")
        first.with_user(self.certifier)._do_step("certify")
        self.support(300)
        with self.assert_refused("overlaps"):
            first.with_user(self.finance)._do_step("authorise")

    def test_reporters_do_not_see_what_others_give(self):
        grant = self.rent()
        with self.assertRaises(AccessError):
            grant.with_user(self.users["reporter1"]).read(["overlap_findings"])

    def test_overlap_found_for_a_paid_month_opens_a_recovery(self):
        grant = self.rent()
        self.walk(grant)
        self.to_authorised(grant.tranche_ids[0])
        grant.tranche_ids[0].with_user(self.finance)._pay(self.today, "R1")
        self.assertFalse(grant.recovery_ids)
        self.support(100)
        self.assertEqual(grant.overlap_state, "stop")
        self.assertEqual(grant.recovery_ids.state, "open")
        self.assertEqual(money(grant.recovery_ids.amount), 100)
        self.support(50)
        self.assertEqual(len(grant.recovery_ids), 1)

    def test_the_same_landlords_account_elsewhere_warns(self):
        first = self.rent(person=self.stranger)
        self.walk(first, "approved")
        second = self.rent()
        self.walk(second, "checked")
        self.assertEqual(second.overlap_state, "warning")

    def test_rejected_grants_do_not_count(self):
        first = self.rent(600, need=600)
        self.walk(first, "proposed")
        first.with_user(self.head)._do_step("reject", "no")
        second = self.rent(600, need=600, person=self.relative)
        self.walk(second, "proposed")
        self.assertEqual(second.overlap_state, "none")

    def test_records_of_own_grants_are_not_typed(self):
        with self.assertRaises(UserError):
            self.env["rr.support.record"].with_user(self.officer).create(
                {
                    "beneficiary_id": self.person.id,
                    "category": "rent",
                    "date_from": self.month,
                    "date_to": date_utils.end_of(self.month, "month"),
                    "amount": 1,
                    "payer_kind": "ministry",
                    "origin": "own_grant",
                }
            )

    def test_only_officers_and_head_read_support(self):
        readers = {"officer1", "officer2", "officer3", "head1", "head2"}
        for name, user in self.users.items():
            self.assertEqual(
                self.env["rr.support.record"].with_user(user).has_access("read"),
                name in readers,
                name,
            )
        portal = new_test_user(
            self.env, login="grants_town", groups="rr_base.group_municipality"
        )
        self.assertFalse(
            self.env["rr.support.record"].with_user(portal).has_access("read")
        )
