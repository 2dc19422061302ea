# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Takeover paths: how a share rises from what it is to what it shall be.

The path functions take any start and end, are not capped at 1, compute exactly
and round half up to four places at the end, each value for itself (rounding a
rounded value again would drift). They give k = 0, 1, 2, …: the start first.

Two of them are a published rule for countries that take over from donors: in
Gavi's co-financing policy a country's contribution grows by 15 % a year, and
later reaches the full cost in five equal yearly steps (Gavi Alliance,
Eligibility, Transition and Co-financing Policy).
"""

from fractions import Fraction

from .exact import fixed, rounded

PLACES = 4
FIFTHS = 5
YEARLY_RISE = Fraction("0.15")


def linear(start, end, steps):
    """Return steps + 1 values from start to end in equal steps."""
    start, end = Fraction(start), Fraction(end)
    return [
        rounded(start + (end - start) * k / steps, PLACES) for k in range(steps + 1)
    ]


def fifths(start, end=1, steps=FIFTHS):
    """Return steps + 1 values: a fifth of the way a year; at the end it stays."""
    values = linear(start, end, FIFTHS)
    return [values[min(k, FIFTHS)] for k in range(steps + 1)]


def rising(start, steps, rate=YEARLY_RISE):
    """Return steps + 1 values, each ``rate`` (0.15 is 15 %) above the one before."""
    start, rate = Fraction(start), Fraction(rate)
    return [rounded(start * (1 + rate) ** k, PLACES) for k in range(steps + 1)]


def stepped(start, end, steps, at):
    """Return steps + 1 values: start before step ``at``, end from then on."""
    return [
        rounded(Fraction(end if k >= at else start), PLACES) for k in range(steps + 1)
    ]


KINDS = ("linear", "fifths", "rising", "step", "typed")


def state_share(
    kind,
    years,
    start="0",
    *,
    end="1",
    until=None,
    rate=YEARLY_RISE,
    step_year=None,
    typed=None,
):
    """Return {year: share} for the input's ``state_share``, each 0..1.

    ``years`` is the horizon; its first year keeps ``start``. ``until`` is the
    year in which ``linear`` reaches ``end`` (default the last), ``step_year``
    the first year at ``end``, ``rate`` the yearly rise of ``rising``, ``typed``
    the {year: share} typed by hand, which is taken as it is. A share is never
    more than 1. Shares and rate are decimal texts, integers or fractions.
    Raises ValueError for a kind that is not in ``KINDS``, or a year outside.

    ``rising`` from 0 stays 0 for ever: 15 % of nothing is nothing.
    """
    if kind == "typed":
        return {str(year): str(share) for year, share in (typed or {}).items()}
    steps = len(years) - 1
    if kind == "linear":
        last = _step(years, years[-1] if until is None else until, "until")
        values = linear(start, end, last) if last else [Fraction(end)]
        values += values[-1:] * (steps - last)
    elif kind == "fifths":
        values = fifths(start, end, steps)
    elif kind == "rising":
        values = rising(start, steps, rate)
    elif kind == "step":
        values = stepped(start, end, steps, _step(years, step_year, "step_year"))
    else:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    return {
        str(year): fixed(int(min(Fraction(1), value) * 10**PLACES), PLACES)
        for year, value in zip(years, values, strict=True)
    }


def _step(years, year, name):
    if year not in years:
        raise ValueError(f"{name} {year} is not in {years[0]}..{years[-1]}")
    return years.index(year)
