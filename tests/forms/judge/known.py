"""The list of known failures: ``known.csv``, which may only become shorter.

A row names the issue that mends it. ``role`` holds the roles for which it fails, with
spaces between; ``message`` may hold ``*`` for any text, ``what`` may be ``*`` where
one cause stands in many places of a model. ``most.csv`` has how many failures of each
kind the list stands for: it is never raised by the script, only lowered.
"""

import collections
import csv
import dataclasses
import functools
import re
from pathlib import Path

from judge.assertions import ASSERTIONS

KNOWN = Path(__file__).parents[1] / "known.csv"
MOST = Path(__file__).parents[1] / "most.csv"
COLUMNS = ("kind", "role", "model", "step", "what", "message", "issue")
# An issue that nobody has named yet; such a row turns the run red.
UNNAMED = "?"
ANY = "*"
# Places from which on one cause is one row.
SEVERAL = 3


@functools.cache
def _pattern(text):
    parts = (re.escape(part) for part in text.split(ANY))
    return re.compile(".*".join(parts))


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of the list."""

    kind: str
    role: str
    model: str
    step: str
    what: str
    message: str
    issue: str

    @property
    def roles(self):
        return self.role.split()

    def covers(self, failure):
        """Whether a failure is this one."""
        return (
            failure.kind == self.kind
            and failure.role in self.roles
            and failure.model == self.model
            and failure.step == self.step
            and self.what in (ANY, failure.what)
            and bool(_pattern(self.message).fullmatch(failure.message))
        )


def read(path=KNOWN):
    with open(path, encoding="utf-8", newline="") as source:
        return [Row(**line) for line in csv.DictReader(source)]


def read_most(path=MOST):
    """{kind: how many failures the list may stand for}."""
    with open(path, encoding="utf-8", newline="") as source:
        return {line["kind"]: int(line["most"]) for line in csv.DictReader(source)}


def counts(rows):
    """{kind: how many (row, role) the list holds}."""
    found = collections.Counter({kind: 0 for kind in ASSERTIONS})
    for row in rows:
        found[row.kind] += len(row.roles)
    return dict(found)


def compare(failures, rows, walked=None):
    """What turns a run red.

    :param failures: of :func:`judge.assertions.judge`
    :param walked: roles that were walked; rows of others are not asked for
    :return: (failures that the list does not know, (row, role) that no longer fails)
    """
    met, unknown = set(), []
    by_place = collections.defaultdict(list)
    for row in rows:
        by_place[row.kind, row.model, row.step].append(row)
    for failure in failures:
        covering = [
            row for row in by_place[failure.kind, failure.model, failure.step]
            if row.covers(failure)
        ]
        met.update((row, failure.role) for row in covering)
        if not covering:
            unknown.append(failure)
    stale = [
        (row, role) for row in rows for role in row.roles
        if (row, role) not in met and (walked is None or role in walked)
    ]
    return unknown, stale


def written(failures, rows):
    """The list anew: rows that still fail keep their issue and their patterns.

    Failures that differ by the role alone stand in one row, and so do those of one
    cause: the same message to the same roles in several places of a step.
    """
    kept, grouped = collections.defaultdict(set), collections.defaultdict(set)
    for failure in failures:
        row = next((row for row in rows if row.covers(failure)), None)
        if row:
            kept[row].add(failure.role)
        else:
            grouped[dataclasses.replace(failure, role="")].add(failure.role)
    found = [
        dataclasses.replace(row, role=" ".join(sorted(roles)))
        for row, roles in kept.items()
    ]
    found += _joined(
        Row(**{
            **dataclasses.asdict(failure), "role": " ".join(sorted(roles)),
            "issue": UNNAMED,
        })
        for failure, roles in grouped.items()
    )
    return sorted(
        found, key=lambda r: (int(r.kind.split()[0]), r.model, r.step, r.what, r.message)
    )


def _joined(rows):
    """Rows of one cause in several places as one."""
    causes = collections.defaultdict(list)
    for row in rows:
        causes[dataclasses.replace(row, what=ANY)].append(row)
    for cause, places in causes.items():
        yield from [cause] if len(places) >= SEVERAL else places


def write(rows, path=KNOWN, most_path=MOST):
    """Write the list, and lower what may be lowered."""
    with open(path, "w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(dataclasses.astuple(row) for row in rows)
    most = read_most(most_path)
    with open(most_path, "w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(("kind", "most"))
        for kind, count in counts(rows).items():
            writer.writerow((kind, min(count, most.get(kind, count))))
