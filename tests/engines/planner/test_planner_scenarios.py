"""A frozen baseline, overlays that say who, what, when and why, and the shipped six."""

import json
from datetime import date

import pytest
from planner_cases import a_plan, column, commitment, golden, line, row
from rr_sustainability_engine import (
    SHIPPED,
    Baseline,
    InputError,
    compare,
    overlay,
    plan,
    shipped,
)
from rr_sustainability_engine.overlays import apply
from rr_sustainability_engine.scenarios import (
    cut_to_ceiling,
    exit_at_strategy_end,
    late_budget,
    planned_takeover,
    sudden_stop,
)

RECORD = {"who": "planner", "when": "2026-11-20", "why": "to see"}


def override(path, value, **record):
    return {"path": path, "value": value, **RECORD, **record}


def applied(data, changes):
    return apply(data, [override(path, value) for path, value in changes])


# Baseline and overrides ------------------------------------------------------------


def test_baseline_cannot_be_changed_by_whoever_made_it_or_reads_it():
    data = golden()
    baseline = Baseline(data)
    data["years"] = 1
    baseline.data["lines"].clear()
    assert baseline.data == golden()


def test_baseline_comes_back_from_its_stored_text():
    baseline = Baseline(golden())
    again = Baseline(json.loads(baseline.text))
    assert (again.text, again.digest) == (baseline.text, baseline.digest)


def test_bad_input_is_no_baseline():
    with pytest.raises(InputError):
        Baseline({**golden(), "years": 0})


def test_override_changes_one_thing_and_the_comparison_shows_what_was():
    baseline = Baseline(golden())
    change = override(["lines", "grants", "unit_cost"], "2000")
    found = compare(baseline, [{"code": "cheap", "overrides": [change]}])[0]
    assert found["overrides"] == [{**change, "was": "3000"}]
    assert found["result"]["years"][0]["need"] == "170000.00"
    assert plan(baseline.data)["years"][0]["need"] == "200000.00"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["commitments", "B1", "end"], "2027-12-31"),
        (["state_share", "grants", "2027"], "0.5"),
        (["state_share", "grants"], {"2027": "0.5"}),
        (["price_index", "cpi", "2028"], "0.05"),
        (["ceilings", "wages", "2027"], "100"),
        (["lines", "rent", "quantity"], {"2026": 1, "2027": 2, "2028": 3}),
        (["commitments", "B1"], None),
        (["commitments", "A1", "tranches"], None),
        (["commitments", "N1"], commitment("N1", "5000", source="B")),
        (["lines", "grants", "overhead"], "0.07"),
    ],
)
def test_overrides_reach_every_part_of_the_input(path, value):
    changed = apply(golden(), [override(path, value)])
    assert changed != golden()
    plan(changed)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (override(["years"], 2), "overrides[0].path"),
        (override(["years", "x"], 2), "years is fixed by the baseline"),
        (override(["base_year", "x"], 2), "base_year is fixed"),
        (override(["view", "x"], 2), "view is fixed"),
        (override([], 2), "must lead to a key"),
        (override(["lines", 0], 2), "must consist of keys and codes"),
        (override(["lines", "cars", "kind"], "new"), "lines[cars]: is not in the"),
        (override(["lines", "cars"], None), "lines[cars]: is not there to be taken"),
        (override(["lines", "cars"], {"code": "x"}), "must be an object with that"),
        (override(["fx", "USD", "2026"], None), "fx.USD.2026: is not there"),
        (override(["lines", "rent", "quantity", "2026"], 1), "override it as a whole"),
        (override(["lines", "rent", "colour"], "red"), "lines[rent].colour: is not"),
        (override(["lines", "rent", "unit_cost"], 0.5), "is a JSON float"),
        (override(["funds", "x"], 1), "funds: is not a known key"),
        (override(["fx", "USD"], {}, who=" "), "overrides[0].who: must say something"),
        (override(["fx", "USD"], {}, why=""), "overrides[0].why: must say something"),
        (override(["fx", "USD"], {}, note=""), "overrides[0].note: is not a known"),
        ({"path": ["fx", "USD"], "value": {}}, "overrides[0].who: is missing"),
        ("fx", "overrides[0]: must be an object"),
    ],
)
def test_override_that_says_too_little_or_leads_nowhere_is_refused(bad, words):
    with pytest.raises(InputError) as caught:
        apply(golden(), [bad])
    assert words in str(caught.value)


