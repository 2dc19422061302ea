# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import combinations

from odoo.addons.rr_training.controllers.common import ProviderPages
from odoo.tests import TransactionCase, tagged


def _classes(top):
    for child in top.__subclasses__():
        yield child
        yield from _classes(child)


def _hands_on(method, one, other):
    """Both extend a method of a class that they share, and both call on to the next:
    then each of the joined classes is heard."""
    shared = set(one.__mro__) & set(other.__mro__)
    return any(method in vars(base) for base in shared) and all(
        # The compiler gives a method that calls super() the cell `__class__`.
        "__class__" in vars(cls)[method].__code__.co_freevars
        for cls in (one, other)
    )


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
            and not _hands_on(name, one, other)
        ]
        self.assertEqual(clashes, [])
