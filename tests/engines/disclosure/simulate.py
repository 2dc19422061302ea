"""Seeded synthetic programmes, to measure what the policy lets through.

The share of half-yearly attempts at which each table is refreshed, what an attacker
learns of the cells that are never published, and how long gate and audit take.
``tests/bench/disclosure_figures.py --only policy`` prints them.
"""

import random
import statistics

from rr_disclosure_engine.audit_histories import HistoryTarget
from rr_disclosure_engine.audit_histories import audit as audit_histories
from rr_disclosure_engine.gate import ISSUED, half_yearly_round
from rr_disclosure_engine.merge import propose_regions
from rr_disclosure_engine.policy import GatePolicy, standard_tables
from rr_disclosure_engine.register import Count, Group, PublicationRegister
from rr_disclosure_engine.sensitive import register_statements

SEXES = ["f", "m"]
AGES = ["0-17", "18-29", "30+"]
DISTRICT_SHARES = {"A": 30, "B": 22, "C": 16, "D": 12, "E": 10, "F": 6, "G": 4}
NEIGHBOURS = [
    ("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F"), ("F", "G"), ("G", "A"),
]  # fmt: skip
NGOS = ["ngo-1", "ngo-2", "ngo-3", "ngo-4"]
TWO_YEARS = {
    "first": 118,
    "last": 163,
    "quarters": 8,
    "women": 0.55,
    "children": 72 / 163,
    "supports": {"grants": 108, "courses": 60, "employed": 57},
    "donors": {"donor-a": 75, "donor-b": 48, "donor-c": 36, "donor-d": 22},
}
FIVE_YEARS = {
    **TWO_YEARS,
    "last": 118 + 19 * 3,
    "quarters": 20,
    "donors": {
        f"donor-{letter}": size
        for letter, size in zip(
            "abcdefghij", (80, 60, 50, 45, 40, 36, 32, 28, 22, 15), strict=True
        )
    },
}


def programme(rng, plan):
    """Persons of a synthetic programme, with the quarter of every event.

    plan: see TWO_YEARS. Counts of sexes, children, supports and donors are
    met exactly in the last quarter. Returns a list of dicts {sex, age,
    district, entry, joined: {group: quarter}, ngos}.
    """
    persons = _people(rng, plan)
    for name, size in [*plan["supports"].items(), *plan["donors"].items()]:
        able = [p for p in persons if name != "employed" or p["age"] != "0-17"]
        for person in rng.sample(able, size):
            person["joined"][name] = _joining(rng, person, plan, name)
    for person in persons:
        if "courses" in person["joined"]:
            person["ngos"] = [rng.choice(NGOS)]
    return persons


