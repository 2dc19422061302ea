"""Plausible values for a field, by its type and its name.

``hints.json`` has those that a rule of the product asks for: by ``model.field`` or by
field, a value or a list of which each seed takes another.
"""

import base64
import datetime
import json
import random
import struct
import zlib
from pathlib import Path

HINTS = json.loads((Path(__file__).parent / "hints.json").read_text(encoding="utf-8"))
LATE = ("to", "end", "until", "due", "expir", "closing", "planned", "stop", "last")
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def _png():
    """A picture of one white point."""

    def chunk(kind, data):
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff"))
        + chunk(b"IEND", b"")
    )


def _account(rng, country="XK"):
    """An account number of Kosovo with right check digits (ISO 13616)."""
    body = str(rng.randrange(10**15, 10**16))
    letters = "".join(str(ord(letter) - 55) for letter in country)
    return f"{country}{98 - int(body + letters + '00') % 97:02d}{body}"


def hint(model, name, seed):
    """The value that ``hints.json`` has, or ``None``."""
    value = HINTS.get(f"{model}.{name}", HINTS.get(name))
    return value[seed % len(value)] if isinstance(value, list) else value


def is_told(model, name):
    """Whether ``hints.json`` has a value for this field of this model."""
    return f"{model}.{name}" in HINTS


def text(name, kind, seed):
    """Text for a field, long enough for fields that ask for a sentence."""
    rng = random.Random(f"{name} {seed}")
    tail = f"{seed}{rng.randrange(10**6):06d}"
    if "email" in name:
        return f"probe{tail}@example.org"
    if "phone" in name or "mobile" in name:
        return f"+38344{rng.randrange(10**5, 10**6)}"
    if "iban" in name or "account" in name:
        return _account(rng)
    if "number" in name and "personal" in name:
        return str(rng.randrange(10**9, 10**10))
    if name in ("code", "ref", "reference", "key"):
        return f"P{tail}"
    if "filename" in name or (name.endswith("_name") and "file" in name):
        return "probe.pdf"
    if name == "lang":
        return "en_US"
    if "color" in name:
        return "#336699"
    if "url" in name or "website" in name:
        return "https://example.org"
    if kind == "char":
        return f"Probe {tail}"
    return f"Text of the probe {tail}, long enough."


def _integer(node, name, seed):
    if "year" in name or node.widget == "rr_year":
        return datetime.date.today().year + seed % 2
    if "month" in name:
        return 1 + seed % 12
    return 50 if "sequence" in name else 12 + seed


def _date(name, seed, other_than):
    """Beside the day that stands for some seeds: ranges must not end before they begin."""
    today = datetime.date.today()
    if other_than and seed:
        day = datetime.date.fromisoformat(other_than)
        return (day + datetime.timedelta(1 if seed % 2 else -1)).isoformat()
    if "birth" in name:
        return f"{today.year - 30 - seed}-05-12"
    offset = 30 + seed if any(word in name for word in LATE) else 0
    value = (today + datetime.timedelta(offset)).isoformat()
    if value == other_than:
        value = (today + datetime.timedelta(offset - 1)).isoformat()
    return value


def _datetime(name, seed, other_than):
    """Tomorrow and later; for odd seeds an hour ago: some moments must have been.

    Beside the moment that stands for some seeds, as for days.
    """
    now = datetime.datetime.now().replace(microsecond=0)
    if other_than and seed:
        moment = datetime.datetime.fromisoformat(other_than)
        hours = datetime.timedelta(hours=1 if seed % 2 else -1)
        return (moment + hours).isoformat(" ")
    if seed % 2:
        return (now - datetime.timedelta(hours=seed)).isoformat(" ")
    hours = 2 if "stop" in name or "end" in name else 0
    return (now + datetime.timedelta(days=1 + seed, hours=hours)).isoformat(" ")


def plain(node, model, seed, other_than=None):
    """A value of a field that is no link to records, or ``None`` where there is none.

    :param seed: another value for each
    :param other_than: the value that stands, which would be no change
    """
    name, kind = node.name.lower(), node.kind
    hinted = hint(model, node.name, seed)
    if hinted is not None:
        return hinted
    if kind in ("char", "text", "html"):
        value = text(name, kind, seed)
        return value[: node.field.get("size") or len(value)]
    if kind == "boolean":
        return True if other_than is None else not other_than
    if kind == "integer":
        value = _integer(node, name, seed)
        return value + 1 if value == other_than else value
    if kind in ("float", "monetary"):
        value = 0.5 if node.widget == "percentage" or "share" in name else 10.0 + seed
        return value / 2 if value == other_than else value
    if kind == "date":
        return _date(name, seed, other_than)
    if kind == "datetime":
        return _datetime(name, seed, other_than)
    if kind == "selection":
        keys = [k for k, _label in node.field.get("selection") or [] if k != other_than]
        return keys[seed % len(keys)] if keys else None
    if kind == "binary":
        picture = any(word in name for word in ("image", "logo", "avatar"))
        return base64.b64encode(_png() if picture else PDF).decode()
    return None
