# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money on days that come rarely, and under a clock that jumps."""

from datetime import date

from freezegun import freeze_time
from odoo import fields
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import YEAR, MoneyMixin

#: agreements of these tests cover the year before this one to the second after it
LEAP = next(year for year in range(YEAR - 1, YEAR + 3) if year % 4 == 0)


@tagged("post_install", "-at_install")
class TestCalendar(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        cls.finance.tz = "Europe/Belgrade"

    def reserve(self, key, day=None, amount=10):
        ledger = self.env["rr.fund.entry"].with_user(self.finance).sudo()
        values = {"kind": "reserve", "line_id": self.line.id, "amount": amount}
        return ledger._post([{**values, "key": key, "date": day}])

    def test_29_february_is_a_day_like_any_other(self):
        with freeze_time(f"{LEAP}-02-29 10:00:00"):
            entry = self.reserve("leap")
            self.assertEqual(entry.date, date(LEAP, 2, 29))
            with self.assert_refused("future"):
                self.reserve("tomorrow", date(LEAP, 3, 1))

    def test_rent_of_february_covers_its_29th(self):
        with freeze_time(f"{LEAP}-02-10 10:00:00"):
            self.month = self.__class__.month
            grant = self.rent_from(date(LEAP, 2, 1), 2)
            self.support(date(LEAP, 2, 29), date(LEAP, 2, 29), 600)
            self.walk(grant, "checked")
            self.assertEqual(grant.overlap_state, "stop")

    def test_rent_goes_over_the_turn_of_the_year_month_by_month(self):
        with freeze_time(f"{YEAR}-12-10 10:00:00"):
            grant = self.rent_from(date(YEAR, 12, 1), 2)
            self.walk(grant)
            months = grant.tranche_ids.sorted("month").mapped("month")
            self.assertEqual(months, [date(YEAR, 12, 1), date(YEAR + 1, 1, 1)])
            self.assertEqual(grant.date_end, date(YEAR + 1, 1, 31))

    def rent_from(self, first, months):
        cls = self.__class__
        kept, cls.month = cls.month, first
        try:
            return self.make_grant(
                600 * months, category="rent", months=months, line=self.rent_line
            )
        finally:
            cls.month = kept

    def support(self, first, last, amount):
        return self.env["rr.support.record"].create(
            {
                "beneficiary_id": self.person.id,
                "category": "rent",
                "date_from": first,
                "date_to": last,
                "amount": amount,
                "payer_kind": "municipality",
                "status": "paid",
            }
        )

    def test_the_year_of_a_payment_turns_at_the_local_midnight(self):
        with freeze_time(f"{YEAR}-12-31 22:59:00"):
            with self.assert_refused("future"):
                self.reserve("early", date(YEAR + 1, 1, 1))
        with freeze_time(f"{YEAR}-12-31 23:01:00"):
            entry = self.reserve("new year", date(YEAR + 1, 1, 1))
            self.assertEqual(entry.date, date(YEAR + 1, 1, 1))
            balances = self.env["rr.fund.entry"]._balances(
                lines=self.line, date_to=date(YEAR, 12, 31)
            )
            self.assertEqual(balances[self.line.id]["reserved"], 0)

    def test_a_clock_set_back_leaves_the_ledger_whole(self):
        """Booked while the clock ran a week ahead; the clock is set right."""
        with freeze_time(f"{YEAR + 1}-01-08 10:00:00"):
            entry = self.reserve("ahead")
        with freeze_time(f"{YEAR + 1}-01-01 10:00:00"):
            again = self.reserve("ahead")
            self.assertEqual(again, entry)
            with self.assertRaisesRegex(UserError, "cannot be dated"):
                self.env["rr.fund.entry"]._reverse(entry, "too early")
            available = money(self.line.available)
            self.reserve("after", amount=5)
            self.assertEqual(money(self.line.available), available - 5)
            self.assertEqual(self.env["rr.fund.entry"]._verify(), [])
        with freeze_time(f"{YEAR + 1}-01-08 11:00:00"):
            self.env["rr.fund.entry"]._reverse(entry, "in time")
            self.assertEqual(self.env["rr.fund.entry"]._verify(), [])

    def test_a_clock_years_ahead_books_on_no_agreement_that_has_ended(self):
        with freeze_time(f"{YEAR + 10}-01-01 10:00:00"):
            with self.assert_refused("lies outside"):
                self.reserve("far ahead")
        self.assertEqual(money(self.line.reserved), 0)

    def test_a_stipend_of_february_waits_for_march(self):
        with freeze_time(f"{LEAP}-02-29 22:30:00"):
            today = fields.Date.context_today(self.env["rr.grant"])
            self.assertEqual(today, date(LEAP, 2, 29))
            tranche = self.env["rr.grant.tranche"].new(
                {
                    "month": date(LEAP, 2, 1),
                    "grant_id": self.env["rr.grant"].new(
                        {"category": "stipend", "enrolment_id": 1}
                    ),
                }
            )
            self.assertEqual(tranche._stipend_hindrance(), "the month is not over")
