"""Locks between several runs of ``./rr`` in one clone."""

import contextlib
import fcntl
import os

from .paths import STATE
from .ui import say


@contextlib.contextmanager
def exclusive(name):
    """Hold ``.rr/<name>.lock`` alone; say so when that means waiting."""
    path = STATE / f"{name}.lock"
    with open(path, "a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip() or "?"
            say(f"  another ./rr (process {holder}) is at “{name}”; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def share(name):
    """Take part in ``.rr/<name>.lock`` beside others; returns the open handle.

    Whoever can turn the handle into an exclusive lock is the last one there.
    """
    handle = open(STATE / f"{name}.lock", "a+", encoding="utf-8")  # noqa: SIM115
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def is_last(handle):
    """True when no other process shares the lock any more."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
