"""``./rr bench --against COMMIT``: this code beside that of a commit, by turns.

The commit gets a checkout of its own under ``.rr/against/``, with its own keys, cluster
and databases, and is measured by its own ``./rr bench``. What lies in a virtual
environment is decided by the lock files: it is shared where they are the same.

Both sides run in turn (A B A B …), so that what slows the machine down for a while slows
both; the ratio is that of each pair, and what is printed is the median of the ratios.
"""

import contextlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import lock
from .paths import CONFIG, LOGS, ROOT, STATE
from .ui import Fail, explain, say, step
from .venv import LOCKS

FOLDER = STATE / "against"
#: Seconds that an interrupted run has to put away what it began
GRACE = 60
TITLE = 12  # letters of a commit by which its checkout is called


@dataclass
class Side:
    """One of the two codes.

    :param name: how it is called in what is printed
    :param root: folder of its checkout
    """

    name: str
    root: Path


# ------------------------------------------------------------------- checkout


def _git(*words, root=ROOT):
    return subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True
    )


def resolve(commit):
    """The whole hash of a commit.

    :raise Fail: when there is none, or this is no clone
    """
    found = _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
    if found.returncode:
        raise Fail(
            f"There is no commit “{commit}” in {ROOT}.",
            "See git log; a clone that is not whole wants git fetch --unshallow.",
        )
    return found.stdout.strip()


def checkout(commit, folder=FOLDER):
    """The commit's files in a clone of their own; made once, whole or not at all.

    :param commit: the whole hash
    :return: :class:`Side`
    """
    title = commit[:TITLE]
    root = folder / title
    if not root.exists():
        half = folder / f"{title}.half"
        shutil.rmtree(half, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        for words in (
            # It borrows this clone's objects, so that a commit of no branch is there too.
            ("clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(half)),
            ("-C", str(half), "checkout", "--quiet", "--detach", commit),
        ):
            done = _git(*words)
            if done.returncode:
                raise explain(done.stderr, f"the checkout of {title}")
        half.rename(root)
    return Side(title, root)


def _same(root, *names):
    """Whether files of ``config/`` are those of this code, and are there."""
    return all(
        (root / "config" / name).exists()
        and (root / "config" / name).read_bytes() == (CONFIG / name).read_bytes()
        for name in names
    )


def share(side):
    """Give a checkout this clone's Odoo and libraries as far as it names the same.

    Asked again before each use: the lock files of this code may have changed since.

    :return: names of what is shared, of ``odoo`` and ``venv``
    """
    state = side.root / ".rr"
    stamps = state / "stamps"
    stamps.mkdir(parents=True, exist_ok=True)
    shared = []
    if _same(side.root, "odoo-package.json"):
        shared.append("odoo")
        # The environment names the folder of Odoo: it is shared with it or not at all.
        if _same(side.root, *(name for name, _extra in LOCKS.values())):
            shared.append("venv")
    for name in ("odoo", "venv"):
        there = state / name
        if there.is_symlink():
            # Never through the link: what lies behind it is this clone's.
            there.unlink()
            for stamp in stamps.glob(f"{name}*"):
                stamp.unlink()
        if name in shared:
            shutil.rmtree(there, ignore_errors=True)
            there.symlink_to(STATE / name, target_is_directory=True)
            for stamp in (STATE / "stamps").glob(f"{name}*"):
                shutil.copy2(stamp, stamps)
    return shared


# ----------------------------------------------------------------------- runs


@contextlib.contextmanager
def running(line, root, sink):
    """A process and all that it starts; none of them outlives an interruption."""
    # A session of its own: a Ctrl-C reaches it once, by the way of _end.
    process = subprocess.Popen(
        line, cwd=root, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink,
        start_new_session=True,
    )
    try:
        yield process
    except BaseException:
        _end(process)
        raise


def _end(process):
    """Let an interrupted run put its things away, then end what is left of it."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=GRACE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def measure(side, name, scale, reuse, log):
    """Rows of one run of a benchmark by a side's own ``./rr bench``.

    :param log: file that receives what the run prints
    """
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        line = [sys.executable, str(side.root / "rr"), "bench", name,
                "--scale", f"{scale:g}", "--json", str(figures),
                *(["--reuse"] if reuse else [])]
        with open(log, "a", encoding="utf-8") as sink:
            with running(line, side.root, sink) as process:
                process.wait()
        if process.returncode:
            text = log.read_text(encoding="utf-8", errors="replace")
            raise explain(text, f"The benchmark {name} of {side.name}", log)
        return json.loads(figures.read_text())["benchmarks"][name]


def ratios(pairs):
    """What a benchmark's pairs of runs say, row by row.

    :param pairs: list of (rows of this code, rows of the commit), one per turn
    :return: list of ``{"what", "ms", "against_ms", "ratio", "least", "most", "pairs"}``
        (medians; the ratio is this code's time by the commit's), then the names of rows
        that only one of the two has
    """
    here, there = ([{row["what"]: row["ms"] for row in rows} for rows in side]
                   for side in zip(*pairs, strict=True))
    both = [what for what in here[0] if what in there[0]]
    found = []
    for what in both:
        times = [(one[what], two[what]) for one, two in zip(here, there, strict=True)]
        each = [one / two for one, two in times]
        found.append({
            "what": what,
            "ms": statistics.median(one for one, _two in times),
            "against_ms": statistics.median(two for _one, two in times),
            "ratio": float(f"{statistics.median(each):.3g}"),
            "least": float(f"{min(each):.3g}"),
            "most": float(f"{max(each):.3g}"),
            "pairs": len(each),
        })
    return found, sorted(set(here[0]) ^ set(there[0]))


def show(name, title, rows, alone):
    """Print the ratios of one benchmark."""
    say(f"\n{name}: this code by {title}")
    for row in rows:
        say(f"    {row['what']}: {row['ms']:g} ms by {row['against_ms']:g} ms")
        say(f"        {row['ratio']} × (median of {row['pairs']} pairs, "
            f"{row['least']} – {row['most']})")
    for what in alone:
        say(f"    {what}: one of the two has no such figure")


def run(names, commit, count, scale=1, reuse=False):
    """Measure benchmarks by turns with a commit, and print the ratios.

    :param count: how many pairs of runs
    :return: {benchmark: rows of :func:`ratios`}
    """
    whole = resolve(commit)
    with lock.exclusive("against"):
        other = checkout(whole)
        shared = share(other)
        say(f"  {other.name} in {other.root}; shared: {', '.join(shared) or 'nothing'}")
        ours, found = Side("this code", ROOT), {}
        for name in names:
            log = LOGS / f"against-{name}.log"
            log.write_text("")
            pairs = []
            # The first turn builds what is missing and fills caches; it is not counted.
            for turn in range(count + 1):
                with step(f"{name}: turn {turn} of {count}") as progress:
                    rows = []
                    for side in (ours, other):
                        progress.note = side.name
                        rows.append(measure(side, name, scale, reuse, log))
                if turn:
                    pairs.append(rows)
            found[name], alone = ratios(pairs)
            show(name, other.name, found[name], alone)
        return found
