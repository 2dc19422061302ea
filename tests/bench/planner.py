"""The planner on a large plan: six scenarios and the full sensitivity.

Usage: python planner.py; prints the rows as JSON. Against: reading and writing the
same plan and its answer as JSON, which is what any planner must do.
"""

import json

from measure import exponent, medians, row
from planner_figures import SIZE, large_input, work


def run():
    """:return: rows of the benchmark; growth is that with the number of lines"""
    times = {}
    for factor in (1, 4):
        data = large_input(**{**SIZE, "lines": 200 * factor})
        times[factor] = medians(
            lambda given=data: work(given),
            lambda given=data: json.loads(json.dumps(json.loads(json.dumps(given)))),
        )
    ms, floor = times[1]
    size = " × ".join(f"{count} {what}" for what, count in SIZE.items())
    found = row(f"six scenarios and sensitivity, {size}", ms,
                "the plan as JSON, read and written twice", floor)
    return [{**found, "growth": exponent(ms, times[4][0], 4)}]


if __name__ == "__main__":
    print("figures: " + json.dumps(run()))
