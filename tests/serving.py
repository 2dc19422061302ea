"""Starting Odoo's server for a test."""

import subprocess
import time
import urllib.request

from rrcli import odoo


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
