# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The three input forms of the file engine, checked key by key.

Every error is one line that starts with the key at fault. Nothing is guessed:
an unknown key is an error, and so is a number that is not a whole count.
"""

import json

from .checks import (
    read_dimension,
    require_choice,
    require_count,
    require_keys,
    require_list,
    require_name,
    require_object,
    show,
)
from .model import (
    POSSIBLE,
    PRESENT,
    SHOW,
    WITHHOLD,
    Cell,
    InputError,
    Policy,
    Request,
    Target,
)
from .records import read_records
from .tables import margins

FORMS = {
    "records": {
        "policy",
        "dimensions",
        "records",
        "tables",
        "known_totals",
        "released",
    },
    "counts": {"policy", "tables"},
    "atoms": {"policy", "atoms", "cells"},
}
POLICY_KEYS = {
    "threshold",
    "atoms",
    "zeros",
    "public_totals",
    "insider_field",
    "group_min",
}


def _no_repeats(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise InputError(f"{key}: key given twice")
        found[key] = value
    return found


def _no_constant(text):
    raise InputError(f"input: {text} is not a number")


def load(text):
    """The JSON document in ``text`` (str or bytes). Raises InputError."""
    try:
        return json.loads(
            text, object_pairs_hook=_no_repeats, parse_constant=_no_constant
        )
    except InputError:
        raise
    except RecursionError:
        raise InputError("input: broken JSON, nested too deeply") from None
    except ValueError as error:
        reason = " ".join(str(error).split())[:150]
        raise InputError(f"input: broken JSON, {reason}") from None


def read(document):
    """A parsed document as model.Request. Raises InputError."""
    require_object(document, "input")
    form = _form(document)
    for key in document:
        if key not in FORMS[form]:
            if key in set().union(*FORMS.values()):
                raise InputError(f"{key}: forms mixed, not allowed beside {form}")
            raise InputError(f"{show(key)}: unknown key")
    policy = read_policy(document.get("policy", {}), form)
    if form == "records":
        return read_records(document, policy)
    if form == "counts":
        return _read_counts(document, policy)
    return _read_atoms(document, policy)


def _form(document):
    if "records" in document:
        return "records"
    if "atoms" in document or "cells" in document:
        return "atoms"
    if "dimensions" in document:
        return "records"
    if "tables" in document:
        return "counts"
    raise InputError("tables: missing")


def read_policy(data, form):
    """model.Policy of the ``policy`` object."""
    require_keys(data, "policy", (), POLICY_KEYS)
    given = {}
    if "threshold" in data:
        given["threshold"] = require_count(data["threshold"], "policy.threshold", 1)
    if "atoms" in data:
        given["atoms"] = require_choice(
            data["atoms"], "policy.atoms", (PRESENT, POSSIBLE)
        )
    if "zeros" in data:
        given["zeros"] = require_choice(data["zeros"], "policy.zeros", (SHOW, WITHHOLD))
    if "public_totals" in data:
        if not isinstance(data["public_totals"], bool):
            raise InputError("policy.public_totals: true or false is needed")
        given["public_totals"] = data["public_totals"]
    for key in ("insider_field", "group_min"):
        if data.get(key) is None:
            continue
        if form != "records":
            raise InputError(f"policy.{key}: works on records only")
        if key == "insider_field":
            given[key] = require_name(data[key], f"policy.{key}")
        else:
            given[key] = require_count(data[key], f"policy.{key}", 1)
    return Policy(**given)


def _read_counts(document, policy):
    tables = require_list(document.get("tables"), "tables")
    if not tables:
        raise InputError("tables: no table")
    atoms, cells, names = {}, [], []
    for number, table in enumerate(tables):
        where = f"tables[{number}]"
        require_keys(table, where, ("name", "dimensions", "counts"), ("threshold",))
        name = require_name(table["name"], f"{where}.name")
        if name in names:
            raise InputError(f"{where}.name: table given twice")
        names.append(name)
        threshold = policy.threshold
        if "threshold" in table:
            threshold = require_count(table["threshold"], f"{where}.threshold", 1)
        dimensions = _table_dimensions(table["dimensions"], f"{where}.dimensions")
        inner = {}
        _nested(table["counts"], dimensions, (), inner, f"{where}.counts")
        ids = {key: "\x1f".join([name, *[v for _, v in key]]) for key in inner}
        for key, count in inner.items():
            atoms[ids[key]] = count
        for key in margins(dimensions):
            members = [k for k in inner if set(key) <= set(k)]
            cells.append(
                Cell(
                    name,
                    key,
                    frozenset(ids[k] for k in members),
                    sum(inner[k] for k in members),
                    threshold,
                    is_total=not key,
                )
            )
    return Request("counts", policy, atoms, cells, names)


def _table_dimensions(data, where):
    require_list(data, where)
    if not 1 <= len(data) <= 3:
        raise InputError(f"{where}: one to three dimensions are needed")
    found = []
    for number, dimension in enumerate(data):
        here = f"{where}[{number}]"
        require_keys(dimension, here, ("name", "categories"))
        name = require_name(dimension["name"], f"{here}.name")
        if name in dict(found):
            raise InputError(f"{here}.name: dimension given twice")
        categories = read_dimension(name, dimension["categories"], f"{here}.categories")
        found.append((name, categories))
    return found


def _nested(data, dimensions, key, inner, where):
    if len(key) == len(dimensions):
        inner[key] = require_count(data, where)
        return
    name, categories = dimensions[len(key)]
    require_list(data, where)
    if len(data) != len(categories):
        raise InputError(f"{where}: {len(categories)} entries are needed for {name}")
    for number, category in enumerate(categories):
        _nested(
            data[number],
            dimensions,
            (*key, (name, category)),
            inner,
            f"{where}[{number}]",
        )


def _read_atoms(document, policy):
    for key in ("atoms", "cells"):
        if key not in document:
            raise InputError(f"{key}: missing")
    require_object(document["atoms"], "atoms")
    atoms = {}
    for name, count in document["atoms"].items():
        require_name(name, "atoms")
        atoms[name] = require_count(count, f"atoms.{show(name)}")
    if not atoms:
        raise InputError("atoms: no atom")
    require_list(document["cells"], "cells")
    if not document["cells"]:
        raise InputError("cells: no cell")
    cells, names = [], []
    for number, data in enumerate(document["cells"]):
        where = f"cells[{number}]"
        require_keys(data, where, ("name", "of"), ("threshold",))
        name = require_name(data["name"], f"{where}.name")
        if name in names:
            raise InputError(f"{where}.name: cell given twice")
        names.append(name)
        threshold = policy.threshold
        if "threshold" in data:
            threshold = require_count(data["threshold"], f"{where}.threshold", 1)
        members = _members(data["of"], atoms, f"{where}.of")
        value = sum(atoms[m] for m in members)
        cells.append(Cell(name, (), members, value, threshold))
    # Atoms that begin with the mark of synthetic ones must stay apart.
    derived = _derived(cells, atoms, policy)
    return Request(
        "atoms", policy, atoms, cells, names, names=tuple(names), derived=derived
    )


def _members(data, atoms, where):
    require_list(data, where)
    if not data:
        raise InputError(f"{where}: no atom")
    seen = set()
    for number, member in enumerate(data):
        if not isinstance(member, str) or member not in atoms:
            raise InputError(f"{where}[{number}]: not an atom of this file")
        if member in seen:
            raise InputError(f"{where}[{number}]: atom given twice")
        seen.add(member)
    return frozenset(seen)


def _derived(cells, atoms, policy, most=400):
    """Small values that no cell shows but subtraction may: targets too.

    The named atoms themselves, and what remains of a cell when a cell inside
    it is taken away, again and again up to ``most`` sets.
    """
    listed = {cell.members for cell in cells}
    family = list(dict.fromkeys(cell.members for cell in cells))
    found = set(family)
    position = 0
    while position < len(family) and len(family) < most:
        current = family[position]
        position += 1
        for other in list(family):
            for large, small in ((current, other), (other, current)):
                rest = large - small
                if small < large and rest not in found:
                    found.add(rest)
                    family.append(rest)
    family.extend(frozenset([atom]) for atom in atoms)
    threshold = policy.threshold
    targets = {}
    for members in family:
        value = sum(atoms[atom] for atom in members)
        if members not in listed and 0 < value < threshold:
            targets[members] = Target(members, value, threshold, threshold, "derived")
    return list(targets.values())
