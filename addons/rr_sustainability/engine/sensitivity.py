# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sensitivity: one thing changes at a time, and what it does to the gap."""

from dataclasses import replace
from fractions import Fraction

from .allocate import compute
from .budget_request import over_ceiling, request
from .exact import cents, euros, share_of
from .inputs import InputError
from .model import HOME_CURRENCY
from .need import price_factors
from .slices import ended_early, months_earlier

TENTH = Fraction(1, 10)
POINTS = Fraction(2, 100)


def _lines(plan, **change):
    return replace(
        plan,
        lines=tuple(
            replace(line, **{key: of(line) for key, of in change.items()})
            for line in plan.lines
        ),
    )


def _commitments(plan, change):
    return replace(plan, commitments=tuple(map(change, plan.commitments)))


def unit_cost(plan, by):
    return _lines(plan, unit_cost=lambda line: line.unit_cost * (1 + by))


def numbers(plan, by):
    return _lines(
        plan, quantity=lambda line: tuple(q * (1 + by) for q in line.quantity)
    )


def prices(plan, by):
    """Growth of every price group, named in the index or not, in every year."""
    return replace(
        plan,
        price_growth={
            group: {
                year: plan.price_growth.get(group, {}).get(year, Fraction(0)) + by
                for year in plan.years[1:]
            }
            for group in {line.price_group for line in plan.lines}
        },
    )


def rates(plan, by):
    return replace(
        plan,
        fx={
            currency: {
                year: rate if currency == HOME_CURRENCY else rate * (1 + by)
                for year, rate in by_year.items()
            }
            for currency, by_year in plan.fx.items()
        },
    )


def donors_end(plan, months):
    def change(commitment):
        if plan.type_of(commitment) != "donor":
            return commitment
        return ended_early(commitment, months_earlier(commitment.end, months))

    return _commitments(plan, change)


def pipeline_lost(plan, _all):
    def change(commitment):
        lost = commitment.status == "pipeline"
        return replace(commitment, status="lost") if lost else commitment

    return _commitments(plan, change)


def ceiling(plan, by):
    return replace(
        plan,
        ceilings={
            category: {
                year: share_of(amount, 1 + by) for year, amount in by_year.items()
            }
            for category, by_year in plan.ceilings.items()
        },
    )


# (factor, change as text, what makes the variant, by how much).
VARIANTS = (
    ("unit_cost", "-10 %", unit_cost, -TENTH),
    ("unit_cost", "+10 %", unit_cost, TENTH),
    ("numbers", "-10 %", numbers, -TENTH),
    ("numbers", "+10 %", numbers, TENTH),
    ("prices", "-2 points", prices, -POINTS),
    ("prices", "+2 points", prices, POINTS),
    ("rates", "-10 %", rates, -TENTH),
    ("rates", "+10 %", rates, TENTH),
    ("donors_end", "6 months earlier", donors_end, 6),
    ("donors_end", "12 months earlier", donors_end, 12),
    ("pipeline", "lost", pipeline_lost, None),
    ("ceiling", "-10 %", ceiling, -TENTH),
)
MEASURES = ("need", "request", "gap", "over_ceiling")


def measures(outcome):
    """Return {measure: cents over the horizon}."""
    return {
        "need": sum(map(sum, outcome.need)),
        "request": sum(map(sum, request(outcome).values())),
        "gap": outcome.total_gap(),
        "over_ceiling": sum(map(sum, over_ceiling(outcome).values())),
    }


def sensitivity_rows(plan, view=None):
    """Return plain rows, one per variant, in the order of ``VARIANTS``.

    ``{"factor", "change"}`` and, for need, request, gap and over_ceiling, the
    EUR over the horizon and the difference from the plan (``gap_change`` …), as
    texts with two decimals. Shares of the state stay as they are.
    """
    base = measures(compute(plan, view))
    rows = []
    for factor, change, make, by in VARIANTS:
        found = measures(compute(make(plan, by), view))
        row = {"factor": factor, "change": change}
        for measure in MEASURES:
            row[measure] = euros(found[measure])
            row[f"{measure}_change"] = euros(found[measure] - base[measure])
        rows.append(row)
    return rows


def tornado(rows, measure="gap"):
    """Return bars, widest first: ``{"factor", "low", "high", "rows"}``.

    ``low`` and ``high`` are the least and the greatest change of the measure
    among the factor's variants and 0, as EUR texts.
    """
    bars = {}
    for row in rows:
        bars.setdefault(row["factor"], []).append(row)
    spans = []
    for factor, variants in bars.items():
        changes = [cents(Fraction(row[f"{measure}_change"])) for row in variants]
        spans.append((min(0, *changes), max(0, *changes), factor, variants))
    spans.sort(key=lambda span: (span[0] - span[1], span[2]))
    return [
        {"factor": factor, "low": euros(low), "high": euros(high), "rows": variants}
        for low, high, factor, variants in spans
    ]


def unit_cost_by_target(plan, line_code, year, unit_costs, quantities):
    """Return the need of one line and year for each unit cost × quantity.

    ``unit_costs`` (EUR at base-year prices) and ``quantities`` are decimal
    texts; the rows are ``{"unit_cost", "quantity", "need"}`` in the given order.
    """
    line = next((line for line in plan.lines if line.code == line_code), None)
    if line is None or year not in plan.years:
        raise InputError(("lines", line_code), f"is no line of the year {year}")
    factor = price_factors(plan, line.price_group)[plan.years.index(year)]
    return [
        {
            "unit_cost": cost,
            "quantity": quantity,
            "need": euros(
                cents(Fraction(quantity), Fraction(cost), factor, 1 + line.overhead)
            ),
        }
        for cost in unit_costs
        for quantity in quantities
    ]