def _people(rng, plan):
    n, first = plan["last"], plan["first"]
    women = round(plan["women"] * n)
    children = round(plan["children"] * n)
    sexes = ["f"] * women + ["m"] * (n - women)
    adults = n - children
    ages = ["0-17"] * children + ["18-29"] * (adults // 2)
    ages += ["30+"] * (n - len(ages))
    rng.shuffle(sexes)
    rng.shuffle(ages)
    districts = rng.choices(
        list(DISTRICT_SHARES), weights=list(DISTRICT_SHARES.values()), k=n
    )
    later = n - first
    steps = plan["quarters"] - 1
    entries = [0] * first + [1 + number * steps // later for number in range(later)]
    return [
        {
            "sex": sexes[number],
            "age": ages[number],
            "district": districts[number],
            "entry": entries[number],
            "joined": {},
            "ngos": [],
        }
        for number in range(n)
    ]


def _joining(rng, person, plan, name):
    """Supports come at entry or some quarters on; the past is in quarter 0."""
    if person["entry"] == 0:
        return 0 if rng.random() < 0.9 else rng.randrange(1, plan["quarters"])
    return min(person["entry"] + rng.choice((0, 0, 1, 2)), plan["quarters"] - 1)


def prepare(persons, plan, policy):
    """(ledger, tables, regions): categories merged once, at the start."""
    start = {district: 0 for district in DISTRICT_SHARES}
    for person in persons:
        if person["entry"] == 0:
            start[person["district"]] += 1
    regions = propose_regions(start, NEIGHBOURS, policy.region_minimum)
    of = {district: name for name, group in regions.items() for district in group}
    for person in persons:
        person["region"] = of[person["district"]]
    groups = [Group(name, has_total=True) for name in plan["supports"]]
    groups += [Group(name, has_total=True) for name in plan["donors"]]
    impossible = [
        {
            "profile": {"age": "0-17"},
            "group": "employed",
            "reason": "children do not work",
        }
    ]
    dimensions = {"sex": SEXES, "age": AGES, "region": list(regions)}
    ledger = PublicationRegister(dimensions, groups, impossible)
    tables = standard_tables(policy, tuple(plan["supports"]), tuple(plan["donors"]))
    return ledger, tables, regions


def records_at(persons, quarter):
    """The plain records of a quarter, as the gate takes them."""
    return [
        {
            "atom": number,
            "sex": person["sex"],
            "age": person["age"],
            "region": person["region"],
            "groups": {g: True for g, q in person["joined"].items() if q <= quarter},
            "ngos": person["ngos"],
        }
        for number, person in enumerate(persons)
        if person["entry"] <= quarter
    ]


def run_programme(seed, plan, policy):
    """One programme through the gate: a dict of what happened."""
    rng = random.Random(seed)
    persons = programme(rng, plan)
    ledger, tables, regions = prepare(persons, plan, policy)
    refreshed, seconds, rounds = {}, [], []
    for quarter in range(plan["quarters"]):
        done = half_yearly_round(
            policy,
            ledger,
            records_at(persons, quarter),
            f"{2024 + quarter // 4}-Q{quarter % 4 + 1}",
            f"{2024 + quarter // 4}-{quarter % 4 * 3 + 1:02d}-15",
            tables,
        )
        rounds.append(done)
        if done.attempted:
            seconds.append(done.seconds)
        for name in done.attempted:
            issued = done.decisions[name].status == ISSUED
            refreshed.setdefault(name, []).append(issued)
    return {
        "ledger": ledger,
        "tables": tables,
        "rounds": rounds,
        "refreshed": refreshed,
        "seconds": seconds,
        "regions": regions,
    }


def faults(run):
    """Issued cells, increments or complements of 1..T-1: must be none."""
    found = []
    ledger = run["ledger"]
    for spec in run["tables"]:
        before = {}
        for version in ledger.versions.get(spec.name, ()):
            for key, count, value in version.cells:
                step = value - before.get(key, 0)
                if 0 < value < spec.threshold or 0 < step < spec.threshold or step < 0:
                    found.append((spec.name, version.number, key))
                if sum(atom.counted(count) for atom in ledger.atoms.values()) != value:
                    found.append((spec.name, version.number, key, "false"))
                before[key] = value
    return found


def unpublished(run, policy, seconds=600.0):
    """Audit every never-published two-way cell of 1..T-1 at every period.

    The need is T, or what the public total of the group leaves open (a donor
    of three persons has no cell of five).
    Returns (cells, findings): findings are those that a reader with all
    possible histories in mind knows exactly, narrowly or to be small.
    """
    ledger = run["ledger"]
    shown = {row.count for row in ledger.rows}
    groups = {spec.group for spec in run["tables"] if spec.by}
    names = list(ledger.dimensions)
    pairs = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :]]
    targets = []
    for period in range(len(ledger.periods)):
        for group in sorted(groups, key=str):
            for one, two in pairs:
                for first in ledger.dimensions[one]:
                    for second in ledger.dimensions[two]:
                        count = Count(period, ((one, first), (two, second)), group)
                        value = ledger.value(count)
                        if count not in shown and 0 < value < policy.threshold:
                            total = ledger.value(Count(period, (), group))
                            need = min(policy.threshold, total)
                            targets.append(
                                HistoryTarget(count, None, value, need, need)
                            )
    verdict = audit_histories(ledger, register_statements(ledger), targets, seconds)
    return len(targets), verdict.findings


def series(plan, seeds, policy):
    """Figures of several programmes, JSON-able."""
    rates = {}
    found = {"programmes": len(seeds), "faults": 0, "cells": 0, "ledger": []}
    found.update(exact=0, under=0, regions=[])
    seconds = []
    for seed in seeds:
        run = run_programme(seed, plan, policy)
        for name, issued in run["refreshed"].items():
            owner, table = name.split("/")
            kind = "donor" if owner.startswith("donor") else owner
            rates.setdefault(f"{kind} {table}", []).extend(issued)
        found["faults"] += len(faults(run))
        cells, findings = unpublished(run, policy)
        found["cells"] += cells
        found["exact"] += sum(f.reason in ("exact", "time") for f in findings)
        found["under"] += len(findings)
        found["ledger"].append(len(run["ledger"].rows))
        found["regions"].append(len(run["regions"]))
        seconds.extend(run["seconds"])
    found["refresh"] = {
        name: {"rate": round(sum(hits) / len(hits), 3), "attempts": len(hits)}
        for name, hits in sorted(rates.items())
    }
    found["round_median_s"] = round(statistics.median(seconds), 4)
    found["round_max_s"] = round(max(seconds), 4)
    found["ledger_cells_max"] = max(found.pop("ledger"))
    found["regions"] = statistics.mean(found["regions"])
    return found


def figures(scale=1.0):
    """The policy's figures: two years, the growth option, five years.

    scale: share of the twenty and five seeded programmes.
    """
    many, few = max(1, round(20 * scale)), max(1, round(5 * scale))
    policy = GatePolicy()
    return {
        "two_years": series(TWO_YEARS, range(many), policy),
        "two_years_growth_20": series(TWO_YEARS, range(many), GatePolicy(growth=20)),
        "five_years": series(FIVE_YEARS, range(few), policy),
    }
