"""Counting by bits counts what one look at each atom counts."""

import itertools
import random

import pytest
from rr_disclosure_engine.ledger import Count, Group, Ledger
from rr_disclosure_engine.model import InconsistentError

DIMENSIONS = {"sex": ["f", "m"], "age": ["0-17", "18-29", "30+"], "region": ["x", "y"]}
PROFILES = [
    (), (("sex", "f"),), (("age", ("0-17", "18-29")), ("sex", "m")),
    (("region", "x"), ("age", "30+")), (("region", ("x",)),), (("sex", "unknown"),),
]


def ledger_of(seed, persons=300, periods=4):
    chance = random.Random(seed)
    ledger = Ledger(
        DIMENSIONS, [Group("grants"), Group("due"), Group("reached", "due", ("in", "out"))]
    )
    people = [
        {name: chance.choice(options) for name, options in DIMENSIONS.items()}
        for _person in range(persons)
    ]
    groups = [{} for _person in people]
    for period in range(periods):
        here = persons * (period + 1) // periods
        for own in groups[:here]:
            for name, parent, labels in (
                ("grants", None, [True]), ("due", None, [True]),
                ("reached", "due", ["in", "out"]),
            ):
                if (parent is None or own.get(parent)) and chance.random() < 0.3:
                    own.setdefault(name, chance.choice(labels))
        ledger.open_period(
            f"period {period}",
            [
                {"atom": number, **person, "groups": dict(own)}
                for number, (person, own) in enumerate(
                    zip(people[:here], groups[:here], strict=True), start=1
                )
            ],
        )
    return ledger


@pytest.mark.parametrize("seed", range(5))
def test_every_count_is_that_of_one_look_at_each_atom(seed):
    ledger = ledger_of(seed)
    some = 0
    for period, group, profile in itertools.product(
        range(-1, 6), (None, "grants", "due", "reached", "nobody's"), PROFILES
    ):
        for category in (None, "in", "out") if group else (None,):
            count = Count(period, profile, group, category)
            looked = sum(atom.counted(count) for atom in ledger.atoms.values())
            assert ledger.value(count) == looked == len(ledger.members(count)), count
            some += bool(looked)
    assert some > 50


def test_a_new_period_is_counted_at_once():
    ledger = ledger_of(1, periods=2)
    before = ledger.value(Count(1))
    records = [
        {"atom": number, "sex": "f", "age": "30+", "region": "x", "groups": {}}
        for number in range(1000, 1007)
    ]
    ledger.open_period("later", records)
    assert ledger.value(Count(2)) == before + 7


def test_an_atom_that_was_changed_by_hand_contradicts_what_was_published():
    ledger = ledger_of(2)
    count = Count(3, (), "grants")
    ledger.publish("grants", [(count, ledger.value(count))], "public", 5)
    ledger.check()
    someone = next(atom for atom in ledger.atoms.values() if "grants" in atom.joined)
    del someone.joined["grants"]
    with pytest.raises(InconsistentError):
        ledger.check()
