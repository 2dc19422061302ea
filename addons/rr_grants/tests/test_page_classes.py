# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import combinations

from odoo.addons.rr_training.controllers.common import ProviderPages
from odoo.tests import TransactionCase, tagged


def _classes(top):
    for child in top.__subclasses__():
        yield child
        yield from _classes(child)


@tagged("post_install", "-at_install")
class TestPageClasses(TransactionCase):
    """Odoo joins all classes of pages that share an ancestor into one: a method of the
    same name in two of them would silently replace the other's."""

    def test_no_two_classes_of_pages_share_a_name(self):
        classes = {
            found for found in _classes(ProviderPages) if ".addons.rr_" in found.__module__
        }
        self.assertGreater(len(classes), 5)
        clashes = [
            (name, one.__qualname__, other.__qualname__)
            for one, other in combinations(sorted(classes, key=str), 2)
            if not issubclass(one, other) and not issubclass(other, one)
            for name in set(vars(one)) & set(vars(other))
            if callable(getattr(one, name)) and not name.startswith("__")
        ]
        self.assertEqual(clashes, [])
