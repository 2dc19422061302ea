"""A streaming standby on the loopback, read through Odoo's ``db_replica_host``.

    .rr/venv/bin/python tests/load/replica.py [--scale 100] [--users 60 --minutes 15]

copies the demonstration (with ``--scale`` the database that ``./rr bench`` keeps) into a
cluster of its own, adds a standby, serves it and prints who answered what, how users
with think time fare, what a reader sees while the standby lags, and what happens when
it dies.
"""

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [
    str(HERE), str(HERE.parent), str(HERE.parent / "faults"),
    str(HERE.parents[1] / "tools"),
]

import killing  # noqa: E402
import load  # noqa: E402
import people  # noqa: E402
from clusters import PrivateCluster  # noqa: E402
from rrcli import bench, demo, odoo, postgres  # noqa: E402
from rrcli.paths import LOGS  # noqa: E402
from serving import start_server  # noqa: E402

DATABASE = f"rr_replica_{os.getpid()}"
LOG = LOGS / "test-server-replica.log"
# Seconds until PostgreSQL has surely counted what an idle connection did last.
FORGOTTEN = 10.5


class Standby(PrivateCluster):
    """A copy of a cluster that follows it and only answers questions."""

    def __init__(self, primary):
        super().__init__("standby")
        self.primary = primary

    def start(self):
        done = self._run(
            "pg_basebackup", "-h", str(self.primary.home), "-U", postgres.ADMIN,
            "-D", str(self.data), "-R", "-c", "fast", "-X", "stream",
        )
        assert not done.returncode, done.stdout
        conf = self.data / "postgresql.conf"
        text = conf.read_text().replace(str(self.primary.home), str(self.home))
        conf.write_text(text + "\nautovacuum = off\n")
        started = self._start()
        assert not started.returncode, self.log.read_text()[-2000:]

    def wait(self):
        """Until it has replayed what the primary has written."""
        [at] = self.primary.sql("SELECT pg_current_wal_lsn()").split()
        deadline = time.monotonic() + 30
        question = f"SELECT pg_last_wal_replay_lsn() >= '{at}'"
        while self.sql(question).strip() != "t":
            assert time.monotonic() < deadline, "the standby does not follow"
            time.sleep(0.05)


def transactions(cluster):
    time.sleep(FORGOTTEN)
    return int(cluster.sql(
        "SELECT xact_commit + xact_rollback FROM pg_stat_database"
        f" WHERE datname = '{DATABASE}'"
    ))


def who_answers(primary, standby, act, times=20):
    """``(transactions on the primary, on the standby)`` of so many requests."""
    before = transactions(primary), transactions(standby)
    for _time in range(times):
        act()
    after = transactions(primary), transactions(standby)
    return after[0] - before[0], after[1] - before[1]


def acts(head, officer, ngo, report):
    """What is tried: a name, and what sends it."""
    spec = {"display_name": {}}
    return {
        "list (web_search_read)": lambda: officer.call(
            "list", "rr.beneficiary", "web_search_read", domain=[],
            specification=spec, limit=20),
        "form (web_read)": lambda: officer.call(
            "form", "rr.case", "web_read", officer.known["rr.case"][:1],
            specification=spec),
        "search (name_search)": lambda: officer.call(
            "search", "rr.grant", "name_search", "G/26"),
        "ledger (web_search_read)": lambda: head.call(
            "list", "rr.fund.entry", "web_search_read", domain=[],
            specification=spec, limit=20),
        "identity (read)": lambda: head.call(
            "read", "rr.beneficiary.identity", "web_search_read", domain=[],
            specification={"first_name": {}}, limit=3),
        "write (own time zone)": lambda: head.call(
            "write", "res.users", "write", [head.uid], {"tz": "UTC"}),
        "portal page (/rr)": lambda: ngo.page("/rr"),
        "balances (budget lines)": lambda: head.call(
            "list", "rr.budget.line", "web_search_read", domain=[],
            specification={"available": {}}, limit=20),
        "rights (users)": lambda: head.call(
            "list", "res.users", "web_search_read", domain=[], specification=spec,
            limit=20),
        "facts of a report (action_generate)": lambda: report.call(
            "write", "rr.donor.report", "action_generate", [report.report]),
    }


