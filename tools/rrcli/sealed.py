"""A file that only the holder of a key can read, and nobody can change unseen.

Streamed authenticated encryption after the STREAM construction (Hoang, Reyhanitabar,
Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance", CRYPTO 2015): AES-256-GCM over chunks of 1 MiB, the nonce of each
holds its number and whether it is the last one, so chunks cannot be dropped, moved,
repeated or cut off. Each file has a key of its own, derived from the given key and a
random salt (HKDF with SHA-256, RFC 5869).

    magic (8) | id of the key (8) | salt (32) | chunk | chunk | … | last chunk

Every chunk but the last holds ``CHUNK`` bytes of the content and 16 of its tag.
"""

import hashlib
import io
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"RRBAK\x00\x01\n"
CHUNK = 2**20
_TAG = 16
_KEY_ID = 8
_SALT = 32
HEADER = len(MAGIC) + _KEY_ID + _SALT


class SealedError(Exception):
    """The file is not one of ours, or not the one that was written."""


def key_id(key):
    """Public name of a key (32 bytes): 8 bytes that tell nothing about it."""
    return hashlib.sha256(b"reintegration-register/backup-key" + key).digest()[:_KEY_ID]


def _cipher(key, salt):
    return AESGCM(
        HKDF(
            algorithm=SHA256(), length=32, salt=salt,
            info=b"reintegration-register/backup",
        ).derive(key)
    )


def _nonce(number, last):
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class Writer:
    """A binary file to write to; what is written goes sealed into ``sink``.

    :param sink: binary file
    :param key: 32 bytes
    """

    def __init__(self, sink, key):
        salt = secrets.token_bytes(_SALT)
        self._header = MAGIC + key_id(key) + salt
        self._cipher = _cipher(key, salt)
        self._sink = sink
        self._waiting = bytearray()
        self._number = 0
        self.written = 0
        sink.write(self._header)

    def write(self, data):
        self._waiting += data
        self.written += len(data)
        # One chunk always waits: the last one is sealed otherwise.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def _seal(self, chunk, last):
        nonce = _nonce(self._number, last)
        self._sink.write(self._cipher.encrypt(nonce, chunk, self._header))
        self._number += 1

    def abandon(self):
        """Take no more: the file stays without its end, and cannot be read."""
        self._sink = io.BytesIO()

    def close(self):
        """Seal what waits as the last chunk; without it the file cannot be read."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()
        self._sink.flush()


def read_header(source):
    """``(id of the key, whole header)`` of a sealed file.

    :raise SealedError: it does not begin as one
    """
    header = source.read(HEADER)
    if len(header) < HEADER or not header.startswith(MAGIC):
        raise SealedError("it is not a backup of this system")
    return header[len(MAGIC):len(MAGIC) + _KEY_ID], header


class Reader:
    """A binary file to read from: the content of a sealed file, chunk by chunk.

    Nothing of a chunk is handed out before its tag was checked. That the file ends
    where it was ended is known only when the content has been read to its end.

    :param source: binary file, at its beginning
    :param key: 32 bytes
    :raise SealedError: foreign, sealed with another key, altered or truncated
    """

    def __init__(self, source, key):
        name, self._header = read_header(source)
        if name != key_id(key):
            raise SealedError(
                f"it was sealed with another key (its id is {name.hex()}, "
                f"the id of the key at hand {key_id(key).hex()})"
            )
        self._cipher = _cipher(key, self._header[-_SALT:])
        self._source = source
        self._ahead = source.read(CHUNK + _TAG)
        self._number = 0
        self._open = b""
        self._at = 0
        self._ended = False

    def _next(self):
        sealed, self._ahead = self._ahead, self._source.read(CHUNK + _TAG)
        last = not self._ahead
        try:
            chunk = self._cipher.decrypt(
                _nonce(self._number, last), sealed, self._header
            )
        except (InvalidTag, ValueError) as error:
            if last and self._is_inner(sealed):
                raise SealedError("it is truncated: its end is missing") from error
            raise SealedError(
                f"it was altered or cut (chunk {self._number + 1} does not fit)"
            ) from error
        self._number += 1
        self._open, self._at, self._ended = chunk, 0, last

    def _is_inner(self, sealed):
        try:
            self._cipher.decrypt(_nonce(self._number, False), sealed, self._header)
        except (InvalidTag, ValueError):
            return False
        return True

    def read(self, size=-1):
        parts, left = [], size
        while left:
            if self._at == len(self._open):
                if self._ended:
                    break
                self._next()
                continue
            end = len(self._open) if left < 0 else self._at + left
            part = self._open[self._at:end]
            parts.append(part)
            self._at += len(part)
            left -= len(part) if left > 0 else 0
        return b"".join(parts)
