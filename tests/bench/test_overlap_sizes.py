"""The overlap check does not grow with the register."""

import json
import os

import pytest
from rrcli import bench, demo, odoo


@pytest.fixture(scope="module")
def figures(cluster, installed):
    """The check at a thousand and at a hundred thousand records of support."""
    database = installed(f"rr_test_overlap_{os.getpid()}")
    script = (
        f"import json, sys; sys.path.insert(0, {str(bench.FOLDER)!r})\n"
        "import overlap_sizes\n"
        "figures = overlap_sizes.run(env, sizes=(1000, 100000))\n"
        "env.cr.rollback()\n"
        "print('figures: ' + json.dumps(figures))"
    )
    try:
        output = demo.shell(
            cluster, database, script, "test-overlap-sizes.log", "The overlap check"
        )
    finally:
        odoo.drop(cluster, database)
    [line] = [one for one in output.splitlines() if one.startswith("figures: ")]
    return json.loads(line.removeprefix("figures: "))


def test_the_check_uses_range_indexes_and_stays_fast(figures, capsys):
    with capsys.disabled():
        for row in figures["sizes"]:
            print(f"\n    {row['records']} records: {row['median_ms']:.3f} ms", end="")
        print(f", ratio {figures['ratio']:.2f}")
    assert figures["sizes"][1]["median_ms"] < 5
    assert figures["ratio"] <= 2
    assert all(row["hits"] for row in figures["sizes"])
    text = "\n".join(figures["plan"])
    assert "Seq Scan" not in text
    assert "period_gist" in text
