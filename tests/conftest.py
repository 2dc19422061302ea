"""What the tests of ``tests/`` share: a served demonstration, built when asked for.

The demonstration's database is made once for a run, under a name of its own, and
served on a free port. At the end a warning or an error in the server's log that
``config/log-allowed.txt`` does not explain fails the run.
"""

import contextlib
import json
import os
import runpy
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from rrcli import children, lock, odoo, postgres, tally, warm  # noqa: E402
from rrcli import demo as demo_command  # noqa: E402
from serving import TODAY, served_copy  # noqa: E402

# The profile of hypothesis, the same as that of the addons' tests
runpy.run_path(str(ROOT / "addons/rr_base/tests/chance.py"))

# Demonstrations that tests ask for by the name of a fixture, and their scale. A larger
# one is no copy of the other: it is planned larger from its first day.
SCALES = {"demo_database": 1, "large_database": 2}


def pytest_configure(config):
    """An end by signal is as orderly as one by Ctrl-C: servers stop, databases go."""
    children.watch()


@contextlib.contextmanager
def shared_part(request, part):
    """Count what is built inside for the budget of its own part, and not for the
    test that happens to ask for it first (``rrcli.tally.read_junit`` reads it)."""
    started = time.monotonic()
    yield
    request._pyfuncitem.user_properties.append(
        ("shared", f"{part}={time.monotonic() - started:.2f}")
    )


@pytest.fixture(scope="session")
def cluster():
    """The project's PostgreSQL cluster, running."""
    with postgres.running() as running:
        yield running


@pytest.fixture(scope="session")
def installed(cluster):
    """Makes a database in which all addons are, and no more: a copy, in a moment.

    A function of the new database's name; who calls it drops the database.
    """

    def _installed(database):
        with warm.held(cluster):
            warm.copy(cluster, database)
        return database

    return _installed


def _copied(cluster, installed, shared, name, database):
    """Copy the demonstration that this run's processes share; build it if none did.

    :return: who made it, as the process that built it wrote down
    """
    note = Path(os.environ["RR_MADE_NOTES"]) / f"made-{name}.json"
    with lock.exclusive(f"made-{name}"):
        if not note.exists():
            installed(shared + name)
            made = demo_command.generate(cluster, shared + name, SCALES[name], TODAY)
            note.write_text(json.dumps(made))
        odoo.copy(cluster, shared + name, database)
    # a seal's head names its database
    demo_command.seal(cluster, database)
    return json.loads(note.read_text())


@pytest.fixture(scope="session")
def demonstrations(cluster, installed, request):
    """Fixture → database of each demonstration that the chosen tests ask for, and who
    made it (see ``rrcli.demo.generate``).

    Built once in a run, two at a time; tests copy them. Dropped at the end. Where two
    processes share a run (``rrcli.pytest_lanes``) each has a copy of what one built.
    """
    wanted = [
        name for name in SCALES
        if any(name in item.fixturenames for item in request.session.items)
    ]
    databases = {name: f"rr_test_{name}_{os.getpid()}" for name in wanted}

    def fill(name):
        if shared := os.environ.get("RR_MADE"):
            return _copied(cluster, installed, shared, name, databases[name])
        installed(databases[name])
        made = demo_command.generate(cluster, databases[name], SCALES[name], TODAY)
        demo_command.seal(cluster, databases[name])
        return made

    try:
        with shared_part(request, "demonstration"):
            with ThreadPoolExecutor(max_workers=2) as pool:
                told = dict(zip(wanted, pool.map(fill, wanted), strict=True))
        yield {name: (databases[name], told[name]) for name in wanted}
    finally:
        for database in databases.values():
            odoo.drop(cluster, database)


@pytest.fixture(scope="session")
def demo_database(demonstrations):
    """Name of the demonstration's database at scale 1."""
    return demonstrations["demo_database"][0]


@pytest.fixture(scope="session")
def made(demonstrations, demo_database):
    """Who made the demonstration at scale 1, and what came of it."""
    return demonstrations["demo_database"][1]


@pytest.fixture(scope="session")
def large_database(demonstrations):
    """Name of a demonstration's database at scale 2."""
    return demonstrations["large_database"][0]


@pytest.fixture(scope="session")
def demo(cluster, demo_database):
    """A copy of the demonstration, served to people; its log must stay quiet.

    A copy, because journeys write: what they leave behind must not be counted by
    the tests that read the demonstration's totals.
    """
    with served_copy(cluster, demo_database, "demo") as served:
        yield served
    _assert_quiet(served.log)


@pytest.fixture(scope="session")
def refusing(cluster, demo_database):
    """Another copy, served for tests that provoke refusals by the thousand.

    Odoo logs each refusal as a warning of ``odoo.http``; the rest must stay quiet.
    """
    with served_copy(cluster, demo_database, "refusing") as served:
        yield served
    _assert_quiet(served.log, but=" WARNING odoo.http: ")


def _assert_quiet(log, but=None):
    loud = tally.loud_lines(log.read_text(encoding="utf-8", errors="replace"))
    loud = [line for line in loud if not (but and but in f" {line}")]
    assert not loud, "the server's log is not quiet:\n" + "\n".join(loud[:20])
