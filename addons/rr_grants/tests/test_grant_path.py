# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestGrantPath(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    def test_a_grant_walks_from_draft_to_closed(self):
        grant = self.make_grant(2000)
        self.walk(grant, "proposed")
        self.assert_balance(self.line, reserved=2000, available=10000)
        self.walk_rest(grant)
        self.assert_balance(self.line, reserved=0, committed=2000)
        self.pay_all(grant)
        self.assert_balance(self.line, committed=0, paid=2000)
        self.finish(grant)
        self.assertEqual(grant.state, "closed")
        self.assertEqual(money(grant.admitted), 2000)
        self.assertFalse(money(grant.unsettled))
        followup = self.env["rr.outcome.followup"].search(
            [("anchor_kind", "=", "grant"), ("anchor_ref", "=", grant.name)]
        )
        self.assertTrue(followup)

    def walk_rest(self, grant):
        grant.with_user(self.head)._do_step("approve")
        grant.with_user(self.officer)._do_step("agree")
        grant.with_user(self.officer)._do_step("activate")

    def test_number_names_year_and_is_unique(self):
        first, second = self.make_grant(), self.make_grant()
        year = f"{fields.Date.context_today(first).year % 100:02d}"
        self.assertRegex(first.name, rf"^G/{year}/\d{{4}}$")
        self.assertNotEqual(first.name, second.name)

    def test_rent_has_a_tranche_per_month_and_counts_as_paid_month_by_month(self):
        grant = self.make_grant(1800, category="rent", months=6, line=self.rent_line)
        self.walk(grant)
        self.assertEqual(grant.tranche_ids.mapped("amount"), [300] * 6)
        self.to_authorised(grant.tranche_ids[0])
        grant.tranche_ids[0].with_user(self.finance)._pay(self.today, "R1")
        self.assert_balance(self.rent_line, committed=1500, paid=300)
        records = self.env["rr.support.record"].search([("grant_id", "=", grant.id)])
        self.assertEqual(
            records.sorted("date_from").mapped("status"), ["paid"] + ["approved"] * 5
        )

    def test_split_over_two_lines_pays_by_share_and_to_the_cent(self):
        grant = self.make_grant(
            1000.01,
            need=1000.01,
            funding=[(self.line, 666.67), (self.state_line, 333.34)],
        )
        self.walk(grant, "agreed")
        tranche = grant.tranche_ids
        tranche.with_user(self.officer).write({"amount": 500.00})
        self.env["rr.grant.tranche"].with_user(self.officer).create(
            {
                "grant_id": grant.id,
                "sequence": 2,
                "amount": 500.01,
                "date_due": self.today,
            }
        )
        grant.with_user(self.officer)._do_step("activate")
        self.pay_all(grant)
        self.assertEqual(money(self.line.paid), money(666.67))
        self.assertEqual(money(self.state_line.paid), money(333.34))

    def test_split_that_does_not_sum_is_named(self):
        grant = self.make_grant(2000, funding=[(self.line, 1999)])
        self.walk(grant, "checked")
        with self.assert_refused(r"G/.*1999.00.*2000.00"):
            grant.with_user(self.officer)._do_step("propose")
        self.assertEqual(grant.state, "checked")
        self.assert_balance(self.line, reserved=0)

    def test_line_of_another_category_is_named(self):
        grant = self.make_grant(2000, line=self.rent_line)
        self.walk(grant, "checked")
        with self.assert_refused("DON-1/A2"):
            grant.with_user(self.officer)._do_step("propose")

    def test_money_runs_out_and_the_grant_can_wait(self):
        grant = self.make_grant(2000, line=self.state_line)
        self.post("reserve", 4000, self.state_line)
        self.walk(grant, "checked")
        with self.assert_refused("STA-1/S1.*1000.00"):
            grant.with_user(self.officer)._do_step("propose")
        grant.with_user(self.officer)._do_step("waitlist", "no money")
        self.assertEqual(grant.state, "waitlisted")
        self.post("release", 4000, self.state_line, variant="reserved")
        grant.with_user(self.officer)._do_step("propose")
        self.assertEqual(grant.state, "proposed")

    def test_rejection_needs_a_reason_and_frees_the_money(self):
        grant = self.make_grant(2000)
        self.walk(grant, "proposed")
        with self.assert_refused("reason"):
            grant.with_user(self.head)._do_step("reject")
        grant.with_user(self.head)._do_step("reject", "not now")
        self.assert_balance(self.line, reserved=0, available=12000)

    def test_termination_releases_only_what_is_not_paid(self):
        grant = self.make_grant(1800, category="rent", months=6, line=self.rent_line)
        self.walk(grant)
        self.to_authorised(grant.tranche_ids[0])
        grant.tranche_ids[0].with_user(self.finance)._pay(self.today, "R1")
        grant.with_user(self.head)._do_step("terminate", "moved away")
        self.assert_balance(self.rent_line, committed=0, paid=300, available=7700)
        self.assertEqual(
            grant.tranche_ids.mapped("state"), ["paid"] + ["cancelled"] * 5
        )

    def test_state_is_never_written_directly(self):
        grant = self.make_grant()
        for user in (self.officer, self.env.ref("base.user_root")):
            with self.assertRaises(UserError):
                grant.with_user(user).write({"state": "approved"})
        with self.assertRaises(UserError):
            grant.with_user(self.officer).write({"approved_by_id": self.head.id})

    def test_director_approves_above_the_heads_band(self):
        grant = self.make_grant(3001)
        self.walk(grant, "proposed")
        with self.assert_refused("Director"):
            grant.with_user(self.head)._do_step("approve")
        grant.with_user(self.director)._do_step("approve")
        self.assertEqual(grant.state, "approved")

    def test_an_edit_after_approval_voids_it_and_releases(self):
        grant = self.make_grant(2000)
        self.walk(grant, "approved")
        grant.line_ids.with_user(self.officer).write({"amount": 2500})
        self.assertEqual(grant.state, "returned")
        self.assertFalse(grant.approval_ids.filtered("is_valid"))
        self.assertTrue(grant.approval_ids)
        self.assert_balance(self.line, reserved=0)

    def test_an_agreed_grant_changes_by_amendment_only(self):
        grant = self.make_grant(2000)
        self.walk(grant, "agreed")
        with self.assert_refused("amendment"):
            grant.line_ids.with_user(self.officer).write({"amount": 2500})
        with self.assert_refused("amendment"):
            grant.with_user(self.officer).write({"date_end": fields.Date.today()})

    def test_a_batch_with_a_shortage_at_the_13th_names_it_and_writes_nothing(self):
        line = self.make_line(
            agreement := self.make_agreement(self.donor, "SMALL", 12500), "X", 12500
        )
        agreement.with_user(self.finance).action_sign()
        grants = self.env["rr.grant"]
        for _number in range(20):
            person = self.make_person(self.make_household())
            grants |= self.make_grant(1000, person=person, line=line)
        self.walk(grants, "checked")
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            grants.with_user(self.officer)._do_step("propose")
        self.assertIn(grants[12].name, str(caught.exception))
        for number in (0, 11, 13, 19):
            self.assertNotIn(grants[number].name, str(caught.exception))
        grants.invalidate_recordset()
        self.assertEqual(set(grants.mapped("state")), {"checked"})
        self.assert_balance(line, reserved=0)
        grants[:12].with_user(self.officer)._do_step("propose")
        self.assert_balance(line, reserved=12000)
