"""``./rr restore FILE``: a backup becomes a database again, or nothing happens.

The whole file is checked before anything is written. The database is made under
another name, brought up to the code, and whoever was erased since is erased again;
only then it gets its name. Then its trail and its ledger are verified.
"""

import json
import os
import re
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

from . import backup, demo, lock, odoo, postgres, setup, verify
from .paths import ADDONS, LOGS
from .ui import Fail, explain, say, step

FILE_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}")
DATABASE_NAME = re.compile(r"[a-z][a-z0-9_-]{0,50}")
ROLE_SQL = ADDONS / "rr_audit/data/sql/role.sql"
HANDOVER_SQL = ADDONS / "rr_audit/data/sql/handover.sql"

# Is every sealed value sealed with a key that is here? If so: who was erased since?
FINISH_SCRIPT = """
from odoo.addons.rr_beneficiaries.tools import crypto
from odoo.tools import SQL
known = {crypto._key_id(key) for key in crypto.load_keys()}
mixin = env.registry["rr.encrypted.mixin"]
unknown = set()
for name, model in env.registry.items():
    if not model._abstract and issubclass(model, mixin):
        for column in env[name]._encrypted_fields.values():
            if not env[name]._fields[column].column_type:  # a file in the filestore
                heads = {paper._rr_sealed_bytes().partition(b":")[0].decode()
                         for paper in env[name].search([])}
                unknown |= heads - known - {""}
                continue
            unknown |= {row[0] for row in env.execute_query(SQL(
                "SELECT DISTINCT split_part(%s, ':', 1) FROM %s WHERE %s <> ''",
                SQL.identifier(column), SQL.identifier(env[name]._table),
                SQL.identifier(column)))} - known

print("unknown keys: " + " ".join(sorted(unknown)))
codes = [] if unknown else env["rr.tombstone"]._rr_replay()
env.cr.commit()
print("erased again: " + " ".join(codes))
"""
NOTE_SCRIPT = 'env["rr.audit.seal"]._note_restore()\n' + demo.SEAL


def arguments(name, parser):
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--database", metavar="NAME", help="default: the name that the backup tells"
    )
    parser.add_argument(
        "--replace", action="store_true",
        help="take the place of a database that exists; it is lost",
    )


def _refuse(path, error):
    return Fail(
        f"{path} cannot be restored: {error}. Nothing was written.",
        "Take another copy of the backup, or the key that belongs to it "
        "(.rr/keys/backup.key).",
    )


def _members(path, secret, progress=None):
    """Yield ``(name, open file)`` of the backup's members, each checked as it is read."""
    from .sealed import Reader

    total = path.stat().st_size
    with open(path, "rb") as source:
        content = Reader(source, secret)
        with tarfile.open(fileobj=content, mode="r|", bufsize=2**16) as archive:
            for member in archive:
                yield member.name, archive.extractfile(member)
                if progress:
                    progress.note = f"{source.tell() / max(total, 1):.0%}"
        while content.read(2**20):  # to the sealed end, past the archive's own
            pass


def check(path, secret):
    """Read a backup to its end; return its manifest.

    :raise Fail: it is not one, not of this key, not whole, or not for this code
    """
    from .sealed import SealedError

    manifest, parts, files = None, 0, 0
    try:
        with step(f"Check {path.name}") as progress:
            for name, member in _members(path, secret, progress):
                if manifest is None:
                    if name != backup.MANIFEST:
                        raise SealedError("it does not begin with its manifest")
                    manifest = json.load(member)
                    continue
                parts += name.startswith(backup.DATABASE)
                if name.startswith(backup.FILES):
                    files += 1
                    if not FILE_NAME.fullmatch(name.removeprefix(backup.FILES)):
                        raise SealedError(f"it names a file that cannot be: {name}")
    except FileNotFoundError as error:
        raise Fail(f"There is no file {path}.", "Name the backup's file.") from error
    except (SealedError, tarfile.TarError, ValueError) as error:
        raise _refuse(path, error) from error
    except OSError as error:
        raise Fail(f"{path} cannot be read: {error.strerror}.", "Mend that.") from error
    if not parts:
        raise _refuse(path, "it holds no database")
    _check_manifest(path, manifest)
    return manifest


def _check_manifest(path, manifest):
    if manifest["format"] > backup.FORMAT:
        raise _refuse(path, "it was made by a newer version of this command")
    for kind, what in (("identity", "the identities"), ("trail", "the trail")):
        here = backup.fingerprints(f"{kind}.key")
        if manifest[f"{kind}_keys"][0] not in here:
            raise Fail(
                f"{path.name} needs the key of {what} that was in use when it was "
                f"made; .rr/keys/{kind}.key is another one. Nothing was written.",
                f"Put that key into .rr/keys/{kind}.key (mode 600): it is kept apart "
                "from the backups.",
            )
    versions, _digest = backup.code_version()
    for name, version in manifest["addons"].items():
        if name not in versions:
            raise _refuse(path, f"it needs the addon {name}, which is not here")
        if _numbers(version) > _numbers(versions[name]):
            raise _refuse(
                path, f"it has {name} {version}, and the code here is {versions[name]}"
            )


def _numbers(version):
    return [int(part) for part in re.findall(r"\d+", version or "")]


