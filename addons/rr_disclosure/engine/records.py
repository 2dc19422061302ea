# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The input form of records: persons, tables by dimensions, filters."""

from collections import Counter

from .checks import (
    read_dimension,
    require_count,
    require_keys,
    require_list,
    require_name,
    require_object,
    show,
)
from .histories import add_possible
from .model import (
    POSSIBLE,
    WITHHOLD,
    Cell,
    InconsistentError,
    InputError,
    Request,
    Statement,
)
from .release import unpack
from .tables import margins


def same(left, right):
    """Equality that keeps true apart from 1 and an absent field from all."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def matches(record, where):
    """Does a record satisfy every pair of ``where``?

    A field that the record lacks, or holds as null, is false.
    """
    return all(
        record.get(field) is not None and same(record[field], value)
        for field, value in where
    )


def read_records(document, policy):
    """model.Request of the form of records. Raises InputError."""
    for key in ("dimensions", "records", "tables"):
        if key not in document:
            raise InputError(f"{key}: missing")
    dimensions = {}
    for name, categories in require_object(
        document["dimensions"], "dimensions"
    ).items():
        require_name(name, "dimensions")
        if name == "id":
            raise InputError("dimensions.id: the id is no dimension")
        where = f"dimensions.{show(name)}"
        dimensions[name] = read_dimension(name, categories, where)
    records = _records(document["records"], dimensions)
    fields = {field for record in records.values() for field in record}
    tables = _tables(document["tables"], dimensions, policy)
    _check_complete(records, tables)
    if policy.insider_field and records and policy.insider_field not in fields:
        raise InputError("policy.insider_field: no record has this field")
    cells = [
        cell for table in tables for cell in _cells(table, records, dimensions, policy)
    ]
    earlier = []
    released = require_list(document.get("released", []), "released")
    for number, data in enumerate(released):
        earlier.append(unpack(data, f"released[{number}]"))
    atoms = dict.fromkeys(records, 1)
    for release in earlier:
        for atom in release.ids:
            atoms.setdefault(atom, 1)
    known = _known(document.get("known_totals", []), records, fields, dimensions)
    request = Request(
        "records",
        policy,
        atoms,
        cells,
        [table["name"] for table in tables],
        known=known,
        earlier=earlier,
    )
    if policy.atoms == POSSIBLE or policy.zeros == WITHHOLD:
        add_possible(request, dimensions)
    return request


def _records(data, dimensions):
    require_list(data, "records")
    records = {}
    for number, record in enumerate(data):
        where = f"records[{number}]"
        require_object(record, where)
        if "id" not in record:
            raise InputError(f"{where}.id: missing")
        identifier = record["id"]
        if isinstance(identifier, bool) or not isinstance(identifier, int | str):
            raise InputError(f"{where}.id: a text or a whole number is needed")
        identifier = str(identifier)
        if not identifier or identifier.startswith("~"):
            raise InputError(f"{where}.id: empty, or begins with ~")
        if identifier in records:
            raise InputError(f"{where}.id: given twice")
        for field, value in record.items():
            here = f"{where}.{show(field)}"
            if value is not None and not isinstance(value, str | int | float):
                raise InputError(f"{here}: a plain value is needed")
            if field in dimensions and value is not None:
                if not isinstance(value, str) or value not in dimensions[field]:
                    raise InputError(f"{here}: not a category of {show(field)}")
        records[identifier] = record
    return records


def _tables(data, dimensions, policy):
    require_list(data, "tables")
    if not data:
        raise InputError("tables: no table")
    tables, names = [], set()
    for number, table in enumerate(data):
        where = f"tables[{number}]"
        if isinstance(table, dict) and ("counts" in table or "dimensions" in table):
            raise InputError(f"{where}: forms mixed, counts beside records")
        require_keys(table, where, ("name", "by"), ("where", "threshold"))
        name = require_name(table["name"], f"{where}.name")
        if name in names:
            raise InputError(f"{where}.name: table given twice")
        names.add(name)
        by = require_list(table["by"], f"{where}.by")
        for position, dimension in enumerate(by):
            here = f"{where}.by[{position}]"
            if not isinstance(dimension, str) or dimension not in dimensions:
                raise InputError(f"{here}: not a dimension of this file")
            if dimension in by[:position]:
                raise InputError(f"{here}: dimension given twice")
        if len(by) > 3:
            raise InputError(f"{where}.by: at most three dimensions")
        threshold = policy.threshold
        if "threshold" in table:
            threshold = require_count(table["threshold"], f"{where}.threshold", 1)
        tables.append(
            {
                "number": number,
                "name": name,
                "by": by,
                "where": _where(table.get("where", {}), dimensions, f"{where}.where"),
                "threshold": threshold,
            }
        )
    return tables


def _where(data, dimensions, where):
    require_object(data, where)
    pairs = []
    for field, value in data.items():
        here = f"{where}.{show(field)}"
        if value is None or not isinstance(value, str | int | float):
            raise InputError(f"{here}: a plain value is needed")
        if field == "id":
            raise InputError(f"{here}: a table of named persons is refused")
        if field in dimensions and value not in dimensions[field]:
            raise InputError(f"{here}: not a category of {show(field)}")
        pairs.append((field, value))
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _check_complete(records, tables):
    """A record that a table counts needs a category in its dimensions."""
    needed = [(table["by"], table["where"]) for table in tables]
    for number, record in enumerate(records.values()):
        for by, where in needed:
            for dimension in by:
                if record.get(dimension) is None and matches(record, where):
                    raise InputError(f"records[{number}].{show(dimension)}: missing")


def _cells(table, records, dimensions, policy):
    chosen = {
        identifier: record
        for identifier, record in records.items()
        if matches(record, table["where"])
    }
    by = [(name, dimensions[name]) for name in table["by"]]
    small = policy.group_min is not None and len(chosen) < policy.group_min
    keys = [()] if small and table["where"] else margins(by)
    members = {}
    for identifier, record in chosen.items():
        inner = tuple((name, record[name]) for name in table["by"])
        for size in range(2 ** len(inner)):
            key = tuple(p for n, p in enumerate(inner) if size >> n & 1)
            members.setdefault(key, []).append(identifier)
    for key in keys:
        inside = members.get(key, [])
        yield Cell(
            table["name"],
            key,
            frozenset(inside),
            len(inside),
            table["threshold"],
            is_total=not key,
            insider=_insider(inside, records, policy.insider_field),
            where=table["where"],
        )


def _insider(inside, records, field):
    """Would one NGO, knowing its own persons, be left with 1 or 2 others?"""
    if field is None:
        return False
    own = Counter(
        records[identifier][field]
        for identifier in inside
        if records[identifier].get(field) is not None
    )
    return any(0 < len(inside) - persons < 3 for persons in own.values())


def _known(data, records, fields, dimensions):
    """Statements of facts that a reader brings along.

    A ``count`` must agree with the records, an ``at_most`` must not be
    exceeded; a field that no record has cannot be checked and is refused.
    """
    require_list(data, "known_totals")
    statements = []
    for number, total in enumerate(data):
        where = f"known_totals[{number}]"
        require_keys(total, where, ("where",), ("count", "at_most", "source"))
        if ("count" in total) == ("at_most" in total):
            raise InputError(f"{where}: exactly one of count and at_most is needed")
        if "source" in total:
            require_name(total["source"], f"{where}.source")
        pairs = _where(total["where"], dimensions, f"{where}.where")
        for field, _value in pairs:
            if field not in fields:
                raise InputError(
                    f"{where}.where.{show(field)}: no record has this field"
                )
        kind = "count" if "count" in total else "at_most"
        value = require_count(total[kind], f"{where}.{kind}")
        members = frozenset(i for i, r in records.items() if matches(r, pairs))
        if (kind == "count" and len(members) != value) or len(members) > value:
            raise InconsistentError(
                f"{where}.{kind}: inconsistent with the records of this file"
            )
        statements.append(
            Statement("equal" if kind == "count" else "at_most", members, value, where)
        )
    return statements
