"""The figures of the disclosure engine's README, as measured.

Usage: python disclosure_figures.py [--json FILE] [--scale N] [--only NAME]; in the
virtual environment. One half-yearly round of gate and audit, the audit of deliberately
unprotected ledgers and its growth, the suppressor on files, and the policy's figures
from the simulator.
"""

import argparse
import json
import os
import platform
import random
import statistics
import sys
import time
from pathlib import Path

_ENGINES = Path(__file__).resolve().parents[1] / "engines"
sys.path[:0] = [str(_ENGINES), str(_ENGINES / "disclosure")]

import engine_packages  # noqa: E402, F401, I001
import simulate  # noqa: E402
from rr_disclosure_engine.audit import audit  # noqa: E402
from rr_disclosure_engine.cli import run  # noqa: E402
from rr_disclosure_engine.policy import GatePolicy  # noqa: E402
from unprotected import unprotected_ledger  # noqa: E402

SIZES = (1_000, 3_000, 10_000)


def machine():
    """What it ran on, and how busy that was."""
    return {
        "python": platform.python_version(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load_1min": round(os.getloadavg()[0], 2)
        if hasattr(os, "getloadavg")
        else None,
    }


def audit_growth(sizes=SIZES, persons=163):
    """Seconds of the audit of unprotected ledgers of several sizes."""
    figures = []
    for size in sizes:
        atoms, statements, targets = unprotected_ledger(size, persons)
        verdict = audit(atoms, statements, targets, time_limit=600.0)
        figures.append(
            {
                "cells": size,
                "persons": persons,
                "withheld": len(targets),
                "recovered": len(verdict.findings),
                "undecided": sum(f.reason == "time" for f in verdict.findings),
                "programs": verdict.programs,
                "seconds": round(verdict.seconds, 2),
            }
        )
    return figures


def half_yearly_rounds(seed=0, donors=5):
    """Seconds of each round of a programme with five donors over two years."""
    sizes = (75, 60, 48, 40, 36)[:donors]
    plan = {
        **simulate.TWO_YEARS,
        "donors": {f"donor-{n}": size for n, size in enumerate(sizes)},
    }
    done = simulate.run_programme(seed, plan, GatePolicy())
    return {
        "donors": donors,
        "rounds": len(done["seconds"]),
        "seconds_median": round(statistics.median(done["seconds"]), 3),
        "seconds_most": round(max(done["seconds"]), 3),
        "ledger_cells": len(done["ledger"].rows),
    }


def files(count=50):
    """Milliseconds of suppression and audit of two-way tables of a file."""
    rng = random.Random(1)
    found = []
    for rows, columns in ((2, 7), (4, 5), (5, 7)):
        times = []
        for _ in range(count):
            counts = [
                [int(rng.expovariate(1 / 12)) for _ in range(columns)]
                for _ in range(rows)
            ]
            document = {
                "tables": [
                    {
                        "name": "t",
                        "dimensions": [
                            {"name": n, "categories": [str(k) for k in range(size)]}
                            for n, size in (("row", rows), ("column", columns))
                        ],
                        "counts": counts,
                    }
                ]
            }
            started = time.perf_counter()
            run(document)
            times.append(1000 * (time.perf_counter() - started))
        found.append(
            {
                "table": f"{rows}x{columns}",
                "median_ms": round(statistics.median(times), 1),
                "most_ms": round(max(times), 1),
            }
        )
    return found


def main(arguments=None):
    """Print the figures; exit code 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the series")
    parser.add_argument(
        "--only", choices=["audit", "round", "files", "policy"], help="one part"
    )
    options = parser.parse_args(arguments)
    parts = {
        "round": half_yearly_rounds,
        "files": files,
        "audit": lambda: audit_growth() + audit_growth(SIZES[:2], persons=1_000),
        "policy": lambda: simulate.figures(options.scale),
    }
    figures = {"machine": machine()}
    for name, part in parts.items():
        if options.only in (None, name):
            figures[name] = part()
            print(name, json.dumps(figures[name], indent=1), flush=True)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as stream:
            json.dump(figures, stream, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
