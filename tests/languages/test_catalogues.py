"""The translation files: complete, faithful to their sources, and up to date."""

import json
import re
import string

import polib
import pytest
from catalogues import (
    LANGUAGES,
    addons_with_terms,
    all_terms,
    extra_terms,
    glossary,
    markup,
    odoo_template,
    placeholders,
    same_words,
    sources,
    terms,
    words,
)
from rrcli import demo as demo_command
from rrcli.paths import own_addons

MOST_EQUAL = 60
# Addons of Odoo of which we translate terms, and words that are the same in ours
ODOO_ADDONS = ("base", "web", "mail", "portal", "auth_signup", "auth_totp",
               "auth_totp_portal", "auth_totp_mail", "auth_timeout", "auth_passkey",
               "http_routing")
SAME_IN_ODOO = ("Status",)

EXPORT = """
import io, json, polib
from odoo.tools.translate import trans_export
terms = {}
for addon in ADDONS:
    sink = io.BytesIO()
    trans_export(None, [addon], sink, "po", env)
    found = polib.pofile(sink.getvalue().decode())
    terms[addon] = sorted(entry.msgid for entry in found if entry.msgid)
print("TERMS" + json.dumps(terms))
"""


@pytest.fixture(scope="module")
def every_term():
    return all_terms()


def _none(found, what):
    shown = "\n".join(f"  {term}" for term in found[:40])
    assert not found, f"{len(found)} terms {what}:\n{shown}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_every_template_is_translated(language):
    assert addons_with_terms(), "no addon has a template"
    missing = []
    for addon in addons_with_terms():
        there = {term.source: term.text for term in terms(addon, language)}
        missing += [
            f"{addon}: {source!r}" for source in sorted(sources(addon))
            if not there.get(source)
        ]
    _none(missing, f"are not translated into {language}")


def test_a_translation_differs_from_its_source_but_for_a_short_list(every_term):
    allowed = same_words()
    equal = [t for t in every_term if t.text == t.source and words(t.source)]
    _none([t for t in equal if t.source not in allowed], "equal their source")
    unused = set(allowed) - {term.source for term in equal}
    assert not unused, f"no term equals its source any more: {sorted(unused)}"
    assert len(allowed) <= MOST_EQUAL
    assert all(allowed.values()), "a word of the list has no reason"


def test_no_placeholder_is_lost_or_invented(every_term):
    _none(
        [t for t in every_term if placeholders(t.source) != placeholders(t.text)],
        "differ in their placeholders",
    )


def test_markup_stays_as_it_is(every_term):
    _none(
        [t for t in every_term if markup(t.source) != markup(t.text)],
        "differ in their markup",
    )


def test_blanks_and_line_ends_at_the_edges_stay(every_term):
    def edges(text):
        return (
            text[: len(text) - len(text.lstrip())],
            text[len(text.rstrip()):],
            text.count("\n"),
        )

    _none(
        [t for t in every_term if edges(t.source) != edges(t.text)],
        "differ in blanks at an edge or in lines",
    )


def test_no_letter_comes_from_another_script(every_term):
    latin = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
    _none(
        [t for t in every_term if latin.search(t.text) and not latin.search(t.source)],
        "hold Greek or Cyrillic letters",
    )


def test_our_terms_of_odoo_are_whole_and_are_odoos():
    """Those of its sign-in and portal pages, and of the frame of every screen."""
    every = {language: extra_terms(language) for language in LANGUAGES}
    first, *others = ({term.source for term in terms} for terms in every.values())
    assert len(first) > 300
    assert all(sources == first for sources in others)
    of_odoo = {
        entry.msgid
        for addon in ODOO_ADDONS
        for entry in polib.pofile(str(odoo_template(addon)))
    }
    assert first <= of_odoo, sorted(first - of_odoo)
    for found in every.values():
        _none([t for t in found if not t.text], "are not translated")
        _none([t for t in found if placeholders(t.source) != placeholders(t.text)],
              "differ in their placeholders")
        _none([t for t in found if markup(t.source) != markup(t.text)],
              "differ in their markup")
        _none([t for t in found if t.text == t.source and t.source not in SAME_IN_ODOO],
              "equal their source")


def test_the_templates_are_those_of_the_code(cluster, demo_database):
    script = EXPORT.replace("ADDONS", json.dumps(own_addons()), 1)
    output = demo_command.shell(
        cluster, demo_database, script, "test-terms.log", "the export of terms"
    )
    line = next(row for row in output.splitlines() if row.startswith("TERMS"))
    found = json.loads(line.removeprefix("TERMS"))
    stale = {}
    for addon, of_the_code in found.items():
        written = sources(addon) if addon in addons_with_terms() else set()
        more, less = set(of_the_code) - written, written - set(of_the_code)
        if more or less:
            stale[addon] = {"to add": sorted(more), "to drop": sorted(less)}
    assert not stale, f"run ./rr i18n and translate: {json.dumps(stale, indent=1)}"


def test_the_glossary_has_sixty_words_in_three_languages():
    rows = glossary()
    # Sixty of the field, and two that part senses on our screens.
    assert len(rows) == 62
    assert len({row.english for row in rows}) == 62
    for row in rows:
        for language in LANGUAGES:
            word = row.words[language]
            assert any(stem in word for stem in row.stems[language]), row
            assert set(word) - set(string.ascii_lowercase) <= set(" ëçčćđšž-"), row


def test_the_glossary_is_used_throughout(every_term):
    rows = glossary()
    wrong = [
        f"{row.english} ({row.words[term.language]}): {term}"
        for term in every_term
        for row in rows
        if row.speaks_in(term.source) and not row.is_kept(term)
    ]
    _none(wrong, "use another word than the glossary's")


@pytest.mark.parametrize(
    ("check", "source", "text"),
    [
        (placeholders, "%(count)s of %(all)s", "%(count)s od"),
        (placeholders, "100 %% of {}", "100 % e {}"),
        (placeholders, "from %s", "prej %d"),
        (markup, 'a <b class="x">b</b>', 'a <b class="y">b</b>'),
        (markup, "a<br/>b", "a b"),
    ],
)
def test_the_checks_see_what_is_lost(check, source, text):
    assert check(source) != check(text)


def test_what_a_tag_says_to_a_reader_may_be_translated():
    assert markup('<i title="Sent"/>') == markup('<i title="Poslato"/>')


def test_the_glossary_sees_another_word_and_leaves_other_senses():
    row = next(row for row in glossary() if row.english == "need")
    assert row.speaks_in("Needs met")
    assert row.speaks_in("the need of the month")
    assert not row.speaks_in("An override needs a reason.")
    assert not row.speaks_in("needed")
