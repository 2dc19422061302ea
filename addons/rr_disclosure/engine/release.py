# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The release object: what one output told its readers, for later audits.

It holds the ids of persons and true values of withheld cells, so it is
written with mode 600 and handed to nobody. It is opaque to users: only the
engine reads it, and refuses one that was changed.
"""

import hashlib
import json
from dataclasses import dataclass

from .model import SHOW, WITHHOLD, InputError, Statement

FORMAT = "rr-disclosure-release"
VERSION = 1
KEYS = {"format", "version", "form", "zeros", "ids", "cells", "known", "seal"}


@dataclass(frozen=True)
class ReleasedCell:
    """A cell of an earlier release; ``value`` is the true count."""

    members: frozenset
    value: int
    withheld: bool
    threshold: int
    key: tuple
    where: tuple


@dataclass
class Released:
    """An earlier release; ``ids`` are the persons who were in its file."""

    zeros: str
    cells: list
    known: list
    ids: tuple


def _seal(content):
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def pack(request, protected):
    """The JSON-able release of one protected request."""
    ids = [atom for atom in request.atoms if not atom.startswith("~")]
    number = {atom: position for position, atom in enumerate(ids)}

    def positions(members):
        return sorted(number[m] for m in members if m in number)

    cells = []
    for index, cell in enumerate(request.cells):
        if cell.table in protected.blocked:
            continue
        cells.append(
            {
                "ids": positions(cell.members),
                "value": cell.value,
                "withheld": index in protected.withheld,
                "threshold": cell.threshold,
                "key": [list(pair) for pair in cell.key],
                "where": [list(pair) for pair in cell.where],
            }
        )
    content = {
        "format": FORMAT,
        "version": VERSION,
        "form": request.form,
        "zeros": request.policy.zeros,
        "ids": ids,
        "cells": cells,
        "known": [
            {"kind": s.kind, "ids": positions(s.members), "value": s.value}
            for s in request.known
        ],
    }
    return {**content, "seal": _seal(content)}


def unpack(data, where):
    """Released from a release object. where: its key, for the error.

    Raises InputError for anything that this engine did not write.
    """
    if not isinstance(data, dict):
        raise InputError(f"{where}: a release object is needed")
    if data.get("format") != FORMAT:
        raise InputError(f"{where}.format: not a release of this engine")
    if data.get("version") != VERSION:
        raise InputError(f"{where}.version: only version {VERSION} is known")
    for key in sorted(set(data) ^ KEYS):
        state = "unknown key" if key in data else "missing"
        raise InputError(f"{where}.{key}: {state}")
    content = {key: value for key, value in data.items() if key != "seal"}
    if data["seal"] != _seal(content):
        raise InputError(f"{where}.seal: the release was changed after it was written")
    if data["form"] != "records":
        raise InputError(f"{where}.form: only releases of records can be continued")
    if data["zeros"] not in (SHOW, WITHHOLD):
        raise InputError(f"{where}.zeros: unknown value")
    try:
        return _released(data)
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise InputError(f"{where}.cells: not readable") from error


def _released(data):
    ids = tuple(str(atom) for atom in data["ids"])
    cells = [
        ReleasedCell(
            frozenset(ids[n] for n in cell["ids"]),
            int(cell["value"]),
            bool(cell["withheld"]),
            int(cell["threshold"]),
            tuple((field, value) for field, value in cell["key"]),
            tuple((field, value) for field, value in cell["where"]),
        )
        for cell in data["cells"]
    ]
    known = [
        Statement(s["kind"], frozenset(ids[n] for n in s["ids"]), int(s["value"]))
        for s in data["known"]
    ]
    return Released(data["zeros"], cells, known, ids)
