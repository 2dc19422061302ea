# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestGrantGuards(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    def submit(self, grant):
        return grant.with_user(self.officer)._do_step("submit")

    def test_missing_documents_are_named(self):
        grant = self.make_grant(2000)
        grant.document_ids.filtered(lambda d: d.code == "plan").unlink()
        with self.assert_refused("Business plan"):
            self.submit(grant)

    def test_the_amount_lies_within_the_rule(self):
        for amount, word in ((499, "minimum"), (5001, "maximum")):
            with self.subTest(amount), self.assert_refused(word):
                self.submit(self.make_grant(amount))

    def test_a_person_whose_file_is_closed_gets_nothing(self):
        self.stranger.active = False
        with self.assert_refused("not active"):
            self.submit(self.make_grant(2000, person=self.stranger))

    def test_three_offers_or_a_reason(self):
        grant = self.make_grant(2000)
        grant.document_ids.filtered(lambda d: d.code == "quote")[0].unlink()
        self.walk(grant, "checked")
        with self.assert_refused("2 of 3 price offers"):
            grant.with_user(self.officer)._do_step("propose")
        grant.with_user(self.officer).quotes_reason = "only one maker"
        grant.with_user(self.officer)._do_step("propose")

    def test_the_ceiling_of_a_person_within_12_months(self):
        first = self.make_grant(3000)
        self.walk(first, "proposed")
        second = self.make_grant(2001)
        self.submit(second)
        with self.assert_refused("person within 12 months"):
            second.with_user(self.officer)._do_step("check")

    def test_the_ceiling_of_a_household_within_12_months(self):
        for person, amount in ((self.person, 4000), (self.relative, 3500)):
            self.walk(self.make_grant(amount, person=person), "proposed")
        third = self.make_grant(1000, person=self.make_person(self.household))
        self.submit(third)
        with self.assert_refused("household within 12 months"):
            third.with_user(self.officer)._do_step("check")

    def test_a_released_grant_leaves_the_ceiling_free(self):
        first = self.make_grant(3000)
        self.walk(first, "proposed")
        first.with_user(self.officer)._do_step("withdraw", "changed plans")
        second = self.make_grant(4000)
        self.submit(second)
        second.with_user(self.officer)._do_step("check")
        self.assertEqual(second.state, "checked")

    def test_the_plan_lies_within_the_agreement(self):
        agreement = self.make_agreement(
            self.donor,
            "SHORT",
            5000,
            date_end=fields.Date.add(self.today, days=0),
        )
        line = self.make_line(agreement, "X", 5000)
        agreement.with_user(self.finance).action_sign()
        grant = self.make_grant(2000, line=line)
        grant.with_user(self.officer).date_end = fields.Date.add(self.today, days=1)
        self.walk(grant, "checked")
        with self.assert_refused("outside SHORT"):
            grant.with_user(self.officer)._do_step("propose")

    def test_an_agreement_needs_payee_clause_and_paper(self):
        grant = self.make_grant(2000)
        self.walk(grant, "approved")
        agree = grant.with_user(self.officer)
        grant.document_ids.filtered(lambda d: d.code == "agreement").unlink()
        with self.assert_refused("Signed grant agreement"):
            agree._do_step("agree")
        agree.repayment_clause = False
        with self.assert_refused("repayment"):
            agree._do_step("agree")
        agree.repayment_clause = True
        agree.payee_id = False
        with self.assert_refused("no payee"):
            agree._do_step("agree")
        self.add_documents(grant)
        agree.payee_id = (
            self.env["rr.payee"]
            .with_user(self.officer)
            .create({"name": "X", "account": "12345678"})
        )
        with self.assert_refused("not confirmed by a second person"):
            agree._do_step("agree")

    def test_the_queue_shows_whose_turn_it_is(self):
        grant = self.make_grant(2000)
        self.walk(grant, "proposed")
        self.env.flush_all()
        queue = self.env["rr.grant.queue"]

        def turns(user):
            queue.invalidate_model()
            return queue.with_user(user).search(
                [("grant_id", "=", grant.id), ("is_mine", "=", True)]
            )

        self.assertEqual(turns(self.head).mapped("step"), ["approve"])
        self.assertFalse(turns(self.officer))
        self.assertFalse(turns(self.director))
        grant.with_user(self.head)._do_step("approve")
        self.assertEqual(turns(self.officer).mapped("step"), ["agree"])
        grant.with_user(self.officer)._do_step("agree")
        grant.with_user(self.officer)._do_step("activate")
        grant.tranche_ids.with_user(self.certifier)._do_step("request")
        grant.tranche_ids.with_user(self.certifier)._do_step("certify")
        self.assertEqual(turns(self.finance).mapped("step"), ["authorise"])

    def test_the_queue_sends_large_sums_to_the_director_and_knows_what_is_late(self):
        grant = self.make_grant(4000)
        self.walk(grant, "proposed")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rr_grant SET state_since = %s WHERE id = %s",
            (fields.Datetime.subtract(fields.Datetime.now(), days=20), grant.id),
        )
        row = (
            self.env["rr.grant.queue"]
            .with_user(self.director)
            .search([("grant_id", "=", grant.id)])
        )
        self.assertEqual((row.role, row.is_late), ("director", True))
        self.assertIn("20", row.waiting_text)
        late = self.env["rr.grant.queue"].search([("is_late", "=", True)])
        self.assertIn(row.id, late.ids)

    def test_a_refusal_names_the_step_as_its_button_does(self):
        grant = self.make_grant(2000)
        self.assertEqual(grant._rr_step_label("propose"), "Propose")
        self.assertEqual(
            grant.tranche_ids._rr_step_label("authorise"), "Authorise payment"
        )
        with self.assertRaisesRegex(UserError, "“Approve” was not done"):
            grant.with_user(self.head)._do_step("approve")

    def test_the_form_says_whose_turn_it_is_and_why_not_mine(self):
        grant = self.make_grant(2000)
        self.walk(grant, "proposed")
        mine = grant.with_user(self.head)
        self.assertIn("Approve", mine.turn_text)
        self.assertFalse(mine.turn_hindrance)
        self.assertTrue(grant.with_user(self.officer).turn_hindrance)
        self.head.group_ids += self.env.ref("rr_base.group_officer")
        other = self.make_grant(1000, person=self.stranger, user=self.head)
        self.submit(other)
        other.with_user(self.head)._do_step("check")
        other.with_user(self.head)._do_step("propose")
        self.assertIn("already", other.with_user(self.head).turn_hindrance)

    def test_a_grant_with_money_is_never_deleted_nor_its_person(self):
        grant = self.make_grant(2000)
        self.walk(grant, "proposed")
        with self.assert_refused("only a draft"):
            grant.with_user(self.officer).unlink()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            with self.cr.savepoint():
                self.person.unlink()
        self.assertTrue(grant.exists())
