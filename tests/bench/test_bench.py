"""Every benchmark runs, and prints a ratio to something of the same run.

The quick ones do so each day, all of them under --full.
"""

import os

import pytest
from rrcli import bench

QUICK = ("overlap", "register", "roster")
RUN = bench.BENCHMARKS if os.environ.get("RR_FULL") else QUICK


@pytest.fixture(scope="module")
def databases(demo_database):
    return {1.0: demo_database}


@pytest.mark.parametrize("name", RUN)
def test_a_benchmark_runs_and_says_what_it_is_measured_against(
    cluster, databases, name
):
    if name == "disclosure":
        pytest.importorskip("pytauargus")
    rows = bench.measured(cluster, name, databases)
    assert rows
    for row in rows:
        assert row["ms"] > 0 and row["against_ms"] > 0 and row["ratio"] > 0, row
        assert row["what"] and row["against"]


def test_the_exponent_is_the_power_of_growth():
    assert bench.exponent(2, 200, 100) == 1
    assert bench.exponent(3, 3, 100) == 0
    assert bench.exponent(1, 10, 100) == 0.5
    assert bench.exponent(0, 5, 100) is None
