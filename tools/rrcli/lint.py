"""``./rr lint``: the linters as OCA runs them, over our own files only, and our own."""

import subprocess
import time

from . import budget, lint_models, lint_tests, setup
from .paths import ADDONS, CONFIG, PYTHON, ROOT, own_addons
from .ui import say, step

#: How many models are shown with their lines, the largest first
LARGEST = 12


def arguments(name, parser):
    parser.add_argument("--fix", action="store_true", help="mend what ruff can mend")
    parser.add_argument(
        "--models", action="store_true", help="lines of every model, not of the largest"
    )


def _checks(fix):
    bin_folder = PYTHON.parent
    python_files = ["addons", "tests", "tools", "rr"]
    ruff = [str(bin_folder / "ruff"), "check", "--config", str(CONFIG / "ruff.toml")]
    yield "ruff", [*ruff, *(["--fix"] if fix else []), *python_files]
    yield "pylint-odoo", [
        str(PYTHON), "-m", "pylint", "--rcfile", str(CONFIG / "pylintrc"),
        # The fragments under readme/ are the description of an addon; a large model
        # is split over files by concern, which pylint would have merged again.
        # Catalogues (municipalities, indicators, calendar) are read whole on purpose.
        "--disable", "missing-readme,consider-merging-classes-inherited,no-search-all",
        *(f"addons/{name}" for name in own_addons()),
    ]


def _oversized():
    """Python files that nobody reads in one go."""
    for folder in (ADDONS, ROOT / "tools", ROOT / "tests"):
        for path in folder.rglob("*.py"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > 450:
                yield f"{path.relative_to(ROOT)}: {lines} lines (450 at most)"


def _house(models):
    """Show lines per model and upward couplings; give back what is wrong.

    :param models: how many models are shown
    """
    house = lint_models.House()
    lines = sorted(house.lines().items(), key=lambda item: (-item[1], item[0]))
    say(f"lines per model ({len(lines)} models, {sum(n for _, n in lines)} lines):")
    for name, count in lines[:models]:
        say(f"  {count:>5}  {name}")
    found = lint_models.unexplained(house.couplings())
    say(f"upward couplings by name: {len(found)}")
    return found


def run(options):
    setup.ensure(testing=True)
    started, failed = time.monotonic(), 0
    for name, command in _checks(options.fix):
        with step(f"Lint: {name}"):
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            failed += 1
            say(done.stdout + done.stderr)
    house = _house(None if options.models else LARGEST)
    for line in (*_oversized(), *lint_tests.problems(), *house):
        failed += 1
        say(line)
    budget.show({"lint": time.monotonic() - started})
    say("lint: " + (f"{failed} checks failed" if failed else "clean"))
    return 1 if failed else 0