def test_applying_overrides_leaves_the_input_as_it_was():
    data = golden()
    apply(data, [override(["lines", "grants", "unit_cost"], "2000")])
    apply(data, [override(["state_share", "rent", "2026"], "0")])
    assert data == golden()


def test_overlay_of_another_baseline_is_refused():
    one, other = Baseline(golden()), Baseline(a_plan([line("a")]))
    written_for_one = overlay("x", one, [], **RECORD)
    assert compare(one, [written_for_one])
    with pytest.raises(InputError, match="another baseline"):
        compare(other, [written_for_one])


# The shipped six ---------------------------------------------------------------------


def by_code(data, **options):
    baseline = Baseline(data)
    overlays = shipped(baseline, who="planner", when="2026-11-20", **options)
    return {found["code"]: found for found in compare(baseline, overlays)}


def test_the_six_are_shipped_and_each_override_has_its_record():
    found = by_code(golden())
    assert list(found) == [
        "status_quo",
        "planned_takeover",
        "sudden_stop",
        "exit_at_strategy_end",
        "late_budget",
        "cut_to_ceiling",
    ]
    assert set(found) == set(SHIPPED)
    for item in found["sudden_stop"]["overrides"]:
        assert (item["who"], item["when"]) == ("planner", "2026-11-20")
        assert item["why"].startswith("A donor (default: the largest) pays nothing")


def test_status_quo_is_the_baseline_byte_for_byte():
    found = by_code(golden())["status_quo"]
    assert found["overrides"] == []
    assert json.dumps(found["result"]) == json.dumps(plan(golden()))


def test_planned_takeover_is_linear_to_the_strategys_end_line_by_line():
    changed = applied(golden(), planned_takeover(golden()))
    assert changed["state_share"]["grants"] == {
        "2026": "0.0000",
        "2027": "0.5000",
        "2028": "1.0000",
    }
    assert changed["state_share"]["rent"] == golden()["state_share"]["rent"]
    years = plan(changed)["years"]
    assert [year["state_share_of_need"] for year in years] == [
        "24.00",
        "62.00",
        "100.00",
    ]
    assert years[2]["gap"] == "0.00"


def test_takeover_of_some_lines_by_another_path():
    changes = planned_takeover(golden(), kind="fifths", lines=["grants"])
    assert changes == [
        (
            ["state_share", "grants"],
            {"2026": "0.0000", "2027": "0.2000", "2028": "0.4000"},
        )
    ]


def test_takeover_beyond_the_strategy_and_in_a_single_year():
    data = {**golden(), "base_year": 2030}
    assert dict_of(planned_takeover(data))["grants"] == {
        "2030": "0.0000",
        "2031": "1.0000",
        "2032": "1.0000",
    }
    assert planned_takeover(a_plan([line("a")])) == [
        (["state_share", "a"], {"2026": "1.0000"})
    ]


def dict_of(changes):
    return {path[-1]: value for path, value in changes}


def test_sudden_stop_takes_the_largest_donors_money_after_the_first_year():
    found = by_code(golden())["sudden_stop"]
    keys = [item["path"][:2] for item in found["overrides"]]
    assert keys == [["commitments", "A1"]] * 3
    assert column(found["result"], "sources", "available", source="A") == [
        "95000.00",
        "0.00",
        "0.00",
    ]
    assert column(found["result"], "sources", "available", source="B") == [
        "36800.00",
        "36200.00",
        "0.00",
    ]
    assert found["result"]["years"][1]["gap"] == "118840.00"


