"""The processes that ./rr starts, and their end when the command is interrupted.

Ctrl-C reaches the whole group of a terminal, ``kill PID`` this process alone. Either
way nothing of it may stay: no Odoo, no pytest, no browser of a test. On Linux this
process becomes the parent of whatever its children leave behind, so that walking
down the tree of processes finds all of them.

The project's PostgreSQL is left out: other runs of ./rr may use it, and the last one
stops it (:func:`rrcli.postgres.running`).
"""

import contextlib
import ctypes
import os
import signal
import time
from pathlib import Path

_SET_CHILD_SUBREAPER = 36  # linux/prctl.h

# Seconds that a child has to put its own house in order (a test run drops its
# databases and stops its servers), and that what is left then has to stop.
TIDY = 60
STOP = 5

# How long the children are waited for now; a shell has nothing to tidy up.
_patience = [TIDY]

# Files with the process id of a server that others use too.
_spared = []


def spare(pid_file):
    """Leave the server whose process id stands in this file alone."""
    _spared.append(pid_file)


def adopt():
    """Become the parent of processes whose own parent ends before them."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _stat(pid):
    """(parent, state) of a process; ``None`` when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    # the name stands in parentheses and may hold anything
    state, parent = text.rpartition(")")[2].split()[:2]
    return int(parent), state


def _shared_servers():
    found = set()
    for path in _spared:
        with contextlib.suppress(OSError, ValueError, IndexError):
            found.add(int(path.read_text().split()[0]))
    return found


def alive(root=None):
    """Living descendants of a process, nearest first, but for spared servers."""
    below, spared = {}, _shared_servers()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (found := _stat(entry.name)):
            parent, state = found
            if state not in "ZX":
                below.setdefault(parent, []).append(int(entry.name))
    found, level = [], [root or os.getpid()]
    while level:
        level = [
            pid for parent in level for pid in below.get(parent, ())
            if pid not in spared
        ]
        found += level
    return found


def _send(pids, signum):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signum)


def _group(pid):
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def _wait(pids, seconds):
    """Wait until these processes are gone; whether they are."""
    deadline = time.monotonic() + seconds
    while set(pids) & set(alive()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def end_all():
    """End every descendant: what was started here may end its own first.

    Adopted ones have left the group, or have nobody to tidy up for.
    """
    nearest = [
        pid for pid in alive()
        if (_stat(pid) or (0,))[0] == os.getpid() and _group(pid) == os.getpgrp()
    ]
    _send(nearest, signal.SIGTERM)
    _wait(nearest, _patience[-1])
    left = alive()
    if left:
        _send(left, signal.SIGTERM)
        _wait(left, STOP)
    _send(alive(), signal.SIGKILL)


def _interrupted(signum, frame):
    # A second signal must not break off what the first one has begun.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    end_all()
    raise KeyboardInterrupt


def watch():
    """From now on SIGINT and SIGTERM end the children, then raise KeyboardInterrupt."""
    adopt()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _interrupted)


@contextlib.contextmanager
def keyboard():
    """Leave Ctrl-C to a child that people talk to (a shell).

    Odoo's shell takes a polite end for the end of a line: it is not waited for long.
    """
    # a function, not SIG_IGN: the child would inherit that
    before = signal.signal(signal.SIGINT, lambda signum, frame: None)
    _patience.append(STOP)
    try:
        yield
    finally:
        _patience.pop()
        signal.signal(signal.SIGINT, before)
