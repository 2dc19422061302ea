# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Exact numbers: fractions in, integer cents out, rounded half up.

Binary floats miss half-up cents (2.675 is stored as 2.67499…), so no float
takes part anywhere in the engine. A number read from the input is a
``fractions.Fraction``; an amount that was rounded is an ``int`` of cents.
"""

from fractions import Fraction


def half_up(numerator, denominator):
    """Return numerator ÷ denominator as the nearest integer, halves up.

    Both are integers and the denominator is positive. "Up" is towards plus
    infinity: 2.5 gives 3, −2.5 gives −2.
    """
    return (2 * numerator + denominator) // (2 * denominator)


def cents(*factors):
    """Return the product of the fractions, an amount in EUR, in whole cents.

    The product is exact; there is one rounding, at the end.
    """
    numerator, denominator = 100, 1
    for factor in factors:
        numerator *= factor.numerator
        denominator *= factor.denominator
    return half_up(numerator, denominator)


def share_of(amount, share):
    """Return the share (a fraction) of an amount in cents, in whole cents."""
    return half_up(amount * share.numerator, share.denominator)


def rounded(value, places):
    """Return the fraction rounded half up to so many decimal places."""
    scale = 10**places
    return Fraction(half_up(value.numerator * scale, value.denominator), scale)


def rounded_down(value, places):
    """Return the fraction cut off after so many decimal places."""
    scale = 10**places
    return Fraction(value.numerator * scale // value.denominator, scale)


def fixed(scaled, places):
    """Return an integer of 10^-places units as text: ``fixed(1250, 2)`` is 12.50."""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def euros(amount):
    """Return cents as text with two decimals: ``euros(2520000)`` is 25200.00."""
    return fixed(amount, 2)


def percent(part, whole):
    """Return part ÷ whole in percent as text with two decimals.

    A share of nothing is "0.00".
    """
    return fixed(half_up(part * 10000, whole), 2) if whole else "0.00"


def decimal_text(value):
    """Return a fraction that is a finite decimal as the shortest decimal text.

    Raises ValueError for a fraction that no finite decimal equals (1/3).
    """
    places, rest = 0, value.denominator
    while rest % 10 == 0:
        rest //= 10
        places += 1
    while rest % 2 == 0 or rest % 5 == 0:
        rest //= 2 if rest % 2 == 0 else 5
        places += 1
    if rest != 1:
        raise ValueError(f"{value} has no finite decimal form")
    if not places:
        return str(value.numerator)
    text = fixed(value.numerator * 10**places // value.denominator, places)
    return text.rstrip("0").rstrip(".")
