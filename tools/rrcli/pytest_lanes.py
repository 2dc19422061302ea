"""The tests that pytest runs: those under ``tests/``, in one process or in two.

A folder of tests stays in one process, for its tests share what its ``conftest.py``
sets up; each process serves databases of its own. The demonstration is built by
whichever asks for it first, and copied by the other (``tests/conftest.py``).
"""

import contextlib
import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import collect, lanes, odoo, tally
from .paths import PYTHON, ROOT, TESTS, folder_of_tests, shown
from .ui import say

# Below this many seconds of tests a second process takes longer to start than it saves.
WORTH_A_LANE = 120

_PERCENT = re.compile(rb"\[ *(\d+)%\]")


@dataclass
class Run:
    """A process of pytest: what it runs, its log (or none) and its report."""

    paths: list
    log: Path | None
    report: Path
    process: subprocess.Popen | None = None

    def look(self):
        """How many of a hundred tests are behind it, as its log says."""
        found = _PERCENT.findall(self.log.read_bytes())
        return int(found[-1]) if found else 0

    def tell(self):
        """Print what it said."""
        say(self.log.read_text(encoding="utf-8", errors="replace"))


def _tests(path):
    """The files of a folder; what is no folder (a file, ``file::test``) as it is."""
    folder = Path(path)
    return map(str, sorted(folder.rglob("test_*.py"))) if folder.is_dir() else [path]


def _seconds(test, known):
    """What a file took when it was measured; a single test weighs nothing."""
    file, colons, _name = test.partition("::")
    return 0 if colons else known.get((str(shown(file)), ""), lanes.UNMEASURED)


def groups(paths):
    """What stays together: a folder below ``tests/``, or a file outside of it.

    :param paths: files, folders and ``file::test``, as pytest takes them
    :return: name of the group → its paths, and its seconds as they were measured
    """
    known, together = lanes.known_times(), {}
    for path in paths:
        for test in _tests(path):
            name = folder_of_tests(test.partition("::")[0])
            together.setdefault(name, []).append(test)
    weights = {
        name: sum(_seconds(test, known) for test in tests)
        for name, tests in together.items()
    }
    return together, weights


def shares(chosen, number):
    """What each process gets, as pytest's paths: one share where that is quicker."""
    together, weights = groups(chosen.paths)
    if number == 1 or chosen.expression or sum(weights.values()) < WORTH_A_LANE:
        return [chosen.paths]
    split = lanes.split(weights, number)
    return [[path for name in names for path in together[name]] for names in split if names]


def _start(run, chosen, **extra):
    line = [
        str(PYTHON), "-m", "pytest", "-c", str(TESTS / "pytest.ini"),
        "--rootdir", str(ROOT), "-o", "junit_family=xunit1", f"--junitxml={run.report}",
        *(["-k", chosen.expression] if chosen.expression else []), *run.paths,
    ]
    with open(run.log, "wb") if run.log else contextlib.nullcontext() as sink:
        run.process = subprocess.Popen(
            line, env=odoo.environment(**extra), cwd=ROOT, stdout=sink,
            stderr=subprocess.STDOUT if sink else None,
            stdin=subprocess.DEVNULL if sink else None,
        )


def _drop_shared(cluster, prefix):
    """Drop the demonstrations that the processes shared."""
    rows = cluster.sql(
        f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}')"
    )
    for database in rows.split():
        odoo.drop(cluster, database)


def _read(run, chosen):
    code = run.process.wait()
    if not run.report.exists():
        return tally.Tally(failed=[f"pytest ended with exit code {code}, no report"])
    result = tally.read_junit(run.report)
    # 5: with -k, no test of that name lies there
    if code and not result.failed and not (code == 5 and chosen.expression):
        result.failed.append(f"pytest ended with exit code {code}")
    return result


def _not_collected(chosen, result):
    """Failures: functions named like tests that pytest did not take up."""
    if chosen.expression:
        return
    for path in chosen.paths:
        file, colons, function = path.partition("::")
        for name in sorted(collect.pytest_functions([file]) - result.started):
            if not colons or name.endswith(f"::{function.partition('[')[0]}"):
                result.failed.append(f"not started: {name}")


def _side_by_side(cluster, chosen, parts, folder, extra):
    prefix = f"rr_made_{os.getpid()}_"
    runs = [
        Run(paths, folder / f"pytest-{number}.log", folder / f"pytest-{number}.xml")
        for number, paths in enumerate(parts, start=1)
    ]
    try:
        for number, run in enumerate(runs, start=1):
            _start(run, chosen, RR_LANE=f"-{number}", RR_MADE=prefix,
                   RR_MADE_NOTES=str(folder), **extra)
        title = "Tests: " + " + ".join(f"{len(run.paths)} files" for run in runs)
        lanes.follow(title, runs, "%", ended=Run.tell)
    finally:
        _drop_shared(cluster, prefix)
    return runs


def run(cluster, chosen, folder, full, pictures=False):
    """Run what was chosen and return its tally.

    A part that ran beside another is charged its share of the minutes that passed.
    """
    extra = lanes.environment(full) | ({"RR_PICTURES": "1"} if pictures else {})
    parts = shares(chosen, min(2, lanes.processors()))
    started = time.monotonic()
    if len(parts) == 1:
        runs = [Run(parts[0], None, folder / "pytest.xml")]
        # a run inside of a test of this project is no part of the outer one
        _start(runs[0], chosen, RR_LANE="", RR_MADE="", **extra)
        runs[0].process.wait()
    else:
        runs = _side_by_side(cluster, chosen, parts, folder, extra)
    passed = time.monotonic() - started
    result = tally.Tally()
    for each in runs:
        result.add(_read(each, chosen))
    counted = sum(result.parts.values())
    if counted > passed:
        result.parts = {
            name: seconds * passed / counted for name, seconds in result.parts.items()
        }
    _not_collected(chosen, result)
    return result
