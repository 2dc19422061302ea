"""Set-up: each part is made when it is missing and left alone when it stands."""

import shutil

from . import apt, lock, odoo, odoo_package, venv
from .paths import STATE, ensure_state
from .ui import Fail

NEEDED_BYTES = 4 * 10**9


def _check_disk():
    free = shutil.disk_usage(STATE).free
    if free < NEEDED_BYTES and not (STATE / "stamps/venv-runtime").exists():
        raise Fail(
            f"The disk of this clone has {free / 1e9:.1f} GB free; the set-up needs "
            f"{NEEDED_BYTES / 1e9:.0f} GB.",
            "Free some space or clone to another disk.",
        )


def ensure(testing=False):
    """Everything that Odoo (and, on request, the tests) need on this machine."""
    try:
        ensure_state()
    except OSError as error:
        raise Fail(
            f"The folder {STATE} cannot be written: {error.strerror}.",
            "Run ./rr as the user who owns this clone.",
        ) from error
    with lock.exclusive("set-up"):
        _check_disk()
        apt.install(apt.RUNTIME + (apt.TESTING if testing else ()))
        odoo_package.ensure()
        venv.ensure("runtime", *(("testing", "schemas") if testing else ()))
        odoo.make_keys()
