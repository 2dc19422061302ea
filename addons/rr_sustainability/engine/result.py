# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The result as plain rows: what is written to the file and drawn on a screen."""

import json

from .exact import euros, percent


def result_of(outcome):
    """Return the plain result of an :class:`~.allocate.Outcome`.

    ``{"view", "lines", "sources", "years"}``: one row per line × year and per
    source × year, zeros included, sorted by year, then code. Amounts (EUR) and
    percentages are texts with two decimals, years are integers.
    """
    return {
        "view": outcome.view,
        "lines": line_rows(outcome),
        "sources": source_rows(outcome),
        "years": year_rows(outcome),
    }


def as_text(rows):
    """Return a result as the text of the output file."""
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def line_rows(outcome):
    by_code = sorted(enumerate(outcome.plan.lines), key=lambda item: item[1].code)
    return [
        {
            "line": line.code,
            "year": year,
            "need": euros(outcome.need[i][t]),
            "state": euros(outcome.by_type[i][t]["state"]),
            "funded": euros(outcome.funded(i, t)),
            "gap": euros(outcome.gap(i, t)),
        }
        for t, year in enumerate(outcome.plan.years)
        for i, line in by_code
    ]


def source_rows(outcome):
    plan = outcome.plan
    rows = []
    for t, year in enumerate(plan.years):
        available = dict.fromkeys(plan.sources, 0)
        stranded = dict.fromkeys(plan.sources, 0)
        for k, commitment in enumerate(plan.commitments):
            available[commitment.source] += outcome.inflow[k][t]
            stranded[commitment.source] += outcome.stranded(k, t)
        rows += [
            {
                "source": code,
                "year": year,
                "available": euros(available[code]),
                "used": euros(available[code] - stranded[code]),
                "stranded": euros(stranded[code]),
            }
            for code in sorted(plan.sources)
        ]
    return rows


def year_rows(outcome):
    rows, cliffs = [], cliff(outcome)
    for t, year in enumerate(outcome.plan.years):
        need = outcome.total(outcome.need, t)
        paid = {"state": 0, "municipality": 0, "donor": 0}
        for row in outcome.by_type:
            for kind, amount in row[t].items():
                paid[kind] += amount
        funded = sum(paid.values())
        gap = outcome.total_gap(t)
        stranded = sum(outcome.stranded(k, t) for k in range(len(outcome.inflow)))
        rows.append(
            {
                "year": year,
                "need": euros(need),
                "state": euros(paid["state"]),
                "municipality": euros(paid["municipality"]),
                "donor": euros(paid["donor"]),
                "funded": euros(funded),
                "gap": euros(gap),
                "gap_pct": percent(gap, need),
                "stranded": euros(stranded),
                "state_share_of_need": percent(paid["state"], need),
                "state_share_of_funding": percent(paid["state"], funded),
                "cliff": euros(cliffs[t]),
            }
        )
    return rows


def donor_inflow(outcome, source=None):
    """Return cents per year of all donors' money, or of one source's, used or not."""
    plan = outcome.plan
    return [
        sum(
            outcome.inflow[k][t]
            for k, commitment in enumerate(plan.commitments)
            if plan.type_of(commitment) == "donor"
            and source in (None, commitment.source)
        )
        for t in range(len(plan.years))
    ]


def cliff(outcome):
    """Return cents by which donors' money falls from the year before, 0 at first."""
    money = donor_inflow(outcome)
    return [0] + [
        max(0, before - now) for before, now in zip(money, money[1:], strict=False)
    ]


def payment_rows(outcome):
    """Return who pays which line: commitment × line × year, in serving order.

    The workbook's formulas follow these rows; zero payments are left out.
    """
    plan = outcome.plan
    return [
        {
            "commitment": commitment.code,
            "source": commitment.source,
            "type": plan.type_of(commitment),
            "line": plan.lines[i].code,
            "year": year,
            "amount": euros(amount),
        }
        for k, commitment in enumerate(plan.commitments)
        for t, year in enumerate(plan.years)
        for i, amount in sorted(outcome.used[k][t].items())
    ]
