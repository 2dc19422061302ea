# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the programme costs: need per line and year."""

from fractions import Fraction

from .exact import cents


def price_factors(plan, group):
    """Return ∏(1 + growth) from the base year to each year; 1 in the base year.

    Growth of a year is over the year before; absent, it is 0, and so it is for
    a group that the index does not name.
    """
    growth = plan.price_growth.get(group, {})
    factors = [Fraction(1)]
    for year in plan.years[1:]:
        factors.append(factors[-1] * (1 + growth.get(year, Fraction(0))))
    return factors


def needs(plan):
    """Return cents of need, one list by year for each line of the plan.

    Quantity × unit cost × price factor × (1 + overhead), rounded once.
    """
    groups = {line.price_group for line in plan.lines}
    factors = {group: price_factors(plan, group) for group in groups}
    table = []
    for line in plan.lines:
        price = line.unit_cost * (1 + line.overhead)
        table.append(
            [
                cents(quantity, price, factor)
                for quantity, factor in zip(
                    line.quantity, factors[line.price_group], strict=True
                )
            ]
        )
    return table
