"""Where things lie. All state is under ``.rr/``, which git ignores."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
CONFIG = ROOT / "config"
TESTS = ROOT / "tests"

STATE = ROOT / ".rr"
LOGS = STATE / "log"
DATA = STATE / "data"
KEYS = STATE / "keys"
STAMPS = STATE / "stamps"
ODOO = STATE / "odoo"
ODOO_PACKAGES = ODOO / "usr/lib/python3/dist-packages"
VENV = STATE / "venv"
PYTHON = VENV / "bin/python"

# Two clones on one machine must not share what lies outside the clone.
CLONE_ID = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def ensure_state():
    for folder in (STATE, LOGS, DATA, STAMPS):
        folder.mkdir(parents=True, exist_ok=True)
    KEYS.mkdir(mode=0o700, exist_ok=True)


def shown(path):
    """A path as it is told and noted: from the root of the project, if it lies there."""
    path = (ROOT / path).resolve()
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def folder_of_tests(file):
    """The part of ``tests/`` in which a file lies: tests/browser; else its name."""
    path = shown(file)
    # what stands in no file of tests, such as an interruption, counts for them all
    return "/".join(path.parts[:2]) if path.parts[:1] == (TESTS.name,) else (
        path.name or TESTS.name
    )


def own_addons():
    """Names of the project's addons, in alphabetical order."""
    return sorted(p.parent.name for p in ADDONS.glob("*/__manifest__.py"))
