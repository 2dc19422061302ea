"""``./rr test``: the addons' tests under Odoo's runner, ``tests/`` under pytest.

The last line is ``N passed, N failed, N skipped``; the exit code is 0 only when
tests ran and none failed. A warning in the server's log is a failure.
"""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from . import odoo, postgres, setup, tally
from .paths import ADDONS, LOGS, PYTHON, ROOT, TESTS, own_addons
from .ui import Fail, say, step

# Tests of an addon that lie under tests/: of an engine, which runs without Odoo, and
# of the demonstration, which needs a database of its own.
OTHER_TESTS = {
    "rr_demo": "tests/demo",
    "rr_disclosure": "tests/engines/disclosure",
    "rr_sustainability": "tests/engines/planner",
}
# Odoo's own checks of source files; they cover every addon on the path.
KEPT_RUNS = 30
LINT_TAGS = "/test_lint,-/test_lint:TestPyLint"


def arguments(name, parser):
    parser.add_argument(
        "what", nargs="*", metavar="WHAT",
        help="an addon, a file or folder under tests/, or “test_lint”; default: all",
    )
    parser.add_argument(
        "--full", action="store_true",
        help="add the long fault, load and random series",
    )
    parser.add_argument(
        "--pictures", action="store_true",
        help="let the browser journeys write the pictures of the guides anew",
    )


def _known_addons():
    extra = os.environ.get("RR_EXTRA_ADDONS")
    found = set(own_addons())
    if extra:
        found |= {p.parent.name for p in Path(extra).glob("*/__manifest__.py")}
    return found


def plan(what):
    """Split the words of the command line into (addons, pytest paths, lint)."""
    if not what:
        addons = [name for name in own_addons() if (ADDONS / name / "tests").is_dir()]
        return addons, [str(TESTS)], True
    addons, paths, lint = [], [], False
    for word in what:
        name = word.rstrip("/").removeprefix("addons/")
        if name == "test_lint":
            lint = True
        elif name in _known_addons() or name in OTHER_TESTS:
            if name not in OTHER_TESTS or (ADDONS / name / "tests").is_dir():
                addons.append(name)
            if name in OTHER_TESTS:
                paths.append(str(ROOT / OTHER_TESTS[name]))
        elif Path(word.split("::")[0]).exists():
            paths.append(word)
        elif (ROOT / word.split("::")[0]).exists():
            paths.append(str(ROOT / word))
        else:
            raise Fail(
                f"There is nothing to test under “{word}”.",
                f"Name an addon ({', '.join(own_addons())}) or a path under tests/.",
            )
    return addons, paths, lint


def _run_folder():
    """Folder of this run's logs; the latest runs are kept, a run in a run too."""
    folder = LOGS / f"test-{os.getpid()}"
    if not folder.exists():
        folder.mkdir()
        runs = sorted(LOGS.glob("test-*[0-9]"), key=lambda path: path.stat().st_mtime)
        for old in runs[:-KEPT_RUNS]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _run_odoo(cluster, title, database, arguments, log, environment):
    """Run Odoo with its test runner; show progress; return (exit code, log)."""
    line = odoo.command(
        cluster, database, "--stop-after-init", "--skip-auto-install",
        "--http-port", str(odoo.free_port()), "--gevent-port", str(odoo.free_port()),
        "--max-cron-threads", "0", *arguments,
    )
    with step(title) as progress, open(log, "w", encoding="utf-8") as sink:
        process = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace",
            env=odoo.environment(**environment),
        )
        started = 0
        for text in process.stdout:
            sink.write(text)
            if ".tests." in text and ": Starting " in text:
                started += 1
                progress.note = f"{started} tests"
        code = process.wait()
    return code, log.read_text(encoding="utf-8", errors="replace")


def run_addons(cluster, addons, full):
    """Install the addons into a fresh database with their tests; the tally."""
    database = f"rr_test_{os.getpid()}"
    odoo.create(cluster, database)
    log = _run_folder() / "addons.log"
    environment = {"RR_FULL": "1"} if full else {}
    try:
        code, text = _run_odoo(
            cluster, f"Addons: {', '.join(addons)}", database,
            ["--init", ",".join(addons), "--test-tags", ",".join(f"/{a}" for a in addons)],
            log, environment,
        )
    finally:
        odoo.drop(cluster, database)
    result = tally.read_odoo_log(text)
    silent = set(addons) - tally.modules_with_tests(text)
    result.failed += [f"{name}: none of its tests ran" for name in sorted(silent)]
    if code and not result.failed:
        result.failed.append(f"Odoo ended with exit code {code}; see {log}")
    _explain(result, log)
    return result


def run_test_lint(cluster):
    """Odoo's source checks; what they find in our addons fails, the rest is Odoo's."""
    database = f"rr_lint_{os.getpid()}"
    odoo.create(cluster, database)
    log = _run_folder() / "test_lint.log"
    try:
        _code, text = _run_odoo(
            cluster, "Odoo's test_lint over our addons", database,
            ["--init", "test_lint", "--test-tags", LINT_TAGS], log, {},
        )
    finally:
        odoo.drop(cluster, database)
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
    _explain(result, log)
    return result


def run_pytest(paths, full, pictures=False):
    report = _run_folder() / "pytest.xml"
    line = [
        str(PYTHON), "-m", "pytest", "-c", str(TESTS / "pytest.ini"),
        "--rootdir", str(ROOT), f"--junitxml={report}", *paths,
    ]
    extra = {"RR_FULL": "1"} if full else {}
    if pictures:
        extra["RR_PICTURES"] = "1"
    environment = odoo.environment(**extra)
    code = subprocess.run(line, env=environment, cwd=ROOT).returncode
    if not report.exists():
        return tally.Tally(failed=[f"pytest ended with exit code {code}, no report"])
    result = tally.read_junit(report)
    if code and not result.failed:
        result.failed.append(f"pytest ended with exit code {code}")
    return result


def _explain(result, log):
    if not result.failed:
        return
    say(f"  {len(result.failed)} failed; the whole log is in {log}")
    text = log.read_text(encoding="utf-8", errors="replace")
    for block in re.split(r"(?m)^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ )", text):
        if re.match(r"\S+ \S+ \d+ ERROR ", block):
            say("    " + block.strip()[:2500].replace("\n", "\n    "))


def run(options):
    started = time.monotonic()
    addons, paths, lint = plan(options.what)
    setup.ensure(testing=True)
    total = tally.Tally()
    with postgres.running() as cluster:
        if addons:
            total.add(run_addons(cluster, addons, options.full))
        if lint:
            total.add(run_test_lint(cluster))
        if paths:
            total.add(run_pytest(paths, options.full, options.pictures))
    say()
    for name in total.skipped:
        say(f"skipped  {name}")
    for name in total.failed:
        say(f"failed   {name}")
    if not total.total:
        total.failed.append("no test ran")
        say("failed   no test ran")
    say(f"in {time.monotonic() - started:.0f} s")
    say(total.line())
    return 1 if total.failed else 0
