"""Odoo's test runner in one or several processes, each with a database of its own."""

import csv
import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import odoo
from .paths import CONFIG
from .ui import step

TIMES = CONFIG / "test-times.csv"

# A class that nobody measured yet, in seconds.
UNMEASURED = 10

# Odoo's statistics with a line for each test.
STATISTICS = ("--log-handler", "odoo.tests.stats:DEBUG")

_STARTING = re.compile(rb" odoo\.addons\.(\w+)\.tests\.\S+: Starting (\S+) \.\.\.")


def known_times():
    """(addon, class) or (file under tests/, "") → seconds, as they were measured."""
    if not TIMES.exists():
        return {}
    with open(TIMES, encoding="utf-8", newline="") as source:
        return {
            (row["where"], row["class"]): float(row["seconds"])
            for row in csv.DictReader(source)
        }


def keep_times(times):
    """Write down what each class and each file under tests/ took.

    :param times: ``addon:Class.method`` or ``file::function`` → seconds
    """
    kept = known_times()
    measured = {}
    for name, seconds in times.items():
        where, colons, test = name.partition("::")
        if colons:
            key = where, ""
        else:
            where, colon, test = name.partition(":")
            key = where, test.partition(".")[0]
            if not colon:
                continue
        measured[key] = measured.get(key, 0) + seconds
    kept.update(measured)
    with open(TIMES, "w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(("where", "class", "seconds"))
        for (where, owner), seconds in sorted(kept.items()):
            writer.writerow((where, owner, f"{seconds:.1f}"))


def split(weights, number):
    """Share out what weighs differently so that the heaviest share is light.

    The heaviest goes first, each to the share that is lightest so far.

    >>> split({"a": 5, "b": 4, "c": 3, "d": 2}, 2)
    [['a', 'd'], ['b', 'c']]

    :param weights: name → weight
    :return: a list of names for each share
    """
    shares = [[0, []] for _share in range(number)]
    for name in sorted(weights, key=lambda each: (-weights[each], each)):
        lightest = min(shares, key=lambda share: share[0])
        lightest[0] += weights[name]
        lightest[1].append(name)
    return [names for _weight, names in shares]


def processors():
    return len(os.sched_getaffinity(0))


def environment(full):
    """Variables of a run of tests.

    Without ``--full`` hypothesis draws the same cases in every run: ``CI`` makes it
    choose its profile of that name, which nobody's chance turns red.
    """
    return {"RR_FULL": "1"} if full else {"CI": "1"}


@dataclass
class Lane:
    """A process of Odoo that runs tests, and its log."""

    database: str
    log: Path
    process: subprocess.Popen
    begun: list = field(default_factory=list)  # (test, when it was seen to start)
    _read: int = 0

    def look(self):
        """Count the tests that the log shows as started, and note when they did."""
        with open(self.log, "rb") as source:
            source.seek(self._read)
            data = source.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        now = time.monotonic()
        for addon, test in _STARTING.findall(whole):
            self.begun.append((f"{addon.decode()}:{test.decode()}", now))
        return len(self.begun)

    def mend_times(self, times):
        """Replace times of classes that stop the clock for themselves.

        Odoo measures with the clock that such a test has set to another day. This one
        was looked at from outside: from its start to the next one's.

        :param times: ``addon:Class.method`` → seconds, as Odoo measured them
        """
        if not self.begun:
            return
        ends = [when for _test, when in self.begun[1:]] + [time.monotonic()]
        whole = ends[-1] - self.begun[0][1]
        owners = {
            name.partition(".")[0] for name, taken in times.items()
            if not 0 <= taken <= whole
        }
        for name in [name for name in times if name.partition(".")[0] in owners]:
            del times[name]
        for (name, start), end in zip(self.begun, ends, strict=True):
            if name.partition(".")[0] in owners:
                times[name] = end - start

    def text(self):
        return self.log.read_text(encoding="utf-8", errors="replace")


def start(cluster, database, log, arguments, **environment):
    """Start Odoo with its test runner on a database; a :class:`Lane`."""
    line = odoo.command(
        cluster, database, "--stop-after-init", "--skip-auto-install",
        "--http-port", str(odoo.free_port()), "--gevent-port", str(odoo.free_port()),
        "--max-cron-threads", "0", *STATISTICS, *arguments,
    )
    with open(log, "w", encoding="utf-8") as sink:
        process = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT,
            env=odoo.environment(**environment),
        )
    return Lane(database, log, process)


def follow(title, lanes, unit="tests", ended=None):
    """Wait for the lanes and show how far they are.

    :param lanes: objects with a ``process`` and a method ``look()`` that tells how far
        it is, in units
    :param ended: called with each lane when it has ended
    :return: their exit codes
    """
    waiting = list(lanes)
    with step(title) as progress:
        while waiting:
            for lane in [lane for lane in waiting if lane.process.poll() is not None]:
                waiting.remove(lane)
                if ended:
                    ended(lane)
            progress.note = " + ".join(str(lane.look()) for lane in lanes) + f" {unit}"
            if waiting:
                # a look at the logs five times a second is enough for a reader
                time.sleep(0.2)
    return [lane.process.returncode for lane in lanes]
