"""``./rr test`` run on addons and files that are planted for a test."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MANIFEST = """{
    "name": "Planted", "version": "19.0.1.0.0", "license": "LGPL-3",
    "author": "nobody", "depends": ["base"],
}
"""

HEAD = (
    "import logging\nimport unittest\n"
    "from odoo.tests import TransactionCase, tagged\n\n\n"
)


def rr_test(*what, extra=None):
    """Run ``./rr test``; return (exit code, last line, whole output)."""
    env = {**os.environ, **({"RR_EXTRA_ADDONS": str(extra)} if extra else {})}
    done = subprocess.run(
        [sys.executable, str(ROOT / "rr"), "test", *map(str, what)],
        capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL,
    )
    output = done.stdout + done.stderr
    return done.returncode, done.stdout.strip().rpartition("\n")[2], output


def plant_files(folder, files):
    """An addon outside the project.

    :param files: path within the addon (``tests/test_planted.py``) → text
    :return: the folder in which the addon lies
    """
    usual = {
        "__init__.py": "", "__manifest__.py": MANIFEST,
        "tests/__init__.py": "from . import test_planted\n",
    }
    for name, text in (usual | files).items():
        path = folder / "rr_planted" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def plant(folder, body):
    """An addon outside the project, with one class of tests, ``body``."""
    text = f"{HEAD}class TestPlanted(TransactionCase):\n{body}"
    return plant_files(folder, {"tests/test_planted.py": text})
