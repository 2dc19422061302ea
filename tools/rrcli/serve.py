"""``./rr serve``, ``./rr shell`` and ``./rr update``."""

import subprocess

from . import children, odoo, postgres, setup
from .paths import own_addons
from .ui import say, step

DEFAULT_PORT = 8069


def arguments(name, parser):
    parser.add_argument("--database", metavar="NAME", help="default: rr_demo")
    if name == "serve":
        parser.add_argument("--port", type=int, default=DEFAULT_PORT)


def serve(cluster, database, port, *extra):
    """Serve a database until it is stopped; return the server's exit code."""
    odoo.check_port(port)
    say(f"\nServing “{database}” at http://127.0.0.1:{port} (stop with Ctrl+C)")
    line = odoo.command(
        cluster, database, "--http-port", str(port), "--db-filter", f"^{database}$",
        "--log-level", "warn", *extra,
    )
    process = subprocess.Popen(line, env=odoo.environment())
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        return 0


def update(cluster, database):
    """Bring a database up to the code that is here."""
    odoo.prepare(cluster, database)
    with step(f"Odoo: update “{database}”") as progress:
        odoo.run(
            cluster, database, "--update", ",".join(own_addons()), "--no-http",
            log=f"update-{database}.log", what="The update", progress=progress,
        )


def run(options):
    setup.ensure()
    with postgres.running() as cluster:
        name = options.database or odoo.default_database(cluster)
        database = odoo.require(cluster, name)
        if options.command == "serve":
            return serve(cluster, database, options.port)
        if options.command == "shell":
            line = odoo.command(cluster, database, "--no-http", sub="shell")
            with children.keyboard():
                return subprocess.run(line, env=odoo.environment()).returncode
        update(cluster, database)
        return 0
