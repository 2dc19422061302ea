"""``./rr verify`` on the demonstration: sound as built, and each tampering is named.

Tampering is done as the cluster's superuser with the trail's own locks taken off: what
only the seals can find. Afterwards everything is put back.
"""

import contextlib

import pytest
from rrcli import verify

LOCKS_OFF = (
    "ALTER TABLE rr_trail.entry DISABLE TRIGGER ALL;"
    "ALTER TABLE rr_trail.seal DISABLE TRIGGER ALL;"
)
LOCKS_ON = (
    "ALTER TABLE rr_trail.entry ENABLE ALWAYS TRIGGER entry_is_append_only;"
    "ALTER TABLE rr_trail.seal ENABLE ALWAYS TRIGGER seal_is_append_only;"
)
# Ids of transactions that were rolled back are missing: the last that is there.
LAST = (
    "(SELECT max(id) FROM rr_trail.entry"
    " WHERE id <= (SELECT max(upto_id) FROM rr_trail.seal))"
)


@pytest.fixture(scope="module")
def sealed(cluster, demo_database):
    """The demonstration's database with every entry sealed."""
    verify.seal(cluster, demo_database)
    return demo_database


@contextlib.contextmanager
def tampered(cluster, database, statement):
    keep = (
        "CREATE TABLE rr_trail.kept_entry AS TABLE rr_trail.entry;"
        "CREATE TABLE rr_trail.kept_seal AS TABLE rr_trail.seal;"
    )
    cluster.sql(LOCKS_OFF + keep + statement, database)
    try:
        yield
    finally:
        cluster.sql(
            "DELETE FROM rr_trail.entry; DELETE FROM rr_trail.seal;"
            "INSERT INTO rr_trail.entry TABLE rr_trail.kept_entry;"
            "INSERT INTO rr_trail.seal TABLE rr_trail.kept_seal;"
            "DROP TABLE rr_trail.kept_entry, rr_trail.kept_seal;" + LOCKS_ON,
            database,
        )


def problems(cluster, database):
    found = verify.checks(cluster, database)
    return [problem for _name, _summary, listed in found for problem in listed]


def test_demonstration_as_built_is_sound(cluster, sealed, capsys):
    found = verify.checks(cluster, sealed)
    assert verify.report(found, sealed) == 0
    printed = capsys.readouterr().out
    assert "trail chain  sound" in printed
    assert "sealed up to" in printed
    assert "verify: sound" in printed


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            f"UPDATE rr_trail.entry SET uid = 1, reason = 'x' WHERE id = {LAST}",
            "was changed",
        ),
        (f"DELETE FROM rr_trail.entry WHERE id = {LAST}", "was deleted"),
        (
            "INSERT INTO rr_trail.entry (id, at, db_role, operation, model)"
            " VALUES (0, now(), 'odoo', 'read', 'rr.case')",
            "was inserted",
        ),
        (
            "DELETE FROM rr_trail.entry WHERE id >"
            " (SELECT max(after_id) FROM rr_trail.seal);"
            "DELETE FROM rr_trail.seal WHERE id = (SELECT max(id) FROM rr_trail.seal)",
            "the tail is cut",
        ),
    ],
    ids=["changed", "deleted", "inserted", "tail"],
)
def test_tampering_is_named_and_the_exit_code_tells(
    cluster, sealed, statement, finding, capsys
):
    with tampered(cluster, sealed, statement):
        found = verify.checks(cluster, sealed)
        assert verify.report(found, sealed) == 1
        assert finding in capsys.readouterr().out
    assert problems(cluster, sealed) == []


def test_disabled_trigger_is_named(cluster, sealed):
    table = "rr_municipality"
    cluster.sql(f"ALTER TABLE {table} DISABLE TRIGGER rr_trail_row", sealed)
    try:
        [problem] = problems(cluster, sealed)
        assert f"trigger rr_trail_row on table {table}" in problem
        assert "disabled" in problem
    finally:
        cluster.sql(
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER rr_trail_row", sealed
        )
    assert problems(cluster, sealed) == []


ENABLE_ALL = """DO $$
DECLARE a_name text;
BEGIN
    FOR a_name IN SELECT tgname FROM pg_trigger
                   WHERE tgrelid = 'rr_fund_entry'::regclass AND NOT tgisinternal
    LOOP
        EXECUTE format('ALTER TABLE rr_fund_entry ENABLE ALWAYS TRIGGER %I', a_name);
    END LOOP;
END $$;"""


def test_changed_ledger_row_is_named_even_if_the_row_is_consistent(cluster, sealed):
    """Amount and its value in EUR are changed alike: no sum inside the row is wrong."""
    [entry] = cluster.sql("SELECT min(id) FROM rr_fund_entry", sealed).split()
    change = (
        "ALTER TABLE rr_fund_entry DISABLE TRIGGER USER;"
        "UPDATE rr_fund_entry SET amount = amount {sign} rate,"
        f" amount_eur = amount_eur {{sign}} 1 WHERE id = {entry};" + ENABLE_ALL
    )
    cluster.sql(change.format(sign="+"), sealed)
    try:
        found = problems(cluster, sealed)
        assert any(
            problem.startswith(f"rr.fund.entry {entry}: amount") for problem in found
        ), found
    finally:
        cluster.sql(change.format(sign="-"), sealed)
    assert problems(cluster, sealed) == []
