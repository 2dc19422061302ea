# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import itertools
import random

from odoo.tests import BaseCase, tagged

from ..tools.places import SMALL, protected


@tagged("post_install", "-at_install")
class TestPlaces(BaseCase):
    def test_large_places_keep_their_name(self):
        self.assertEqual(
            protected({("PR", "PR"): 9, ("GJ", "GJ"): 5}),
            {("municipality", "PR"): 9, ("municipality", "GJ"): 5},
        )

    def test_one_small_place_takes_a_neighbour_with_it(self):
        shown = protected({("PR", "PR"): 9, ("PR", "FK"): 7, ("PR", "GL"): 3})
        self.assertEqual(shown, {("municipality", "PR"): 9, ("district", "PR"): 10})

    def test_a_small_district_goes_to_the_rest(self):
        shown = protected({("PR", "PR"): 9, ("GJ", "GJ"): 2, ("FE", "FE"): 4})
        self.assertEqual(shown, {("municipality", "PR"): 9, ("rest", ""): 6})

    def test_too_few_in_all_show_nothing(self):
        self.assertEqual(protected({("GJ", "GJ"): 2}), {("rest", ""): None})

    def test_no_shown_count_is_small_and_the_sum_stays(self):
        dice = random.Random(7)
        places = [(d, f"{d}{n}") for d, n in itertools.product("ABCD", range(4))]
        for _round in range(3000):
            counts = {place: dice.choice((0, 1, 2, 4, 5, 6, 20)) for place in places}
            shown = protected(counts)
            known = [count for count in shown.values() if count is not None]
            self.assertTrue(all(count > SMALL for count in known))
            if None not in shown.values():
                self.assertEqual(sum(known), sum(counts.values()))
