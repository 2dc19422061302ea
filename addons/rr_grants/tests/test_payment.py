# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo import fields
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.payee import is_account
from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestPayment(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        cls.grant = cls.make_grant(900, category="rent", months=3, line=cls.rent_line)
        cls.walk(cls.grant)
        cls.first, cls.second, cls.third = cls.grant.tranche_ids

    def pay(self, tranche, ref, **vals):
        return tranche.with_user(self.finance)._pay(self.today, ref, **vals)

    def test_one_reference_pays_one_tranche(self):
        self.to_authorised(self.first)
        self.pay(self.first, "R1")
        self.to_authorised(self.second)
        with self.assert_refused("R1 was already used for G/.*/1"):
            self.pay(self.second, "R1")
        self.assertEqual(self.second.state, "authorised")
        self.pay(self.second, "R1", position=2)
        self.assertEqual(self.second.state, "paid")

    def test_a_batch_of_tranches_shares_a_reference_by_position(self):
        for tranche in (self.first, self.second, self.third):
            self.to_authorised(tranche)
        payments = self.pay(self.first | self.second | self.third, "BATCH")
        self.assertEqual(sorted(payments.mapped("position")), [1, 2, 3])
        self.assert_balance(self.rent_line, paid=900, committed=0)

    def test_a_batch_with_one_unauthorised_tranche_pays_nothing_and_names_it(self):
        self.to_authorised(self.first)
        with self.assert_refused(self.second.display_name):
            self.pay(self.first | self.second, "BATCH")
        self.assertEqual(self.first.state, "authorised")
        self.assert_balance(self.rent_line, paid=0)

    def test_the_date_is_not_in_the_future_and_a_reference_is_needed(self):
        self.to_authorised(self.first)
        tranche = self.first.with_user(self.finance)
        with self.assert_refused("future"):
            tranche._pay(fields.Date.add(self.today, days=1), "R1")
        with self.assert_refused("bank reference"):
            tranche._pay(self.today, "  ")

    def test_nobody_but_finance_pays(self):
        self.to_authorised(self.first)
        for user in (self.officer, self.head, self.director):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.first.with_user(user)._pay(self.today, "R1")

    def test_a_returned_payment_is_committed_and_can_be_paid_again(self):
        self.to_authorised(self.first)
        payment = self.pay(self.first, "R1")
        self.assert_balance(self.rent_line, paid=300, committed=600, available=7100)
        payment.with_user(self.finance)._return(self.today, "account closed")
        self.assert_balance(self.rent_line, paid=0, committed=900, available=7100)
        self.assertEqual(self.first.state, "returned")
        self.to_authorised(self.first)
        self.pay(self.first, "R2")
        self.assert_balance(self.rent_line, paid=300, committed=600)
        with self.assert_refused("already returned"):
            payment.with_user(self.finance)._return(self.today, "again")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_two_payments_of_one_tranche(self):
        self.to_authorised(self.first)
        payment = self.pay(self.first, "R1").sudo()
        values = payment.copy_data()[0] | {"bank_ref": "R9"}
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            payment.create(values).flush_recordset()

    def test_payment_above_what_is_committed_is_refused(self):
        self.first.with_user(self.certifier)._do_step("request")
        self.first.with_user(self.certifier)._do_step("certify")
        self.env.cr.execute(
            "UPDATE rr_grant_tranche SET amount = 901 WHERE id = %s", (self.first.id,)
        )
        self.first.invalidate_recordset()
        with self.assert_refused("901.00 is more than the 900"):
            self.first.with_user(self.finance)._do_step("authorise")

    def test_a_suspended_grant_pays_nothing(self):
        self.to_authorised(self.first)
        self.grant.with_user(self.head)._do_step("suspend", "doubt")
        with self.assert_refused("Suspended"):
            self.pay(self.first, "R1")
        self.grant.with_user(self.head)._do_step("resume", "cleared")
        self.pay(self.first, "R1")

    def test_a_closed_line_is_not_authorised(self):
        self.first.with_user(self.certifier)._do_step("request")
        self.first.with_user(self.certifier)._do_step("certify")
        self.rent_line.is_closed = True
        with self.assert_refused("DON-1/A2 is not open"):
            self.first.with_user(self.finance)._do_step("authorise")

    def test_a_changed_account_must_be_confirmed_again_by_a_second_person(self):
        self.first.with_user(self.certifier)._do_step("request")
        self.first.with_user(self.certifier)._do_step("certify")
        payee = self.payee.with_user(self.officer)
        payee.write({"account": "12345678"})
        self.assertFalse(payee.is_confirmed)
        with self.assert_refused("payee changed"):
            self.first.with_user(self.finance)._do_step("authorise")
        with self.assert_refused("does not confirm it"):
            payee._confirm()
        self.payee.with_user(self.certifier)._confirm()
        self.first.with_user(self.finance)._do_step("authorise")

    def test_the_account_is_sealed_and_checked(self):
        self.assertTrue(is_account("XK05 1212 0123 4567 8906"))
        self.assertFalse(is_account("XK06 1212 0123 4567 8906"))
        with self.assertRaises(ValidationError):
            self.payee.with_user(self.officer).write({"account": "XK061212"})
        self.env.cr.execute("SELECT * FROM rr_payee WHERE id = %s", (self.payee.id,))
        self.assertNotIn("1212012345678906", str(self.env.cr.dictfetchall()))
        self.assertNotIn("Punishte", str(self.env.cr.dictfetchall()))
        payee = self.payee.with_user(self.finance)
        self.assertNotIn("account", payee.fields_get())
        with self.assertRaises(UserError):
            self.payee.with_user(self.officer)._open_for_order("G/1")
        opened = payee._open_for_order("G/1")
        self.assertEqual(opened["name"], "Punishte")

    def test_off_budget_money_needs_the_partners_statement(self):
        source = self.make_source("OFF", "donor", "off_budget")
        agreement = self.make_agreement(source, "OFF-1", 2000)
        line = self.make_line(agreement, "O1", 2000)
        agreement.with_user(self.finance).action_sign()
        grant = self.make_grant(1000, line=line, person=self.stranger)
        self.walk(grant)
        self.to_authorised(grant.tranche_ids)
        with self.assert_refused("statement"):
            self.pay(grant.tranche_ids, "N1")
        self.pay(grant.tranche_ids, "N1", document="Statement 03/2026")
        entry = grant.entry_ids.filtered(lambda e: e.kind == "pay")
        self.assertEqual(entry.paid_by, "partner")
        self.assertEqual(entry.document, "Statement 03/2026")

    def test_months_after_the_lease_stop_by_themselves(self):
        self.grant.sudo().lease_end = fields.Date.add(self.month, months=1, days=14)
        self.third.with_user(self.certifier)._do_step("request")
        with self.assert_refused("lease ended"):
            self.third.with_user(self.certifier)._do_step("certify")
        self.env["rr.grant"].with_user(1)._cron_stop_rent()
        self.assertEqual(
            self.grant.tranche_ids.mapped("state"), ["planned", "planned", "cancelled"]
        )
        self.assert_balance(self.rent_line, committed=600, available=7400)
        self.assertEqual(money(self.grant.committed), 600)
