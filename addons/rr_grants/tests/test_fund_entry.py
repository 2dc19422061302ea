# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

import psycopg2
from odoo import fields
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestFundEntry(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    # Balances

    def test_signing_allocates_each_line_once(self):
        self.assert_balance(self.line, allocated=12000, available=12000)
        self.agreement._allocate_original()
        self.assert_balance(self.line, allocated=12000)

    def test_agreement_whose_lines_do_not_sum_is_not_signed(self):
        agreement = self.make_agreement(self.donor, "DON-2", 100)
        self.make_line(agreement, "B1", 90)
        with self.assert_refused("90.00.*100.00"):
            agreement.with_user(self.finance).action_sign()

    def test_a_euro_goes_from_available_to_paid(self):
        self.post("reserve", 700)
        self.assert_balance(self.line, reserved=700, available=11300)
        self.post("commit", 700)
        self.assert_balance(self.line, reserved=0, committed=700, available=11300)
        self.post("pay", 500)
        self.assert_balance(self.line, committed=200, paid=500, available=11300)
        self.post("release", 200, variant="committed")
        self.assert_balance(self.line, committed=0, paid=500, available=11500)

    def test_more_than_available_is_refused_and_nothing_is_written(self):
        before = self.env["rr.fund.entry"].search_count([])
        with self.assert_refused("DON-1/A1.*1.00"):
            self.env["rr.fund.entry"]._post(
                [
                    {
                        "kind": "reserve",
                        "line_id": self.line.id,
                        "amount": amount,
                        "key": f"k{amount}",
                    }
                    for amount in (7000, 5001)
                ]
            )
        self.assertEqual(self.env["rr.fund.entry"].search_count([]), before)

    def test_nothing_is_paid_that_is_not_committed(self):
        self.post("reserve", 700)
        with self.assert_refused("committed"):
            self.post("pay", 10)

    def test_repaid_money_is_available_again_and_paid_stays_gross(self):
        self.post("reserve", 700)
        self.post("commit", 700)
        self.post("pay", 700)
        self.post("claim_back", 300)
        self.assert_balance(self.line, paid=700, available=11300)
        self.post("repaid", 200)
        self.post("write_off", 100)
        self.assert_balance(self.line, paid=700, repaid=200, available=11500)
        self.assertEqual(money(self.line.claimed), 0)
        self.assertEqual(money(self.line.written_off), 100)

    def test_transfer_is_two_rows_of_one_key(self):
        rows = self.line._transfer(self.rent_line, 1000, "t1")
        self.assertEqual(len(rows), 2)
        self.assertEqual(len(set(rows.mapped("key"))), 1)
        self.assert_balance(self.line, allocated=11000)
        self.assert_balance(self.rent_line, allocated=9000)
        with self.assertRaises(UserError):
            self.line._transfer(self.state_line, 10, "t2")

    def test_cash_and_refund(self):
        self.agreement._receive(9000, self.today, "r1")
        with self.assert_refused("more would be refunded"):
            self.agreement._refund(self.line, 9001, self.today, "x1")
        self.agreement._refund(self.line, 1000, self.today, "x2")
        self.assert_balance(self.line, allocated=11000)
        self.assertEqual(money(self.agreement.cash), 8000)

    def test_reversed_pay_is_committed_again_and_never_available(self):
        self.post("reserve", 700)
        self.post("commit", 700)
        pay = self.post("pay", 700)
        self.env["rr.fund.entry"]._reverse(pay, "back")
        self.assert_balance(self.line, committed=700, paid=0, available=11300)
        with self.assertRaises(UserError):
            self.env["rr.fund.entry"]._post(
                [
                    {
                        "kind": "reverse",
                        "reversed_id": self.env["rr.fund.entry"]
                        .search([("kind", "=", "reverse")], limit=1)
                        .id,
                        "key": "again",
                    }
                ]
            )

    def test_a_reversal_is_not_dated_before_what_it_reverses(self):
        day = fields.Date.subtract(self.today, days=5)
        row = self.post("reserve", 700, date=day)
        reverse = self.env["rr.fund.entry"]._reverse
        with self.assert_refused("cannot be dated"):
            reverse(row, "early", date=fields.Date.subtract(day, days=1))
        self.assertEqual(reverse(row, "same day", date=day).date, day)
        self.assert_balance(self.line, reserved=0)

    @mute_logger("odoo.sql_db")
    def test_a_row_is_reversed_once(self):
        self.post("reserve", 700)
        row = self.post("commit", 700)
        self.env["rr.fund.entry"]._reverse(row, "one")
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self.env["rr.fund.entry"]._reverse(row, "two")

    # Idempotency

    def test_the_same_key_books_once_and_answers_the_same_row(self):
        first = self.post("reserve", 700, key="once")
        again = self.post("reserve", 700, key="once")
        self.assertEqual(first, again)
        self.assert_balance(self.line, reserved=700)
        with self.assert_refused("already used"):
            self.post("reserve", 701, key="once")

    def test_thousands_of_rows_in_one_call(self):
        rows = self.env["rr.fund.entry"]._post(
            [
                {
                    "kind": "reserve",
                    "line_id": self.line.id,
                    "amount": 1,
                    "key": f"bulk:{n}",
                }
                for n in range(3000)
            ]
        )
        self.assertEqual(len(rows), 3000)
        self.assert_balance(self.line, reserved=3000)

    # Append-only

    def test_orm_refuses_change_and_deletion_also_for_the_superuser(self):
        row = self.post("reserve", 10)
        for records in (row, row.sudo(), row.with_user(self.finance)):
            with self.assertRaises(AccessError):
                records.write({"amount": 1})
            with self.assertRaises(AccessError):
                records.unlink()
        with self.assertRaises(AccessError):
            self.env["rr.fund.entry"].sudo().create({"amount": 1})
        with self.assertRaises(AccessError):
            self.env["rr.fund.entry"].sudo().load(["amount"], [["1"]])

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_change_deletion_and_truncation(self):
        self.post("reserve", 10)
        for statement in (
            "UPDATE rr_fund_entry SET amount = 1",
            "DELETE FROM rr_fund_entry",
            "TRUNCATE rr_fund_entry CASCADE",
        ):
            with (
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)

    @mute_logger("odoo.sql_db")
    def test_replica_role_does_not_walk_past_the_trigger(self):
        self.env.cr.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'rr_fund_entry'::regclass "
            "AND tgname LIKE 'rr_fund_entry_no_%' AND tgenabled = 'A'"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 2)

    def test_nobody_may_write_the_ledger_by_rights(self):
        for name, user in self.users.items():
            model = self.env["rr.fund.entry"].with_user(user)
            self.assertTrue(model.has_access("read"), name)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(model.has_access(operation), (name, operation))

    # Dates, closed lines, rates

    def test_a_date_outside_the_agreement_is_refused(self):
        agreement = self.make_agreement(
            self.donor,
            "OLD",
            100,
            date_start=fields.Date.subtract(self.today, days=90),
            date_end=fields.Date.subtract(self.today, days=1),
        )
        line = self.make_line(agreement, "O1", 100)
        agreement.with_user(self.finance).action_sign()
        with self.assert_refused("outside OLD"):
            self.post("reserve", 1, line)

    def test_a_future_date_is_refused(self):
        with self.assert_refused("future"):
            self.post("reserve", 1, date=fields.Date.add(self.today, days=1))

    def test_a_closed_line_is_refused_by_name(self):
        self.line.is_closed = True
        with self.assert_refused("DON-1/A1 is not open"):
            self.post("reserve", 1)

    def test_an_agreement_with_promises_is_not_closed(self):
        self.post("reserve", 1)
        with self.assert_refused("reserved"):
            self.agreement.with_user(self.finance).action_close()

    def test_foreign_currency_keeps_its_rate_and_day(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", usd.id)]).unlink()
        agreement = self.make_agreement(self.donor, "US-1", 1100, currency_id=usd.id)
        line = self.make_line(agreement, "U1", 1100)
        with self.assert_refused("No exchange rate for USD"):
            agreement.with_user(self.finance).action_sign()
        day = fields.Date.subtract(self.today, days=2)
        self.env["res.currency.rate"].create(
            {"currency_id": usd.id, "name": day, "rate": 1.1}
        )
        agreement.with_user(self.finance).action_sign()
        row = line.entry_ids
        self.assertEqual((row.rate, row.rate_date), (1.1, day))
        self.assertEqual(money(row.amount_eur), Decimal(1000))
        self.env["res.currency.rate"].create(
            {"currency_id": usd.id, "name": self.today, "rate": 2.2}
        )
        back = self.env["rr.fund.entry"]._reverse(row, "b")
        self.assertEqual(money(back.amount_eur), Decimal(1000))

    def test_money_is_never_removed_with_its_line(self):
        with self.assertRaises(ValidationError):
            self.line.amount_original = 5
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            with self.cr.savepoint():
                self.line.unlink()
