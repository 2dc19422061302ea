"""A database of a scale is kept, and brought up to the code instead of built anew."""

import pytest
from rrcli import bench, odoo


@pytest.fixture
def kept(cluster, demo_database, monkeypatch):
    """A database as an older code left it, under the name of that code."""
    name = "rr_bench_77_0123abcd"
    odoo.copy(cluster, demo_database, name)
    cluster.sql(
        'DROP INDEX rr_trail.entry_operation_idx;'
        "UPDATE ir_module_module SET latest_version = '19.0.0.9.0'"
        " WHERE name = 'rr_audit'", name
    )
    half = "rr_bench_77_0123abce_half"
    cluster.sql(f'CREATE DATABASE "{half}"')
    monkeypatch.setattr(
        bench.demo, "build", lambda *args: pytest.fail("it was built anew")
    )
    yield name
    for database in cluster.sql("SELECT datname FROM pg_database").split():
        if database.startswith("rr_bench_77_"):
            odoo.drop(cluster, database)


def test_a_kept_database_of_older_code_is_brought_up_to_the_code(cluster, kept):
    rows = cluster.sql("SELECT count(*) FROM rr_fund_entry", kept)
    name = bench.ensure(cluster, 77.0, reuse=True)
    assert name == f"rr_bench_77_{bench._digest()}"
    found = cluster.sql("SELECT datname FROM pg_database").split()
    assert [one for one in found if one.startswith("rr_bench_77_")] == [name]
    assert cluster.sql("SELECT count(*) FROM rr_fund_entry", name) == rows
    assert cluster.sql(
        "SELECT count(*) FROM pg_indexes WHERE indexname = 'entry_operation_idx'", name
    ).strip() == "1"
    # And the next time there is nothing to do.
    assert bench.ensure(cluster, 77.0) == name
