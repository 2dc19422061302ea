"""The policy on synthetic programmes: what it lets through, what stays hidden."""

import random
import time

import audit_columns
import pytest
import simulate
from rr_disclosure_engine import audit_histories
from rr_disclosure_engine.audit import audit
from rr_disclosure_engine.policy import GatePolicy
from rr_disclosure_engine.register import Count
from rr_disclosure_engine.sensitive import register_statements
from unprotected import unprotected_ledger

POLICY = GatePolicy()


def test_both_ways_to_audit_possible_histories_agree():
    """The compact program and column generation give the same intervals."""
    compared = 0
    for seed in range(3):
        plan = {**simulate.TWO_YEARS, "quarters": 3, "last": 130}
        plan["supports"] = {"grants": 40, "employed": 20}
        plan["donors"] = {"donor-a": 50, "donor-b": 33}
        run = simulate.run_programme(seed, plan, POLICY)
        book = run["ledger"]
        period = len(book.periods) - 1
        counts = [
            Count(period, profile, group)
            for group in (None, "donor-a", "donor-b", "employed")
            for profile in (
                (("sex", "f"), ("age", "0-17")),
                (("sex", "m"), ("age", "30+")),
                (("age", "18-29"),),
            )
        ]
        # Needs that nothing meets: both must prove the ends of the interval.
        targets = [
            audit_histories.HistoryTarget(c, None, book.value(c), 999, 999)
            for c in counts
        ]
        statements = register_statements(book)
        one = audit_histories.audit(book, statements, targets)
        two = audit_columns.audit(book, statements, targets)
        assert len(one.findings) == len(two.findings) == len(targets)
        for left, right in zip(one.findings, two.findings, strict=True):
            assert abs(left.low - right.low) < 1 and abs(left.high - right.high) < 1
            assert int(left.high + 1e-6) == int(right.high + 1e-6)
            compared += 1
    assert compared == 36


def refresh_rates(plan, seeds, policy, figures):
    found = simulate.series(plan, seeds, policy)
    figures(
        f"{len(seeds)} programmes: "
        + ", ".join(f"{n} {100 * r['rate']:.0f} %" for n, r in found["refresh"].items())
        + f"; {found['cells']} never-published small cells, {found['exact']} exact, "
        f"{found['under']} under; round median {found['round_median_s']} s, "
        f"most {found['round_max_s']} s; ledger {found['ledger_cells_max']} cells"
    )
    return found


def test_two_years_refresh_as_often_as_the_policy_was_simulated(figures):
    """Programme sex 80 %, age 52 %, region 51 %; donors 51, 31, 33 %."""
    found = refresh_rates(simulate.TWO_YEARS, range(20), POLICY, figures)
    assert found["faults"] == found["exact"] == found["under"] == 0
    expected = {
        "programme sex": 0.80,
        "programme age": 0.52,
        "programme region": 0.51,
        "donor sex": 0.51,
        "donor age": 0.31,
        "donor region": 0.33,
    }
    for name, rate in expected.items():
        assert abs(found["refresh"][name]["rate"] - rate) <= 0.10, name


def test_five_years_give_nothing_away(many, figures):
    """Daily: three of the five years, with six of the ten donors, the smallest one
    and one under thirty persons among them; nothing else differs."""
    plan, seeds = simulate.FIVE_YEARS, range(5)
    if many(10) != 10:
        donors = {n: plan["donors"][f"donor-{n}"] for n in "acegij"}
        plan = {
            **plan,
            "quarters": 12,
            "last": 118 + 11 * 3,
            "donors": {f"donor-{n}": size for n, size in donors.items()},
        }
        seeds = range(1)
    found = refresh_rates(plan, seeds, POLICY, figures)
    assert found["faults"] == found["exact"] == found["under"] == 0


def test_synthetic_programmes_have_the_published_shape():
    plan = simulate.TWO_YEARS
    persons = simulate.programme(random.Random(0), plan)
    assert len(persons) == 163
    assert sum(p["entry"] == 0 for p in persons) == 118
    assert sum(p["age"] == "0-17" for p in persons) == 72
    assert sum(p["sex"] == "f" for p in persons) == 90
    for name, size in {**plan["supports"], **plan["donors"]}.items():
        assert sum(name in p["joined"] for p in persons) == size
    assert not [p for p in persons if p["age"] == "0-17" and "employed" in p["joined"]]


def test_a_ledger_that_only_hides_small_cells_gives_them_away():
    atoms, statements, targets = unprotected_ledger(1_000, 163)
    verdict = audit(atoms, statements, targets)
    assert len(statements) == 1_000
    assert not [f for f in verdict.findings if f.reason == "time"]
    assert len(verdict.findings) > len(targets) / 2


def test_a_reader_asked_again_answers_as_a_fresh_audit():
    """Statements taken out and put back leave nothing behind in the reader."""
    plan = {**simulate.TWO_YEARS, "quarters": 5, "last": 142}
    book = simulate.run_programme(3, plan, POLICY)["ledger"]
    statements = register_statements(book)
    labels = sorted({s[3] for s in statements if not s[3].startswith("total/")})
    counts = [s[1] for s in statements if s[1].group and s[1].profile]
    # Needs that nothing meets: every answer proves both ends of its interval.
    targets = [
        audit_histories.HistoryTarget(c, None, book.value(c), 999, 999)
        for c in dict.fromkeys(counts)
    ]
    attacker = audit_histories.HistoryAttacker(book, statements, targets, time.monotonic() + 600)
    rng = random.Random(8)
    widened = 0
    for _ in range(12):
        gone = set(rng.sample(labels, rng.randrange(len(labels))))
        some = rng.sample(targets, 6)
        again = attacker.audit(some, gone)
        fresh = audit_histories.audit(
            book, [s for s in statements if s[3] not in gone], some
        )
        assert again.equations == fresh.equations
        assert len(again.findings) == len(fresh.findings) == len(some)
        for one, two in zip(again.findings, fresh.findings, strict=True):
            assert one.low == pytest.approx(two.low, abs=1e-4), (gone, one, two)
            assert one.high == pytest.approx(two.high, abs=1e-4), (gone, one, two)
            assert one.reason == two.reason
            widened += one.high - one.low > 1
    assert widened > 10
