# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A commitment's money by calendar year, and a commitment that ends early."""

from calendar import monthrange
from dataclasses import replace
from datetime import date
from fractions import Fraction

from .exact import cents, rounded


def days_in(commitment, year):
    """Return the days of the commitment in that year, both ends included."""
    first = max(commitment.start, date(year, 1, 1))
    last = min(commitment.end, date(year, 12, 31))
    return max(0, (last - first).days + 1)


def yearly_slices(commitment):
    """Return {year: amount} in the commitment's currency; sums to its amount.

    Agreed tranches as they are. Otherwise amount × days in year ÷ all days,
    rounded half up to hundredths; the last year takes the rounding rest. No
    year takes more than what is left, or an amount of a few cents over many
    years would leave a negative rest.
    """
    if commitment.tranches is not None:
        return dict(commitment.tranches)
    total = (commitment.end - commitment.start).days + 1
    left, slices = commitment.amount, {}
    for year in range(commitment.start.year, commitment.end.year):
        share = commitment.amount * days_in(commitment, year) / total
        slices[year] = min(left, rounded(share, 2))
        left -= slices[year]
    slices[commitment.end.year] = left
    return slices


def euro_slices(plan, commitment):
    """Return cents of EUR per year of the horizon; other years are dropped."""
    slices = yearly_slices(commitment)
    rates = plan.fx.get(commitment.currency, {})
    one = Fraction(1)
    return [
        cents(slices[year], rates.get(year, one)) if slices.get(year) else 0
        for year in plan.years
    ]


def months_earlier(day, months):
    """Return the day so many months before, the month's last day at most.

    The last day of a month stays the last day: 30 June less 6 months is
    31 December, or half a year of funding would lose a day.
    """
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    length = monthrange(year, month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, length if is_last else min(day.day, length))


def ended_early(commitment, end):
    """Return the commitment as it is paid when nothing is paid after ``end``.

    What would have come later is lost, not squeezed into the time before: full
    years keep their slice, the year of the new end keeps the part of its days,
    rounded half up to hundredths. A commitment that would start later is lost.
    """
    if end >= commitment.end and not _pays_after(commitment, end):
        return commitment
    if end < commitment.start:
        return replace(commitment, status="lost")
    kept = {}
    for year, amount in yearly_slices(commitment).items():
        part = _part_kept(commitment, year, end)
        if part:
            kept[year] = rounded(amount * part, 2) if part < 1 else amount
    return replace(
        commitment,
        end=min(end, commitment.end),
        amount=sum(kept.values(), Fraction(0)),
        tranches=tuple(sorted(kept.items())),
    )


def _pays_after(commitment, end):
    return any(year > end.year for year in yearly_slices(commitment))


def _part_kept(commitment, year, end):
    """Return the part (0..1) of that year's slice that falls before the end."""
    if year != end.year:
        return Fraction(year < end.year)
    days = days_in(commitment, year)
    if not days:  # a tranche agreed for a year in which the commitment has no day
        return Fraction(1)
    return Fraction(
        days_in(replace(commitment, end=min(end, commitment.end)), year), days
    )
