"""``./rr test``: the addons' tests under Odoo's runner, ``tests/`` under pytest.

The last line is ``N passed, N failed, N skipped``; the exit code is 0 only when
tests ran and none failed. A warning in the server's log is a failure, and so is a
test that exists and does not start. ``docs/testing.md`` tells the rest.
"""

import os
import re
import shutil
import time

from . import (
    addon_tests,
    budget,
    changed,
    doctests,
    lanes,
    odoo,
    postgres,
    pytest_lanes,
    selection,
    setup,
    tally,
)
from .paths import ADDONS, LOGS
from .ui import Fail, say

# Folders of logs that are kept.
KEPT_RUNS = 30
# Odoo's own checks of source files; they cover every addon on the path.
LINT_TAGS = "/test_lint,-/test_lint:TestPyLint"


def arguments(name, parser):
    parser.add_argument(
        "what", nargs="*", metavar="WHAT",
        help="an addon, addon:Class, addon:Class.method, a file or folder under "
             "tests/, or “test_lint”; default: all",
    )
    parser.add_argument(
        "-k", dest="expression", default="", metavar="EXPR",
        help="only tests whose name holds this: words joined by and, or, not",
    )
    parser.add_argument(
        "--warm", action="store_true",
        help="run the addons' tests on a copy of an installed database",
    )
    parser.add_argument(
        "--changed", action="store_true",
        help="the tests of what was changed since the main branch, in three minutes",
    )
    parser.add_argument(
        "--full", action="store_true",
        help="add the long fault, load and random series",
    )
    parser.add_argument(
        "--pictures", action="store_true",
        help="let the browser journeys write the pictures of the guides anew",
    )
    parser.add_argument(
        "--keep-times", action="store_true",
        help="write what each class took into config/test-times.csv",
    )


def run_folder():
    """Folder of this run's logs; the latest runs are kept, a run in a run too."""
    folder = LOGS / f"test-{os.getpid()}"
    if not folder.exists():
        folder.mkdir()
        runs = sorted(LOGS.glob("test-*[0-9]"), key=lambda path: path.stat().st_mtime)
        for old in runs[:-KEPT_RUNS]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def run_test_lint(cluster, folder):
    """Odoo's source checks; what they find in our addons fails, the rest is Odoo's."""
    started = time.monotonic()
    database = f"rr_lint_{os.getpid()}"
    odoo.create(cluster, database)
    log = folder / "test_lint.log"
    try:
        lane = lanes.start(
            cluster, database, log, ["--init", "test_lint", "--test-tags", LINT_TAGS]
        )
        lanes.follow("Odoo's test_lint over our addons", [lane])
    finally:
        odoo.drop(cluster, database)
    text = lane.text()
    result = tally.Tally()
    result.passed = len(re.findall(r": Starting \S+ \.\.\.", text))
    if not result.passed:
        result.failed.append(f"test_lint: no test ran; see {log}")
    ours = re.compile(r"\brr_[a-z_]+|" + re.escape(str(ADDONS)))
    blocks = re.split(r"(?m)^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ )", text)
    for block in blocks:
        head = block.splitlines()[0] if block.strip() else ""
        if re.search(r" (ERROR|WARNING) ", head) and (
            re.search(r"test_lint", head) and ours.search(block.partition(": ")[2])
        ):
            hits = [li.strip() for li in block.splitlines() if ours.search(li)]
            result.failed.append(f"test_lint: {hits[0][:300] if hits else head}")
            result.passed -= 1
    addon_tests.explain(result, log)
    result.parts["test_lint"] = time.monotonic() - started
    return result


def _choose(options):
    if options.changed:
        if options.what:
            raise Fail("--changed chooses by itself.", "Leave the names or --changed out.")
        options.warm = True
        return changed.select(say)
    return selection.select(options.what, options.expression)


def _run_parts(chosen, options):
    total, folder = tally.Tally(), run_folder()
    with postgres.running() as cluster:
        if chosen.addons:
            total.add(addon_tests.run(cluster, chosen, folder, options))
        if chosen.doctests:
            total.add(doctests.run(chosen.doctests))
        if chosen.lint:
            total.add(run_test_lint(cluster, folder))
        if chosen.paths:
            total.add(pytest_lanes.run(
                cluster, chosen, folder, options.full, options.pictures
            ))
    return total


def run(options):
    started = time.monotonic()
    chosen = _choose(options)
    setup.ensure(testing=True)
    total = _run_parts(chosen, options)
    if options.keep_times:
        lanes.keep_times(total.times)
    say()
    budget.show_slowest(total.times)
    for name in total.skipped:
        say(f"skipped  {name}")
    for name in total.failed:
        say(f"failed   {name}")
    if not total.total:
        total.failed.append("no test ran")
        say("failed   no test ran")
    budget.show(total.parts)
    say(f"in {time.monotonic() - started:.0f} s")
    say(total.line())
    return 1 if total.failed else 0
