"""Tables whose answers are known: A, B (4x4) and C (linked tables)."""

import numpy as np
import pytest
from attack import Attacker, attack_counts, false_values, table_layout
from documents import table
from rr_disclosure_engine import cli
from rr_disclosure_engine.audit import audit
from rr_disclosure_engine.model import Statement, Target

ROWS_A = ["Alpha", "Beta", "Gamma", "Delta"]
COLUMNS_A = ["L", "M", "H", "VH"]
TABLE_A = [[15, 1, 3, 1], [20, 10, 10, 15], [3, 10, 10, 2], [12, 14, 7, 2]]
PRIMARY_A = ["AM", "AH", "AVH", "GL", "GVH", "DVH"]
TABLE_B = [
    [30, 47, 64, 89],
    [90, 124, 5, 31],
    [92, 100, 59, 85],
    [800, 991, 651, 685],
]
HIDDEN_B = ["wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"]


def audit_inner(counts, rows, columns, hidden, threshold, floor):
    """{hidden cell: (low, high) of its finding} when only ``hidden`` are."""
    cells = {
        r[0] + c: counts[i][j]
        for i, r in enumerate(rows)
        for j, c in enumerate(columns)
    }
    statements = [
        Statement("equal", frozenset([name]), value)
        for name, value in cells.items()
        if name not in hidden
    ]
    for i, r in enumerate(rows):
        members = frozenset(r[0] + c for c in columns)
        statements.append(Statement("equal", members, sum(counts[i])))
    for j, c in enumerate(columns):
        members = frozenset(r[0] + c for r in rows)
        statements.append(Statement("equal", members, sum(row[j] for row in counts)))
    if floor:
        statements += [Statement("at_least", frozenset([h]), 1) for h in hidden]
    targets = [
        Target(
            frozenset([h]),
            cells[h],
            threshold if cells[h] < threshold else 0,
            threshold if cells[h] < threshold else 1,
            h,
        )
        for h in hidden
    ]
    found = audit(cells, statements, targets)
    return {f.target.label: (f.low, f.high, f.reason) for f in found.findings}


def audit_a(hidden, floor=True):
    return audit_inner(TABLE_A, ROWS_A, COLUMNS_A, hidden, 5, floor)


def test_hiding_only_the_small_cells_of_table_a_gives_all_six_away():
    found = audit_a(PRIMARY_A)
    assert set(found) == set(PRIMARY_A)
    assert all(reason == "exact" for _, _, reason in found.values())


def test_two_hidden_cells_per_line_still_give_one_cell_of_table_a_away():
    found = audit_a([*PRIMARY_A, "BM", "BH", "DL"])
    assert found["AVH"] == (1, 1, "exact")


def test_a_reader_who_knows_that_zeros_are_shown_breaks_the_cheaper_pattern():
    cheaper = [*PRIMARY_A, "GM", "DL", "DH"]
    assert audit_a(cheaper, floor=False) == {}
    assert audit_a(cheaper, floor=True) != {}


def test_the_dearer_pattern_of_table_a_passes_for_that_reader():
    assert audit_a([*PRIMARY_A, "AL", "BM", "BVH", "GM", "DH"]) == {}


def test_table_a_is_protected_at_the_known_cost():
    document = table(TABLE_A, rows=ROWS_A, columns=COLUMNS_A)
    output = cli.run(document)
    withheld = [c for c in output["cells"] if c.get("withheld")]
    counts = np.array(TABLE_A)
    cost = 0
    for cell in withheld:
        assert len(cell["key"]) == 2, "totals of table A need not be withheld"
        i, j = ROWS_A.index(cell["key"]["row"]), COLUMNS_A.index(cell["key"]["col"])
        cost += counts[i, j] if counts[i, j] >= 5 else 0
    assert cost <= 57
    assert output["blocked"] == []
    assert attack_counts(document, output) == {}
    assert false_values(document, output) == []


def test_every_line_with_two_hidden_cells_still_gives_wb_of_table_b_away():
    found = audit_inner(TABLE_B, "wxyz", "abcd", HIDDEN_B, 6, True)
    assert found["wb"] == (47, 47, "exact")


