# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The seals of the trail: how they are computed, and how they are checked.

Pure functions over plain values: no ORM, no database. A seal covers the entries of a
range of ids; it holds a short keyed digest of each, and its head is an HMAC over them
and over the head before it. The key lies outside the database: whoever can change rows
there cannot make a seal that fits. The heads also go to a file outside the database,
so that a trail that lost its tail cannot pass for a shorter one.
"""

import hashlib
import hmac
import json
import struct
from typing import NamedTuple

_PAIR = struct.Struct(">q8s")
_RANGE = struct.Struct(">qqq")

# Below every id: the first seal answers for whatever was put before it, too.
_LOWEST = -(2**63)


class Seal(NamedTuple):
    """One link: `digests` is 16 bytes per entry (id, digest); `at` is UTC as text."""

    id: int
    at: str
    after_id: int
    upto_id: int
    digests: bytes
    previous: bytes
    head: bytes


class Report(NamedTuple):
    """What a verification found.

    `problems` are sentences, each naming the entry or the seal; `notes` are facts that
    do not make the trail unsound. `sealed_until` is the time of the last good seal.
    """

    problems: list
    notes: list
    seals: int
    entries: int
    sealed_until: str


def subkey(key, purpose):
    """Derive from the trail's key (bytes) the key of one purpose (text)."""
    return hmac.digest(key, b"rr.trail." + purpose.encode(), "sha256")


def row_digest(row_key, canonical):
    """8 bytes that stand for one entry; `canonical` is its canonical text."""
    return hashlib.blake2b(canonical.encode(), key=row_key, digest_size=8).digest()


def pack_digests(row_key, rows):
    """Digest `rows`, pairs of id and canonical text in the order of the ids."""
    return b"".join(
        _PAIR.pack(entry_id, row_digest(row_key, canonical))
        for entry_id, canonical in rows
    )


def seal_head(head_key, seal):
    """The head that `seal` should have."""
    message = b"\n".join(
        (
            _RANGE.pack(seal.id, seal.after_id, seal.upto_id),
            seal.at.encode(),
            seal.previous,
            hashlib.sha256(seal.digests).digest(),
        )
    )
    return hmac.digest(head_key, message, "sha256")


def make_seal(key, previous, at, upto_id, rows):
    """Make the seal after `previous` (a `Seal` or None) over `rows`, up to `upto_id`."""
    seal = Seal(
        id=previous.id + 1 if previous else 1,
        at=at,
        after_id=previous.upto_id if previous else 0,
        upto_id=upto_id,
        digests=pack_digests(subkey(key, "row"), rows),
        previous=previous.head if previous else b"",
        head=b"",
    )
    return seal._replace(head=seal_head(subkey(key, "head"), seal))


def head_line(key, trail, database, seal, event="seal"):
    """The line of the head file for `seal`; `event` is ``seal`` or ``restore``.

    A line ``restore`` says that the database was set back to this seal on purpose.
    """
    values = {
        "trail": trail,
        "database": database,
        "event": event,
        "seal": seal.id if seal else 0,
        "upto": seal.upto_id if seal else 0,
        "at": seal.at if seal else "",
        "head": seal.head.hex() if seal else "",
    }
    values["mac"] = _line_mac(key, values)
    return json.dumps(values, sort_keys=True)


def _line_mac(key, values):
    plain = {name: value for name, value in values.items() if name != "mac"}
    message = json.dumps(plain, sort_keys=True).encode()
    return hmac.new(subkey(key, "file"), message, "sha256").hexdigest()


def read_heads(key, trail, database, lines):
    """Read the head file's lines about this trail in this database.

    Returns ``({seal id: line}, problems)``. Lines of other databases are passed over.
    """
    heads, problems = {}, []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            if (values["trail"], values["database"]) != (trail, database):
                continue
            genuine = hmac.compare_digest(values["mac"], _line_mac(key, values))
            seal_id = int(values["seal"])
        except (ValueError, KeyError, TypeError):
            problems.append(f"head file, line {number}: not a line of the trail")
            continue
        if not genuine:
            problems.append(f"head file, line {number}: not written with this key")
            continue
        if values["event"] == "restore":
            heads = {known: head for known, head in heads.items() if known <= seal_id}
        if seal_id:
            heads[seal_id] = values
    return heads, problems


def _describe(canonical):
    """Name what an entry is about, from its canonical text."""
    values = json.loads(canonical)
    return f"{values[5]} of {values[6]} {values[8]} at {values[1]} UTC"


def _compare(row_key, seal, rows):
    """Yield what differs between the sealed digests and the rows that stand there."""
    sealed = dict(_PAIR.iter_unpack(seal.digests))
    for entry_id, canonical in rows:
        digest = sealed.pop(entry_id, None)
        if digest is None:
            yield (
                f"entry {entry_id} was inserted into the sealed range "
                f"({_describe(canonical)}; seal {seal.id})"
            )
        elif digest != row_digest(row_key, canonical):
            yield (
                f"entry {entry_id} was changed; it now reads "
                f"{_describe(canonical)} (seal {seal.id})"
            )
    for entry_id in sorted(sealed):
        yield f"entry {entry_id} was deleted (seal {seal.id} of {seal.at} UTC)"


def verify(key, seals, fetch_rows, heads=None):
    """Check the whole chain and every sealed entry.

    :param key: the trail's key, bytes
    :param seals: iterable of `Seal` by id
    :param fetch_rows: function of (after_id, upto_id) that yields (id, canonical text)
        of the entries with after_id < id <= upto_id, by id
    :param heads: ``{seal id: line}`` of `read_heads`, None if there is no head file
    :return: a `Report`
    """
    head_key, row_key = subkey(key, "head"), subkey(key, "row")
    problems, notes = [], []
    previous, count, entries, sealed_until = None, 0, 0, ""
    for seal in seals:
        count += 1
        sound = True
        expected = (
            (previous.id + 1, previous.upto_id, previous.head)
            if previous
            else (1, 0, b"")
        )
        if seal.id != expected[0]:
            problems.append(
                f"seals {expected[0]} to {seal.id - 1} are missing"
                if seal.id > expected[0] + 1
                else f"seal {expected[0]} is missing"
            )
            sound = False
        elif (seal.after_id, seal.previous) != expected[1:]:
            problems.append(f"seal {seal.id} does not continue the seal before it")
            sound = False
        if not hmac.compare_digest(seal.head, seal_head(head_key, seal)):
            problems.append(f"seal {seal.id} was changed or made without the key")
            sound = False
        if heads and seal.id in heads and heads[seal.id]["head"] != seal.head.hex():
            problems.append(f"seal {seal.id} is not the one in the head file")
            sound = False
        rows = list(fetch_rows(seal.after_id if previous else _LOWEST, seal.upto_id))
        faults = list(_compare(row_key, seal, rows))
        problems.extend(faults)
        entries += len(rows)
        if sound and not faults and not problems:
            sealed_until = seal.at
        previous = seal
    last = previous.id if previous else 0
    if heads is not None:
        problems.extend(_cut_tail(heads, last))
        if last and last not in heads and max(heads, default=0) < last:
            notes.append(
                f"the head file ends at seal {max(heads, default=0)}, "
                f"the database at seal {last}"
            )
    return Report(problems, notes, count, entries, sealed_until)


def _cut_tail(heads, last):
    """Say which seals the head file knows and the database has lost."""
    highest = max(heads, default=0)
    if highest > last:
        lost = heads[highest]
        yield (
            f"the tail is cut: the database ends at seal {last}, the head file has "
            f"seal {highest} of {lost['at']} UTC up to entry {lost['upto']}"
        )
