"""Users with think time against a served copy of a database.

    .rr/venv/bin/python tests/load/load.py --minutes 15 --users 60 --workers 4

starts the server on a free port of the loopback, on a copy of the database (default:
the demonstration; with ``--scale 100`` the one that ``./rr bench`` keeps, built or
brought up to the code where that is needed), lets the users work and prints the 95th percentile of each kind of
request, the errors, and the memory of the server's processes over time. It stops by
itself and leaves nothing behind. The copy is written to.
"""

import argparse
import collections
import json
import os
import statistics
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "tools")]

import people  # noqa: E402
from rrcli import bench, demo, odoo, postgres  # noqa: E402
from rrcli.paths import LOGS  # noqa: E402
from serving import start_server  # noqa: E402

THINK = (2.0, 10.0)  # seconds between two requests of one user
SAMPLE = 10.0  # seconds between two looks at the memory
WARM_UP = 60.0  # seconds at the start that are not counted: everybody logs in

# Many users share a login here; Odoo makes a login's settings at its first one.
SETTINGS = """
for user in env["res.users"].search([]):
    env["res.users.settings"]._find_or_create_for_user(user)

env.cr.commit()
"""


class Figures:
    """What was measured: times by kind, errors, memory."""

    def __init__(self, warm_up=0.0):
        """:param warm_up: seconds from now in which only errors are counted"""
        self._from = time.monotonic() + warm_up
        self.times = collections.defaultdict(list)
        self.errors = []
        self.retries = 0
        self.memory = []
        self._lock = threading.Lock()

    def record(self, kind, seconds, error):
        with self._lock:
            if time.monotonic() >= self._from:
                self.times[kind].append(seconds)
            if error and kind == "login":
                self.retries += 1
            elif error:
                self.errors.append((kind, error))

    def percentile(self, share, *kinds):
        values = sorted(v for kind in kinds for v in self.times.get(kind, ()))
        if not values:
            return None
        return values[min(len(values) - 1, int(share * len(values)))]

    def summary(self):
        rows = {
            kind: {
                "requests": len(values),
                "median_ms": round(1000 * statistics.median(values)),
                "p95_ms": round(1000 * self.percentile(0.95, kind)),
                "max_ms": round(1000 * max(values)),
            }
            for kind, values in sorted(self.times.items())
        }
        third = max(len(self.memory) // 3, 1)
        return {
            "kinds": rows,
            "p95_lists_and_forms_ms": round(
                1000 * (self.percentile(0.95, "list", "form", "search") or 0)
            ),
            "errors": len(self.errors),
            "logins_tried_again": self.retries,
            "first_errors": [f"{kind}: {text}" for kind, text in self.errors[:5]],
            "memory_mb": {
                name: round(statistics.mean(part)) if part else None
                for name, part in (
                    ("first third", self.memory[:third]),
                    ("second third", self.memory[third:2 * third]),
                    ("last third", self.memory[2 * third:]),
                )
            },
        }


def memory(pid):
    """Proportional memory of a process and its children, in MB."""
    total = 0
    for process in [pid, *children(pid)]:
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except (OSError, ValueError):
            continue
        total += int(text.split("Pss:")[1].split()[0])
    return total / 1024


def children(pid):
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in listed.split()]


def work(url, database, users, seconds, figures, pid=None, think=THINK):
    """Let users work for a time; what they meet goes into the figures."""
    end = time.monotonic() + seconds

    def live(number, login):
        person = people.Person(url, database, login, number, figures.record)
        # Nobody arrives at the same moment as everybody else; who cannot get in
        # tries again, as people do.
        time.sleep(person.random.uniform(0, min(WARM_UP, seconds / 5)))
        while person.log_in() is None and time.monotonic() < end:
            time.sleep(person.random.uniform(*think))
        while time.monotonic() < end:
            person.act()
            pause = person.random.uniform(*think)
            time.sleep(max(0, min(pause, end - time.monotonic())))
        person.close()

    threads = [
        threading.Thread(target=live, args=(number, login), daemon=True)
        for number, login in enumerate(people.logins(users))
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if pid:
            figures.memory.append(memory(pid))
        time.sleep(min(SAMPLE, max(0.2, end - time.monotonic())))
    return figures


def measure(cluster, source, users, seconds, workers, *arguments, think=THINK):
    """Serve a copy of a database, let users work on it; return the figures."""
    database = f"rr_load_{os.getpid()}"
    odoo.copy(cluster, source, database)
    try:
        demo.shell(cluster, database, SETTINGS, "load-settings.log", "the settings")
        process, url = start_server(
            cluster, database, LOGS / "test-server-load.log",
            "--workers", str(workers), "--log-level", "warn", *arguments,
        )
        try:
            figures = Figures(min(WARM_UP, seconds / 4))
            return work(
                url, database, users, seconds, figures, process.pid, think
            )
        finally:
            process.terminate()
            process.wait(timeout=60)
    finally:
        odoo.drop(cluster, database)


def source(cluster, options):
    """Name of the database that the options ask for; it is not written to."""
    if options.scale:
        return bench.ensure(cluster, options.scale, reuse=True)
    return odoo.require(cluster, options.database)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", default=odoo.DEMO_DATABASE)
    parser.add_argument("--scale", type=float, metavar="N",
                        help="on the database of that scale that ./rr bench keeps")
    parser.add_argument("--users", type=int, default=60)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args(argv)
    before = os.getloadavg()
    with postgres.running() as cluster:
        database = source(cluster, options)
        figures = measure(
            cluster, database, options.users, options.minutes * 60,
            options.workers,
        )
    result = {
        "machine": bench.machine(), "scale": options.scale, "users": options.users,
        "workers": options.workers, "minutes": options.minutes,
        "think_s": THINK, "load_average_before": before,
        "load_average_after": os.getloadavg(), **figures.summary(),
    }
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1))
    return 1 if figures.errors else 0


if __name__ == "__main__":
    sys.exit(main())
