"""The suppression engine beside tau-Argus on the same tables.

Usage: python disclosure.py; prints the rows as JSON. Runs in the virtual environment
in which ``pytauargus`` lies. The exponent is that of the growth with a table's cells: a
programme of a hundred times the persons prints the same tables.
"""

import contextlib
import json
import os
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engines"))

import engine_packages  # noqa: E402, F401, I001
from measure import exponent, medians, row  # noqa: E402
from rr_disclosure_engine.cli import run as protect  # noqa: E402

THRESHOLD, TABLES, GROWN = 5, 10, 3
SHAPES = ((3, 4), (4, 7))


def _document(counts):
    return {
        "tables": [
            {
                "name": "t",
                "dimensions": [
                    {"name": name, "categories": [f"{name[0]}{n}" for n in range(size)]}
                    for name, size in (
                        ("row", len(counts)), ("column", len(counts[0])),
                    )
                ],
                "counts": counts,
            }
        ]
    }


def _argus(counts, folder):
    from pytauargus import protect as other

    rows = [f"r{i}" for i, line in enumerate(counts) for n in line for _ in range(n)]
    columns = [f"c{j}" for line in counts for j, n in enumerate(line) for _ in range(n)]
    other(
        {"row": rows, "col": columns, "n": [1.0] * len(rows)}, ["row", "col"],
        response="n", safety_rules=f"FREQ({THRESHOLD},100)", suppress="OPT(1)",
        workdir=folder,
    )


def _tables(rng, height, width, number=TABLES):
    return [
        [[int(rng.expovariate(1 / 12)) for _ in range(width)] for _ in range(height)]
        for _ in range(number)
    ]


def _growth(rng, height, width, small):
    """How the time of a table grows with its cells, to one twice as high and wide."""
    tables = _tables(rng, 2 * height, 2 * width, GROWN)
    [large] = medians(lambda: [protect(_document(counts)) for counts in tables])
    return exponent(small, large / GROWN, 4)


def run():
    """:return: rows of the benchmark; one table is the unit"""
    rng, rows = random.Random(5), []
    for height, width in SHAPES:
        tables = _tables(rng, height, width)
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            # The other program talks; its words are no figures.
            with open(os.devnull, "w") as silence, contextlib.redirect_stdout(silence):
                ours, theirs = medians(
                    lambda given=tables: [protect(_document(c)) for c in given],
                    lambda given=tables: [_argus(c, folder) for c in given],
                )
        found = row(
            f"suppression of a {height}×{width} table, with its audit", ours / TABLES,
            "tau-Argus (pytauargus)", theirs / TABLES, height * width,
        )
        growth = _growth(rng, height, width, ours / TABLES)
        rows.append({**found, "growth": growth})
    return rows


if __name__ == "__main__":
    print("figures: " + json.dumps(run()))
