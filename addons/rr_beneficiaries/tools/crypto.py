# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Encryption of identity, with a key that lies outside the database.

The key file is named by the environment variable ``RR_KEY_FILE``. It holds one key per
line, 32 random bytes in base64; the first line is the current key, further lines are
former keys that still decrypt (see :func:`rotate_key_file`). Its mode must be 600.

Each purpose has subkeys of its own (HKDF with SHA-256, RFC 5869), so that a value of
one purpose means nothing in another. Values are sealed with AES-256-GCM (NIST SP
800-38D) under a random nonce; the associated data ties a value to its place, so that a
value moved to another row or column does not decrypt.
"""

import base64
import binascii
import functools
import hashlib
import hmac
import os
import secrets
import stat

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .folding import fold  # noqa: F401  (part of this service)

KEY_VARIABLE = "RR_KEY_FILE"
_KEY_BYTES = 32
_NONCE_BYTES = 12


class CryptoError(Exception):
    """The key is missing or unsafe, or a value does not belong to its place."""


# ------------------------------------------------------------------------- keys


def key_path():
    """Path of the key file.

    :raises CryptoError: the variable is not set
    """
    path = os.environ.get(KEY_VARIABLE)
    if not path:
        raise CryptoError(
            f"The environment variable {KEY_VARIABLE} does not name a key file: "
            "without it no identity can be stored or read."
        )
    return path


def load_keys():
    """The keys of the file, the current one first.

    :return: tuple of 32-byte keys
    :raises CryptoError: no file, a file that others may read, or a line that is no key
    """
    path = key_path()
    try:
        status = os.stat(path)
    except OSError as error:
        raise CryptoError(
            f"The key file that {KEY_VARIABLE} names cannot be opened: {path}"
        ) from error
    return _read_keys(path, status.st_mtime_ns, status.st_size, status.st_mode)


@functools.lru_cache(maxsize=4)
def _read_keys(path, _changed, _size, mode):
    """Read the file again only when it changed."""
    if stat.S_IMODE(mode) & 0o077:
        raise CryptoError(
            f"The key file {path} may be read by others; set its mode to 600."
        )
    keys = []
    with open(path, encoding="ascii") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                key = base64.b64decode(line.strip(), validate=True)
            except binascii.Error as error:
                raise CryptoError(
                    f"{path}, line {number}: this is not base64."
                ) from error
            if len(key) != _KEY_BYTES:
                raise CryptoError(
                    f"{path}, line {number}: a key has {_KEY_BYTES} bytes."
                )
            keys.append(key)
    if not keys:
        raise CryptoError(f"The key file {path} is empty.")
    return tuple(keys)


@functools.lru_cache(maxsize=256)
def _subkey(key, purpose, use):
    return HKDF(
        algorithm=SHA256(),
        length=_KEY_BYTES,
        salt=None,
        info=f"reintegration-register/{use}/{purpose}".encode(),
    ).derive(key)


@functools.lru_cache(maxsize=64)
def _key_id(key):
    """Short public name of a key, stored with each value that it sealed."""
    return hashlib.sha256(b"reintegration-register/key-id" + key).hexdigest()[:8]


@functools.lru_cache(maxsize=256)
def _cipher(key, purpose):
    return AESGCM(_subkey(key, purpose, "seal"))


def current_key_id():
    """Public name of the current key: values sealed with another want rotation."""
    return _key_id(load_keys()[0])


def rotate_key_file():
    """Put a new key before the present ones, in one atomic step.

    Values are then sealed anew by ``rr.encrypted.mixin._rr_rotate_all()``; afterwards
    :func:`retire_old_keys` removes the former keys.

    :return: public name of the new key
    """
    keys = load_keys()
    _write_keys((secrets.token_bytes(_KEY_BYTES), *keys))
    return current_key_id()


def retire_old_keys():
    """Keep the current key only. Values sealed with others are lost from then on."""
    _write_keys(load_keys()[:1])


def _write_keys(keys):
    path = key_path()
    temporary = f"{path}.new"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        for key in keys:
            file.write(base64.b64encode(key).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    _read_keys.cache_clear()


# ----------------------------------------------------------------------- values


def encrypt(text, associated_data, purpose):
    """Seal a text.

    :param text: text; ``None``, ``False`` and the empty text are not sealed
    :param associated_data: text that names the place of the value (model, person's
        code, column); the same is needed to open it
    :param purpose: name of the kind of value, such as ``"identity"``
    :return: ``key id:base64`` or ``False``
    """
    if not text:
        return False
    name, _colon, raw = encrypt_bytes(
        str(text).encode(), associated_data, purpose
    ).partition(b":")
    return f"{name.decode()}:{base64.b64encode(raw).decode()}"


def encrypt_bytes(content, associated_data, purpose):
    """Seal bytes, such as a file; see :func:`encrypt`.

    :return: bytes: key id, a colon, nonce and sealed content
    """
    key = load_keys()[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(key, purpose).encrypt(nonce, content, associated_data.encode())
    return f"{_key_id(key)}:".encode() + nonce + sealed


def decrypt(token, associated_data, purpose):
    """Open a sealed text.

    :param token: what :func:`encrypt` returned
    :return: the text, or ``False`` for an empty token
    :raises CryptoError: the key is unknown, or the value was changed or moved
    """
    if not token:
        return False
    name, _colon, payload = token.partition(":")
    try:
        raw = base64.b64decode(payload, validate=True)
    except ValueError as error:
        raise CryptoError("A sealed value was changed.") from error
    return _open(name, raw, associated_data, purpose).decode()


def opener(purpose):
    """As :func:`decrypt`, for many texts at once: the keys are looked at only once.

    :param purpose: name of the kind of value
    :return: function(token, associated data) → text
    """
    ciphers = {_key_id(key): _cipher(key, purpose).decrypt for key in load_keys()}

    def opened(token, associated_data):
        name, _colon, payload = token.partition(":")
        try:
            raw = base64.b64decode(payload)
            return ciphers[name](
                raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], associated_data.encode()
            ).decode()
        except (KeyError, InvalidTag, ValueError):
            return decrypt(token, associated_data, purpose)  # says what is wrong

    return opened


def decrypt_bytes(sealed, associated_data, purpose):
    """Open what :func:`encrypt_bytes` sealed; see :func:`decrypt`."""
    name, _colon, raw = bytes(sealed).partition(b":")
    return _open(name.decode("ascii", "replace"), raw, associated_data, purpose)


def _open(name, raw, associated_data, purpose):
    key = next((key for key in load_keys() if _key_id(key) == name), None)
    if key is None:
        raise CryptoError(f"A value was sealed with a key that is not there ({name}).")
    try:
        return _cipher(key, purpose).decrypt(
            raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], associated_data.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise CryptoError(
            "A sealed value was changed or moved from its place."
        ) from error


def is_current(token):
    """Whether a token was sealed with the current key."""
    return bool(token) and token.partition(":")[0] == current_key_id()


def keyed_index(text, purpose):
    """A fingerprint to look a value up by equality, useless without the key.

    :param text: the value; letter case, marks, script and blanks do not matter
    :param purpose: name of the kind of value, such as ``"personal_number"``
    :return: 64 hexadecimal digits (HMAC-SHA-256, RFC 2104), or ``False`` for nothing
    """
    return _keyed_index(text, purpose, load_keys()[0])


def keyed_indexes(text, purpose):
    """As :func:`keyed_index`, under each key of the file: for a lookup while values
    are being sealed anew."""
    return [index for key in load_keys() if (index := _keyed_index(text, purpose, key))]


def _keyed_index(text, purpose, key):
    folded = fold(text).replace(" ", "")
    if not folded:
        return False
    subkey = _subkey(key, purpose, "index")
    return hmac.new(subkey, folded.encode(), hashlib.sha256).hexdigest()
