# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Exact division of money: no cent is lost or made."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def money(value):
    """Return a value as a Decimal of two places, half up (floats by their repr)."""
    return Decimal(str(value or 0)).quantize(CENT, rounding=ROUND_HALF_UP)


def split(amount, weights):
    """Divide an amount over weights by largest remainder.

    :param amount: Decimal in cents' precision, not above the sum of the weights
        when the weights are amounts that remain.
    :param weights: list of non-negative Decimals, at least one above zero.
    :return: list of Decimals which sum to ``amount``; no part is above its weight
        when ``amount`` is not above their sum. Ties go to the earlier part.
    """
    total = sum(weights)
    if total <= 0:
        raise ValueError("nothing to divide over")
    exact = [amount * weight / total for weight in weights]
    parts = [value.quantize(CENT, rounding=ROUND_DOWN) for value in exact]
    cents = int((amount - sum(parts)) / CENT)
    order = sorted(
        range(len(parts)), key=lambda i: (parts[i] - exact[i], i)
    )  # largest lost fraction first
    for i in order[:cents]:
        parts[i] += CENT
    return parts


def month_parts(amount, months):
    """Spread an amount evenly over a number of months; the last takes the rest."""
    each = (amount / months).quantize(CENT, rounding=ROUND_DOWN)
    return [each] * (months - 1) + [amount - each * (months - 1)]
