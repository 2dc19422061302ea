"""The sweep, walked once for all tests; at the end its tables are printed."""

import os
import shutil

import planted_faults
import pytest
import sweeping
from judge import assertions, known, report
from rrcli.ui import Fail

FOUND = pytest.StashKey()


@pytest.fixture(scope="session")
def roles(cluster, demo_database):
    """Logins of the staff, one for each role."""
    return sweeping.staff(cluster, demo_database)


@pytest.fixture(scope="session")
def chromium_path():
    path = shutil.which("chromium")
    if not path:
        raise Fail("Chromium is not installed.", "Run: ./rr test, which installs it.")
    return path


@pytest.fixture(scope="session")
def swept(cluster, demo_database, roles):
    """Tries of every role, and of the walks for which a fault was planted."""
    tasks = {role: {"role": role} for role in sorted(roles, key=_longest_first)}
    tasks.update(planted_faults.tasks())
    with sweeping.fixed_hashes():
        return sweeping.sweep(cluster, demo_database, tasks)


def _longest_first(role):
    """Those who walk longest begin, so that both shells end together."""
    return (role not in ("head", "officer"), role)


@pytest.fixture(scope="session")
def tries(swept, roles):
    """What the roles did, without the planted walks."""
    return [line for role in roles for line in swept.tries[role]]


@pytest.fixture(scope="session")
def failures(tries, swept, roles, request):
    """What the ten assertions say; ``RR_FORMS_WRITE=1`` writes the list anew."""
    found = assertions.judge(tries)
    if os.environ.get("RR_FORMS_WRITE"):
        known.write(known.written(found, known.read()))
    request.config.stash[FOUND] = (found, tries, swept.spent)
    return found


def pytest_terminal_summary(terminalreporter, config):
    if FOUND not in config.stash:
        return
    found, tries, spent = config.stash[FOUND]
    write = terminalreporter.write_line
    forms = report.forms_by_role(tries)
    for line in report.table(tries, "role", ("actions", forms)):
        write(f"  {line}")
    write("")
    for line in report.table(tries, "step"):
        write(f"  {line}")
    write("")
    for line in report.rows(found):
        write(f"  {line}")
    requests = sum(count for count, _seconds in spent.values())
    seconds = sum(seconds for _count, seconds in spent.values())
    write(f"form sweep: {requests} requests, {seconds:.0f} s in two shells")
