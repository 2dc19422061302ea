"""Load: a short turn each day, sixty users for fifteen minutes under --full.

How quick the answers come is judged under --full alone: each day other tests run beside.
"""

import os

import load
import people
import pytest
from rrcli import demo, odoo

FULL = bool(os.environ.get("RR_FULL"))
USERS, SECONDS, THINK = (60, 900, load.THINK) if FULL else (12, 25, (0.5, 2.0))
# Seconds within which 95 % of lists and forms open.
LIMIT = 1.0


@pytest.fixture(scope="module")
def figures(cluster, demo_database):
    return load.measure(
        cluster, demo_database, USERS, SECONDS, 4 if FULL else 2, think=THINK
    )


def test_lists_and_forms_open_without_an_error_and_under_full_in_time(figures, capsys):
    found = figures.summary()
    with capsys.disabled():
        print(
            f"\n  {USERS} users, {SECONDS} s: 95 % of lists and forms within"
            f" {found['p95_lists_and_forms_ms']} ms,"
            f" {sum(kind['requests'] for kind in found['kinds'].values())} requests,"
            f" {found['errors']} errors, load average {os.getloadavg()[0]:.1f}"
        )
    assert not figures.errors, found["first_errors"]
    assert len(figures.times["form"]) > 3 and len(figures.times["list"]) > 3
    if FULL:
        assert found["p95_lists_and_forms_ms"] < 1000 * LIMIT, found["kinds"]


def test_users_search_by_fields_that_are_there(cluster, demo_database):
    """Who rarely searches would meet a field that is not there only in a long run."""
    models = {model for _n, models in people.STAFF.values() for model in models}
    asked = {model: people.day_of(model) for model in models}
    found = demo.shell(
        cluster, demo_database,
        f"for model, name in {asked!r}.items():\n"
        "    print('FIELD', model, name in env[model]._fields)\n",
        "load-fields.log", "the fields",
    )
    answers = [line for line in found.splitlines() if line.startswith("FIELD")]
    assert sorted(answers) == sorted(f"FIELD {model} True" for model in models)


def test_memory_is_steady(figures, capsys):
    if not FULL:
        pytest.skip("fifteen minutes are needed to say so: ./rr test --full tests/load")
    parts = figures.summary()["memory_mb"]
    with capsys.disabled():
        print(f"\n  memory of the server's processes, MB: {parts}")
    assert parts["last third"] < 1.15 * parts["second third"]


def test_nothing_is_left_behind(figures, cluster):
    assert not cluster.exists(f"rr_load_{os.getpid()}")
    assert not odoo.filestore(f"rr_load_{os.getpid()}").exists()
