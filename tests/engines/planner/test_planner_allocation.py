"""Who is served first, how slices and amounts are rounded, and the three views."""

from fractions import Fraction

import pytest
from planner_cases import a_plan, column, commitment, line, row
from rr_sustainability_engine import InputError, compute, plan, read_plan
from rr_sustainability_engine.exact import (
    cents,
    decimal_text,
    euros,
    half_up,
    percent,
)
from rr_sustainability_engine.result import payment_rows
from rr_sustainability_engine.slices import yearly_slices


def payments(data):
    return [
        (paid["commitment"], paid["line"], paid["amount"])
        for paid in payment_rows(compute(read_plan(data)))
    ]


# Order ---------------------------------------------------------------------------


def test_state_path_is_taken_before_any_commitment():
    data = a_plan(
        [line("a")],
        [commitment("c", "900", ["a"])],
        state_share={"a": {"2026": "0.4"}},
    )
    found = row(plan(data), "lines", line="a", year=2026)
    assert (found["state"], found["funded"]) == ("400.00", "1000.00")
    assert plan(data)["years"][0]["stranded"] == "300.00"


def test_commitment_with_fewest_lines_is_served_first():
    lines = [line("a"), line("b")]
    narrow = commitment("z", "1000", ["a"])
    wide = commitment("c", "1500", ["a", "b"])
    assert payments(a_plan(lines, [wide, narrow])) == [
        ("z", "a", "1000.00"),
        ("c", "b", "1000.00"),
    ]


def test_fewest_lines_go_before_an_earlier_start():
    narrow = commitment("z", "1000", ["a"], start="2026-02-01")
    wide = commitment("c", "1500", ["a", "b"])
    found = payments(a_plan([line("a"), line("b")], [wide, narrow]))
    assert found[0] == ("z", "a", "1000.00")


def test_earlier_start_is_served_first_then_code():
    lines = [line("a", quantity=3)]
    late = commitment("a1", "200", ["a"], start="2026-01-02")
    early = commitment("z1", "200", ["a"])
    same = commitment("b1", "200", ["a"])
    assert payments(a_plan(lines, [late, early, same])) == [
        ("b1", "a", "200.00"),
        ("z1", "a", "100.00"),
    ]


def test_free_commitments_come_after_earmarked_ones_by_start_then_code():
    lines = [line("a"), line("b")]
    data = a_plan(
        lines,
        [
            commitment("a-free", "500"),
            commitment("late-free", "5000", start="2026-02-01"),
            commitment("z", "100", ["b"], start="2026-06-01"),
        ],
    )
    assert payments(data) == [
        ("z", "b", "100.00"),
        ("a-free", "a", "500.00"),
        ("late-free", "a", "500.00"),
        ("late-free", "b", "900.00"),
    ]


def test_a_commitment_fills_its_lines_by_priority_then_code_not_as_listed():
    lines = [line("c", priority=2), line("b", priority=1), line("a", priority=2)]
    data = a_plan(lines, [commitment("x", "2500", ["c", "a", "b"])])
    assert payments(data) == [
        ("x", "b", "1000.00"),
        ("x", "a", "1000.00"),
        ("x", "c", "500.00"),
    ]


def test_absent_and_empty_earmarks_are_free():
    free = commitment("x", "100")
    absent = {key: value for key, value in free.items() if key != "lines"}
    assert plan(a_plan([line("a")], [free])) == plan(a_plan([line("a")], [absent]))


# Rounding ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2.675", 268), ("1.005", 101), ("0.004999", 0), ("0.005", 1), ("8.5", 850)],
)
def test_cents_are_rounded_half_up_where_binary_floats_miss(value, expected):
    assert cents(Fraction(value)) == expected


def test_need_is_rounded_once_at_the_end():
    # 0.004 would vanish if it were rounded before growth or overhead double it.
    grown = a_plan(
        [line("a", 1, "0.004", price_group="p")],
        years=2,
        price_index={"p": {"2027": "1"}},
    )
    assert column(plan(grown), "lines", "need") == ["0.00", "0.01"]
    with_overhead = a_plan([line("a", 1, "0.004", overhead="1")])
    assert column(plan(with_overhead), "lines", "need") == ["0.01"]


def test_growth_of_the_base_year_and_of_an_unnamed_group_is_nothing():
    data = a_plan(
        [line("a", price_group="p"), line("b", price_group="q"), line("c")],
        years=2,
        price_index={"p": {"2026": "0.5", "2027": "0.1"}},
    )
    assert column(plan(data), "lines", "need", line="a") == ["1000.00", "1100.00"]
    assert column(plan(data), "lines", "need", line="b") == ["1000.00", "1000.00"]
    assert column(plan(data), "lines", "need", line="c") == ["1000.00", "1000.00"]


def test_a_year_without_growth_carries_the_price_of_the_year_before():
    data = a_plan(
        [line("a", price_group="p")],
        years=3,
        price_index={"p": {"2027": "0.1"}},
    )
    assert column(plan(data), "lines", "need") == ["1000.00", "1100.00", "1100.00"]


def test_quantity_may_differ_by_year():
    data = a_plan([line("a", {"2026": 1, "2027": "2.5"})], years=2)
    assert column(plan(data), "lines", "need") == ["100.00", "250.00"]


def one(data):
    (found,) = read_plan(data).commitments
    return found


