"""Runs the examples that stand in docstrings, each module apart.

``python -m rrcli.doctests FILE…`` runs them in this process and prints a line of JSON
for each file. Modules of addons are imported as Odoo imports them, without a database.
"""

import doctest
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

from . import collect, odoo, tally
from .paths import ADDONS, PYTHON, ROOT, shown
from .ui import step

TOOLS = ROOT / "tools"


def _module_name(path):
    """Dotted name under which a file is imported."""
    for base, prefix in ((TOOLS, ""), *((folder, "odoo.addons.") for folder in _paths())):
        if path.is_relative_to(base):
            return prefix + ".".join(path.relative_to(base).with_suffix("").parts)
    sys.path.insert(0, str(path.parent))
    return path.stem


def _paths():
    return [Path(each).resolve() for each in odoo.addons_path().split(",")]


def _run_one(path):
    started = time.monotonic()
    result = {"file": str(path), "failed": 0, "attempted": 0, "error": ""}
    try:
        found = doctest.testmod(importlib.import_module(_module_name(path)))
        result["failed"], result["attempted"] = found.failed, found.attempted
    except Exception as error:  # whatever a module raises when it is imported
        result["error"] = f"{type(error).__name__}: {error}"
    result["seconds"] = time.monotonic() - started
    return result


def main(files):
    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    config.parse_config(["--addons-path", odoo.addons_path()])
    initialize_sys_path()
    for path in files:
        print(json.dumps(_run_one(Path(path))), flush=True)


def files_of(addons, extra=None):
    """Files with examples below these addons."""
    folders = [collect.addon_folder(name, extra) for name in addons]
    return collect.doctest_modules(folders)


def everywhere():
    return collect.doctest_modules([ADDONS, TOOLS, ROOT / "tests"])


def run(files):
    """The tally: one test for each file. An example that did not run is a failure."""
    result = tally.Tally()
    started = time.monotonic()
    with step(f"Examples in docstrings of {len(files)} modules"):
        done = subprocess.run(
            [str(PYTHON), "-m", "rrcli.doctests", *map(str, files)],
            capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env=odoo.environment(PYTHONPATH=TOOLS), cwd=ROOT,
        )
    found = {}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            row = json.loads(line)
            found[row["file"]] = row
    for path in files:
        row, written = found.get(str(path)), collect.examples(path)
        if not row:
            result.failed.append(f"doctest {shown(path)}: did not run")
        elif row["error"]:
            result.failed.append(f"doctest {shown(path)}: {row['error']}")
        elif row["failed"]:
            result.failed.append(f"doctest {shown(path)}: {row['failed']} examples failed")
        elif row["attempted"] < written:
            result.failed.append(
                f"doctest {shown(path)}: {written - row['attempted']} of {written} examples "
                "did not run"
            )
        else:
            result.passed += 1
        if row:
            result.times[f"doctest {shown(path)}"] = row["seconds"]
    if result.failed:
        print(done.stdout + done.stderr, flush=True)
    result.parts["doctests"] = time.monotonic() - started
    return result


if __name__ == "__main__":
    main(sys.argv[1:])
