"""Reads the translation files, the glossary and the list of equal words."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import polib
from rrcli.paths import ADDONS, ODOO_PACKAGES, ROOT, own_addons

HERE = Path(__file__).parent
LANGUAGES = ("sq", "sr@latin")
GLOSSARY = ROOT / "docs" / "glossary.md"
SAME_WORDS = HERE / "same_words.csv"

# %(name)s, %(share).1f, %s, %%, {name}, {}
PLACEHOLDER = re.compile(
    r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%[sdif%]|\{\w*\}"
)
TAG = re.compile(r"<[^<>]+>")
# What a reader sees or hears of a tag is translated, the rest of it stays
SPOKEN = re.compile(r'\b(title|alt|aria-label|placeholder|data-tooltip)="[^"]*"')


@dataclass(frozen=True)
class Term:
    addon: str
    language: str
    source: str
    text: str

    def __str__(self):
        return f"{self.addon} {self.language}: {self.source!r} → {self.text!r}"


def addons_with_terms():
    return [name for name in own_addons() if template(name).exists()]


def template(addon):
    return ADDONS / addon / "i18n" / f"{addon}.pot"


def extra(addon, language):
    """Path of the terms of other addons that an addon of ours translates."""
    return ADDONS / addon / "i18n_extra" / f"{language}.po"


def extra_terms(language):
    """Terms of Odoo that we translate."""
    return [
        Term(addon, language, entry.msgid, entry.msgstr)
        for addon in own_addons()
        if extra(addon, language).exists()
        for entry in polib.pofile(str(extra(addon, language)))
    ]


def odoo_template(addon):
    """Template of an addon of Odoo."""
    return ODOO_PACKAGES / "odoo/addons" / addon / "i18n" / f"{addon}.pot"


def sources(addon):
    """Source texts of an addon's template."""
    return {entry.msgid for entry in polib.pofile(str(template(addon)))}


def terms(addon, language):
    """The terms of one file; none where it is missing."""
    path = ADDONS / addon / "i18n" / f"{language}.po"
    if not path.exists():
        return []
    return [
        Term(addon, language, entry.msgid, entry.msgstr)
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    ]


def all_terms():
    return [
        term
        for addon in addons_with_terms()
        for language in LANGUAGES
        for term in terms(addon, language)
    ]


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


def markup(text):
    """Tags of a text, without what they say to a reader."""
    return [SPOKEN.sub(r"\1", tag) for tag in TAG.findall(text)]


def words(text):
    """What is left to translate of a text: no tags, placeholders, digits, signs."""
    text = PLACEHOLDER.sub(" ", TAG.sub(" ", text))
    return re.findall(r"[^\W\d_]{2,}", text)


def same_words():
    """Source text → why it may equal its translation."""
    with SAME_WORDS.open(encoding="utf-8", newline="") as source:
        return {row["term"]: row["reason"] for row in csv.DictReader(source)}


@dataclass(frozen=True)
class GlossaryRow:
    english: str
    words: dict
    stems: dict
    not_in: tuple

    def speaks_in(self, source):
        """Whether a source text uses the English word in the glossary's sense."""
        text = PLACEHOLDER.sub(" ", TAG.sub(" ", source)).lower()
        for phrase in self.not_in:
            text = text.replace(phrase, " ")
        plural = self.english[:-1] + "ies" if self.english.endswith("y") else None
        pattern = rf"{re.escape(self.english)}(?:s|es)?" + (
            f"|{re.escape(plural)}" if plural else ""
        )
        return re.search(rf"\b(?:{pattern})\b", text) is not None

    def is_kept(self, term):
        text = term.text.lower()
        return any(stem in text for stem in self.stems[term.language])


def glossary_table(heading):
    """Rows of the glossary's table under a heading, as lists of cells; no head."""
    _before, found, text = GLOSSARY.read_text(encoding="utf-8").partition(
        f"\n## {heading}\n"
    )
    assert found, f"the glossary has no part “{heading}”"
    lines = [
        line for line in text.partition("\n## ")[0].splitlines() if line.startswith("|")
    ]
    return [
        [cell.strip() for cell in line.strip().removesuffix("|")[1:].split("|")]
        for line in lines[2:]
    ]


def glossary():
    rows = []
    for row in glossary_table("Words of the field"):
        english, sq, sr, sq_stems, sr_stems, not_in = row
        rows.append(
            GlossaryRow(
                english,
                {"sq": sq, "sr@latin": sr},
                {"sq": sq_stems.split(", "), "sr@latin": sr_stems.split(", ")},
                tuple(filter(None, not_in.lower().split(", "))),
            )
        )
    return rows
