# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.overlap import Support, check, worst


def support(amount, status="paid", **vals):
    return Support(
        **{
            "id": 1,
            "category": "rent",
            "date_from": date(2026, 3, 1),
            "date_to": date(2026, 4, 30),
            "amount": Decimal(amount),
            "status": status,
            "payer_kind": "municipality",
        }
        | vals
    )


def ask(asked, need=None, month=3):
    need = None if need is None else Decimal(need)
    return ("rent", 2026, month, need, Decimal(asked))


@tagged("at_install")
class TestCeiling(BaseCase):
    def test_nothing_elsewhere_is_no_overlap(self):
        (found,) = check([ask(300, 300)], [])
        self.assertEqual((found.verdict, found.unmet), ("none", 300))

    def test_what_fits_into_the_unmet_need_is_co_financing(self):
        (found,) = check([ask(200, 300)], [support(200)])
        self.assertEqual((found.verdict, found.unmet), ("co_financing", 200))

    def test_one_cent_above_the_unmet_need_stops(self):
        (found,) = check([ask("200.01", 300)], [support(200)])
        self.assertEqual(found.verdict, "stop")
        self.assertEqual(found.excess, Decimal("0.01"))

    def test_no_need_stated_while_support_exists_stops(self):
        (found,) = check([ask(100)], [support(2)])
        self.assertEqual(found.verdict, "stop")

    def test_no_need_stated_and_no_support_passes(self):
        self.assertEqual(worst(check([ask(100)], [])), "none")

    def test_more_than_the_need_stops_without_any_support(self):
        self.assertEqual(worst(check([ask(301, 300)], [])), "stop")

    def test_asked_elsewhere_warns_and_counts_nothing(self):
        (found,) = check([ask(300, 300)], [support(600, "asked")])
        self.assertEqual((found.verdict, found.others), ("warning", 0))

    def test_months_are_judged_one_by_one(self):
        months = check([ask(300, 300, m) for m in (2, 3, 4, 5)], [support(100)])
        self.assertEqual([m.verdict for m in months], ["none", "stop", "stop", "none"])

    def test_another_category_does_not_count(self):
        (found,) = check([ask(300, 300)], [support(100, category="food")])
        self.assertEqual(found.verdict, "none")

    def test_the_same_account_of_another_household_warns(self):
        (found,) = check([ask(300, 300)], [support(100, is_same_household=False)])
        self.assertEqual((found.verdict, found.others), ("warning", 0))

    def test_two_asks_of_one_month_add_up(self):
        (found,) = check([ask(200, 250), ask(100, 50)], [])
        self.assertEqual((found.asked, found.need, found.verdict), (300, 300, "none"))