def lagging(primary, standby, head):
    """What is read while the standby stands still: money's and rights' models at once,
    persons by code as they were."""
    person, year = primary.sql(
        "SELECT id, birth_year FROM rr_beneficiary WHERE birth_year > 0"
        " ORDER BY id LIMIT 1", DATABASE
    ).strip().split("|")
    person, year = int(person), int(year)

    def read(visitor, model, record, name):
        return visitor.call("read", model, "read", [record], [name])[0][name]

    head.call("write", "res.users", "write", [head.uid], {"tz": "UTC"})
    standby.wait()
    standby.sql("SELECT pg_wal_replay_pause()")
    primary.sql(
        f"UPDATE rr_beneficiary SET birth_year = {year + 1} WHERE id = {person}", DATABASE
    )
    head.call("write", "res.users", "write", [head.uid], {"tz": "Europe/Rome"})
    seen = {
        "a person's birth year": f"is {year + 1}, read "
        f"{read(head, 'rr.beneficiary', person, 'birth_year')}",
        "a user's time zone": f"is Europe/Rome, read "
        f"{read(head, 'res.users', head.uid, 'tz')}",
    }
    standby.sql("SELECT pg_wal_replay_resume()")
    standby.wait()
    seen["a person's birth year, caught up"] = (
        f"is {year + 1}, read {read(head, 'rr.beneficiary', person, 'birth_year')}"
    )
    return seen


def look(primary, standby, url):
    found = {"who answered (primary, standby)": {}}
    errors = []

    def record(kind, seconds, error):
        if error:
            errors.append(f"{kind}: {error[:200]}")

    visitors = {}
    for login in ("head", "officer", "ngo", "reporter"):
        visitors[login] = people.Person(url, DATABASE, login, 1, record)
        visitors[login].uid = visitors[login].log_in()["uid"]
    head, officer, ngo, reporter = visitors.values()
    officer.list("rr.case")
    reporter.report = int(primary.sql(
        "SELECT id FROM rr_donor_report WHERE state = 'generated' LIMIT 1", DATABASE
    ))
    for name, act in acts(head, officer, ngo, reporter).items():
        act()
        standby.wait()
        turns = 2 if "facts" in name else 20
        found["who answered (primary, standby)"][name] = who_answers(
            primary, standby, act, turns
        )
    found["errors"] = errors[:5]

    found["while it lags"] = lagging(primary, standby, head)

    standby.stop()
    errors.clear()
    answers = []
    for _time in range(10):
        answers.append("error" if officer.call(
            "list", "rr.beneficiary", "web_search_read", domain=[],
            specification={"display_name": {}}, limit=20) is None else "answer")
    found["after it died"] = answers
    found["what they saw"] = errors[:2]
    for visitor in visitors.values():
        visitor.close()
    return found


def working(primary, standby, url, users, minutes, pid):
    """Users with think time: their figures, and who carried the transactions."""
    before = transactions(primary), transactions(standby)
    figures = load.work(
        url, DATABASE, users, 60 * minutes, load.Figures(min(60, 15 * minutes)), pid
    )
    after = transactions(primary), transactions(standby)
    return {
        **figures.summary(),
        "transactions (primary, standby)": [
            after[0] - before[0], after[1] - before[1]
        ],
    }


def fell_back():
    """How often a request was repeated on the primary, by the server's log."""
    return LOG.read_text(errors="replace").count("retrying with a read/write cursor")


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", default=odoo.DEMO_DATABASE)
    parser.add_argument("--scale", type=float, metavar="N")
    parser.add_argument("--users", type=int, default=0, help="0: none (default)")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args(argv)
    primary = PrivateCluster("primary")
    found = {"machine": bench.machine(), "scale": options.scale or 1}
    try:
        primary.start()
        with postgres.running() as source:
            killing.move(primary, source, load.source(source, options), DATABASE)
        primary.sql("ANALYZE", DATABASE)
        demo.shell(primary, DATABASE, load.SETTINGS, "load-settings.log", "the settings")
        standby = Standby(primary)
        try:
            standby.start()
            process, url = start_server(
                primary, DATABASE, LOG, "--workers", str(options.workers),
                "--log-level", "warn",
                "--db_replica_host", str(standby.home), "--db_replica_port", "5432",
            )
            try:
                if options.users:
                    found["load"] = working(
                        primary, standby, url, options.users, options.minutes,
                        process.pid,
                    )
                found.update(look(primary, standby, url))
                found["repeated on the primary"] = fell_back()
                print(json.dumps(found, indent=1))
            finally:
                process.terminate()
                process.wait(timeout=60)
        finally:
            standby.remove()
    finally:
        primary.remove()
        shutil.rmtree(odoo.filestore(DATABASE), ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
