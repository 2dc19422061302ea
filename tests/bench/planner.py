"""The planner on a large plan: six scenarios and the full sensitivity.

Usage: python planner.py; prints the rows as JSON. Against: reading and writing the
same plan and its answer as JSON, which is what any planner must do.
"""

import json
import sys
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).resolve().parents[2] / "addons/rr_sustainability")
)

from engine import bench  # noqa: E402
from measure import exponent, medians, row  # noqa: E402


def run():
    """:return: rows of the benchmark; growth is that with the number of lines"""
    times = {}
    for factor in (1, 4):
        data = bench.large_input(**{**bench.SIZE, "lines": 200 * factor})
        times[factor] = medians(
            lambda given=data: bench.work(given),
            lambda given=data: json.loads(json.dumps(json.loads(json.dumps(given)))),
        )
    ms, floor = times[1]
    size = " × ".join(f"{count} {what}" for what, count in bench.SIZE.items())
    found = row(f"six scenarios and sensitivity, {size}", ms,
                "the plan as JSON, read and written twice", floor)
    return [{**found, "growth": exponent(ms, times[4][0], 4)}]


if __name__ == "__main__":
    print("figures: " + json.dumps(run()))
