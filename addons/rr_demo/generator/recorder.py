# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who made the demonstration's records: counts calls by user, and proves that every
record came through a door.

Each write that reaches a table of the register is looked at, at the last place where the
ORM still has it, and each statement that a cursor gets. It must happen while somebody
acts: a user by a public call, a scheduled job, or the generator itself under a name of
``data/no_door.csv``, which says why. Anything else stops the generation.
"""

import collections
import contextlib
import csv
import functools
import re
import traceback
from unittest.mock import patch

from odoo.models import BaseModel
from odoo.sql_db import Cursor
from odoo.tools.misc import file_open

# Odoo's models in which the register keeps records of its own.
SHARED = {"res.partner", "res.users", "res.company", "res.currency", "res.currency.rate",
          "ir.attachment", "ir.sequence"}
SHARED_TABLES = {name.replace(".", "_") for name in SHARED}
WRITING = re.compile(
    r"\s*(?:WITH\b.*?\)\s*)?(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.I | re.S
)


class Undeclared(Exception):
    """A record was written while nobody acted."""


def exceptions():
    """What has no door: key → row of ``data/no_door.csv`` (key, issue, reason)."""
    with file_open("rr_demo/data/no_door.csv") as source:
        return {row["key"]: row for row in csv.DictReader(source)}


class Recorder:
    """Counts of calls and of records by who made them."""

    def __init__(self):
        self.calls = collections.Counter()  # (login, model.method) → calls
        self.records = collections.Counter()  # (who, table) → rows written
        self.known = exceptions()
        self._acting = []

    # ------------------------------------------------------------------ who acts

    @contextlib.contextmanager
    def _by(self, who):
        self._acting.append(who)
        try:
            yield
        finally:
            self._acting.pop()

    def user(self, login, call):
        """A user makes a public call (context manager)."""
        self.calls[login, call] += 1
        return self._by(login)

    def job(self, name):
        """A scheduled job of the system runs (context manager)."""
        self.calls["scheduled jobs", name] += 1
        return self._by("scheduled jobs")

    def without_door(self, key):
        """The generator does what nobody can do on a screen yet (context manager).

        :raises KeyError: the exception is not in the list
        """
        self.calls["without a door", self.known[key]["key"]] += 1
        return self._by(f"without a door: {key}")

    # -------------------------------------------------------------------- proving

    @contextlib.contextmanager
    def watching(self):
        """Look at each write of the block.

        :raises Undeclared: at the first one that nobody makes
        """
        with contextlib.ExitStack() as stack:
            for name in ("_create", "_write_multi", "unlink"):
                stack.enter_context(
                    patch.object(BaseModel, name, self._watched(getattr(BaseModel, name)))
                )
            stack.enter_context(
                patch.object(Cursor, "execute", self._watched_sql(Cursor.execute))
            )
            yield self

    def _watched(self, method):
        @functools.wraps(method)
        def watched(records, *arguments):
            if not self._acting and _is_business(records):
                place = [line for line in traceback.extract_stack()
                         if "/generator/" in line.filename
                         and "recorder" not in line.filename]
                where = f"{place[-1].filename}:{place[-1].lineno}" if place else "?"
                raise Undeclared(f"{records._name} is written by nobody, from {where}")
            return method(records, *arguments)

        return watched

    def _watched_sql(self, method):
        @functools.wraps(method)
        def watched(cursor, query, *arguments, **keywords):
            text = getattr(query, "code", query)
            writing = isinstance(text, str) and WRITING.match(text)
            if writing and not self._acting:
                raise Undeclared(f"SQL that nobody sent: {text[:200]}")
            done = method(cursor, query, *arguments, **keywords)
            if writing and _is_business_table(writing[1]):
                self.records[self._acting[-1], writing[1]] += max(0, cursor.rowcount)
            return done

        return watched

    # ------------------------------------------------------------------- telling

    def summary(self):
        """What ``./rr demo`` prints: calls by user, and what has no door.

        :return: ``{"users": {who: {"calls": n, "methods": n, "records": n}},
            "without_door": [{"key", "issue", "reason", "calls", "records"}],
            "written_by_system": [table that a job or an exception wrote to]}``
        """
        users = {}
        for (who, call), number in self.calls.items():
            if who != "without a door":
                one = users.setdefault(who, {"calls": 0, "methods": set(), "records": 0})
                one["calls"] += number
                one["methods"].add(call)
        for (who, _table), number in self.records.items():
            if who in users:
                users[who]["records"] += number
        for one in users.values():
            one["methods"] = len(one["methods"])
        private = []
        for key, row in self.known.items():
            calls = self.calls["without a door", key]
            written = sum(
                number for (who, _table), number in self.records.items()
                if who == f"without a door: {key}"
            )
            if calls:
                private.append({**row, "calls": calls, "records": written})
        by_system = sorted(
            {table for who, table in self.records
             if who == "scheduled jobs" or who.startswith("without a door")}
        )
        return {"users": users, "without_door": private, "written_by_system": by_system}


def _is_business(records):
    name = records._name
    if records._transient or records._abstract or name.startswith("rr.audit."):
        return False
    return name.startswith("rr.") or name in SHARED


def _is_business_table(name):
    return name.startswith("rr_") or name in SHARED_TABLES
