"""A database in which all addons are installed, kept and copied for tests.

Installing takes a minute, copying a tenth of a second. What is kept is known by a
digest of each file that shapes a database: data, views, rights, translations, and of
Python what stands outside of function bodies (fields, constraints, indexes, lists of
choices) and the bodies that make tables. Odoo loads every other change of code by
itself when it starts on a copy.

The tests of a full run use a database installed in that very run; see
:mod:`rrcli.addon_tests`.
"""

import ast
import contextlib
import hashlib
import json
import os
import re

from . import lock, odoo
from .paths import ADDONS, STAMPS, own_addons
from .ui import Fail, say, step

DATABASE = "rr_warm"
STAMP = STAMPS / "warm.json"

# Never loaded into the database.
_OUTSIDE = {"tests", "static", "readme", "__pycache__"}

# Bodies that Odoo runs when it makes tables or installs.
_MAKERS = {"init", "_auto_init", "_table_query", "_register_hook", "_setup_complete"}
_MAKES = re.compile(r"\b(CREATE|ALTER|DROP|GRANT|REVOKE)\b")

# Changed, these ask for a new installation: an update runs no hook, and leaves alone
# what was loaded once only.
_ONCE = re.compile(r"hooks?\.py$|/data/sql/")
_MARKS = {".xml": 'noupdate="1"', ".py": "_hook("}


class _Outline(ast.NodeTransformer):
    """Takes away the bodies of functions that shape no table."""

    def __init__(self, source):
        self.lines = source.splitlines()

    def visit_FunctionDef(self, node):
        text = "\n".join(self.lines[node.lineno - 1 : node.end_lineno])
        shapes = node.name in _MAKERS or node.name.endswith("_hook")
        if not shapes and not _MAKES.search(text):
            node.body = [ast.Pass()]
        return node

    visit_AsyncFunctionDef = visit_FunctionDef


def outline(source):
    """What of a Python source shapes a database, as text that compares."""
    return ast.dump(_Outline(source).visit(ast.parse(source)))


def _digest(path):
    if path.suffix == ".py":
        data = outline(path.read_text(encoding="utf-8")).encode()
    else:
        data = path.read_bytes()
    return hashlib.sha256(data).hexdigest()


def shape(folder=ADDONS):
    """Digest of every file below the addons that shapes a database.

    :return: ``{"rr_base/models/municipality.py": digest, …}``
    """
    return {
        str(path.relative_to(folder)): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
        and not _OUTSIDE & set(path.relative_to(folder).parts[1:-1])
    }


def _changed(before, now):
    return {name for name in before | now if before.get(name) != now.get(name)}


def _asks_anew(name, folder):
    """Whether a changed file is one that an update of the addon does not load."""
    path = folder / name
    if not path.exists():
        return name.endswith("__manifest__.py")
    mark = _MARKS.get(path.suffix)
    marked = bool(mark) and mark in path.read_text(encoding="utf-8")
    return marked or bool(_ONCE.search(name))


def decide(before, now, folder=ADDONS):
    """What brings a database made from the files ``before`` to those of ``now``.

    :return: ("reuse" | "update" | "install", names of the changed files)
    """
    changed = _changed(before, now)
    if any(_asks_anew(name, folder) for name in changed):
        return "install", changed
    return ("update" if changed else "reuse"), changed


def _state(cluster):
    """What is to be done, the changed files, and the files as they are."""
    now = shape()
    if not STAMP.exists() or not cluster.exists(DATABASE):
        return "install", set(), now
    kept = json.loads(STAMP.read_text())
    if kept["platform"] != odoo.platform_name():
        return "install", set(), now
    return *decide(kept["files"], now), now


def _keep(now):
    STAMP.write_text(json.dumps({"platform": odoo.platform_name(), "files": now}))


def _update(cluster, changed):
    addons = sorted({name.partition("/")[0] for name in changed})
    shown = ", ".join(sorted(changed)[:3]) + (" …" if len(changed) > 3 else "")
    odoo.prepare(cluster, DATABASE)
    with step(f"Warm database: update {', '.join(addons)} ({shown})") as progress:
        odoo.run(
            cluster, DATABASE, "--update", ",".join(addons),
            "--init", ",".join(addons), "--i18n-overwrite",
            "--skip-auto-install", "--no-http", log="warm-update.log",
            what="The update of the warm database", progress=progress,
        )


def install(cluster, now=None):
    """Install all addons anew; the database is kept as the warm one.

    :return: the log of the installation
    """
    now = now or shape()
    half = f"{DATABASE}_half"
    STAMP.unlink(missing_ok=True)
    odoo.install(cluster, half, own_addons())
    odoo.rename(cluster, half, DATABASE)
    _keep(now)
    return odoo.install_log(half)


def _ensure(cluster):
    what, changed, now = _state(cluster)
    if what == "update":
        STAMP.unlink()
        try:
            _update(cluster, changed)
            _keep(now)
        except Fail as fail:
            say(f"  the update did not work, installing anew: {fail.cause}")
            what = "install"
    if what == "install":
        install(cluster, now)


@contextlib.contextmanager
def held(cluster, fresh=False):
    """Nobody else changes the warm database meanwhile; it is brought to the code.

    :param fresh: install it anew whatever is kept
    :return: the log of the installation, where there was one by request
    """
    with lock.exclusive("warm"):
        if fresh:
            yield install(cluster)
        else:
            _ensure(cluster)
            yield None


def copy(cluster, database):
    """A copy of the warm database under a name of its own, ready for tests."""
    odoo.copy(cluster, DATABASE, database)


@contextlib.contextmanager
def copies(cluster, number, fresh=False):
    """So many copies, dropped at the end.

    :return: (names of the copies, log of the installation or None)
    """
    names = [f"rr_test_{os.getpid()}_{lane}" for lane in range(1, number + 1)]
    with held(cluster, fresh) as log:
        for name in names:
            copy(cluster, name)
    try:
        yield names, log
    finally:
        for name in names:
            odoo.drop(cluster, name)
