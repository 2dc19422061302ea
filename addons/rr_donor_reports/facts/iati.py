# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Budgets and sectors as IATI wants them."""

import datetime
from decimal import ROUND_DOWN, Decimal

from odoo.addons.rr_base.tools.money import CENT, largest_remainder


def slices(start, end, amount):
    """A budget cut at the turns of the years, by days; the parts sum to the whole.

    IATI 2.03, element budget: a period is a year at most.

    :param amount: Decimal
    :return: list of ``(first day, last day, Decimal)``

    >>> from datetime import date
    >>> [str(a) for _s, _e, a in slices(date(2025, 7, 1), date(2026, 6, 30), Decimal(730))]
    ['368.00', '362.00']
    """
    days = (end - start).days + 1
    parts, first = [], start
    while first <= end:
        last = min(datetime.date(first.year, 12, 31), end)
        share = Decimal((last - first).days + 1) / days
        parts.append([first, last, (amount * share).quantize(CENT, ROUND_DOWN)])
        first = last + datetime.timedelta(days=1)
    parts[-1][2] += amount - sum(part[2] for part in parts)
    return [(first, last, value.quantize(CENT)) for first, last, value in parts]


def shares_of_hundred(amounts):
    """Percentages with one decimal that sum to 100 exactly (largest remainder).

    :param amounts: dict, code → amount (0 and less are left out)
    :return: list of ``(code, text)``, largest first

    >>> shares_of_hundred({"a": 1, "b": 1, "c": 1})
    [('a', '33.4'), ('b', '33.3'), ('c', '33.3')]
    """
    positive = {code: Decimal(value) for code, value in amounts.items() if value > 0}
    if not positive:
        return [(next(iter(amounts)), "100")]
    total = sum(positive.values())
    codes = sorted(positive)
    parts = largest_remainder([positive[c] * 1000 / total for c in codes], 1000)
    tenths = sorted(zip(codes, parts, strict=True), key=lambda item: (-item[1], item[0]))
    return [
        (code, f"{part / 10:.1f}".removesuffix(".0")) for code, part in tenths if part
    ]