def test_the_last_year_takes_the_rounding_rest():
    data = a_plan(
        [line("a")],
        [commitment("c", "100.00", start="2026-01-01", end="2028-12-31")],
        years=3,
    )
    assert yearly_slices(one(data)) == {
        2026: Fraction("33.30"),  # 365 of 1,096 days
        2027: Fraction("33.30"),
        2028: Fraction("33.40"),  # 366 days would be 33.39
    }


def test_a_few_cents_over_many_years_leave_no_negative_rest():
    data = a_plan([], [commitment("c", "0.05", end="2033-12-31")])
    slices = yearly_slices(one(data))
    assert sum(slices.values()) == Fraction("0.05")
    assert min(slices.values()) == 0


def test_slices_before_and_after_the_horizon_are_dropped_not_stranded():
    data = a_plan(
        [line("a", 0)],
        [commitment("c", "300", start="2025-01-01", end="2027-12-31")],
    )
    found = row(plan(data), "sources", source="A", year=2026)
    assert (found["available"], found["stranded"]) == ("100.00", "100.00")


def test_tranche_outside_the_horizon_is_dropped():
    tranches = {"2025": "40", "2026": "60"}
    data = a_plan([line("a")], [commitment("c", "100", tranches=tranches)])
    assert plan(data)["years"][0]["donor"] == "60.00"


def test_a_slice_is_converted_at_the_rate_of_its_year_and_rounded():
    data = a_plan(
        [line("a")],
        [
            commitment(
                "c", "20.30", currency="USD", start="2026-01-01", end="2027-12-31"
            )
        ],
        years=2,
        fx={"USD": {"2026": "0.9", "2027": "0.7"}},
    )
    # 10.15 × 0.9 = 9.135 and 10.15 × 0.7 = 7.105, both halves up
    assert column(plan(data), "years", "donor") == ["9.14", "7.11"]


def test_percentages_are_rounded_half_up_and_a_share_of_nothing_is_zero():
    assert percent(1, 8) == "12.50"
    assert percent(1, 3) == "33.33"
    assert percent(2, 3) == "66.67"
    assert percent(0, 0) == "0.00"


def test_texts_of_amounts():
    assert [euros(n) for n in (0, 5, 150, -5, -250)] == [
        "0.00",
        "0.05",
        "1.50",
        "-0.05",
        "-2.50",
    ]
    assert half_up(-5, 2) == -2
    assert decimal_text(Fraction("12.50")) == "12.5"
    assert decimal_text(Fraction(100)) == "100"
    assert decimal_text(Fraction(1, 8)) == "0.125"
    with pytest.raises(ValueError, match="no finite decimal"):
        decimal_text(Fraction(1, 3))


# Views ---------------------------------------------------------------------------

STATUSES = ("appropriated", "signed", "pledged", "pipeline", "lost")


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("secure", ["100.00", "100.00", "0.00", "0.00", "0.00"]),
        ("probable", ["100.00", "100.00", "100.00", "0.00", "0.00"]),
        ("expected", ["50.00", "50.00", "50.00", "50.00", "0.00"]),
    ],
)
def test_what_each_view_counts(view, expected):
    money = []
    for status in STATUSES:
        item = commitment("c", "100", status=status, probability="0.5")
        data = a_plan([line("a")], [item], view=view)
        money.append(plan(data)["sources"][0]["available"])
    assert money == expected


def test_expected_weighs_the_rounded_euro_slice_and_rounds_again():
    item = commitment("c", "10.05", currency="USD", probability="0.5")
    data = a_plan([line("a")], [item], view="expected", fx={"USD": {"2026": "0.9"}})
    # 9.045 is 9.05, its half 4.525 is 4.53; the half of 9.045 would be 4.52
    assert plan(data)["years"][0]["donor"] == "4.53"


def test_each_view_is_allocated_anew():
    data = a_plan(
        [line("a"), line("b")],
        [
            commitment("pledge", "1000", ["a"], status="pledged"),
            commitment("wide", "1000", ["a", "b"]),
        ],
    )
    secure, probable = plan(data), plan(data, "probable")
    assert column(secure, "lines", "gap") == ["0.00", "1000.00"]
    assert column(probable, "lines", "gap") == ["0.00", "0.00"]


def test_a_lost_commitment_needs_no_rate_and_any_other_does():
    item = commitment("c", currency="USD", status="lost")
    assert plan(a_plan([line("a")], [item]))["years"][0]["donor"] == "0.00"
    item["status"] = "pipeline"
    with pytest.raises(InputError, match=r"fx\.USD\.2026"):
        plan(a_plan([line("a")], [item]))


def test_no_rate_is_needed_for_money_outside_the_horizon_or_for_none():
    item = commitment(
        "c",
        currency="USD",
        end="2027-12-31",
        tranches={"2025": "50", "2026": "0", "2027": "50"},
    )
    assert plan(a_plan([line("a")], [item]))["years"][0]["donor"] == "0.00"


# Cliff ---------------------------------------------------------------------------


def test_cliff_counts_donors_money_stranded_included_and_no_one_elses():
    data = a_plan(
        [line("a", 0)],
        [
            commitment("d26", "500"),
            commitment("d27", "200", year=2027, source="B"),
            commitment("d28", "900", year=2028),
            commitment("s26", "700", source="STATE"),
            commitment("t26", "700", source="TOWN"),
        ],
        years=3,
    )
    assert column(plan(data), "years", "cliff") == ["0.00", "300.00", "0.00"]
