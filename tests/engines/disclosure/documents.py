"""Input documents that several tests build: tables of counts, programmes."""

import numpy as np

DIMENSIONS = {
    "sex": ["f", "m"],
    "age": ["0-17", "18-29", "30+"],
    "region": ["north", "south", "east", "west"],
    "outcome": ["in work", "in education", "not in work", "other"],
}
SHARES = {
    "sex": [0.55, 0.45],
    "age": [0.44, 0.28, 0.28],
    "region": [0.4, 0.3, 0.18, 0.12],
    "outcome": [0.35, 0.25, 0.25, 0.15],
}


def table(counts, threshold=5, rows=None, columns=None, **policy):
    """A file of one two-way table of counts."""
    counts = np.array(counts)
    rows = rows or [f"r{n}" for n in range(counts.shape[0])]
    columns = columns or [f"c{n}" for n in range(counts.shape[1])]
    return {
        "policy": {"threshold": threshold, **policy},
        "tables": [
            {
                "name": "t",
                "dimensions": [
                    {"name": "row", "categories": list(rows)},
                    {"name": "col", "categories": list(columns)},
                ],
                "counts": counts.tolist(),
            }
        ],
    }


def one_small_cell(rng, shape):
    """A table of counts with exactly one cell of 1 to 4."""
    counts = rng.integers(5, 60, size=shape)
    counts[rng.integers(shape[0]), rng.integers(shape[1])] = rng.integers(1, 5)
    return table(counts)


def exponential(rng, shape=(4, 5), mean=12):
    """A table of counts with an exponential distribution, zeros among them."""
    return table(np.floor(rng.exponential(mean, size=shape)).astype(int))


def quarters(rng, first=118, step=15):
    """Four cumulative files of one programme: persons are added, none leave."""
    persons = []
    for quarter in range(4):
        while len(persons) < first + quarter * step:
            person = {"id": f"p{len(persons)}"}
            for name, categories in DIMENSIONS.items():
                person[name] = categories[rng.choice(len(categories), p=SHARES[name])]
            for donor, share in (("a", 0.46), ("b", 0.3), ("c", 0.22)):
                person[f"donor_{donor}"] = bool(rng.random() < share)
            persons.append(person)
        for person in persons:
            for donor in "abc":
                if not person[f"donor_{donor}"] and rng.random() < 0.03:
                    person[f"donor_{donor}"] = True
        yield {
            "policy": {"threshold": 5},
            "dimensions": DIMENSIONS,
            "records": [dict(person) for person in persons],
            "tables": [{"name": name, "by": [name]} for name in DIMENSIONS]
            + [{"name": "sex_age", "by": ["sex", "age"]}]
            + [
                {"name": f"{d}_{by}", "by": [by], "where": {f"donor_{d}": True}}
                for d in "abc"
                for by in ("sex", "age", "region")
            ],
        }


COUNTS = table([[15, 1, 3], [20, 10, 10], [7, 30, 12]])
RECORDS = {
    "policy": {"threshold": 5},
    "dimensions": {"sex": ["f", "m"], "age": ["0-17", "18+"]},
    "records": [
        {
            "id": f"p{n}",
            "sex": "fm"[n % 2],
            "age": ["0-17", "18+"][n % 3 > 0],
            "d": n < 30,
        }
        for n in range(60)
    ],
    "tables": [
        {"name": "sex_age", "by": ["sex", "age"]},
        {"name": "d_sex", "by": ["sex"], "where": {"d": True}},
    ],
    "known_totals": [{"where": {"sex": "f"}, "count": 30}],
}
ATOMS = {
    "policy": {"threshold": 4},
    "atoms": {letter: 2 for letter in "ABCDEFGHIJKL"},
    "cells": [
        {"name": "county-1", "of": ["A", "B", "I", "J"]},
        {"name": "county-2", "of": ["C", "D", "E", "F", "K"]},
        {"name": "district-1", "of": ["A", "B", "C"]},
        {"name": "district-2", "of": ["D", "E", "F", "K"]},
        {"name": "county-1 without J", "of": ["A", "B", "I"]},
    ],
}
