"""Takeover paths, the published rule of Gavi's co-financing among them."""

from fractions import Fraction

import pytest
from planner_cases import a_plan, column, line
from rr_sustainability_engine import plan, state_share
from rr_sustainability_engine.paths import fifths, linear, rising, stepped

YEARS = (2026, 2027, 2028, 2029)


def shares(*values):
    return [Fraction(value) for value in values]


def test_gavi_rises_from_0_20_to_2_20_in_five_steps():
    expected = shares("0.20", "0.60", "1.00", "1.40", "1.80", "2.20")
    assert linear("0.20", "2.20", 5) == expected
    assert fifths("0.20", "2.20") == expected


def test_gavi_rises_by_fifteen_percent_a_year():
    expected = shares("0.20", "0.23", "0.2645", "0.3042", "0.3498")
    assert rising("0.20", 4) == expected


def test_values_are_not_rounded_from_rounded_values():
    # 0.2 × 1.15^9 = 0.70357…; rounding year by year drifts to 0.7035
    assert rising("0.20", 9)[9] == Fraction("0.7036")
    assert linear(0, 1, 3) == shares("0", "0.3333", "0.6667", "1")


def test_path_functions_are_not_capped():
    assert linear(1, 3, 2) == shares(1, 2, 3)
    assert rising(1, 1) == shares(1, "1.15")
    assert linear(1, 0, 2) == shares(1, "0.5", 0)


def test_fifths_go_a_fifth_of_the_way_each_year_and_stay():
    assert fifths("0.5", 1, 7) == shares("0.5", "0.6", "0.7", "0.8", "0.9", 1, 1, 1)
    assert fifths("0.5", 1, 2) == shares("0.5", "0.6", "0.7")


def test_step_is_start_before_and_end_from_the_step_on():
    assert stepped("0.1", 1, 3, 2) == shares("0.1", "0.1", 1, 1)


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("linear", {}, ["0.2500", "0.5000", "0.7500", "1.0000"]),
        ("linear", {"until": 2028}, ["0.2500", "0.6250", "1.0000", "1.0000"]),
        ("linear", {"end": "0.5", "until": 2027}, ["0.2500", *["0.5000"] * 3]),
        ("fifths", {}, ["0.2500", "0.4000", "0.5500", "0.7000"]),
        ("rising", {}, ["0.2500", "0.2875", "0.3306", "0.3802"]),
        ("rising", {"rate": "1"}, ["0.2500", "0.5000", "1.0000", "1.0000"]),
        ("step", {"step_year": 2028}, ["0.2500", "0.2500", "1.0000", "1.0000"]),
    ],
)
def test_state_share_paths_by_year_never_above_one(kind, options, expected):
    found = state_share(kind, YEARS, "0.25", **options)
    assert found == dict(zip(map(str, YEARS), expected, strict=True))


def test_typed_shares_are_taken_as_they_are():
    assert state_share("typed", YEARS, typed={2027: "0.123456"}) == {"2027": "0.123456"}


def test_a_horizon_of_one_year_has_no_way_to_go():
    assert state_share("linear", (2026,), "0.25") == {"2026": "1.0000"}
    assert state_share("fifths", (2026,), "0.25") == {"2026": "0.2500"}


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("sudden", {}, "none of linear"),
        ("linear", {"until": 2031}, "until 2031 is not in 2026..2029"),
        ("step", {}, "step_year None is not in"),
    ],
)
def test_paths_refuse_what_they_cannot_do(kind, options, message):
    with pytest.raises(ValueError, match=message):
        state_share(kind, YEARS, **options)


def test_a_path_goes_into_the_input_as_it_is():
    data = a_plan([line("a")], years=4)
    data["state_share"] = {"a": state_share("linear", YEARS, "0.25", until=2028)}
    assert column(plan(data), "years", "state_share_of_need") == [
        "25.00",
        "62.50",
        "100.00",
        "100.00",
    ]
