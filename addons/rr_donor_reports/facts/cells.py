# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The three lists of a snapshot: counts of persons, other figures, money."""

from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.rr_base.tools.money import money_text


class Cells:
    """Collects cells. A key is used once: a second value for it is an error."""

    def __init__(self, currency):
        self.currency = currency
        self.cells, self.figures, self.money = [], [], []
        self._seen = set()

    def _add(self, target, table, key, **rest):
        mark = (table, tuple(sorted(key.items())))
        if mark in self._seen:
            raise ValueError(f"cell given twice: {table} {key}")
        self._seen.add(mark)
        target.append({"table": table, "key": dict(key), **rest})

    def count(self, table, value, **key):
        """A count of persons; ``None`` is withheld."""
        if value is None:
            self._add(self.cells, table, key, withheld=True)
        else:
            self._add(self.cells, table, key, value=int(value))

    def figure(self, table, value, unit="number", **key):
        """Any other number, with four places at most. A percentage is a fraction with
        three places: what one format prints with one decimal, every other prints too."""
        if value is None:
            return
        places = Decimal("0.001") if unit == "percent" else Decimal("0.0001")
        number = float(Decimal(str(value)).quantize(places, ROUND_HALF_UP))
        if number.is_integer() and unit != "percent":
            number = int(number)
        self._add(self.figures, table, key, value=number, unit=unit)

    def amount(self, table, value, currency=None, **key):
        if value is None:
            return
        self._add(
            self.money, table, key,
            value=money_text(value), currency=currency or self.currency,
        )