def test_one_more_hidden_cell_is_enough_for_wb_of_table_b():
    others = [r + c for r in "wxyz" for c in "abcd" if r + c not in HIDDEN_B]
    freed = [
        other
        for other in others
        if "wb" not in audit_inner(TABLE_B, "wxyz", "abcd", [*HIDDEN_B, other], 6, True)
    ]
    assert freed


def test_table_b_is_protected_as_a_file():
    document = table(TABLE_B, threshold=6)
    output = cli.run(document)
    assert output["blocked"] == []
    assert output["audit"]["withheld"] >= 4
    assert attack_counts(document, output) == {}


ATOMS_C = {
    "m both": 21,
    "m living": 58,
    "m working": 23,
    "f both": 1,
    "f living": 5,
    "f working": 4,
}
CELLS_C = {
    "living": ["m both", "m living", "f both", "f living"],
    "working": ["m both", "m working", "f both", "f working"],
    "both": ["m both", "f both"],
    "men living": ["m both", "m living"],
    "men working": ["m both", "m working"],
    "men both": ["m both"],
}


def test_linked_tables_that_look_safe_are_treated_as_one_system():
    document = {
        "policy": {"threshold": 5},
        "atoms": ATOMS_C,
        "cells": [{"name": n, "of": of} for n, of in CELLS_C.items()],
    }
    assert [sum(ATOMS_C[a] for a in CELLS_C[n]) for n in ("living", "working")] == [
        85,
        49,
    ]
    output = cli.run(document)
    assert output["audit"]["withheld"] > 0, "all six shown would give 1 woman away"
    numbers = {atom: n for n, atom in enumerate(ATOMS_C)}
    members = {n: [numbers[a] for a in of] for n, of in CELLS_C.items()}
    cells = {c["name"]: c for c in output["cells"]}
    attacker = Attacker(members, cells, len(ATOMS_C))
    for atom in ("f both", "f working"):
        low, high = attacker.interval([numbers[atom]])
        assert high >= 5 and high - low >= 5, (atom, low, high)


def test_linked_tables_of_records_protect_the_one_woman():
    records, number = [], 0
    for atom, count in ATOMS_C.items():
        sex, where = atom.split()
        for _ in range(count):
            records.append(
                {
                    "id": number,
                    "sex": sex,
                    "lives": where in ("both", "living"),
                    "works": where in ("both", "working"),
                }
            )
            number += 1
    filters = {
        "living": {"lives": True},
        "working": {"works": True},
        "both": {"lives": True, "works": True},
    }
    output = cli.run(
        {
            "policy": {"threshold": 5},
            "dimensions": {"sex": ["f", "m"]},
            "records": records,
            "tables": [
                {"name": n, "by": ["sex"], "where": w} for n, w in filters.items()
            ],
        }
    )
    women = {c["table"]: c for c in output["cells"] if c["key"] == {"sex": "f"}}
    for name, cell in women.items():
        assert "value" not in cell or cell["value"] >= 5, name
    from attack import attack_records

    document = {
        "records": [{**r, "id": str(r["id"])} for r in records],
        "tables": [{"name": n, "where": w} for n, w in filters.items()],
    }
    assert attack_records([(document, output)], 5) == []


@pytest.mark.parametrize("zeros", ["show", "withhold"])
def test_three_way_tables_are_protected(zeros):
    rng = np.random.default_rng(5)
    counts = rng.integers(0, 30, size=(2, 3, 4))
    document = {
        "policy": {"threshold": 5, "zeros": zeros},
        "tables": [
            {
                "name": "t",
                "dimensions": [
                    {"name": n, "categories": [f"{n}{i}" for i in range(size)]}
                    for n, size in zip("abc", counts.shape, strict=True)
                ],
                "counts": counts.tolist(),
            }
        ],
    }
    output = cli.run(document)
    assert attack_counts(document, output) == {}
    assert false_values(document, output) == []
    assert len(output["cells"]) == len(
        table_layout([(n, range(s)) for n, s in zip("abc", counts.shape, strict=True)])
    )
