"""Odoo's command line with the project's settings, and its databases."""

import base64
import hashlib
import os
import secrets
import shutil
import socket
import subprocess

from . import lock
from .paths import (
    ADDONS,
    CONFIG,
    DATA,
    KEYS,
    LOGS,
    ODOO,
    ODOO_PACKAGES,
    PYTHON,
    own_addons,
)
from .postgres import OWNER
from .ui import Fail, step

DEMO_DATABASE = "rr_demo"

# Odoo's own addons under ours: installed once into a template database.
PLATFORM = (
    "base",
    "web",
    "mail",
    "portal",
    "base_import",
    "base_setup",
    "bus",
    "resource",
    "rpc",
    "auth_totp",
    "auth_totp_mail",
    "auth_totp_portal",
    "auth_timeout",
)

# Key file → variable by which the addons find it.
KEY_FILES = {
    "identity.key": "RR_KEY_FILE",
    "trail.key": "RR_TRAIL_KEY_FILE",
}


# Opens the backups; no process of Odoo knows it.
BACKUP_KEY = "backup.key"


def make_keys():
    """256-bit keys outside the database, readable by this user alone."""
    for name in (*KEY_FILES, BACKUP_KEY):
        path = KEYS / name
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as sink:
                sink.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")


def environment(**extra):
    """The environment variables of an Odoo process."""
    make_keys()
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    env.update({variable: str(KEYS / name) for name, variable in KEY_FILES.items()})
    env["RR_TRAIL_HEAD_FILE"] = str(KEYS / "trail.head")
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    env.update({key: str(value) for key, value in extra.items()})
    return env


def addons_path():
    extra = os.environ.get("RR_EXTRA_ADDONS")
    return ",".join([str(ADDONS), *([extra] if extra else [])])


def command(cluster, database, *arguments, sub="server"):
    """The command line that runs Odoo on a database of the cluster.

    :param sub: Odoo's command; ``None`` for a server of several processes, which
        starts more of itself by the script that it was started with
    """
    start = ["-m", "odoo", sub] if sub else [str(ODOO / "usr/bin/odoo")]
    return [
        str(PYTHON), *start,
        "--config", str(CONFIG / "odoo-dev.conf"),
        "--db_host", str(cluster.home), "--db_user", OWNER,
        "--database", database,
        "--data-dir", str(DATA),
        "--addons-path", addons_path(),
        *arguments,
    ]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_port(port):
    """Raise :class:`Fail` when something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Fail(
                f"Port {port} of this machine is taken by another program.",
                f"Stop that program, or choose another port: --port {port + 1}",
            ) from error


def run(cluster, database, *arguments, log, what, progress=None, total=None):
    """Run Odoo once (install, update, script); problems in its log raise Fail."""
    path = LOGS / log
    with open(path, "w", encoding="utf-8") as sink:
        process = subprocess.Popen(
            command(cluster, database, "--stop-after-init", *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment(),
        )
        tail, loaded = [], 0
        for line in process.stdout:
            sink.write(line)
            tail = [*tail[-200:], line]
            if progress and total and " Loading module " in line:
                loaded += 1
                progress.note = f"{loaded} of {total} addons"
        process.stdout.close()
        process.wait()
    bad = [li for li in tail if " ERROR " in li or " CRITICAL " in li]
    if process.returncode or bad:
        reason = next(
            (li.strip() for li in reversed(tail) if "Error" in li or "ERROR" in li),
            tail[-1].strip() if tail else "no output",
        )
        raise Fail(f"{what} failed: {reason[-300:]}", f"The whole log is in {path}.")
    return path


def filestore(database):
    return DATA / "filestore" / database


def platform_name():
    """Name of the template database: changes with Odoo and the list of addons."""
    release = (ODOO_PACKAGES / "odoo/release.py").read_bytes()
    digest = hashlib.sha256(release + ",".join(PLATFORM).encode()).hexdigest()[:8]
    return f"rr_platform_{digest}"


def ensure_platform(cluster):
    """The template database with Odoo's own addons; made once."""
    name = platform_name()
    with lock.exclusive("template"):
        if cluster.exists(name):
            return name
        half = f"{name}_half"
        with step("Odoo: template database") as progress:
            drop(cluster, half)
            cluster.sql(f'CREATE DATABASE "{half}" OWNER {OWNER} TEMPLATE template0')
            run(
                cluster, half, "--init", ",".join(PLATFORM), "--skip-auto-install",
                "--no-http", log="platform.log", what="The template database",
                progress=progress,
            )
            rename(cluster, half, name)
    return name


def copy(cluster, template, database):
    """A copy of a database with its files, in a moment."""
    drop(cluster, database)
    cluster.copy(template, database)
    if filestore(template).exists():
        shutil.copytree(filestore(template), filestore(database))


def rename(cluster, database, name):
    """Give a database another name; one that had the name is dropped."""
    drop(cluster, name)
    cluster.rename(database, name)
    if filestore(database).exists():
        filestore(database).rename(filestore(name))


def create(cluster, database):
    """A fresh database from the template, ready for our addons."""
    copy(cluster, ensure_platform(cluster), database)
    prepare(cluster, database)


def prepare(cluster, database):
    """Run what only the cluster's superuser may do, before the addons come.

    An addon that needs such steps ships them as ``data/sql/prepare.sql``; they
    can be run again at any time.
    """
    for script in sorted(ADDONS.glob("*/data/sql/prepare.sql")):
        cluster.sql(None, database, variables={"odoo_role": OWNER}, file=script)


def drop(cluster, database):
    cluster.drop(database)
    shutil.rmtree(filestore(database), ignore_errors=True)


def install_log(database):
    """Where the installation of a database writes its log."""
    return LOGS / f"install-{database}.log"


def install(cluster, database, addons=None, *arguments):
    """Install our addons into a fresh database."""
    names = addons or own_addons()
    create(cluster, database)
    with step(f"Odoo: install {', '.join(names)}") as progress:
        run(
            cluster, database, "--init", ",".join(names), "--skip-auto-install",
            "--no-http", *arguments, log=install_log(database).name,
            what="The installation of the addons", progress=progress,
        )


def default_database(cluster):
    if cluster.exists(DEMO_DATABASE):
        return DEMO_DATABASE
    raise Fail(
        "There is no database yet.",
        "Run ./rr demo first, or name a database: --database NAME",
    )


def require(cluster, database):
    if not cluster.exists(database):
        raise Fail(
            f"There is no database “{database}”.",
            "Run ./rr demo, or name another one: --database NAME",
        )
    return database