def _unpack(cluster, path, secret, database, manifest):
    """Files into the filestore, the dump into ``pg_restore`` as the admin."""
    folder = odoo.filestore(database)
    log = LOGS / f"restore-{database}.log"
    restoring = None
    with step("Restore files and rows") as progress, open(log, "w") as errors:
        try:
            for name, member in _members(path, secret, progress):
                if name.startswith(backup.FILES):
                    target = folder / name.removeprefix(backup.FILES)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with open(target, "wb") as sink:
                        shutil.copyfileobj(member, sink)
                elif name.startswith(backup.DATABASE):
                    restoring = restoring or _pg_restore(cluster, database, errors)
                    shutil.copyfileobj(member, restoring.stdin)
        except BrokenPipeError:
            pass  # pg_restore said why
        finally:
            if restoring:
                try:
                    restoring.stdin.close()
                except BrokenPipeError:
                    pass
                code = restoring.wait()
    if code:
        raise explain(log.read_text(errors="replace"), "pg_restore", log)


def _pg_restore(cluster, database, errors):
    return subprocess.Popen(
        [str(cluster.binaries / "pg_restore"), "-h", str(cluster.home),
         "-U", postgres.ADMIN, "-d", database, "--exit-on-error"],
        stdin=subprocess.PIPE, stdout=errors, stderr=errors,
        env={k: v for k, v in os.environ.items() if not k.startswith("PG")},
    )


def _answer(output, mark):
    return next(
        line.removeprefix(mark).strip()
        for line in output.splitlines()
        if line.startswith(mark)
    )


def _finish(cluster, database, manifest):
    """Owners, code, keys, erasures: what a restored database needs to be used.

    :return: codes of the persons who were erased again
    """
    # A restored table has no statistics, and a plan without them may never end.
    with step("Look at the rows (ANALYZE)"):
        cluster.sql("ANALYZE", database)
    if "rr_audit" in manifest["addons"]:
        with step("Give the trail back to its owner"):
            cluster.sql(
                None, database, variables={"odoo_role": postgres.OWNER},
                file=HANDOVER_SQL,
            )
    versions, digest = backup.code_version()
    outdated = manifest["code"] != digest or any(
        versions[name] != version for name, version in manifest["addons"].items()
    )
    if outdated:
        with step("Bring it up to the code") as progress:
            odoo.run(
                cluster, database, "--update", ",".join(sorted(manifest["addons"])),
                "--no-http", log=f"restore-update-{database}.log",
                what="The update of the restored database", progress=progress,
            )
    if "rr_beneficiaries" not in manifest["addons"]:
        return []
    with step("Erase again whoever was erased since"):
        output = demo.shell(
            cluster, database, FINISH_SCRIPT, f"restore-erase-{database}.log",
            "The erasures",
        )
        unknown = _answer(output, "unknown keys:")
        if unknown:
            raise Fail(
                f"The backup holds values of keys that are not here: {unknown}. "
                "No database was made.",
                "Put those keys into .rr/keys/identity.key, one a line.",
            )
    return _answer(output, "erased again:").split()


def read(cluster, path, name=None, replace=False):
    """Restore a backup; return ``(database, manifest, codes erased again)``.

    :param name: of the database; by default the one in the backup
    :param replace: whether it may take the place of one that exists
    :raise Fail: then no database was made or changed
    """
    path = Path(path)
    secret = backup.key()
    manifest = check(path, secret)
    database = name or manifest["database"]
    if not DATABASE_NAME.fullmatch(database):
        raise Fail(
            f"“{database}” cannot be the name of a database.",
            "Use small letters, digits, - and _, a letter first.",
        )
    with lock.exclusive(f"restore-{database}"):
        if cluster.exists(database) and not replace:
            raise Fail(
                f"There is a database “{database}” already. Nothing was written.",
                "Name another one (--database NAME), or give its place away: --replace",
            )
        half = f"{database}_restoring"
        odoo.drop(cluster, half)
        try:
            cluster.sql(None, file=ROLE_SQL)
            cluster.sql(
                f'CREATE DATABASE "{half}" OWNER {postgres.OWNER} TEMPLATE template0'
                " ENCODING 'UTF8'"
            )
            _unpack(cluster, path, secret, half, manifest)
            erased = _finish(cluster, half, manifest)
            odoo.rename(cluster, half, database)
        except BaseException:
            odoo.drop(cluster, half)
            raise
        if "rr_audit" in manifest["addons"]:
            with step("Note the restore in the trail's heads, and seal"):
                demo.shell(
                    cluster, database, NOTE_SCRIPT, f"restore-note-{database}.log",
                    "The note of the restore",
                )
    return database, manifest, erased


def run(options):
    setup.ensure()
    backup.in_environment()
    started = time.monotonic()
    with postgres.running() as cluster:
        database, manifest, erased = read(
            cluster, options.file, options.database, options.replace
        )
        made = time.monotonic() - started
        say(f"  of {manifest['made']}, from “{manifest['database']}”")
        say(f"  erased again: {', '.join(erased) or 'nobody'}")
        with step("Verify"):
            found = verify.checks(cluster, database)
        code = verify.report(found, database)
    say(
        f"restore: “{database}” in {made:.1f} s, verified after "
        f"{time.monotonic() - started:.1f} s"
    )
    return code
