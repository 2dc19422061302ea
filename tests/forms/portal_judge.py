"""From what the walks wrote down to rows, and the comparison with the known ones."""

import csv
import re
from collections import defaultdict
from pathlib import Path

from english_words import English, english_texts
from portal_pages import CODES

KNOWN = Path(__file__).with_name("portal_known.csv")
KINDS = {
    "bare page": "405, or another error that no page of ours or Odoo's dresses",
    "server error": "500 and above",
    "english": "English on a page in Albanian or Serbian",
    "lost text": "a form that is refused or comes back without what was typed",
    "lost beside": "a form is sent, and what stood in another one of the page is gone",
    "lost at sign-in": "typed, session expired, signed in: gone",
    "dead link": "404 behind a link or a form of a page",
    "forbidden": "403 behind a link or a form of a page",
}
COLUMNS = ("kind", "role", "language", "address", "what")
MOST_LETTERS = 60


class Judge:
    """Knows what people wrote, so that it can tell it from what the pages say."""

    def __init__(self, written):
        self.english = English([text for text in written if len(text) > 2])

    def failures(self, walk):
        """All failures of a walk, as dicts of ``COLUMNS``; those of language too."""
        return [*walk["failures"], *self._english(walk)]

    def _english(self, walk):
        own = {
            tuple(answer["key"]): answer["texts"]
            for answer in walk["answers"] if answer["language"] == "en"
        }
        found = []
        for answer in walk["answers"]:
            texts = own.get(tuple(answer["key"]))
            if answer["language"] == "en" or texts is None:
                continue
            for text in self.english.left(texts, answer["texts"], answer["language"]):
                found.append({
                    "kind": "english", "role": walk["role"],
                    "language": CODES[answer["language"]],
                    "address": answer["address"], "what": self._shown(text),
                })
        return found

    def _shown(self, text):
        """A text without what changes from one demonstration to the next."""
        if text not in english_texts():
            text = re.sub(r"\d+", "<n>", self.english.without_data(text))
        return " ".join(text.split())[:MOST_LETTERS]


def rows(failures):
    """Failures by kind, address and what; roles and languages of each in one cell."""
    roles, languages = defaultdict(set), defaultdict(set)
    for failure in failures:
        key = failure["kind"], failure["address"], failure["what"]
        roles[key].add(failure["role"])
        languages[key].add(failure["language"])
    return {
        (key[0], " ".join(sorted(roles[key])), " ".join(sorted(languages[key])), *key[1:])
        for key in roles
    }


def known():
    """Rows of the known failures with the issue that mends each."""
    with open(KNOWN, encoding="utf-8", newline="") as source:
        return {
            tuple(row[name] for name in COLUMNS): row["issue"]
            for row in csv.DictReader(source)
        }


def compare(found, expected):
    """Return (new rows, rows that are mended or say it differently), sorted."""
    return sorted(found - set(expected)), sorted(set(expected) - found)


def lines(found, issue="?"):
    """Rows as they stand in the file."""
    return "\n".join(
        ",".join(f'"{cell}"' if "," in cell else cell for cell in (*row, issue))
        for row in found
    )
