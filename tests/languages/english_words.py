"""Finds English on a page in another language.

A word of the English page that also stands on the other page must be data (the name of
a course, a place, a person), a word of that language's translations, or one of
``same_words.csv``. A text that a template of ours or of Odoo holds must not stand there
whole.
"""

import re
from functools import cache

import catalogues
import polib
from babel.dates import get_day_names, get_month_names

LOCALES = {"sq": "sq", "sr@latin": "sr_Latn"}
WORD = re.compile(r"[^\W\d_]{3,}")
# Names of the languages themselves, of the maker, and of kinds of files
NAMES = ("Reset", "email", "Shqip", "Srpski", "English", "Albanian", "Serbian", "Latin", "Odoo", "IATI",
         "XLSX", "PDF", "JSON", "EUR")
ODOO_ADDONS = ("web", "portal", "auth_signup", "http_routing", "auth_totp",
               "auth_totp_portal", "auth_totp_mail")


def words(texts):
    return {word.lower() for text in texts for word in WORD.findall(text)}


@cache
def translations(language):
    return [
        re.sub(catalogues.PLACEHOLDER, " ", term.text)
        for addon in catalogues.addons_with_terms()
        for term in catalogues.terms(addon, language)
        if term.text != term.source
    ] + [
        entry.msgstr
        for entry in polib.pofile(str(catalogues.extra("rr_base", language)))
    ]


@cache
def known_words(language):
    """Words that may stand on a page of a language."""
    names = [
        name
        for width in ("wide", "abbreviated")
        for table in (get_day_names, get_month_names)
        for context in ("format", "stand-alone")
        for name in table(width, context, LOCALES[language]).values()
    ]
    return words([*translations(language), *names, *catalogues.same_words(), *NAMES])


@cache
def english_texts():
    """Texts of our templates and of Odoo's, without what has no words."""
    found = {
        text for addon in catalogues.addons_with_terms()
        for text in catalogues.sources(addon)
    }
    for addon in ODOO_ADDONS:
        found |= {
            entry.msgid for entry in polib.pofile(str(catalogues.odoo_template(addon)))
            # What scripts say is said in the back office
            if any("ir.ui.view" in place or place.endswith(".py")
                   for place, _line in entry.occurrences)
        }
    return {" ".join(text.split()) for text in found if WORD.search(text)}


@cache
def translations_of_odoo(language):
    """Odoo's own, where it has any."""
    return {
        entry.msgstr
        for addon in (*ODOO_ADDONS, "base")
        for entry in polib.pofile(
            str(catalogues.odoo_template(addon).with_name(f"{language}.po"))
        )
        if entry.msgstr != entry.msgid
    }


@cache
def own_texts(language):
    """Texts that stand whole on a page of a language and are no English for it."""
    translated = {" ".join(text.split()) for text in translations(language)}
    return translated | translations_of_odoo(language) | set(catalogues.same_words())


class English:
    """Judges pages on which people's own texts may stand.

    :param written: texts that people wrote
    """

    def __init__(self, written):
        self.written = sorted(written, key=len, reverse=True)
        self._held = {}

    def without_data(self, text):
        """What is left of a text when people's own are taken out."""
        if text not in self._held:
            held = text
            for value in self.written:
                if value in held:
                    held = held.replace(value, " ")
            self._held[text] = catalogues.PLACEHOLDER.sub(" ", held)
        return self._held[text]

    def left(self, english, other, language):
        """Texts of a page that hold English, as the reader sees them.

        :param english: texts of the page in English
        :param other: its texts in the language
        """
        held = {text: self.without_data(text) for text in {*english, *other}}
        suspicious = words(held[text] for text in english) - known_words(language)
        return sorted(
            text for text in set(other)
            if words([held[text]]) & suspicious
            or (held[text].strip() in english_texts() - own_texts(language)
                and words([held[text]]) - words(NAMES))
        )