def test_sudden_stop_of_a_named_donor_in_the_middle_of_a_slice_keeps_the_days():
    changes = sudden_stop(golden(), source="B", stop=date(2027, 4, 1))
    found = plan(applied(golden(), changes))
    # 90 of the 181 days of 2027: 36,200 × 90 ÷ 181 = 18,000
    assert column(found, "sources", "available", source="B") == [
        "36800.00",
        "18000.00",
        "0.00",
    ]


def test_commitment_that_would_start_after_the_stop_is_lost():
    data = a_plan([line("a")], [commitment("c", "100", year=2027)], years=2)
    assert sudden_stop(data) == [(["commitments", "c", "status"], "lost")]


def test_sudden_stop_without_donors_changes_nothing():
    data = a_plan([line("a")], [commitment("c", source="STATE")])
    data["sources"] = [{"code": "STATE", "type": "state"}]
    assert sudden_stop(data) == []


@pytest.mark.parametrize(
    ("stop", "kept"),
    [
        (date(2026, 1, 1), ["0.00", "0.00"]),
        (date(2026, 1, 2), ["1.00", "0.00"]),  # its first day of 365
        (date(2027, 1, 1), ["365.00", "0.00"]),
        (date(2027, 6, 1), ["365.00", "70.00"]),
        (date(2028, 1, 1), ["365.00", "70.00"]),
    ],
)
def test_stop_cuts_days_and_tranches_agreed_for_a_year_without_days(stop, kept):
    # The commitment ends with 2026, a last tranche was agreed for 2027: it is
    # paid if the donor is still there in 2027.
    item = commitment("c", "435", tranches={"2026": "365", "2027": "70"})
    data = a_plan([line("a")], [item], years=2)
    found = plan(applied(data, sudden_stop(data, stop=stop)))
    assert column(found, "sources", "available", source="A") == kept


def test_exit_at_the_strategys_end_touches_donors_only_and_nothing_before():
    data = a_plan(
        [line("a")],
        [
            commitment("long", "3653", end="2035-12-31"),
            commitment("short", "100", year=2027),
            commitment("late", "100", year=2029),
            commitment(
                "tranched",
                "90",
                end="2029-12-31",
                tranches={"2028": "60", "2029": "30"},
            ),
            commitment("state", "100", year=2029, source="STATE"),
        ],
        years=5,
    )
    changes = exit_at_strategy_end(data)
    assert {path[1] for path, _value in changes} == {"long", "late", "tranched"}
    before, after = plan(data), plan(applied(data, changes))
    assert before["years"][:3] == after["years"][:3]
    assert [year["donor"] for year in after["years"][3:]] == ["0.00", "0.00"]
    assert column(after, "sources", "available", source="STATE", year=2029) == [
        "100.00"
    ]


def test_late_budget_pays_twelfths_of_last_year_and_nothing_for_a_new_line():
    data = a_plan(
        [line("old"), line("fresh", kind="new"), line("falling")],
        years=2,
        state_share={
            "old": {"2026": "0.4", "2027": "0.8"},
            "fresh": {"2027": "0.8"},
            "falling": {"2026": "0.8", "2027": "0.4"},
        },
    )
    found = plan(applied(data, late_budget(data, months=3)))
    state = {
        code: column(found, "lines", "state", line=code)
        for code in ("old", "fresh", "falling")
    }
    assert state == {
        "old": ["400.00", "700.00"],  # 3 months at 400 a year, 9 at 800
        "fresh": ["0.00", "600.00"],  # nothing for 3 months, 9 at 800
        "falling": ["800.00", "400.00"],  # never more than its own year
    }


