# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A frozen baseline and the named overlays on it.

An overlay is a list of overrides, and an override says what, who, when and why:
``{"path": ["commitments", "A1", "end"], "value": "2027-06-30", "who": "…",
"when": "2026-11-20", "why": "…"}``. A path leads into the input as the file
writes it, with the code in place of the position in a list; the value None
takes the key out. Nothing else can make a scenario differ from its baseline.
"""

import copy
import hashlib
import json

from .inputs import LISTS, InputError, read_plan, show

FIXED = ("base_year", "years", "view")  # or scenarios could not be compared
RECORD = ("path", "value", "who", "when", "why")


def canonical(data):
    """Return the input as one JSON text, the same for the same content."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(data):
    """Return the SHA-256 of the canonical text, in hexadecimal digits."""
    return hashlib.sha256(canonical(data).encode("utf-8")).hexdigest()


class Baseline:
    """A checked input that cannot change any more.

    ``text`` is its canonical JSON, to be stored; ``digest`` identifies it;
    ``data`` is a new copy at each reading, so no one can alter what was frozen.
    Raises InputError when the input is refused.
    """

    def __init__(self, data):
        read_plan(data)
        self._text = canonical(data)
        self.digest = digest(data)

    @property
    def text(self):
        return self._text

    @property
    def data(self):
        return json.loads(self._text)

    def with_overlay(self, overlay):
        """Return the input with the overlay's overrides applied.

        An overlay may carry the digest of the baseline that it was written for
        (``baseline``); one that was written for another is refused.
        """
        if overlay.get("baseline", self.digest) != self.digest:
            raise InputError(("baseline",), "the overlay belongs to another baseline")
        return apply(self.data, overlay.get("overrides", []))


def apply(data, overrides):
    """Return a copy of the input with the overrides applied in their order.

    Raises InputError for an override without path, value, who, when or why,
    for a path that leads nowhere, and for an input that is no longer valid.
    """
    data = copy.deepcopy(data)
    for position, override in enumerate(overrides):
        _check_record(override, ("overrides", position))
        _set(data, tuple(override["path"]), override["value"])
    read_plan(data)
    return data


def value_at(data, path):
    """Return what stands at the path of an input now, None where nothing does."""
    for step, key in enumerate(path):
        if step == 1 and path[0] in LISTS:
            data = next((item for item in data if item["code"] == key), None)
        else:
            data = data.get(key) if isinstance(data, dict) else None
    return data


def _check_record(override, path):
    if not isinstance(override, dict):
        raise InputError(path, f"must be an object, not {show(override)}")
    for key in RECORD:
        if key not in override:
            raise InputError((*path, key), "is missing")
    for key in override:
        if key not in RECORD:
            raise InputError((*path, key), "is not a known key")
    for key in ("who", "when", "why"):
        if not isinstance(override[key], str) or not override[key].strip():
            raise InputError((*path, key), "must say something")
    steps = override["path"]
    if not isinstance(steps, list | tuple) or len(steps) < 2:
        raise InputError((*path, "path"), "must lead to a key inside the input")
    if not all(isinstance(step, str) for step in steps):
        raise InputError((*path, "path"), "must consist of keys and codes")
    if steps[0] in FIXED:
        raise InputError((*path, "path"), f"{steps[0]} is fixed by the baseline")


def _set(data, path, value):
    place, keys = data, list(path)
    if keys[0] in LISTS:
        items, code = data[keys[0]], keys[1]
        found = [i for i, item in enumerate(items) if item["code"] == code]
        if len(keys) == 2:
            _set_item(items, found, path, value)
            return
        if not found:
            raise InputError(path[:2], "is not in the baseline")
        place, keys = items[found[0]], keys[2:]
    for depth, key in enumerate(keys[:-1]):
        place = place.setdefault(key, {})
        if not isinstance(place, dict):
            at = path[: len(path) - len(keys) + depth + 1]
            raise InputError(at, "has no keys of its own; override it as a whole")
    if value is None:
        if keys[-1] not in place:
            raise InputError(path, "is not there to be taken out")
        del place[keys[-1]]
    else:
        place[keys[-1]] = copy.deepcopy(value)


def _set_item(items, found, path, value):
    if value is None and not found:
        raise InputError(path, "is not there to be taken out")
    if value is not None and (
        not isinstance(value, dict) or value.get("code") != path[1]
    ):
        raise InputError(path, "must be an object with that code")
    for position in found:
        del items[position]
    if value is not None:
        items.append(copy.deepcopy(value))
