# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Words and numbers of a reader's language, from a catalogue handed in."""

from decimal import Decimal

from babel.numbers import format_percent
from odoo.addons.rr_base.tools.language import locale_of, write_date, write_number

from .document import WITHHELD_SIGN

#: Language code of the register → tag of the file
TAGS = {"sq_AL": "sq", "sr@latin": "sr-Latn"}


class Words:
    """Translates and formats for one reader.

    :param lang: language code of the register (``en_US``, ``sq_AL``, ``sr@latin``)
    :param catalogue: source text → translation; what is absent stays English
    """

    def __init__(self, lang="en_US", catalogue=None):
        self.lang = lang or "en_US"
        self.catalogue = catalogue or {}
        self.locale = locale_of(self.lang)
        self.tag = TAGS.get(self.lang, "en")

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
        return write_date(value, "d MMM y", self.lang)

    def integer(self, value):
        return write_number(value, 0, self.lang)

    def decimal(self, value, decimals=1):
        return write_number(value, decimals, self.lang)

    def money(self, value):
        return write_number(Decimal(value), 2, self.lang)

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
