"""The six shipped scenarios and the full sensitivity of a large plan.

Usage: python planner_figures.py [--json FILE] [--repeat N]; prints the median seconds
for 200 lines × 40 commitments × 10 years, and how the time grows when one of
the three doubles again and again: the exponent 1 is linear growth. Exit code 1
when the median is over the bound.
"""

import argparse
import json
import math
import os
import platform
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engines"))

import engine_packages  # noqa: E402, F401, I001
from rr_sustainability_engine.allocate import compute  # noqa: E402
from rr_sustainability_engine.inputs import read_plan  # noqa: E402
from rr_sustainability_engine.overlays import Baseline  # noqa: E402
from rr_sustainability_engine.scenarios import compare, shipped  # noqa: E402
from rr_sustainability_engine.sensitivity import (  # noqa: E402
    sensitivity_rows,
    tornado,
)

SIZE = {"lines": 200, "commitments": 40, "years": 10}
SERIES = {
    "lines": (100, 200, 400, 800),
    "commitments": (40, 80, 160, 320),
    "years": (5, 10, 20, 40),
}
BOUND = 2.0  # seconds
CATEGORIES = ("wages", "goods_services", "subsidies_transfers", "capital")


def large_input(lines, commitments, years, seed=2026):
    """Return an input of that size: mixed statuses, currencies and earmarks."""
    rng = random.Random(seed)
    span = [str(2026 + t) for t in range(years)]
    codes = [f"line-{i:04}" for i in range(lines)]
    sources = [
        {"code": "STATE", "type": "state"},
        {"code": "TOWN", "type": "municipality"},
    ]
    sources += [{"code": f"D{d}", "type": "donor"} for d in range(8)]
    return {
        "base_year": 2026,
        "years": years,
        "view": "expected",
        "price_index": {
            group: {year: f"0.0{rng.randrange(10, 50)}" for year in span[1:]}
            for group in ("cpi", "wages", "rent")
        },
        "fx": {
            c: {year: f"0.{rng.randrange(80, 99)}17" for year in span}
            for c in ("USD", "CHF")
        },
        "lines": [
            {
                "code": code,
                "quantity": {year: rng.randrange(0, 200) for year in span},
                "unit_cost": f"{rng.randrange(50, 5000)}.{rng.randrange(100):02}",
                "price_group": rng.choice(("cpi", "wages", "rent")),
                "overhead": rng.choice(("0", "0.07")),
                "priority": rng.randrange(1, 9),
                "category": rng.choice(CATEGORIES),
                "kind": rng.choice(("baseline", "new")),
            }
            for code in codes
        ],
        "sources": sources,
        "state_share": {
            code: {year: f"0.{rng.randrange(0, 60):02}" for year in span}
            for code in codes[::2]
        },
        "commitments": [_commitment(rng, k, codes, years) for k in range(commitments)],
        "ceilings": {c: {year: "4000000" for year in span} for c in CATEGORIES},
    }


def _commitment(rng, number, codes, years):
    first = 2026 + rng.randrange(years)
    last = min(2025 + years, first + rng.randrange(5))
    return {
        "code": f"C{number:03}",
        "source": rng.choice(("STATE", "TOWN", *(f"D{d}" for d in range(8)))),
        "currency": rng.choice(("EUR", "EUR", "USD", "CHF")),
        "amount": str(rng.randrange(100_000, 20_000_000)),
        "start": f"{first}-0{rng.randrange(1, 7)}-01",
        "end": f"{last}-{rng.randrange(7, 13):02}-15",
        "lines": rng.choice(([], rng.sample(codes, rng.randrange(1, len(codes))))),
        "status": rng.choice(("appropriated", "signed", "pledged", "pipeline")),
        "probability": f"0.{rng.randrange(30, 99)}",
    }


def work(data):
    """Compute what a planner looks at: six scenarios, sensitivity, tornado."""
    baseline = Baseline(data)
    overlays = shipped(baseline, who="bench", when="2026-01-01")
    scenarios = compare(baseline, overlays)
    rows = sensitivity_rows(read_plan(data))
    return scenarios, tornado(rows)


def seconds(run, repeat, clock=time.perf_counter):
    """Return the median time of so many runs, in seconds of the clock."""
    times = []
    for _ in range(repeat):
        before = clock()
        run()
        times.append(clock() - before)
    return statistics.median(times)


def exponent(sizes, times):
    """Return the slope of log time over log size: the power the time grows with."""
    x, y = [math.log(s) for s in sizes], [math.log(t) for t in times]
    mean_x, mean_y = statistics.fmean(x), statistics.fmean(y)
    rise = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return rise / sum((a - mean_x) ** 2 for a in x)


def measure(repeat):
    data = large_input(**SIZE)
    plan = read_plan(data)
    found = {
        "name": "planner",
        "size": {**SIZE, "scenarios": 6},
        "seconds": round(seconds(lambda: work(data), repeat), 4),
        "bound_seconds": BOUND,
        # What the work costs, whatever else the machine does meanwhile.
        "cpu_seconds": round(seconds(lambda: work(data), repeat, time.process_time), 4),
        "seconds_one_view": round(seconds(lambda: compute(plan), repeat), 4),
        "growth": {},
        "machine": {
            "cpus": os.cpu_count(),
            "load": os.getloadavg()[0],
            "processor": platform.machine(),
            "python": platform.python_version(),
        },
    }
    for name, sizes in SERIES.items():
        times = []
        for size in sizes:
            grown = large_input(**{**SIZE, name: size})
            times.append(seconds(lambda grown=grown: work(grown), max(1, repeat // 2)))
        found["growth"][name] = {
            "sizes": list(sizes),
            "seconds": [round(t, 4) for t in times],
            "exponent": round(exponent(sizes, times), 2),
        }
    return found


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="also write the figures there")
    parser.add_argument("--repeat", type=int, default=5, help="runs per figure")
    options = parser.parse_args(arguments)
    found = measure(max(1, options.repeat))
    size = " × ".join(f"{count} {what}" for what, count in found["size"].items())
    print(f"planner: {size} and the full sensitivity")
    print(
        f"  median {found['seconds']:.3f} s of at most {BOUND:.1f} s "
        f"({found['cpu_seconds']:.3f} s of processor time); "
        f"one view {found['seconds_one_view'] * 1000:.1f} ms"
    )
    for name, growth in found["growth"].items():
        steps = ", ".join(
            f"{s}: {t:.2f} s"
            for s, t in zip(growth["sizes"], growth["seconds"], strict=True)
        )
        print(f"  growth with {name}: exponent {growth['exponent']:.2f} ({steps})")
    machine = found["machine"]
    print(
        f"  machine: {machine['cpus']} × {machine['processor']}, "
        f"load {machine['load']:.1f}, Python {machine['python']}"
    )
    if options.json:
        with open(options.json, "w", encoding="utf-8") as stream:
            json.dump(found, stream, indent=1)
            stream.write("\n")
    return 0 if found["seconds"] <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
