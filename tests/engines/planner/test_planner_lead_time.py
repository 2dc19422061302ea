"""When a donor's money falls away, and whether the state can still be asked."""

from datetime import date

import pytest
from planner_cases import a_plan, commitment, golden, line
from rr_sustainability_engine import (
    CALENDAR,
    compute,
    donor_rows,
    lead_time,
    read_plan,
)
from rr_sustainability_engine.budget_calendar import first_unfunded_month
from rr_sustainability_engine.slices import months_earlier


@pytest.mark.parametrize(
    ("today", "status", "step", "deadline", "days"),
    [
        (date(2026, 4, 29), "in_time", "medium_term_framework", "2026-04-30", 1),
        (date(2026, 4, 30), "in_time", "medium_term_framework", "2026-04-30", 0),
        (date(2026, 5, 1), "last_chance", "budget_request", "2026-06-30", 60),
        (date(2026, 6, 30), "last_chance", "budget_request", "2026-06-30", 0),
        (date(2026, 7, 1), "missed", None, None, None),
        (date(2027, 1, 1), "missed", None, None, None),
    ],
)
def test_lead_time_for_a_budget_year(today, status, step, deadline, days):
    found = lead_time(2027, today)
    assert found["status"] == status
    assert (found["next"], found["deadline"], found["days_left"]) == (
        step,
        deadline,
        days,
    )


def test_all_steps_are_shown_with_what_is_past():
    assert lead_time(2027, date(2026, 5, 1))["steps"] == [
        {"code": "medium_term_framework", "deadline": "2026-04-30", "is_past": True},
        {"code": "budget_request", "deadline": "2026-06-30", "is_past": False},
        {"code": "budget_law", "deadline": "2026-12-31", "is_past": False},
    ]


def test_calendar_is_data():
    calendar = [
        {"code": "only", "month": 2, "day": 31, "years_before": 2, "is_request": True}
    ]
    found = lead_time(2027, date(2025, 2, 28), calendar)
    assert (found["status"], found["deadline"]) == ("in_time", "2025-02-28")
    assert lead_time(2027, date(2025, 3, 1), calendar)["status"] == "missed"
    assert [step["code"] for step in CALENDAR] == [
        "medium_term_framework",
        "budget_request",
        "budget_law",
    ]


def month(*commitments, view="secure", **more):
    plan = read_plan(a_plan([line("a")], commitments, years=4, **more))
    return first_unfunded_month(plan, "A", view)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2026-07-31", date(2026, 8, 1)),
        ("2026-08-01", date(2026, 9, 1)),  # a day of August is a funded August
        ("2026-12-31", date(2027, 1, 1)),
        ("2035-06-30", date(2035, 7, 1)),  # after the horizon
    ],
)
def test_first_unfunded_month_is_the_first_without_a_funded_day(end, expected):
    assert month(commitment("c", end=end)) == expected


def test_a_hole_between_two_commitments_is_unfunded():
    first = commitment("c", end="2026-03-31")
    assert month(first, commitment("d", start="2026-05-01")) == date(2026, 4, 1)
    assert month(first, commitment("d", start="2026-04-30")) == date(2027, 1, 1)


def test_money_that_starts_later_or_ended_before_the_base_year():
    assert month(commitment("c", year=2028)) == date(2029, 1, 1)
    assert month(commitment("c", year=2024)) == date(2026, 1, 1)


def test_a_year_without_tranche_is_unfunded_whatever_the_end_says():
    split = commitment(
        "c", end="2028-12-31", tranches={"2026": "50", "2027": "50", "2028": "0"}
    )
    assert month(split) == date(2028, 1, 1)
    later = commitment("c", tranches={"2026": "50", "2027": "50"})
    assert month(later) == date(2028, 1, 1)


def test_only_money_that_the_view_counts_funds_a_month():
    pledged = commitment("c", status="pledged", probability="0")
    assert month(pledged) is None
    assert month(pledged, view="probable") == date(2027, 1, 1)
    assert month(pledged, view="expected") is None
    assert month(commitment("c", "0")) is None


def test_donor_board_is_ordered_by_who_leaves_first():
    data = golden()
    data["sources"].append({"code": "C", "type": "donor"})
    rows = donor_rows(compute(read_plan(data)), today=date(2026, 5, 1))
    assert [(row["source"], row["first_unfunded_month"]) for row in rows] == [
        ("B", "2027-07-01"),
        ("A", "2028-01-01"),
        ("C", None),
    ]
    assert rows[0]["lead_time"]["status"] == "last_chance"
    assert rows[1]["lead_time"]["status"] == "in_time"
    assert rows[2]["lead_time"] is None
    assert rows[0]["available"] == {
        2026: "36800.00",
        2027: "36200.00",
        2028: "0.00",
    }


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 6, 30), 6, date(2026, 12, 31)),
        (date(2027, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2027, 2, 28), 12, date(2026, 2, 28)),
        (date(2027, 3, 15), 6, date(2026, 9, 15)),
        (date(2027, 8, 30), 6, date(2027, 2, 28)),
    ],
)
def test_months_earlier_keeps_the_last_day_the_last(day, months, expected):
    assert months_earlier(day, months) == expected
