# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a value of the input must be, with the words that say what it is not.

Each returns the value it was given, or raises InputError: one line that begins with
the key at fault.
"""

from .model import InputError

LARGEST = 10**9


def show(key):
    """A key of unknown origin, shortened and on one line."""
    return " ".join(str(key).split())[:80] or "(empty key)"


def require_object(value, where):
    if not isinstance(value, dict):
        raise InputError(f"{where}: an object is needed")
    return value


def require_list(value, where):
    if not isinstance(value, list):
        raise InputError(f"{where}: a list is needed")
    return value


def require_name(value, where):
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{where}: a non-empty text is needed")
    return value


def require_count(value, where, least=0):
    """A whole number of persons; 2.0, true and -1 are refused."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{where}: a whole number is needed")
    if value < least:
        raise InputError(f"{where}: must be at least {least}")
    if value > LARGEST:
        raise InputError(f"{where}: must be at most {LARGEST}")
    return value


def require_keys(value, where, needed, optional=()):
    require_object(value, where)
    for key in value:
        if key not in needed and key not in optional:
            raise InputError(f"{where}.{show(key)}: unknown key")
    for key in needed:
        if key not in value:
            raise InputError(f"{where}.{key}: missing")
    return value


def require_choice(value, where, choices):
    if not isinstance(value, str) or value not in choices:
        raise InputError(f"{where}: must be one of {', '.join(choices)}")
    return value


def read_dimension(name, categories, where):
    """The categories of one dimension, unique non-empty texts."""
    require_list(categories, where)
    if not categories:
        raise InputError(f"{where}: no category")
    seen = set()
    for number, category in enumerate(categories):
        require_name(category, f"{where}[{number}]")
        if category in seen:
            raise InputError(f"{where}[{number}]: category given twice")
        seen.add(category)
    return list(categories)
