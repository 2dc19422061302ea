"""One thing at a time, and what it does to the gap."""

import pytest
from planner_cases import a_plan, commitment, golden, line
from rr_sustainability_engine import (
    InputError,
    read_plan,
    sensitivity_rows,
    tornado,
    unit_cost_by_target,
)

ALL = [
    ("unit_cost", "-10 %"),
    ("unit_cost", "+10 %"),
    ("numbers", "-10 %"),
    ("numbers", "+10 %"),
    ("prices", "-2 points"),
    ("prices", "+2 points"),
    ("rates", "-10 %"),
    ("rates", "+10 %"),
    ("donors_end", "6 months earlier"),
    ("donors_end", "12 months earlier"),
    ("pipeline", "lost"),
    ("ceiling", "-10 %"),
]


def found(data, factor, change, view=None):
    for row in sensitivity_rows(read_plan(data), view):
        if (row["factor"], row["change"]) == (factor, change):
            return row
    raise AssertionError("no such variant")


def test_all_variants_are_there():
    rows = sensitivity_rows(read_plan(golden()))
    assert [(row["factor"], row["change"]) for row in rows] == ALL


@pytest.mark.parametrize("factor", ["unit_cost", "numbers"])
def test_ten_percent_more_need_is_a_wider_gap(factor):
    row = found(golden(), factor, "+10 %")
    assert row["need"] == "673288.00"
    assert row["need_change"] == "61208.00"
    # state pays 24 % of it; A's stranded 5,000 are used up; the rest is gap
    assert row["gap_change"] == "41518.08"


def test_prices_move_from_the_year_after_the_base_also_where_no_index_is():
    data = a_plan([line("a", price_group="unnamed"), line("b")], years=3)
    assert found(data, "prices", "+2 points")["need"] == "6120.80"
    assert found(data, "prices", "-2 points")["need"] == "5880.80"


def test_rates_move_foreign_money_only():
    data = a_plan(
        [line("a")],
        [commitment("home", "100"), commitment("away", "100", currency="USD")],
        fx={"USD": {"2026": "0.9"}, "EUR": {"2026": "1"}},
    )
    assert found(data, "rates", "-10 %")["gap_change"] == "9.00"
    assert found(data, "rates", "+10 %")["gap_change"] == "-9.00"


def test_donors_that_end_earlier_do_not_pay_the_rest_sooner():
    six = found(golden(), "donors_end", "6 months earlier")
    twelve = found(golden(), "donors_end", "12 months earlier")
    # A loses 45,000 × 184 ÷ 365 of 2027, B its 36,200 of 2027
    assert six["gap_change"] == "58884.93"
    # A loses all of 2027; B, its last half of 2026: it ends on the eve of its start
    assert twelve["gap_change"] == "118000.00"


def test_state_and_municipal_money_does_not_end_with_the_donors():
    data = a_plan(
        [line("a")],
        [
            commitment("d", "100"),
            commitment("s", "200", source="STATE"),
            commitment("t", "300", source="TOWN"),
        ],
    )
    row = found(data, "donors_end", "12 months earlier")
    assert row["gap_change"] == "100.00"


def test_pipeline_lost_shows_where_the_pipeline_counts():
    data = a_plan([line("a")], [commitment("p", "100", status="pipeline")])
    assert found(data, "pipeline", "lost")["gap_change"] == "0.00"
    row = found(data, "pipeline", "lost", view="expected")
    assert row["gap_change"] == "100.00"


def test_lower_ceiling_shows_in_what_is_over_it():
    data = a_plan(
        [line("a")],
        state_share={"a": {"2026": "1"}},
        ceilings={"goods_services": {"2026": "950"}},
    )
    row = found(data, "ceiling", "-10 %")
    assert (row["over_ceiling"], row["over_ceiling_change"]) == ("145.00", "95.00")
    assert row["gap_change"] == "0.00"


def test_tornado_has_one_bar_a_factor_widest_first():
    bars = tornado(sensitivity_rows(read_plan(golden())))
    assert [bar["factor"] for bar in bars] == [
        "donors_end",
        "numbers",
        "unit_cost",
        "prices",
        "ceiling",
        "pipeline",
        "rates",
    ]
    assert (bars[0]["low"], bars[0]["high"]) == ("0.00", "118000.00")
    assert [row["change"] for row in bars[1]["rows"]] == ["-10 %", "+10 %"]
    assert bars[1]["low"].startswith("-")


def test_unit_cost_by_target_is_the_need_of_the_year():
    rows = unit_cost_by_target(
        read_plan(golden()), "grants", 2028, ["2500", "3000"], ["30", "40"]
    )
    assert [row["need"] for row in rows] == [
        "78030.00",
        "104040.00",
        "93636.00",
        "124848.00",
    ]
    with pytest.raises(InputError, match="cars"):
        unit_cost_by_target(read_plan(golden()), "cars", 2028, ["1"], ["1"])
    with pytest.raises(InputError, match="2040"):
        unit_cost_by_target(read_plan(golden()), "grants", 2040, ["1"], ["1"])
