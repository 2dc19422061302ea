# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a gap means in people."""

from .exact import euros


def persons_not_served(gap, quantity, need):
    """Return ⌈gap × quantity ÷ need⌉, or None when there is no need.

    ``gap`` and ``need`` are in cents, ``quantity`` is the line's driver as a
    fraction. A person served in part is not served, hence upwards.
    """
    if not need:
        return None
    return -(-gap * quantity.numerator // (need * quantity.denominator))


def people_rows(outcome):
    """Return ``{"line", "year", "gap", "persons"}`` per line × year, by year, code."""
    by_code = sorted(enumerate(outcome.plan.lines), key=lambda item: item[1].code)
    return [
        {
            "line": line.code,
            "year": year,
            "gap": euros(outcome.gap(i, t)),
            "persons": persons_not_served(
                outcome.gap(i, t), line.quantity[t], outcome.need[i][t]
            ),
        }
        for t, year in enumerate(outcome.plan.years)
        for i, line in by_code
    ]
