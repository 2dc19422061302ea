"""The virtual environment: pinned libraries, checked by hash, with Odoo beside."""

import hashlib
import shutil
import sys
from pathlib import Path

from .paths import CONFIG, LOGS, ODOO_PACKAGES, PYTHON, STAMPS, VENV
from .ui import Fail, run_logged, step

LOCKS = {
    "runtime": ("requirements.txt", []),
    "testing": ("requirements-dev.txt", []),
    # Carries the IATI schemas and rules; its own pins are too old to follow.
    "schemas": ("requirements-schemas.txt", ["--no-deps"]),
}


def _python():
    """Debian's own interpreter if there is one: its venv package is installed."""
    debian = Path("/usr/bin/python3")
    return str(debian) if debian.exists() else sys.executable


def _create():
    half = VENV.with_name("venv.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.rmtree(VENV, ignore_errors=True)
    for stamp in STAMPS.glob("venv-*"):
        stamp.unlink()
    log = LOGS / "venv.log"
    run_logged([_python(), "-m", "venv", "--copies", str(VENV)], log,
               "the virtual environment")
    packages = next((VENV / "lib").glob("python3.*/site-packages"), None)
    if packages is None:
        raise Fail("The virtual environment has no site-packages.",
                   f"Remove {VENV} and run the command again; see {log}.")
    (packages / "odoo.pth").write_text(f"{ODOO_PACKAGES}\n", encoding="utf-8")


def _home():
    """A virtual environment holds absolute paths: a moved clone needs a new one."""
    return str(VENV.resolve())


def ensure(*kinds):
    """Install the locked libraries of each kind (keys of LOCKS) if they changed."""
    home = STAMPS / "venv-home"
    if not PYTHON.exists() or not home.exists() or home.read_text() != _home():
        with step("Virtual environment"):
            _create()
            home.write_text(_home())
    for kind in kinds:
        name, extra = LOCKS[kind]
        lock = CONFIG / name
        digest = hashlib.sha256(lock.read_bytes()).hexdigest()
        stamp = STAMPS / f"venv-{kind}"
        if stamp.exists() and stamp.read_text() == digest:
            continue
        total = sum("==" in line for line in lock.read_text().splitlines())
        with step(f"Libraries ({kind})") as progress:
            run_logged(
                [str(PYTHON), "-m", "pip", "install", "--require-hashes", *extra,
                 "--disable-pip-version-check", "--progress-bar", "off",
                 "-r", str(lock)],
                LOGS / f"pip-{kind}.log",
                "the installation of libraries",
                progress,
                (r"^\s*(Collecting |Processing |Ignoring |Requirement already satisfied)", total),
            )
            stamp.write_text(digest)
