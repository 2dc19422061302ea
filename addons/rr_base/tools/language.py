# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates, numbers and the order of names, as a reader's language writes them.

Patterns of dates and numbers are those of CLDR (Unicode Technical Standard 35, parts 3
and 4).
"""

import datetime
import re
import unicodedata
from decimal import Decimal

from babel import localedata
from babel.dates import format_date as babel_format_date
from babel.numbers import format_decimal as babel_format_decimal

#: Language code of the register → locale of CLDR
LOCALES = {
    "en_US": "en_GB",
    "en_GB": "en_GB",
    "sq_AL": "sq",
    "sr@latin": "sr_Latn",
}
#: A date that nobody can misread: 7 March is not 3 July.
DAY = "d MMMM y"
#: Language code of the register → collation of PostgreSQL (ICU, from CLDR)
COLLATIONS = {
    "en_US": "en-x-icu",
    "en_GB": "en-x-icu",
    "sq_AL": "sq-x-icu",
    "sr@latin": "sr-Latn-x-icu",
}

# A day of a month takes the genitive, which CLDR does not have: do 7. marta.
SERBIAN_MONTHS = (
    "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra "
    "decembra"
).split()

# Letters in the order of the alphabet; a pair is one letter (Albanian: the alphabet of
# Manastir, 1908; Serbian: Gaj's Latin alphabet).
ALPHABETS = {
    "sq": ["a", "b", "c", "ç", "d", "dh", "e", "ë", "f", "g", "gj", "h", "i", "j", "k", "l", "ll", "m", "n", "nj", "o", "p", "q", "r", "rr", "s", "sh", "t", "th", "u", "v", "w", "x", "xh", "y", "z", "zh"],
    "sr_Latn": ["a", "b", "c", "č", "ć", "d", "dž", "đ", "e", "f", "g", "h", "i", "j", "k", "l", "lj", "m", "n", "nj", "o", "p", "q", "r", "s", "š", "t", "u", "v", "w", "x", "y", "z", "ž"],
    "en_GB": list("abcdefghijklmnopqrstuvwxyz"),
}


def teach_babel():
    """Let Babel read ``sr@latin`` as Serbian in Latin letters, as glibc means it.

    Babel knows the language by its script (``sr_Latn``) and drops the modifier, so that
    whatever Odoo formats with it (dates of pages, groups of a list, e-mails) came out
    in Cyrillic. CLDR has no locale of this name that could be hidden by it.
    """
    localedata._cache.setdefault("sr@latin", localedata.load("sr_Latn"))


teach_babel()


def locale_of(lang_code):
    """Locale of a language code of the register; English where it is not known."""
    return LOCALES.get(lang_code, "en_GB")


def write_date(day, pattern=DAY, lang_code=None):
    """A day written out in a language; empty without a day.

    :param day: a date, or its ISO text (what follows the day is left out)
    :param pattern: pattern of CLDR without the full stops of a language
    """
    if not day:
        return ""
    if isinstance(day, str):
        day = datetime.date.fromisoformat(day[:10])
    locale = locale_of(lang_code)
    if locale == "sr_Latn":
        # Day and year are ordinal numbers: 7. marta 2026.
        if re.search(r"\bd MMMM\b", pattern):
            pattern = pattern.replace("MMMM", f"'{SERBIAN_MONTHS[day.month - 1]}'")
        pattern = re.sub(r"\b(d|y+)\b(?!')", r"\1.", pattern)
    return babel_format_date(day, pattern, locale=locale)


def write_number(value, decimals=None, lang_code=None):
    """A number with the separators of a language.

    :param decimals: places that are always shown; None: up to two, without idle zeros
    """
    pattern = "#,##0.##"
    if decimals is not None:
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    if isinstance(value, float):
        value = Decimal(str(value))
    return babel_format_decimal(value or 0, pattern, locale=locale_of(lang_code))


def format_date(env, day, date_format=DAY, lang_code=None):
    """A day written out in the language of the page, or in another."""
    return write_date(day, date_format, lang_code or env.lang)


def format_number(env, value, decimals=None, lang_code=None):
    """A number in the language of the page, or in another; see `write_number`."""
    return write_number(value, decimals, lang_code or env.lang)


def sort_key(text, lang_code=None):
    """Key by which names stand in the order of a language's alphabet.

    For names that the database cannot sort because they lie there encrypted. Case
    counts last; letters of other alphabets stand with the letter they derive from
    (é with e), and what is no letter stands first.

    >>> sorted(["Dhurata", "Drita", "Çlirim", "Dafina"],
    ...        key=lambda name: sort_key(name, "sq_AL"))
    ['Çlirim', 'Dafina', 'Drita', 'Dhurata']
    """
    alphabet = ALPHABETS[locale_of(lang_code)]
    rank = {letter: place for place, letter in enumerate(alphabet, 1)}
    folded, letters, i = unicodedata.normalize("NFC", text or "").lower(), [], 0
    while i < len(folded):
        pair = folded[i : i + 2]
        letter = pair if len(pair) == 2 and pair in rank else folded[i]
        if letter not in rank:
            letter = unicodedata.normalize("NFD", letter)[0]
        # What no alphabet has: signs before the letters, other scripts after them
        strange = len(alphabet) + 1 if letter.isalpha() else 0
        letters.append((rank.get(letter, strange), "" if letter in rank else letter))
        i += len(pair) if pair in rank and len(pair) == 2 else 1
    return letters, text or ""
