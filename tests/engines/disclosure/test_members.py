"""Counting by bits counts what one look at each atom counts."""

import itertools
import random

import pytest
from rr_disclosure_engine.model import InconsistentError
from rr_disclosure_engine.register import Count, Group, PublicationRegister

DIMENSIONS = {"sex": ["f", "m"], "age": ["0-17", "18-29", "30+"], "region": ["x", "y"]}
PROFILES = [
    (), (("sex", "f"),), (("age", ("0-17", "18-29")), ("sex", "m")),
    (("region", "x"), ("age", "30+")), (("region", ("x",)),), (("sex", "unknown"),),
]


def register_of(seed, persons=300, periods=4):
    chance = random.Random(seed)
    register = PublicationRegister(
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
        register.open_period(
            f"period {period}",
            [
                {"atom": number, **person, "groups": dict(own)}
                for number, (person, own) in enumerate(
                    zip(people[:here], groups[:here], strict=True), start=1
                )
            ],
        )
    return register


@pytest.mark.parametrize("seed", range(5))
def test_every_count_is_that_of_one_look_at_each_atom(seed):
    register = register_of(seed)
    some = 0
    for period, group, profile in itertools.product(
        range(-1, 6), (None, "grants", "due", "reached", "nobody's"), PROFILES
    ):
        for category in (None, "in", "out") if group else (None,):
            count = Count(period, profile, group, category)
            looked = sum(atom.counted(count) for atom in register.atoms.values())
            assert register.value(count) == looked == len(register.members(count)), count
            some += bool(looked)
    assert some > 50


def test_a_new_period_is_counted_at_once():
    register = register_of(1, periods=2)
    before = register.value(Count(1))
    records = [
        {"atom": number, "sex": "f", "age": "30+", "region": "x", "groups": {}}
        for number in range(1000, 1007)
    ]
    register.open_period("later", records)
    assert register.value(Count(2)) == before + 7


def test_an_atom_that_was_changed_by_hand_contradicts_what_was_published():
    register = register_of(2)
    count = Count(3, (), "grants")
    register.publish("grants", [(count, register.value(count))], "public", 5)
    register.check()
    someone = next(atom for atom in register.atoms.values() if "grants" in atom.joined)
    del someone.joined["grants"]
    with pytest.raises(InconsistentError):
        register.check()
