"""Same seed, scale and date: same database. Another date: another one."""

import datetime
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from rrcli import demo as demo_command
from rrcli import odoo

SCALE = 0.1
DAY = datetime.date(2026, 9, 15)

# What differs between two equal databases: the moment of making (of which a snapshot
# tells, and so its hash), and ciphers, which never repeat.
VOLATILE = (
    "create_date", "write_date", "received_at", "taken_at", "access_token",
    "sha256", "file_hashes", "audit_seconds", "serial", "confirmed_on", "account_index", "payee_index", "personal_number_index",
)


def columns(cluster, database):
    """Table → its columns that must repeat, for every table of ours."""
    found = {}
    for line in cluster.sql(
        """
        SELECT c.table_name, c.column_name FROM information_schema.columns c
          JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
           AND c.table_name LIKE 'rr\\_%'
         ORDER BY 1, c.ordinal_position
        """,
        database,
    ).splitlines():
        table, column = line.split("|")
        if table == "rr_report_delivery" and column == "date":
            continue  # a delivery is of the moment of making
        if column not in VOLATILE and not column.endswith(("_cipher", "_index")):
            found.setdefault(table, []).append(column)
    return found


def fingerprint(cluster, database):
    """Table → digest of its rows."""
    digests = {}
    for table, names in columns(cluster, database).items():
        listed = ", ".join(f'"{name}"' for name in names)
        rows = cluster.sql(
            f'SELECT row({listed})::text FROM "{table}" ORDER BY 1', database
        )
        digests[table] = hashlib.sha256(rows.encode()).hexdigest()
    return digests


@pytest.fixture(scope="module")
def twins(cluster, installed):
    """Two databases made alike, and one of a day earlier; made two at a time."""
    days = {"a": DAY, "b": DAY, "c": DAY - datetime.timedelta(days=1)}
    databases = {name: installed(f"rr_twin_{os.getpid()}_{name}") for name in days}

    def made(name):
        demo_command.generate(cluster, databases[name], SCALE, days[name])
        return name, fingerprint(cluster, databases[name])

    try:
        with ThreadPoolExecutor(max_workers=2) as pool:
            yield dict(pool.map(made, days))
    finally:
        for database in databases.values():
            odoo.drop(cluster, database)


def test_same_seed_scale_and_date_make_the_same_database(twins):
    different = [t for t in twins["a"] if twins["a"][t] != twins["b"][t]]
    assert not different


def test_another_date_makes_another_database(twins):
    assert twins["a"]["rr_grant"] != twins["c"]["rr_grant"]
    assert twins["a"]["rr_beneficiary"] != twins["c"]["rr_beneficiary"]
