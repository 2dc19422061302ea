# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.money import CENT, largest_remainder, money, money_text, month_parts, split


@tagged("at_install")
class TestMoney(BaseCase):
    def test_half_a_cent_is_rounded_up_by_the_shortest_text_of_a_value(self):
        for value, text in (
            (2.675, "2.68"), (1.005, "1.01"), (0.125, "0.13"), ("0.145", "0.15"),
            (-2.675, "-2.68"), (2.6749, "2.67"), (None, "0.00"), (False, "0.00"),
        ):
            with self.subTest(value=value):
                self.assertEqual(str(money(value)), text)

    def test_nothing_is_told_without_a_sign(self):
        for value, text in ((Decimal("-0.001"), "0.00"), (-0.01, "-0.01"), (0, "0.00")):
            self.assertEqual(money_text(value), text)

    def test_what_is_left_goes_to_the_largest_fractions_first_of_equals_first(self):
        for exact, total, parts in (
            ([1.5, 1.4, 0.1], 3, [2, 1, 0]),
            ([0.4, 0.6], 1, [0, 1]),
            ([0.5, 0.5], 1, [1, 0]),
            ([1.25, 1.25, 1.25, 1.25], 5, [2, 1, 1, 1]),
            ([2, 3], 5, [2, 3]),
        ):
            with self.subTest(exact=exact):
                self.assertEqual(largest_remainder(exact, total), parts)

    def test_nobody_gets_more_where_nothing_is_left(self):
        self.assertEqual(largest_remainder([1, 1], 1), [1, 1])

    def test_parts_in_cents_sum_to_the_amount(self):
        parts = largest_remainder(["3.333", "3.333", "3.334"], "10.00", CENT)
        self.assertEqual(list(map(str, parts)), ["3.33", "3.33", "3.34"])

    def test_nothing_is_divided_over_no_weight(self):
        for weights in ([], [Decimal(0)] * 2):
            with self.assertRaises(ValueError):
                split(Decimal(1), weights)

    def test_the_last_month_takes_the_rest(self):
        parts = month_parts(Decimal("200.00"), 3)
        self.assertEqual(list(map(str, parts)), ["66.66", "66.66", "66.68"])
