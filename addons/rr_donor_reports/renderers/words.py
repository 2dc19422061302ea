# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Words and numbers of a reader's language, from a catalogue handed in."""

import datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from .document import WITHHELD_SIGN

#: Language code of the register → locale for numbers and dates, tag of the file.
LOCALES = {
    "en_US": ("en_GB", "en"),
    "en_GB": ("en_GB", "en"),
    "sq_AL": ("sq", "sq"),
    "sr@latin": ("sr_Latn", "sr-Latn"),
}


class Words:
    """Translates and formats for one reader.

    :param lang: language code of the register (``en_US``, ``sq_AL``, ``sr@latin``)
    :param catalogue: source text → translation; what is absent stays English
    """

    def __init__(self, lang="en_US", catalogue=None):
        self.lang = lang or "en_US"
        self.catalogue = catalogue or {}
        self.locale, self.tag = LOCALES.get(self.lang, LOCALES["en_US"])

    def _(self, source, **values):
        """The translation of a text, with its values filled in."""
        text = self.catalogue.get(source) or source
        return text % values if values else text

    def pick(self, texts):
        """The text in the reader's language out of ``{language: text}``."""
        if not isinstance(texts, dict):
            return texts or ""
        return texts.get(self.lang) or texts.get("en_US") or ""

    def date(self, value):
        """A date that nobody can misread: the month is a word."""
        if not value:
            return ""
        if isinstance(value, str):
            value = datetime.date.fromisoformat(value[:10])
        return format_date(value, "d MMM y", locale=self.locale)

    def integer(self, value):
        return format_decimal(value, "#,##0", locale=self.locale)

    def decimal(self, value, decimals=1):
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, pattern, locale=self.locale)

    def money(self, value):
        return format_decimal(Decimal(value), "#,##0.00", locale=self.locale)

    def percent(self, value):
        return format_percent(value, "0.0 %", locale=self.locale)

    def show(self, value):
        """A document's value as text of the reader's language."""
        if value.kind == "withheld":
            return WITHHELD_SIGN
        if value.kind in ("blank", "missing") or value.value is None:
            return ""
        if value.kind == "integer":
            return self.integer(value.value)
        if value.kind == "decimal":
            return self.decimal(value.value, value.decimals)
        if value.kind in ("money", "percent", "date"):
            return getattr(self, value.kind)(value.value)
        return str(value.value)
