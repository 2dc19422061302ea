"""``./rr backup FILE``: database and files of one moment, sealed with a key apart.

The content is a tar stream: what it is (``manifest.json``), the files of the
attachments, and PostgreSQL's own archive of the database in parts. Nothing of it
reaches the disk in clear. Not in it, on purpose: the keys, the file of the seals'
heads and the list of erasures. They have places of their own, and a restore takes the
list of erasures as it is then, not as it was.
"""

import base64
import contextlib
import datetime
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from . import demo, odoo, postgres, setup
from .paths import ADDONS, KEYS, LOGS, PYTHON, ROOT, VENV, own_addons
from .ui import Fail, explain, say, step

FORMAT = 1
KEY = odoo.BACKUP_KEY
PART = 4 * 2**20
MANIFEST = "manifest.json"
FILES = "files/"
DATABASE = "database/"


def arguments(name, parser):
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--database", metavar="NAME", help="default: rr_demo")


def in_environment():
    """Go on in the virtual environment: sealing needs its libraries."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "rr"), *sys.argv[1:]])


def key():
    """The key of the backups, 32 bytes."""
    path = KEYS / KEY
    try:
        if path.stat().st_mode & 0o077:
            raise Fail(
                f"The key of the backups may be read by others: {path}",
                "Set its mode to 600.",
            )
        found = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError as error:
        raise Fail(
            f"The key of the backups is missing: {path}",
            "Put back the copy that is kept apart from the backups.",
        ) from error
    except ValueError as error:
        raise Fail(f"{path} holds no key.", "Put back the copy kept apart.") from error
    if len(found) != 32:
        raise Fail(f"{path} holds no key of 32 bytes.", "Put back the copy kept apart.")
    return found


def fingerprints(name):
    """Names of the keys of a key file, in its order; they tell nothing about them."""
    lines = (KEYS / name).read_bytes().split()
    return [
        hashlib.sha256(b"reintegration-register/fingerprint" + line).hexdigest()[:16]
        for line in lines
    ]


def code_version():
    """``({addon: version}, digest of the code)`` of what is installed here."""
    versions = {}
    for name in own_addons():
        text = (ADDONS / name / "__manifest__.py").read_text(encoding="utf-8")
        namespace = eval(text, {"__builtins__": {}})  # noqa: S307 - our own file
        versions[name] = namespace["version"]
    return versions, demo.code_digest()


class _Snapshot:
    """One moment of a database: its files and its dump see the same rows.

    Odoo removes a file after its last attachment is gone; the lock on the table of the
    attachments makes that job wait, and nobody else.
    """

    def __init__(self, cluster, database):
        import psycopg2

        self._connection = psycopg2.connect(
            host=str(cluster.home), user=postgres.ADMIN, dbname=database
        )
        self._connection.set_session(isolation_level="REPEATABLE READ")
        self._cursor = self._connection.cursor()
        self._cursor.execute("LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE")
        self.name = self.rows("SELECT pg_export_snapshot()")[0][0]

    def rows(self, query):
        self._cursor.execute(query)
        return self._cursor.fetchall()

    def close(self):
        self._connection.close()


def _manifest(snapshot, database, files):
    installed = dict(
        snapshot.rows(
            "SELECT name, latest_version FROM ir_module_module"
            " WHERE state = 'installed' AND name LIKE 'rr\\_%'"
        )
    )
    return {
        "format": FORMAT,
        "made": datetime.datetime.now(datetime.timezone.utc).isoformat("T", "seconds"),
        "database": database,
        "postgresql": snapshot.rows("SHOW server_version_num")[0][0],
        "addons": installed,
        "code": code_version()[1],
        "identity_keys": fingerprints("identity.key"),
        "trail_keys": fingerprints("trail.key"),
        "files": len(files),
        "database_bytes": snapshot.rows(
            "SELECT pg_database_size(current_database())"
        )[0][0],
    }


def _add(archive, name, data):
    member = tarfile.TarInfo(name)
    member.size, member.mtime = len(data), int(time.time())
    archive.addfile(member, io.BytesIO(data))


def _add_files(archive, names, folder, progress):
    missing = []
    for count, name in enumerate(names, 1):
        try:
            _add(archive, FILES + name, (folder / name).read_bytes())
        except FileNotFoundError:
            missing.append(name)
        progress.note = f"{count} of {len(names)} files"
    return missing


def _add_dump(archive, cluster, database, snapshot, progress):
    log = LOGS / f"backup-{database}.log"
    with open(log, "w", encoding="utf-8") as errors:
        dump = subprocess.Popen(
            [str(cluster.binaries / "pg_dump"), "-h", str(cluster.home),
             "-U", postgres.ADMIN, "--format=custom", "--compress=1",
             f"--snapshot={snapshot.name}", database],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            env={k: v for k, v in os.environ.items() if not k.startswith("PG")},
        )
        try:
            size = 0
            for number in range(10**8):
                part = dump.stdout.read(PART)
                if not part:
                    break
                _add(archive, f"{DATABASE}{number:08}", part)
                size += len(part)
                progress.note = f"{size / 1e6:.0f} MB"
        except BaseException:
            dump.kill()
            raise
        finally:
            dump.stdout.close()
            code = dump.wait()
    if code:
        raise explain(log.read_text(errors="replace"), f"pg_dump of “{database}”", log)
    return size


def _fill(cluster, database, snapshot, sink):
    # One block a time: what is written is sealed at once.
    archive = tarfile.open(fileobj=sink, mode="w|", bufsize=2**16)
    with step(f"Back up the files of “{database}”") as progress:
        rows = snapshot.rows(
            "SELECT DISTINCT store_fname FROM ir_attachment"
            " WHERE store_fname IS NOT NULL ORDER BY 1"
        )
        names = [row[0] for row in rows]
        manifest = _manifest(snapshot, database, names)
        _add(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
        missing = _add_files(archive, names, odoo.filestore(database), progress)
    with step(f"Back up the database “{database}”") as progress:
        _add_dump(archive, cluster, database, snapshot, progress)
    archive.close()
    return manifest, missing


def write(cluster, database, path):
    """Write the backup of a database into a file that does not exist yet.

    :return: its manifest
    :raise Fail: the file is there, the disk is full, PostgreSQL refuses; then no file
        of that name is there afterwards
    """
    from .sealed import Writer

    path = Path(path)
    if path.exists():
        raise Fail(f"{path} exists already.", "Name a new file; old backups stay.")
    secret = key()
    half = path.with_name(path.name + ".part")
    try:
        with contextlib.closing(_Snapshot(cluster, database)) as snapshot:
            descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as sink:
                sealed = Writer(sink, secret)
                try:
                    manifest, missing = _fill(cluster, database, snapshot, sealed)
                    sealed.close()
                except BaseException:
                    sealed.abandon()
                    raise
                os.fsync(sink.fileno())
        half.rename(path)
    except OSError as error:
        raise Fail(
            f"The backup cannot be written to {path}: {error.strerror or error}.",
            "Name a file in a folder that exists and has space.",
        ) from error
    finally:
        half.unlink(missing_ok=True)
    for name in missing:
        say(f"    the file of an attachment is missing in the filestore: {name}")
    return manifest


def run(options):
    setup.ensure()
    in_environment()
    started = time.monotonic()
    with postgres.running() as cluster:
        name = options.database or odoo.default_database(cluster)
        database = odoo.require(cluster, name)
        manifest = write(cluster, database, options.file)
    size = Path(options.file).stat().st_size
    say(
        f"backup: “{database}” ({manifest['database_bytes'] / 1e6:.0f} MB, "
        f"{manifest['files']} files) in {options.file}, {size / 1e6:.1f} MB, "
        f"in {time.monotonic() - started:.1f} s"
    )
    say(f"  its key is {KEYS / KEY}: keep a copy of it and of the other keys apart")
    return 0
