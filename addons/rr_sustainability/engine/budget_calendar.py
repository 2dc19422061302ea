# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The budget calendar: until when the state must be asked, and whom it concerns.

The calendar is data, to be edited each year. A step is ``{"code", "month",
"day", "years_before", "is_request"}``: the step's deadline for the budget of
year Y is that day of the year Y − ``years_before``; ``is_request`` marks steps
by which money can still be requested (the law itself only closes the year).
Nothing here reads a clock: the day is given.
"""

from calendar import monthrange
from datetime import date

from .exact import euros
from .result import donor_inflow
from .slices import days_in
from .views import weight

# Kosovo's yearly cycle in outline; the ministry of finance's circular of the
# year sets the days, which is why an installation edits them.
CALENDAR = (
    {
        "code": "medium_term_framework",
        "month": 4,
        "day": 30,
        "years_before": 1,
        "is_request": True,
    },
    {
        "code": "budget_request",
        "month": 6,
        "day": 30,
        "years_before": 1,
        "is_request": True,
    },
    {
        "code": "budget_law",
        "month": 12,
        "day": 31,
        "years_before": 1,
        "is_request": False,
    },
)
IN_TIME, LAST_CHANCE, MISSED = "in_time", "last_chance", "missed"


def deadlines(year, calendar=CALENDAR):
    """Return (date, step) of each step for the budget of that year, by date."""
    dated = []
    for step in calendar:
        of_year = year - step["years_before"]
        length = monthrange(of_year, step["month"])[1]
        day = date(of_year, step["month"], min(step["day"], length))
        dated.append((day, step))
    return sorted(dated, key=lambda item: (item[0], item[1]["code"]))


def lead_time(year, today, calendar=CALENDAR):
    """Return whether money for that budget year can still be requested.

    ``{"year", "status", "next", "deadline", "days_left", "steps"}``: status is
    ``in_time``, ``last_chance`` (one request step is left, an earlier one is
    past) or ``missed`` (none is left); ``next`` is the code of the next request
    step and ``deadline`` its ISO date, the day itself included; ``steps`` are
    all steps as ``{"code", "deadline", "is_past"}``.
    """
    dated = deadlines(year, calendar)
    asking = [item for item in dated if item[1]["is_request"]]
    left = [item for item in asking if item[0] >= today]
    if not left:
        status = MISSED
    elif len(left) == 1 and len(asking) > 1:
        status = LAST_CHANCE
    else:
        status = IN_TIME
    day, step = left[0] if left else (None, None)
    return {
        "year": year,
        "status": status,
        "next": step["code"] if step else None,
        "deadline": day.isoformat() if day else None,
        "days_left": (day - today).days if day else None,
        "steps": [
            {"code": step["code"], "deadline": day.isoformat(), "is_past": day < today}
            for day, step in dated
        ],
    }


def first_unfunded_month(plan, source, view):
    """Return the first day of the first month without money of that source.

    It is counted from the base year, or from the source's first money when
    that comes later; a month is funded when a counted commitment has a day in
    it and money in its year. The month may lie after the horizon. None when
    the source has no money in the view.
    """
    funded = set()
    for commitment in plan.commitments:
        if commitment.source == source and weight(commitment, view):
            funded |= _funded_months(commitment)
    if not funded:
        return None
    month = max(min(funded), plan.base_year * 12)
    while month in funded:
        month += 1
    return date(month // 12, month % 12 + 1, 1)


def _funded_months(commitment):
    """Return months as year × 12 + month − 1."""
    if not commitment.amount:
        return set()
    first = commitment.start.year * 12 + commitment.start.month - 1
    last = commitment.end.year * 12 + commitment.end.month - 1
    if commitment.tranches is None:
        return set(range(first, last + 1))
    months = set()
    for year, amount in commitment.tranches:
        if amount:
            whole = range(year * 12, year * 12 + 12)
            in_year = days_in(commitment, year)  # none: paid outside its dates
            months |= {m for m in whole if not in_year or first <= m <= last}
    return months


def donor_rows(outcome, today, calendar=CALENDAR):
    """Return one plain row per donor, by first unfunded month, then code.

    ``{"source", "available", "first_unfunded_month", "lead_time"}``: available
    is {year: EUR text}; the month is an ISO date (its first day) or None; the
    lead time is that of the budget of the year in which the money falls away.
    Donors without money in the view stand last.
    """
    plan = outcome.plan
    rows = []
    for source in plan.sources.values():
        if source.type != "donor":
            continue
        month = first_unfunded_month(plan, source.code, outcome.view)
        amounts = donor_inflow(outcome, source.code)
        rows.append(
            {
                "source": source.code,
                "available": {
                    year: euros(amount)
                    for year, amount in zip(plan.years, amounts, strict=True)
                },
                "first_unfunded_month": month.isoformat() if month else None,
                "lead_time": lead_time(month.year, today, calendar) if month else None,
            }
        )
    return sorted(
        rows, key=lambda row: (row["first_unfunded_month"] or "9999", row["source"])
    )
