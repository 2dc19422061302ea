# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is requested from the state budget, against what the ceiling allows."""

from .exact import euros


def request(outcome):
    """Return {category: [cents per year]}: the state's share path of need, summed.

    Commitments of the state are money that it has already promised; they are
    no part of the request.
    """
    table = {}
    for line, path in zip(outcome.plan.lines, outcome.path, strict=True):
        row = table.setdefault(line.category, [0] * len(path))
        for t, amount in enumerate(path):
            row[t] += amount
    return table


def over_ceiling(outcome):
    """Return {category: [cents per year]} of max(0, request − ceiling).

    A category or year without a ceiling has none to exceed.
    """
    plan = outcome.plan
    return {
        category: [
            max(0, amount - plan.ceilings.get(category, {}).get(year, amount))
            for year, amount in zip(plan.years, row, strict=True)
        ]
        for category, row in request(outcome).items()
    }


def request_rows(outcome):
    """Return plain rows per economic category and year, sorted by year, category.

    ``{"category", "year", "request", "baseline", "new", "ceiling",
    "over_ceiling"}``, EUR as texts; ``baseline`` and ``new`` are the request
    split by the lines' kind; ``ceiling`` is None where there is none.
    """
    plan = outcome.plan
    requested, over = request(outcome), over_ceiling(outcome)
    new = {category: [0] * len(plan.years) for category in requested}
    for line, path in zip(plan.lines, outcome.path, strict=True):
        if line.kind == "new":
            for t, amount in enumerate(path):
                new[line.category][t] += amount
    rows = []
    for t, year in enumerate(plan.years):
        for category in sorted(requested):
            amount = requested[category][t]
            ceiling = plan.ceilings.get(category, {}).get(year)
            rows.append(
                {
                    "category": category,
                    "year": year,
                    "request": euros(amount),
                    "baseline": euros(amount - new[category][t]),
                    "new": euros(new[category][t]),
                    "ceiling": None if ceiling is None else euros(ceiling),
                    "over_ceiling": euros(over[category][t]),
                }
            )
    return rows
