"""Acts that are interrupted: the database before, the database after, nothing between.

What an act changes is learnt once, undisturbed: for each table how many rows more or
fewer, and whether its content is another. After an interruption each table must be
either as before or as the whole act leaves it; and it must be the latter when the
server had already answered that it was done.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

import requests
from rrcli import odoo, postgres, restore
from rrcli.paths import LOGS
from serving import start_server

BASE = f"rr_kill_base_{os.getpid()}"
LIVE = f"rr_kill_{os.getpid()}"

# Written besides an act, in transactions of their own and whenever it suits them.
BESIDES = {
    "bus_bus", "ir_cron", "ir_cron_progress", "ir_cron_trigger", "mail_mail",
    "mail_notification", "res_device_log", "res_users_log",
}
# So are the counters by which servers tell each other to forget their caches.
CACHES = "public.orm_signaling_"
# Single rows that are, too: the erasing jobs note the day on which they ran last.
ROWS_BESIDES = {"public.ir_config_parameter": "t.key LIKE 'rr_beneficiaries.retention_%'"}

TABLES = """
SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
 WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'rr_trail')
 ORDER BY 1
"""


def move(cluster, source_cluster, database, name):
    """Bring a database with its files into another cluster, as a restore does."""
    cluster.sql(None, file=restore.ROLE_SQL)
    cluster.sql(f'CREATE DATABASE "{name}" OWNER {postgres.OWNER} TEMPLATE template0')
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    dump = subprocess.Popen(
        [str(cluster.binaries / "pg_dump"), "-h", str(source_cluster.home),
         "-U", postgres.ADMIN, "-Fc", "-Z0", database],
        stdout=subprocess.PIPE, env=environment,
    )
    subprocess.run(
        [str(cluster.binaries / "pg_restore"), "-h", str(cluster.home),
         "-U", postgres.ADMIN, "-d", name, "--exit-on-error"],
        stdin=dump.stdout, check=True, env=environment,
    )
    dump.stdout.close()
    assert dump.wait() == 0
    cluster.sql(
        None, name, variables={"odoo_role": postgres.OWNER}, file=restore.HANDOVER_SQL
    )
    shutil.copytree(odoo.filestore(database), odoo.filestore(name))


def content(cluster, database):
    """``{table: (rows, digest of them)}``, the tables written besides left out."""
    tables = [
        name for name in cluster.sql(TABLES, database).split()
        if name.removeprefix("public.") not in BESIDES and not name.startswith(CACHES)
    ]
    parts = [
        f"SELECT '{name}', count(*), md5(string_agg(md5(t::text), ''"
        f" ORDER BY md5(t::text))) FROM {name} t"
        f" WHERE NOT ({ROWS_BESIDES.get(name, 'false')})"
        for name in tables
    ]
    rows = cluster.sql(" UNION ALL ".join(parts), database).splitlines()
    found = {}
    for row in rows:
        name, count, digest = row.split("|")
        found[name] = (int(count), digest)
    return found


@dataclass
class Act:
    """One thing that a user does: who, where, and with what."""

    name: str
    login: str
    path: str
    params: dict

    def send(self, session, url, timeout=60):
        """Do it; return True when the server says that it is done."""
        answer = session.post(
            url + self.path, json={"jsonrpc": "2.0", "params": self.params},
            timeout=timeout,
        )
        values = answer.json()
        if answer.status_code != 200 or "error" in values:
            raise AssertionError(f"{self.name}: {str(values)[:2000]}")
        result = values.get("result")
        assert not isinstance(result, dict) or not result.get("error"), result
        return True


def method(name, login, model, function, ids, context=None):
    return Act(
        name, login, f"/web/dataset/call_kw/{model}/{function}",
        {"model": model, "method": function, "args": [ids],
         "kwargs": {"context": context or {}}},
    )


def _children(pid):
    shown = subprocess.run(
        ["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True
    ).stdout
    return [int(word) for word in shown.split()]


class Served:
    """The live copy, served by several processes in a cluster that may be killed."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.sessions = {}
        self.process = None
        self.log = LOGS / "test-server-kill.log"
        self.reset()
        self.start()

    def start(self):
        self.process, self.url = start_server(
            self.cluster, LIVE, self.log, "--workers", "2", "--log-level", "warn"
        )

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)

    def reset(self):
        """Make the live copy anew from the one that nobody touches."""
        fresh, stale = f"{LIVE}_fresh", f"{LIVE}_stale"
        self.cluster.drop(stale)
        self.cluster.copy(BASE, fresh)
        # At no moment there is none: a server of several processes ends without one.
        rename = f'ALTER DATABASE "{fresh}" RENAME TO "{LIVE}"'
        if self.cluster.exists(LIVE):
            rename = (
                "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
                f" WHERE datname = '{LIVE}';"
                f'ALTER DATABASE "{LIVE}" RENAME TO "{stale}";{rename}'
            )
        self.cluster.sql(rename)
        shutil.rmtree(odoo.filestore(LIVE), ignore_errors=True)
        shutil.copytree(odoo.filestore(BASE), odoo.filestore(LIVE))

    def session(self, login):
        if login not in self.sessions:
            session = requests.Session()
            answer = session.post(
                f"{self.url}/web/session/authenticate",
                json={"jsonrpc": "2.0",
                      "params": {"db": LIVE, "login": login, "password": login}},
                timeout=60,
            ).json()
            assert "error" not in answer, answer
            self.sessions[login] = session
        return self.sessions[login]

    def close(self):
        for session in self.sessions.values():
            session.close()
        self.stop()

    # -- ways to die -----------------------------------------------------------

    def kill_workers(self):
        """The processes that answer requests die; their parent makes new ones."""
        for pid in _children(self.process.pid):
            os.kill(pid, signal.SIGKILL)

    def kill_server(self):
        """Everything of the server dies at once; it is started again."""
        pids = [self.process.pid, *_children(self.process.pid)]
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def kill_database(self):
        self.cluster.kill()

    def revive(self, way):
        """Start again what was killed; wait until the server answers."""
        if way == "database":
            self.cluster.start()
        if way == "server":
            self.start()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            # A main process that met the gap ends, sooner or later; its supervisor
            # starts it again.
            if self.process.poll() is not None:
                self.start()
            try:
                answer = requests.get(
                    f"{self.url}/web/health?db_server_status=1", timeout=5
                )
                if answer.status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.05)
        raise AssertionError("the server does not come back")

    def interrupt(self, act, way, after):
        """Send the act, kill after so many seconds; True if it was acknowledged."""
        session = self.session(act.login)
        outcome = []

        def send():
            try:
                outcome.append(act.send(session, self.url, timeout=20))
            except (AssertionError, requests.RequestException, ValueError):
                outcome.append(False)

        sender = threading.Thread(target=send)
        sender.start()
        time.sleep(after)
        acknowledged = list(outcome)
        getattr(self, f"kill_{way}")()
        sender.join(timeout=30)
        # A pool of connections may hold one that died with the server.
        session.close()
        return (acknowledged or outcome or [False])[0]


def compare(before, whole, now):
    """``"before"``, ``"after"``, or a list of the tables that are neither.

    :param whole: how the undisturbed act left the tables
    """
    if now == before:
        return "before"
    half = []
    for table, (count, digest) in now.items():
        changed = whole[table] != before[table]
        if changed != (digest != before[table][1]) or count != whole[table][0]:
            half.append(
                f"{table}: {before[table][0]} rows before, {whole[table][0]} after,"
                f" {count} now"
            )
    done = [table for table in now if now[table] != before[table]]
    return [*half, f"done already: {', '.join(done)}"] if half else "after"


def seed_of(*words):
    return int.from_bytes(hashlib.sha256(" ".join(words).encode()).digest()[:8], "big")


def whole_act(served, act):
    """Do the act undisturbed, twice; return (tables afterwards, seconds it took)."""
    for _turn in range(2):  # the first one warms the server up
        served.reset()
        started = time.monotonic()
        assert act.send(served.session(act.login), served.url)
        taken = time.monotonic() - started
        whole = content(served.cluster, LIVE)
    return whole, taken
