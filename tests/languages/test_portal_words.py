"""No English is left on the pages of partners in Albanian or in Serbian.

Each page is read in English, Albanian and Serbian. A word of the English page that also
stands on the other page must be data (the name of a course, a place, a person), a word
of that language's translations, or one of ``same_words.csv``. A text that a template of
ours or of Odoo holds must not stand there whole. Forms are sent empty, for what they
answer; the pages of signing in are Odoo's own.
"""

import json
import re
from functools import cache

import catalogues
import polib
import pytest
from babel.dates import get_day_names, get_month_names
from portal_pages import LANGUAGES, Reader, kind

LOCALES = {"sq": "sq", "sr@latin": "sr_Latn"}
WORD = re.compile(r"[^\W\d_]{3,}")
FIRST = {
    "ngo": ("/rr", "/rr/grants", "/rr/check", "/rr/check/AAAA-BBBB-CCCC",
            "/rr/session/999999", "/my", "/my/security", "/my/account",
            "/my/reports", "/rr/nowhere"),
    "municipality": ("/rr", "/rr/support", "/my", "/my/security"),
    "donor": ("/rr", "/my/reports", "/my/reports/999999", "/my", "/my/security"),
}
KINDS = {"ngo": 14, "municipality": 5, "donor": 5}
SIGN_IN = ("/rr", "/web/login", "/web/reset_password", "/rr/check", "/my/nowhere")
# Names of the languages themselves, of the maker, and of kinds of files
NAMES = ("Reset", "email", "Shqip", "Srpski", "English", "Albanian", "Serbian", "Latin", "Odoo", "IATI",
         "XLSX", "PDF", "JSON", "EUR")
ODOO_ADDONS = ("web", "portal", "auth_signup", "http_routing", "auth_totp",
               "auth_totp_portal", "auth_totp_mail")
# What people and devices wrote: the stored texts of records
DATA = """
import json
texts = set()
for name, model in env.registry.items():
    if not (name.startswith("rr.") or name in ("res.partner", "res.users", "ir.attachment",
                                               "res.currency", "res.company")):
        continue
    if model._abstract or model._transient or not model._auto:
        continue
    wanted = [
        field.name for field in model._fields.values()
        if field.type in ("char", "text", "html") and not callable(field.translate)
        and field.store
    ]
    rows = env[name].with_context(active_test=False, bin_size=True).search([], limit=3000)
    for lang in ("en_US", "sq_AL", "sr@latin"):
        if lang != "en_US":
            wanted = [n for n in wanted if model._fields[n].translate]
        for row in rows.with_context(lang=lang).read(wanted) if wanted else []:
            texts.update(
                " ".join(str(row[n]).split()) for n in wanted
                if row[n] and not (model._fields[n].translate and lang == "en_US")
            )
for user in env["res.users"].search([]):
    if user.has_group("rr_base.group_ngo"):
        names = env["rr.enrolment"].with_user(user).search([]).mapped("roster_name")
        texts.update(filter(None, names))
print("DATA" + json.dumps(sorted(text for text in texts if 2 < len(text) < 3000)))
"""


def words(texts):
    return {word.lower() for text in texts for word in WORD.findall(text)}


@pytest.fixture(scope="module")
def written(demo):
    """Texts that people wrote, the longest first."""
    line = next(row for row in demo.shell(DATA).splitlines() if row.startswith("DATA"))
    return sorted(json.loads(line.removeprefix("DATA")), key=len, reverse=True)


@pytest.fixture(scope="module")
def pages(demo):
    """(login, path) → {language: page}."""
    found = {}
    for login, first in FIRST.items():
        reader = Reader(demo, login)
        crawled = reader.crawl(first)
        for language in LANGUAGES:
            reader.speak(language)
            for path in crawled:
                page = crawled[path] if language == "en" else reader.get(path)
                found.setdefault((login, path), {})[language] = page
    _send_empty_forms(demo, found)
    reader = Reader(demo)
    for language in LANGUAGES:
        reader.speak(language)
        for path in SIGN_IN:
            found.setdefault(("–", path), {})[language] = reader.get(path)
        for path in ("/web/login", "/web/reset_password"):
            values = {**reader.get(path).forms[0][1], "login": "nobody",
                      "password": "wrong"}
            found.setdefault(("–", f"{path} (refused)"), {})[language] = reader.post(
                path, values
            )
    return found


def _send_empty_forms(demo, found):
    """Add what the forms of our pages answer when they are sent empty."""
    for login in FIRST:
        reader, kinds = Reader(demo, login), {}
        for path in [path for who, path in found if who == login]:
            for action, _hidden in found[login, path]["en"].forms:
                if action.startswith("/rr/"):
                    kinds.setdefault(kind(action), (path, action))
        for path, action in kinds.values():
            answers = {}
            for language in LANGUAGES:
                reader.speak(language)
                hidden = dict(reader.get(path).forms).get(action)
                if hidden is not None:
                    answers[language] = reader.post(action, hidden)
            # A form that was all there is to say (a sheet opened again) is gone then.
            if len(answers) == len(LANGUAGES):
                found[login, f"{action} (empty)"] = answers


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


def without_data(text, written):
    for value in written:
        if value in text:
            text = text.replace(value, " ")
    return catalogues.PLACEHOLDER.sub(" ", text)


def english_left(both, language, written):
    """Texts of a page that hold English, as the reader sees them."""
    english = both["en"].texts
    held = {text: without_data(text, written) for text in {*english,
                                                           *both[language].texts}}
    suspicious = words(held[text] for text in english) - known_words(language)
    translated = {" ".join(text.split()) for text in translations(language)}
    translated |= translations_of_odoo(language)
    same = set(catalogues.same_words())
    return sorted(
        text for text in set(both[language].texts)
        if words([held[text]]) & suspicious
        or (held[text].strip() in english_texts() - translated - same
            and words([held[text]]) - words(NAMES))
    )


@pytest.mark.parametrize("login", [*FIRST, "–"])
@pytest.mark.parametrize("language", ["sq", "sr@latin"])
def test_no_english_is_left_on_the_pages_of_partners(
    language, login, pages, written, capsys
):
    own = {path: both for (who, path), both in pages.items() if who == login}
    kinds = {kind(path) for path in own}
    left = {
        path: found
        for path, both in own.items()
        if (found := english_left(both, language, written))
    }
    with capsys.disabled():
        print(f"\n  {login}, {language}: {len(own)} pages of {len(kinds)} kinds")
    assert len(kinds) >= KINDS.get(login, 7), sorted(kinds)
    assert not left, "\n".join(f"{path}: {found}" for path, found in left.items())


def test_pages_failed_nowhere(pages):
    failed = {
        key: page.status for key, both in pages.items() for page in both.values()
        if page.status >= 500
    }
    assert not failed


def test_a_left_english_text_is_seen(pages, written):
    both = dict(pages["ngo", "/rr"])
    both["sq"] = both["en"]
    assert len(english_left(both, "sq", written)) > 5
