# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money and whole numbers, divided so that nothing is lost or made.

Amounts are ``Decimal`` of two places. Floats come in by their shortest text, never by
their binary value: 2.675 is 2.68.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def money(value):
    """A value as a Decimal of two places, half a cent rounded up.

    >>> money(2.675), money(None)
    (Decimal('2.68'), Decimal('0.00'))
    """
    return Decimal(str(value or 0)).quantize(CENT, rounding=ROUND_HALF_UP)


def money_text(value):
    """An amount as text with two places, without a sign before nothing.

    >>> money_text(Decimal("1.005")), money_text(Decimal("-0.001"))
    ('1.01', '0.00')
    """
    return str(money(value) + Decimal(0))


def largest_remainder(exact, total, unit=1):
    """Parts near the exact ones, in whole units, that sum to the total exactly.

    Each part is cut down to whole units; what is left goes, unit by unit, to those that
    lost the largest fraction. Ties go to the earlier part.

    :param exact: list of numbers whose sum is the total, rounding aside
    :param total: number in whole units
    :param unit: what a part is a multiple of: 1, or a cent
    :return: list of Decimals in the order of ``exact``

    >>> [int(part) for part in largest_remainder([1.5, 1.4, 0.1], 3)]
    [2, 1, 0]
    """
    unit = Decimal(unit)
    exact = [Decimal(str(value)) for value in exact]
    parts = [(value / unit).to_integral_value(ROUND_DOWN) * unit for value in exact]
    missing = int((Decimal(str(total)) - sum(parts)) / unit)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: max(missing, 0)]:
        parts[i] += unit
    return parts


def split(amount, weights):
    """Divide an amount of money over weights.

    :param amount: Decimal in cents' precision, not above the sum of the weights
        when the weights are amounts that remain
    :param weights: list of non-negative Decimals, at least one above zero
    :return: list of Decimals which sum to ``amount``; no part is above its weight
        when ``amount`` is not above their sum
    :raises ValueError: all weights are zero

    >>> [str(part) for part in split(Decimal("10.00"), [Decimal(1)] * 3)]
    ['3.34', '3.33', '3.33']
    """
    total = sum(weights)
    if total <= 0:
        raise ValueError("nothing to divide over")
    return largest_remainder([amount * w / total for w in weights], amount, CENT)


def month_parts(amount, months):
    """Spread an amount evenly over a number of months; the last takes the rest."""
    each = (amount / months).quantize(CENT, rounding=ROUND_DOWN)
    return [each] * (months - 1) + [amount - each * (months - 1)]
