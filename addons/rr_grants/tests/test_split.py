# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo.addons.rr_base.tools.money import month_parts, split
from odoo.tests import BaseCase, tagged

from ..tools.effects import BALANCES, EFFECTS, KINDS, available, effect_of
from .plain_book import apply_entries


@tagged("at_install")
class TestSplit(BaseCase):
    def test_parts_sum_to_the_amount_and_stay_below_their_weights(self):
        weights = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
        for cents in range(1, 10001, 37):
            amount = Decimal(cents) / 100
            parts = split(amount, weights)
            self.assertEqual(sum(parts), amount)
            for part, weight in zip(parts, weights, strict=True):
                self.assertLessEqual(part, weight)

    def test_months_sum_to_the_amount(self):
        parts = month_parts(Decimal("100.00"), 3)
        self.assertEqual(parts, [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")])


@tagged("at_install")
class TestEffects(BaseCase):
    def test_only_repaid_raises_what_is_available_of_paid_money(self):
        for effect, deltas in EFFECTS.items():
            balances = dict.fromkeys(BALANCES, 0) | deltas
            if deltas.get("paid", 0) < 0:
                self.fail(f"{effect} lowers paid")
            if effect != "repaid" and not deltas.keys() & {
                "allocated",
                "reserved",
                "committed",
            }:
                self.assertEqual(available(balances), 0, effect)

    def test_reversal_is_the_exact_opposite(self):
        for effect in EFFECTS:
            total = apply_entries([(effect, 1, 7), (effect, -1, 7)])
            self.assertFalse(any(total.values()), effect)

    def test_kinds_with_variants_refuse_to_guess(self):
        self.assertEqual(effect_of("release", "reserved"), "release_reserved")
        for kind, variant in (("release", None), ("pay", "out"), ("reverse", None)):
            with self.assertRaises(ValueError):
                effect_of(kind, variant)
        self.assertIn("reverse", KINDS)
