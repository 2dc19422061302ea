"""What the tests of ``tests/`` share: a served demonstration, built when asked for.

The demonstration's database is made once for a run, under a name of its own, and
served on a free port. At the end a warning or an error in the server's log that
``config/log-allowed.txt`` does not explain fails the run.
"""

import os
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from rrcli import demo as demo_command  # noqa: E402
from rrcli import odoo, postgres, tally  # noqa: E402
from serving import TODAY, served_copy  # noqa: E402

# The profile of hypothesis, the same as that of the addons' tests
runpy.run_path(str(ROOT / "addons/rr_base/tests/chance.py"))


@pytest.fixture(scope="session")
def cluster():
    """The project's PostgreSQL cluster, running."""
    with postgres.running() as running:
        yield running


@pytest.fixture(scope="session")
def _demonstration(cluster):
    database = f"rr_testdemo_{os.getpid()}"
    made = demo_command.build(cluster, database, today=TODAY)
    yield database, made
    odoo.drop(cluster, database)


@pytest.fixture(scope="session")
def demo_database(_demonstration):
    """Name of a demonstration database at scale 1, dropped at the end."""
    return _demonstration[0]


@pytest.fixture(scope="session")
def made(_demonstration):
    """Who made that demonstration and what came of it (see ``rrcli.demo.generate``)."""
    return _demonstration[1]


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
