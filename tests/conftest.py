"""What the tests of ``tests/`` share: a served demonstration, built when asked for.

The demonstration's database is made once for a run, under a name of its own, and
served on a free port. At the end a warning or an error in the server's log that
``config/log-allowed.txt`` does not explain fails the run.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from rrcli import demo as demo_command  # noqa: E402
from rrcli import odoo, postgres, tally, warm  # noqa: E402
from serving import TODAY, served_copy  # noqa: E402


def pytest_configure(config):
    """An end by signal is as orderly as one by Ctrl-C: servers stop, databases go."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _interrupted)


def _interrupted(signum, frame):
    # a second signal must not break off what the first one has begun
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


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


@pytest.fixture(scope="session")
def demo_database(cluster, installed, request):
    """Name of a demonstration database at scale 1, dropped at the end.

    The only one that is built in a run: tests copy it.
    """
    database = f"rr_testdemo_{os.getpid()}"
    with shared_part(request, "demonstration"):
        demo_command.fill(cluster, installed(database), today=TODAY)
    yield database
    odoo.drop(cluster, database)


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
