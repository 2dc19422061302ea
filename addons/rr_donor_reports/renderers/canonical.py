# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The snapshot as bytes: one spelling, so that one content has one SHA-256."""

import hashlib
import json

#: What is added to a snapshot after it was made: it does not enter the hash.
SEAL_KEYS = ("sha256", "signatures")


def canonical(snapshot):
    """The bytes over which the hash is taken.

    Keys sorted, no spaces, UTF-8, no NaN (as RFC 8785 asks, for the values used here:
    text, integers, decimals with at most 15 digits, booleans, null).

    :param snapshot: dict; the keys of :data:`SEAL_KEYS` are left out
    :return: bytes
    :raises ValueError: a value that JSON does not know
    """
    body = {key: value for key, value in snapshot.items() if key not in SEAL_KEYS}
    return json.dumps(
        body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest(snapshot):
    """SHA-256 of the snapshot, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def to_bytes(snapshot, signatures=()):
    """The file that is delivered: the snapshot, its hash, who signed.

    :param signatures: list of ``{"step", "name", "date"}``
    :return: bytes of indented JSON
    """
    sealed = dict(snapshot)
    sealed["sha256"] = digest(snapshot)
    sealed["signatures"] = list(signatures)
    text = json.dumps(
        sealed, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False
    )
    return text.encode() + b"\n"
