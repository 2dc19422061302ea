"""A private PostgreSQL cluster on a unix socket, run by a user who is not root.

PostgreSQL refuses to run as root, a socket path may hold 107 bytes at most, and
another user cannot enter a clone that lies under a closed home. So the cluster
lies under ``.rr/pg`` when that works, else in a short private folder that
``.rr/cluster.json`` names.
"""

import contextlib
import json
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from . import children, lock
from .paths import CLONE_ID, CONFIG, LOGS, STATE
from .ui import Fail, explain, step

ADMIN = "rr_admin"  # the cluster's superuser: used by ./rr alone
OWNER = "odoo"  # Odoo's role: owns its databases, is no superuser
MAX_SOCKET_PATH = 107
_SOCKET_NAME = ".s.PGSQL.5432.lock"

_shared = []  # keeps the handle of the shared lock open while ./rr runs


def _binaries():
    """The newest PostgreSQL of the machine (version 13 or later)."""
    found = [
        (int(path.parent.name), path)
        for path in Path("/usr/lib/postgresql").glob("*/bin")
        if path.parent.name.isdigit() and (path / "postgres").exists()
    ]
    if not found or max(found)[0] < 13:
        raise Fail(
            "PostgreSQL 13 or later is not installed.",
            "Run: apt-get install postgresql (as root), then this command again.",
        )
    return max(found)[1]


def _user():
    """The account that runs the cluster: this one, or postgres under root."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise Fail(
            "PostgreSQL does not run as root, and there is no user “postgres”.",
            "Run: apt-get install postgresql, or run ./rr as an ordinary user.",
        ) from None


def _may_enter(folder):
    """True when another user can walk down to the folder."""
    return all(
        parent.stat().st_mode & stat.S_IXOTH for parent in (folder, *folder.parents)
    )


def _home(user):
    """Folder of the cluster and its socket, chosen once and remembered."""
    note = STATE / "cluster.json"
    if note.exists():
        home = Path(json.loads(note.read_text())["home"])
        if home.is_dir():
            return home
    home = STATE.resolve() / "pg"
    fits = len(str(home / _SOCKET_NAME).encode()) < MAX_SOCKET_PATH
    if not fits or (os.geteuid() == 0 and not _may_enter(STATE.resolve())):
        home = Path(f"/var/tmp/rr-{os.geteuid()}-{CLONE_ID}")
    try:
        home.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(home, user.pw_uid, user.pw_gid)
    except OSError as error:
        raise explain(str(error), "making the folder of the database") from error
    if home.stat().st_uid != user.pw_uid or home.is_symlink():
        raise Fail(
            f"The folder {home} belongs to somebody else.",
            "Remove it (or ask its owner) and run the command again.",
        )
    note.write_text(json.dumps({"home": str(home)}))
    return home


class Cluster:
    """The project's cluster: started on demand, stopped by the last user."""

    def __init__(self):
        self.user = _user()
        self.binaries = _binaries()
        self.home = _home(self.user)
        self.data = self.home / "data"
        self.log = self.home / "postgresql.log"

    def _run(self, *command, output=subprocess.PIPE):
        account = {}
        if os.geteuid() == 0:
            account = {
                "user": self.user.pw_uid,
                "group": self.user.pw_gid,
                "extra_groups": [],
            }
        return subprocess.run(
            [str(self.binaries / command[0]), *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            **account,
        )

    def _init(self):
        if (self.data / "PG_VERSION").exists():
            return
        with step("PostgreSQL: a private cluster"):
            half = self.home / "data.half"
            if half.exists():
                shutil.rmtree(half)
            made = self._run(
                "initdb", "-D", str(half), "-U", ADMIN, "-A", "trust",
                "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
            )
            if made.returncode:
                raise explain(made.stdout, "initdb", self.log)
            settings = (CONFIG / "postgresql-dev.conf").read_text(encoding="utf-8")
            with open(half / "postgresql.conf", "a", encoding="utf-8") as conf:
                conf.write(settings)
                conf.write(f"unix_socket_directories = '{self.home}'\n")
            half.rename(self.data)

    def _is_running(self):
        return not self._run("pg_ctl", "-D", str(self.data), "status").returncode

    def start(self):
        """Start the cluster unless it runs; the caller takes part in its use."""
        self._init()
        children.spare(self.data / "postmaster.pid")
        if not _shared:
            _shared.append(lock.share("cluster"))
        if self._is_running():
            return
        with step("PostgreSQL: start"):
            if self._start().returncode:
                tail = self.log.read_text(errors="replace")[-2000:]
                raise explain(tail, "PostgreSQL does not start", self.log)
            self._roles()

    def _start(self):
        # A file, not a pipe: the server would keep a pipe open for ever.
        with open(LOGS / "pg_ctl.log", "w", encoding="utf-8") as sink:
            return self._run(
                "pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w",
                "-t", "60", "start", output=sink,
            )

    def _roles(self):
        known = self.sql("SELECT rolname FROM pg_roles").split()
        if OWNER not in known:
            self.sql(f"CREATE ROLE {OWNER} LOGIN CREATEDB")

    def release(self):
        """Stop the cluster if no other ./rr of this clone uses it."""
        if not _shared:
            return
        handle = _shared.pop()
        if lock.is_last(handle):
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")
        handle.close()

    # -- databases -----------------------------------------------------------

    def sql(self, query, database="postgres", variables=None, file=None):
        """Run SQL as the cluster's superuser; return the rows as plain text.

        :raise Fail: with PostgreSQL's own message
        """
        command = [
            str(self.binaries / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1",
            "-h", str(self.home), "-U", ADMIN, "-d", database,
        ]
        for key, value in (variables or {}).items():
            command += ["-v", f"{key}={value}"]
        command += ["-f", str(file)] if file else ["-c", query]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"},
        )
        if done.returncode:
            raise explain(done.stderr, f"SQL on “{database}”")
        return done.stdout

    def exists(self, database):
        names = self.sql("SELECT datname FROM pg_database").split()
        return database in names

    def drop(self, database):
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def copy(self, template, database):
        """Make a database from a template in a moment (file copy)."""
        major = int(self.sql("SHOW server_version_num")) // 10000
        strategy = " STRATEGY FILE_COPY" if major >= 15 else ""
        self.sql(
            f'CREATE DATABASE "{database}" TEMPLATE "{template}" OWNER {OWNER}{strategy}'
        )

    def rename(self, database, name):
        self.sql(f'ALTER DATABASE "{database}" RENAME TO "{name}"')


@contextlib.contextmanager
def running():
    """The running cluster; stopped at the end if nobody else uses it."""
    cluster = Cluster()
    with lock.exclusive("set-up"):
        cluster.start()
    try:
        yield cluster
    finally:
        with lock.exclusive("set-up"):
            cluster.release()
