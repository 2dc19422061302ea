"""Reads the pages that partners see, in several languages, without a browser.

What counts is what a reader sees or hears: texts, titles, labels, hints of fields, and
the words that a page hands to its scripts.
"""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import requests
from lxml import html

# Our code of a language → the one of /rr/lang
LANGUAGES = {"en": "en", "sq": "sq", "sr@latin": "sr"}
# … → Odoo's
CODES = {"en": "en_US", "sq": "sq_AL", "sr@latin": "sr@latin"}
SPOKEN = ("aria-label", "title", "placeholder", "alt")
# Pages of one kind that are opened; the kind is the path without its numbers
OF_A_KIND = 4
MOST_PAGES = 90
# Choices that Odoo names itself
OF_ODOO = ("country_id", "state_id")
# Leaves the session, or the site; nothing to read
LEFT_OUT = re.compile(r"^/(rr/lang|web/session|web/binary|web/content|my/deactivate)|"
                      r"\.pdf|\.xlsx|/files?/|/download|/template")


def kind(path):
    return re.sub(r"\d+", "0", path.split("?")[0])


@dataclass
class Page:
    """A page as it was answered: its texts, links and forms."""

    path: str
    status: int
    texts: list = field(default_factory=list)
    links: list = field(default_factory=list)
    forms: list = field(default_factory=list)

    @classmethod
    def of(cls, path, answer):
        page = cls(path, answer.status_code)
        if "html" not in answer.headers.get("Content-Type", ""):
            return page
        tree = html.fromstring(answer.content)
        page.texts = texts(tree)
        for link in tree.iterfind(".//a[@href]"):
            href = urlsplit(link.get("href").split("#")[0])
            if not href.netloc and re.match(r"/(rr|my)(/|$)", href.path):
                page.links.append(href.path + (f"?{href.query}" if href.query else ""))
        page.forms = [
            (
                urljoin(path, form.get("action") or path),
                {
                    row.get("name"): row.get("value") or ""
                    for row in form.iterfind(".//input[@type='hidden']")
                },
            )
            for form in tree.iterfind(".//form")
            if (form.get("method") or "").lower() == "post"
        ]
        return page


def texts(tree):
    """What a reader sees or hears of a page, text by text."""
    found = (" ".join(text.split()) for text in _texts(tree))
    return [text for text in found if text]


def _texts(tree):
    for node in tree.iter():
        # Odoo's own names of countries, on its form of addresses
        if not isinstance(node.tag, str) or (
            node.tag == "option" and node.getparent().get("name") in OF_ODOO
        ):
            continue
        if (node.text or "").lstrip().startswith("<form"):
            # A form that a script opens later
            yield from _texts(html.fromstring(node.text))
        elif node.tag == "script":
            # What a page of ours tells its script to show
            if node.get("id") == "config":
                config = json.loads(node.text)
                for table in (config.get("terms"), config.get("labels")):
                    yield from map(str, (table or {}).values())
        elif node.tag not in ("style", "template", "noscript"):
            yield node.text or ""
        for name in SPOKEN:
            yield node.get(name) or ""
        for name, value in node.attrib.items():
            if re.match("data-(text|label)", name):
                yield value
        if node.tag in ("input", "field", "button") and node.get("string"):
            yield node.get("string")
        if node.tag == "input" and node.get("type") in ("submit", "button"):
            yield node.get("value") or ""
        yield node.tail or ""


class Reader:
    """Somebody who reads pages of the served demonstration in a language."""

    def __init__(self, demo, login=None):
        self.demo, self.login = demo, login
        self.session = requests.Session()
        if login:
            answer = self.session.post(
                f"{demo.url}/web/session/authenticate",
                json={"params": {
                    "db": demo.database, "login": login, "password": login,
                }},
                timeout=60,
            ).json()
            assert "error" not in answer, answer

    def speak(self, language):
        self.session.get(
            f"{self.demo.url}/rr/lang/{LANGUAGES[language]}?to=/rr/check", timeout=60
        )

    def get(self, path):
        return Page.of(path, self.session.get(self.demo.url + path, timeout=120))

    def post(self, path, values):
        return Page.of(
            path, self.session.post(self.demo.url + path, data=values, timeout=120)
        )

    def crawl(self, starts):
        """Every kind of page within reach of the first ones, in one language."""
        self.speak("en")
        found, seen, waiting = {}, {}, list(starts)
        while waiting and len(found) < MOST_PAGES:
            path = waiting.pop(0)
            if path in found or seen.get(kind(path), 0) >= OF_A_KIND:
                continue
            if LEFT_OUT.search(path):
                continue
            seen[kind(path)] = seen.get(kind(path), 0) + 1
            page = found[path] = self.get(path)
            waiting += page.links
        return found
