"""The access matrix: who may do what, as data.

``matrix/<addon>.csv`` has one line per model and operation and one column per role. A
cell is ``none``, ``all`` or ``yes`` (for ``create``, which has no rows), ``steps`` (the
right is there for the steps of the record, but every direct attempt is refused), or a
word that ``matrix/rules/rows.csv`` turns into a domain: the rows that the role may then
reach, and no others. ``source`` says in words where the line comes from.

``matrix/rules/hidden.csv`` names fields that only some roles see in clear; what is
encrypted also stays closed in superuser mode.
"""

import csv
import json
from pathlib import Path

FOLDER = Path(__file__).parent / "matrix"

OPERATIONS = ("read", "write", "create", "unlink")

# Login in the demonstration → role. Two persons of one role see different rows.
USERS = {
    "officer": "officer",
    "officer2": "officer",
    "psychologist": "psychologist",
    "head": "head",
    "director": "director",
    "finance": "finance",
    "reviewer1": "reviewer",
    "chair": "chair",
    "planner": "planner",
    "reporter": "reporter",
    "dpo": "dpo",
    "ngo": "ngo",
    "ngo2": "ngo",
    "municipality": "municipality",
    "donor": "donor",
    "donor2": "donor",
    "admin": "administrator",
}
PORTAL_ROLES = ("ngo", "municipality", "donor")
ROLES = tuple(dict.fromkeys(USERS.values()))


def _rows(path):
    with open(path, newline="", encoding="utf-8") as handle:
        yield from csv.DictReader(handle)


def read():
    """The whole matrix as plain values.

    :return: dict with ``cells`` {model: {operation: {role: cell}}}, ``addons``
        {model: addon}, ``rows`` {model: {word: domain}}, ``hidden`` list of
        {"model", "fields", "roles", "encrypted"}
    :raise ValueError: a line that is no line of the matrix; names file and line
    """
    cells, addons = {}, {}
    for path in sorted(FOLDER.glob("*.csv")):
        for number, row in enumerate(_rows(path), 2):
            place = f"{path.name}, line {number}"
            if row["operation"] not in OPERATIONS:
                raise ValueError(f"{place}: no operation {row['operation']!r}")
            missing = [role for role in ROLES if not row.get(role)]
            if missing or not row["source"]:
                raise ValueError(f"{place}: nothing said for {missing or 'source'}")
            operations = cells.setdefault(row["model"], {})
            if row["operation"] in operations:
                raise ValueError(f"{place}: a second line for the same operation")
            operations[row["operation"]] = {role: row[role] for role in ROLES}
            addons[row["model"]] = path.stem
    rows = {}
    for row in _rows(FOLDER / "rules/rows.csv"):
        rows.setdefault(row["model"], {})[row["word"]] = json.loads(row["domain"])
    hidden = [
        {
            "model": row["model"],
            "fields": row["fields"].split(),
            "roles": row["roles"].split(),
            "encrypted": row["encrypted"] == "yes",
        }
        for row in _rows(FOLDER / "rules/hidden.csv")
    ]
    _check_words(cells, rows)
    return {"cells": cells, "addons": addons, "rows": rows, "hidden": hidden}


def _check_words(cells, rows):
    for model, operations in cells.items():
        for operation, roles in operations.items():
            for role, cell in roles.items():
                fixed = {"none", "yes" if operation == "create" else "all"}
                if operation != "read":
                    fixed.add("steps")
                if cell not in fixed and (
                    operation == "create" or cell not in rows.get(model, {})
                ):
                    raise ValueError(f"{model}, {operation}, {role}: what is {cell!r}?")
