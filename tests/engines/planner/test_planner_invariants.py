"""What holds for every plan, tried on 2,000 random plans.

Making a random plan costs more than computing it, so each of the 2,000 goes
through every invariant; a failure names the invariant in its traceback.
"""

import copy
import json
import random
from decimal import Decimal
from fractions import Fraction

import planner_reference as reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planner_cases import SHARES, plans_and_an_addition
from rr_sustainability_engine import Baseline, compare, plan, read_plan
from rr_sustainability_engine.overlays import canonical
from rr_sustainability_engine.slices import yearly_slices


@settings(
    max_examples=2000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(plans_and_an_addition(), SHARES, st.integers(0, 2**32))
def test_invariants_hold_over_random_plans(case, probability, seed):
    data, added = case
    need_is_funding_plus_gap_and_money_is_use_plus_stranded(data)
    every_figure_equals_the_rules_as_they_are_told(data)
    slices_sum_to_their_amount_and_none_is_negative(data)
    adding_a_commitment_never_raises_a_gap(data, added)
    probability_changes_nothing_in_secure_and_probable(data, probability)
    a_scenario_without_overrides_equals_the_baseline_byte_for_byte(data)
    the_order_of_the_input_does_not_matter(data, seed)
    two_currencies_at_rate_one_are_one(data)
    a_wider_view_never_has_less_money(data)


def total(rows, key):
    return sum(Decimal(row[key]) for row in rows)


def need_is_funding_plus_gap_and_money_is_use_plus_stranded(data):
    result = plan(data)
    lines, sources, years = result["lines"], result["sources"], result["years"]
    assert total(lines, "need") == total(lines, "funded") + total(lines, "gap")
    assert total(sources, "available") == (
        total(sources, "used") + total(sources, "stranded")
    )
    for row in lines:
        assert Decimal(0) <= Decimal(row["gap"]) <= Decimal(row["need"])
        assert Decimal(row["state"]) <= Decimal(row["funded"])
    for row in years:
        of_year = [line for line in lines if line["year"] == row["year"]]
        for key in ("need", "state", "funded", "gap"):
            assert Decimal(row[key]) == total(of_year, key)
        assert Decimal(row["funded"]) == sum(
            Decimal(row[key]) for key in ("state", "municipality", "donor")
        )
    assert total(years, "stranded") == total(sources, "stranded")


def every_figure_equals_the_rules_as_they_are_told(data):
    result = plan(data)
    by_line, by_source = reference.solve(data)
    assert {
        (row["line"], row["year"]): tuple(
            Decimal(row[key]) for key in ("need", "state", "funded")
        )
        for row in result["lines"]
    } == by_line
    assert {
        (row["source"], row["year"]): [Decimal(row["available"]), Decimal(row["used"])]
        for row in result["sources"]
    } == by_source


def slices_sum_to_their_amount_and_none_is_negative(data):
    for commitment in read_plan(data).commitments:
        slices = yearly_slices(commitment)
        assert sum(slices.values(), Fraction(0)) == commitment.amount
        assert all(amount >= 0 for amount in slices.values())


def adding_a_commitment_never_raises_a_gap(data, added):
    more = {**data, "commitments": [*data["commitments"], added]}
    for view in ("secure", "expected"):
        before, after = plan(data, view)["lines"], plan(more, view)["lines"]
        for old, new in zip(before, after, strict=True):
            assert Decimal(new["gap"]) <= Decimal(old["gap"])


def probability_changes_nothing_in_secure_and_probable(data, probability):
    other = copy.deepcopy(data)
    for item in other["commitments"]:
        item["probability"] = probability
    for view in ("secure", "probable"):
        assert plan(data, view) == plan(other, view)


def a_scenario_without_overrides_equals_the_baseline_byte_for_byte(data):
    baseline = Baseline(data)
    (same,) = compare(baseline, [{"code": "same", "overrides": []}])
    assert json.dumps(same["result"]).encode() == json.dumps(plan(data)).encode()
    assert canonical(baseline.with_overlay({"overrides": []})) == canonical(data)


def the_order_of_the_input_does_not_matter(data, seed):
    rng = random.Random(seed)

    def shuffled(value):
        if isinstance(value, dict):
            items = rng.sample(list(value.items()), len(value))
            return {key: shuffled(item) for key, item in items}
        if isinstance(value, list):
            return [shuffled(item) for item in rng.sample(value, len(value))]
        return value

    assert json.dumps(plan(shuffled(data))) == json.dumps(plan(data))


def two_currencies_at_rate_one_are_one(data):
    span = [str(data["base_year"] + t) for t in range(data["years"])]
    rates = {code: dict.fromkeys(span, "1") for code in ("USD", "CHF")}
    foreign, home = {**data, "fx": rates}, copy.deepcopy(data)
    for item in home["commitments"]:
        item["currency"] = "EUR"
    assert plan(foreign) == plan(home)


def a_wider_view_never_has_less_money(data):
    secure, probable = (
        total(plan(data, view)["sources"], "available")
        for view in ("secure", "probable")
    )
    assert secure <= probable
