"""Serving a database to a test."""

import contextlib
import datetime
import os
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from rrcli import demo as demo_command
from rrcli import odoo
from rrcli.paths import LOGS

# The demonstration of the tests plays on one day, so that a run repeats.
TODAY = datetime.date(2026, 11, 20)

# Set where processes share a run: each keeps the logs of its own servers.
LANE = os.environ.get("RR_LANE", "")


@dataclass
class Served:
    """A served database: where it is and how to reach it."""

    url: str
    database: str
    cluster: object
    log: Path

    def sql(self, query):
        """Rows of a query run as the cluster's superuser, as lists of text."""
        output = self.cluster.sql(query, self.database)
        return [line.split("|") for line in output.splitlines()]

    def shell(self, script):
        """Run Python in Odoo's shell on the database; its output."""
        return demo_command.shell(
            self.cluster, self.database, script, "test-shell.log", "a test's script"
        )


def start_server(cluster, database, log, *arguments):
    """Start Odoo on a free port; return (process, address) once it answers."""
    port = odoo.free_port()
    line = odoo.command(
        cluster, database, "--http-port", str(port),
        "--gevent-port", str(odoo.free_port()), "--db-filter", f"^{database}$",
        "--max-cron-threads", "0", *arguments,
        sub=None if "--workers" in arguments else "server",
    )
    with open(log, "w", encoding="utf-8") as sink:
        process = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink,
            env=odoo.environment(),
        )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(f"{url}/rr/health", timeout=5) as answer:
                answer.read()
            return process, url
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                process.terminate()
                text = log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"the server does not answer:\n{text}") from error
            time.sleep(0.2)


@contextlib.contextmanager
def served_copy(cluster, demo_database, name):
    database = f"{demo_database}_{name}"
    odoo.copy(cluster, demo_database, database)
    log = LOGS / f"test-server-{name}{LANE}.log"
    process, url = start_server(cluster, database, log)
    try:
        yield Served(url, database, cluster, log)
    finally:
        process.terminate()
        process.wait(timeout=60)
        odoo.drop(cluster, database)
