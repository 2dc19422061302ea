"""A ledger that hides small cells and nothing else: what an audit must object to."""

import itertools
import random

from rr_disclosure_engine.model import Statement, Target


def unprotected_ledger(cells, persons, seed=0, threshold=5):
    """(atoms, statements, targets) of a ledger that only hides small cells.

    One and two-way tables of a programme and twelve overlapping donors, every
    quarter, cumulative, until ``cells`` cells are out; a cell of 1..T-1 is
    withheld without any complementary cell.
    """
    rng = random.Random(seed)
    dimensions = {
        "sex": ["f", "m"],
        "age": ["0-17", "18-29", "30+"],
        "region": [f"region {n}" for n in range(7)],
    }
    quarters = 40
    people = [
        {name: rng.choice(values) for name, values in dimensions.items()}
        | {"entry": rng.randrange(quarters) if number % 3 == 0 else 0}
        | {
            f"donor {n}": rng.randrange(quarters) if rng.random() < 0.3 else quarters
            for n in range(12)
        }
        for number in range(persons)
    ]
    atoms = dict.fromkeys(range(persons), 1)
    statements, targets = [], []
    pairs = list(itertools.combinations(dimensions, 2)) + [(n,) for n in dimensions]
    groups = [None, *[f"donor {n}" for n in range(12)]]
    for quarter, group, pair in itertools.product(range(quarters), groups, pairs):
        inside = [
            n
            for n, person in enumerate(people)
            if max(person["entry"], person[group] if group else 0) <= quarter
        ]
        for key in itertools.product(*[dimensions[name] for name in pair]):
            members = frozenset(
                n
                for n in inside
                if all(people[n][d] == c for d, c in zip(pair, key, strict=True))
            )
            value = len(members)
            if 0 < value < threshold:
                statements.append(Statement("at_least", members, 1))
                targets.append(Target(members, value, threshold, threshold))
            else:
                statements.append(Statement("equal", members, value))
            if len(statements) == cells:
                return atoms, statements, targets
    raise ValueError("not enough tables for so many cells")