def test_a_new_line_gets_nothing_also_when_the_plan_gave_it_money_before():
    data = a_plan(
        [line("fresh", kind="new")],
        years=2,
        state_share={"fresh": {"2026": "0.8", "2027": "0.8"}},
    )
    found = plan(applied(data, late_budget(data, months=3)))
    assert column(found, "lines", "state") == ["800.00", "600.00"]


def test_late_budget_reaches_appropriations_of_the_state_and_no_donor():
    data = a_plan(
        [line("old"), line("fresh", kind="new")],
        [
            commitment(
                "rise",
                "1200",
                source="STATE",
                end="2027-12-31",
                tranches={"2026": "400", "2027": "800"},
            ),
            commitment("new", "400", ["fresh"], source="STATE", year=2027),
            commitment("donor", "400", year=2027),
        ],
        years=2,
    )
    changes = late_budget(data, year=2027, months=6)
    found = plan(applied(data, changes), "secure")
    assert row(found, "sources", source="STATE", year=2027)["available"] == "800.00"
    assert row(found, "sources", source="A", year=2027)["available"] == "400.00"


def test_late_budget_of_no_months_changes_nothing_and_of_no_year_is_refused():
    data = applied(golden(), planned_takeover(golden()))
    assert late_budget(data, months=0) == []
    with pytest.raises(ValueError, match="2040"):
        late_budget(data, year=2040)
    with pytest.raises(ValueError, match="13 months"):
        late_budget(data, months=13)


def test_cut_to_ceiling_takes_from_the_least_priority_and_meets_it_to_the_cent():
    data = a_plan(
        [line("a", 3, "33.33", 1), line("b", 7, "33.33", 2), line("c", 9, "33.33", 3)],
        state_share={code: {"2026": "1"} for code in "abc"},
        ceilings={"goods_services": {"2026": "200.01"}},
    )
    found = plan(applied(data, cut_to_ceiling(data)))
    assert column(found, "lines", "state") == ["99.99", "100.02", "0.00"]


def test_cut_leaves_categories_within_their_ceiling_or_without_one():
    data = a_plan(
        [line("a"), line("b", category="wages"), line("c", category="capital")],
        state_share={code: {"2026": "1"} for code in "abc"},
        ceilings={"goods_services": {"2026": "1000"}, "wages": {"2026": "0"}},
    )
    assert cut_to_ceiling(data) == [(["state_share", "b", "2026"], "0")]


def test_cut_and_late_budget_stand_on_the_takeover():
    data = {**golden(), "ceilings": {"goods_services": {"2028": "50000"}}}
    found = by_code(data)
    takeover, cut = found["planned_takeover"], found["cut_to_ceiling"]
    assert takeover["over_ceiling"] == "14504.80"
    assert cut["over_ceiling"] == "0.00"
    assert cut["result"]["years"][2]["gap"] == "14504.80"
    assert cut["overrides"][: len(takeover["overrides"])] == takeover["overrides"]
    late = found["late_budget"]["result"]["years"][1]["state"]
    # 126,480 less a quarter of what rises over 2026: 77,520 taken over, rent by 960
    assert late == "106860.00"


def test_scenarios_take_their_options():
    found = by_code(
        golden(),
        takeover={"kind": "step", "step_year": 2028},
        options={"sudden_stop": {"source": "B"}},
    )
    years = found["planned_takeover"]["result"]["years"]
    assert [year["state_share_of_need"] for year in years] == [
        "24.00",
        "24.00",
        "100.00",
    ]
    assert {item["path"][1] for item in found["sudden_stop"]["overrides"]} == {"B1"}


def test_comparison_can_be_read_in_another_view():
    data = golden()
    data["commitments"][0]["status"] = "pledged"
    baseline = Baseline(data)
    same = overlay("same", baseline, [], **RECORD)
    (secure,), (probable,) = (
        compare(baseline, [same], view) for view in ("secure", "probable")
    )
    assert secure["result"]["years"][0]["donor"] == "36800.00"
    assert probable["result"]["years"][0]["donor"] == "126800.00"
