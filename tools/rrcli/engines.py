"""``./rr disclosure`` and ``./rr plan``: the engines on a file, without Odoo.

The planner's engine needs Python alone. The disclosure engine solves linear
programs, so it runs in the virtual environment.
"""

import os
import subprocess
import sys

from . import setup
from .paths import ADDONS, PYTHON

# command → (addon, needs the virtual environment)
ENGINES = {
    "disclosure": ("rr_disclosure", True),
    "plan": ("rr_sustainability", False),
}


def arguments(name, parser):
    parser.add_argument("input", metavar="IN.json")
    parser.add_argument("output", metavar="OUT.json")


def run(options):
    addon, with_libraries = ENGINES[options.command]
    if with_libraries and not PYTHON.exists():
        setup.ensure()
    python = str(PYTHON) if with_libraries else sys.executable
    env = {**os.environ, "PYTHONPATH": str(ADDONS / addon)}
    return subprocess.run(
        [python, "-m", "engine", options.input, options.output], env=env
    ).returncode
