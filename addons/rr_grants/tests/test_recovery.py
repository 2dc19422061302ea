# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestRecovery(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        cls.grant = cls.make_grant(2000)
        cls.walk(cls.grant)
        cls.pay_all(cls.grant)

    def receipt(self, amount, number="I1", tax="810000001"):
        return (
            self.env["rr.grant.receipt"]
            .with_user(self.officer)
            .create(
                {
                    "grant_id": self.grant.id,
                    "number": number,
                    "supplier": "Shop",
                    "supplier_tax_number": tax,
                    "date": self.today,
                    "amount": amount,
                }
            )
        )

    def recovery(self, amount=500):
        self.receipt(2000 - amount).with_user(self.finance)._admit()
        self.grant.with_user(self.officer)._do_step("complete")
        self.grant.with_user(self.head)._do_step("recover", "no receipts")
        recovery = self.grant.recovery_ids
        recovery.with_user(self.head).write(
            {"notice_ref": "N-1", "date_due": self.today}
        )
        return recovery

    def booked(self, amount=500):
        recovery = self.recovery(amount)
        recovery.with_user(self.head)._do_step("demand")
        recovery.with_user(self.finance)._do_step("book")
        return recovery

    def test_the_head_decides_and_finance_books(self):
        recovery = self.recovery()
        self.assertEqual(money(recovery.amount), 500)
        with self.assert_refused("is a step of", AccessError):
            recovery.with_user(self.finance)._do_step("demand")
        recovery.with_user(self.head)._do_step("demand")
        with self.assert_refused("is a step of", AccessError):
            recovery.with_user(self.head)._do_step("book")
        recovery.with_user(self.finance)._do_step("book")
        self.assertEqual(money(self.line.claimed), 500)

    def test_instalments_come_back_and_close(self):
        recovery = self.booked()
        recovery.with_user(self.finance)._repay(200, self.today, "B1")
        self.assertEqual(recovery.state, "booked")
        self.assertEqual(money(recovery.outstanding), 300)
        with self.assert_refused("more than what is outstanding"):
            recovery.with_user(self.finance)._repay(301, self.today, "B2")
        recovery.with_user(self.finance)._repay(300, self.today, "B3")
        self.assertEqual((recovery.state, recovery.outcome), ("closed", "repaid"))
        self.assert_balance(self.line, paid=2000, repaid=500, available=10500)
        self.grant.with_user(self.head)._do_step("close")
        self.assertEqual(self.grant.state, "closed")

    def test_justified_reverses_the_claim_and_admits(self):
        recovery = self.booked()
        recovery.with_user(self.finance)._justify("late invoice 7")
        self.assertEqual((recovery.state, recovery.outcome), ("closed", "justified"))
        self.assertEqual(money(self.line.claimed), 0)
        self.assertEqual(money(self.grant.admitted), 2000)

    def test_finance_writes_off_small_sums_and_the_head_the_rest(self):
        recovery = self.booked(500)
        with self.assert_refused("another role"):
            recovery.with_user(self.finance)._write_off("gone")
        recovery.with_user(self.finance)._repay(485, self.today, "B1")
        recovery.with_user(self.finance)._write_off("small")
        self.assertEqual(recovery.outcome, "written_off")
        self.assertEqual(money(self.line.written_off), 15)

    def test_a_grant_with_an_open_sum_is_not_closed(self):
        self.booked()
        with self.assert_refused("recovery is open"):
            self.grant.with_user(self.head)._do_step("close")

    def test_offset_needs_consent(self):
        recovery = self.booked()
        other = self.make_grant(1000, person=self.stranger)
        self.walk(other)
        self.to_authorised(other.tranche_ids)
        with self.assert_refused("consent"):
            recovery.with_user(self.finance)._offset(
                other.tranche_ids, self.today, "OFF"
            )
        recovery.with_user(self.head).has_offset_consent = True
        recovery.with_user(self.finance)._offset(other.tranche_ids, self.today, "OFF")
        self.assertEqual((recovery.state, recovery.outcome), ("closed", "offset"))
        self.assertEqual(money(other.paid), 1000)

    # Receipts

    @mute_logger("odoo.sql_db")
    def test_an_invoice_of_a_supplier_counts_once(self):
        self.receipt(100)
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self.receipt(100)
        self.receipt(100, tax="810000002")

    def test_no_more_is_admitted_than_was_paid(self):
        with self.assert_refused("2500.00 is more than the 2000"):
            self.receipt(2500).with_user(self.finance)._admit()

    def test_part_of_a_receipt_is_admitted(self):
        receipt = self.receipt(2500)
        receipt.with_user(self.finance)._admit(1800)
        self.assertEqual(receipt.state, "part_admitted")
        self.assertEqual(money(self.grant.unsettled), 200)

    def test_a_rejection_takes_its_reason_from_the_list(self):
        receipt = self.receipt(100)
        with self.assert_refused("reason from the list"):
            receipt.with_user(self.finance)._do_step("reject")
        receipt.with_user(self.finance).rejection_reason = "duplicate"
        receipt.with_user(self.finance)._do_step("reject")
        self.assertEqual(receipt.state, "rejected")

    def test_a_decided_receipt_is_not_changed(self):
        receipt = self.receipt(100)
        receipt.with_user(self.finance)._admit()
        with self.assertRaises(UserError):
            receipt.with_user(self.finance).write({"amount": 200})

    def test_officers_admit_nothing(self):
        with self.assertRaises(AccessError):
            self.receipt(100).with_user(self.officer)._admit()
