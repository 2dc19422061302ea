"""No English is left on the pages of partners in Albanian or in Serbian.

Each page is read in English, Albanian and Serbian; :mod:`english_words` compares. Forms
are sent empty, for what they answer; the pages of signing in are Odoo's own.
"""

import json
from pathlib import Path

import pytest
from english_words import English
from portal_pages import LANGUAGES, Reader, kind

FIRST = {
    "ngo": ("/rr", "/rr/grants", "/rr/check", "/rr/check/AAAA-BBBB-CCCC",
            "/rr/session/999999", "/my", "/my/security", "/my/account",
            "/my/reports", "/rr/nowhere"),
    "municipality": ("/rr", "/rr/support", "/my", "/my/security"),
    "donor": ("/rr", "/my/reports", "/my/reports/999999", "/my", "/my/security"),
}
KINDS = {"ngo": 14, "municipality": 5, "donor": 5}
SIGN_IN = ("/rr", "/web/login", "/web/reset_password", "/rr/check", "/my/nowhere")
DATA = f"""
import json, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from written_texts import written_texts
print("DATA" + json.dumps(written_texts(env)))
"""


@pytest.fixture(scope="module")
def english(demo):
    """The judge, who knows the texts that people wrote."""
    line = next(row for row in demo.shell(DATA).splitlines() if row.startswith("DATA"))
    return English(json.loads(line.removeprefix("DATA")))


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


@pytest.mark.parametrize("login", [*FIRST, "–"])
@pytest.mark.parametrize("language", ["sq", "sr@latin"])
def test_no_english_is_left_on_the_pages_of_partners(
    language, login, pages, english, capsys
):
    own = {path: both for (who, path), both in pages.items() if who == login}
    kinds = {kind(path) for path in own}
    left = {
        path: found
        for path, both in own.items()
        if (found := english.left(both["en"].texts, both[language].texts, language))
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


def test_a_left_english_text_is_seen(pages, english):
    texts = pages["ngo", "/rr"]["en"].texts
    assert len(english.left(texts, texts, "sq")) > 5
