"""The worked example, to the cent."""

import pytest
from planner_cases import a_plan, column, commitment, golden, line, row, rows
from rr_sustainability_engine import all_views, plan, read_plan
from rr_sustainability_engine.slices import yearly_slices

RESULT = plan(golden())


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("need", ["200000.00", "204000.00", "208080.00"]),
        ("state", ["48000.00", "48960.00", "49939.20"]),
        ("municipality", ["0.00", "0.00", "0.00"]),
        ("donor", ["126800.00", "81200.00", "0.00"]),
        ("funded", ["174800.00", "130160.00", "49939.20"]),
        ("gap", ["25200.00", "73840.00", "158140.80"]),
        ("gap_pct", ["12.60", "36.20", "76.00"]),
        ("stranded", ["5000.00", "0.00", "0.00"]),
        ("state_share_of_need", ["24.00", "24.00", "24.00"]),
        ("state_share_of_funding", ["27.46", "37.62", "100.00"]),
        ("cliff", ["0.00", "50600.00", "81200.00"]),
    ],
)
def test_golden_case_by_year(key, expected):
    assert column(RESULT, "years", key) == expected


def test_gap_is_the_sum_of_line_gaps_not_need_less_money():
    money = 48000 + 95000 + 36800
    assert 200000 - money == 20200  # what need less money would say
    assert RESULT["years"][0]["gap"] == "25200.00"


def test_commitment_without_tranches_is_cut_by_days_both_ends_included():
    by_code = {c.code: c for c in read_plan(golden()).commitments}
    assert yearly_slices(by_code["B1"]) == {2026: 36800, 2027: 36200}
    assert yearly_slices(by_code["A1"]) == {2026: 95000, 2027: 45000}


def test_money_earmarked_for_a_full_line_is_stranded():
    found = row(RESULT, "sources", source="A", year=2026)
    assert found == {
        "source": "A",
        "year": 2026,
        "available": "95000.00",
        "used": "90000.00",
        "stranded": "5000.00",
    }


def test_training_is_filled_before_psychosocial():
    assert row(RESULT, "lines", line="training", year=2026)["gap"] == "0.00"
    found = row(RESULT, "lines", line="psychosocial", year=2026)
    assert (found["funded"], found["gap"]) == ("4800.00", "25200.00")


def test_result_has_the_three_tables_and_the_view():
    assert list(RESULT) == ["view", "lines", "sources", "years"]
    assert RESULT["view"] == "secure"
    assert [(r["year"], r["line"]) for r in RESULT["lines"]] == [
        (year, code)
        for year in (2026, 2027, 2028)
        for code in ("grants", "psychosocial", "rent", "training")
    ]
    assert [(r["year"], r["source"]) for r in RESULT["sources"]] == [
        (year, code) for year in (2026, 2027, 2028) for code in ("A", "B", "STATE")
    ]
    assert set(RESULT["lines"][0]) == {
        "line",
        "year",
        "need",
        "state",
        "funded",
        "gap",
    }
    assert set(RESULT["years"][0]) == {
        "year",
        "need",
        "state",
        "municipality",
        "donor",
        "funded",
        "gap",
        "gap_pct",
        "stranded",
        "state_share_of_need",
        "state_share_of_funding",
        "cliff",
    }


def test_share_path_has_no_row_among_sources_and_unused_sources_have_zeros():
    for found in rows(RESULT, "sources", source="STATE"):
        assert (found["available"], found["used"]) == ("0.00", "0.00")


def test_all_three_views_of_signed_money_are_alike():
    views = all_views(golden())
    assert list(views) == ["secure", "probable", "expected"]
    assert views["secure"]["years"] == views["expected"]["years"]


def test_commitment_of_the_state_counts_as_state_money_and_as_source():
    data = a_plan(
        [line("a")],
        [commitment("s", "300", source="STATE"), commitment("t", "50", source="TOWN")],
        state_share={"a": {"2026": "0.5"}},
    )
    result = plan(data)
    year = result["years"][0]
    assert (year["state"], year["municipality"]) == ("800.00", "50.00")
    assert row(result, "lines", line="a", year=2026)["state"] == "800.00"
    assert row(result, "sources", source="STATE", year=2026)["used"] == "300.00"
    assert year["state_share_of_need"] == "80.00"
    assert year["state_share_of_funding"] == "94.12"


def test_a_plan_of_nothing_has_shares_of_zero():
    year = plan(a_plan([]))["years"][0]
    assert year["gap_pct"] == "0.00"
    assert year["state_share_of_need"] == "0.00"
    assert year["state_share_of_funding"] == "0.00"
