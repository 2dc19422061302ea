"""The glossary is true of the code: its words are used, each where it says and in one
sense, and no two classes of plain code share a name."""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from catalogues import addons_with_terms, glossary, glossary_table, sources
from rrcli.paths import ADDONS

# Classes that share a name for a reason.
SHARED = {
    "InputError": "each engine is called alone, on a file, and says so of its own input",
}
# Second implementations and measurements: read like tests.
BESIDE = ("audit_columns", "bench", "bench_overlap", "simulate")
# What makes a class a part of Odoo, named after its model or its page.
ODOO_BASES = re.compile(r"^(models|http)\.")


@dataclass(frozen=True)
class CodeWord:
    word: str
    places: tuple
    not_meant: str

    @property
    def rooms(self):
        """The addons in which the word has this sense."""
        return {place.split("/")[0] for place in self.places}

    def is_in(self, text):
        """Whether a text has the word: in a sentence, or inside a name."""
        if len(self.word) == 1:
            return re.search(rf"\b{self.word}\b", text) is not None
        plural = f"|{self.word[:-1]}ies" if self.word.endswith("y") else ""
        return (
            re.search(rf"(?<![a-z])(?:{self.word}(?:e?s)?{plural})(?![a-z])", apart(text))
            is not None
        )


def code_words(rows):
    return [
        CodeWord(word, tuple(re.findall(r"`([^`]+)`", places)), not_meant)
        for word, _meaning, places, not_meant in rows
    ]


@pytest.fixture(scope="module")
def words():
    return code_words(glossary_table("Words of the code"))


def apart(name):
    """A text with its names in single words.

    >>> apart("_rr_figureOfSessions")
    ' rr figure of sessions'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").lower()


def plain_modules(folder):
    """(room, path inside the folder, syntax tree) of every module that is no test."""
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if "tests" in inside.parts or inside.stem in BESIDE:
            continue
        room = inside.parts[0]
        if inside.parts[:2] == ("rr_demo", "generator") and len(inside.parts) > 3:
            room = inside.parts[2]
        yield room, inside, ast.parse(path.read_text(encoding="utf-8"))


def given_names(tree):
    """Every name that a module gives: classes, functions, arguments, variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def strangers(folder, words):
    """Names in addons that do not know their word."""
    rooms = defaultdict(set)
    for word in words:
        if word.not_meant:
            rooms[word.word] |= word.rooms
    found = []
    for room, path, tree in plain_modules(folder):
        names = {*given_names(tree), path.stem}
        found += [
            f"{path}: {name} ({word.word} is of {', '.join(sorted(rooms[word.word]))})"
            for word in {w.word: w for w in words if w.not_meant}.values()
            if room not in rooms[word.word]
            for name in sorted(names)
            if word.is_in(name)
        ]
    return found


def twins(folder):
    """Class name → modules of plain code that have one, where there are several."""
    places = defaultdict(list)
    for _room, path, tree in plain_modules(folder):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not any(
                ODOO_BASES.match(ast.unparse(base)) for base in node.bases
            ):
                places[node.name].append(str(path))
    return {name: paths for name, paths in places.items() if len(paths) > 1}


def unused(rows, texts):
    """Words of the field that no source text uses."""
    return [row.english for row in rows if not any(map(row.speaks_in, texts))]


def lost(folder, words):
    """Places that are not there, or do not have the word that they are named for."""
    return [
        f"{word.word}: {place}"
        for word in words
        for place in word.places
        if not (folder / place).is_file()
        or not word.is_in((folder / place).read_text(encoding="utf-8"))
    ]


def test_every_word_of_the_field_is_in_a_source_text():
    texts = set().union(*(sources(addon) for addon in addons_with_terms()))
    assert not unused(glossary(), texts)


def test_every_word_of_the_code_is_where_the_glossary_says(words):
    assert len(words) > 40
    assert all(word.places for word in words)
    assert not lost(ADDONS, words)


def test_a_word_has_one_sense_in_one_addon(words):
    senses = defaultdict(list)
    for word in words:
        senses[word.word].append(word)
    for rows in senses.values():
        known = [room for word in rows for room in word.rooms]
        assert len(known) == len(set(known)), rows[0].word
        # Where a word has two senses, each row says which one it does not mean.
        assert len(rows) == 1 or all(word.not_meant for word in rows), rows[0].word


def test_a_parted_word_names_nothing_in_another_addon(words):
    found = strangers(ADDONS, words)
    assert not found, "\n".join(found)


def test_no_two_classes_of_plain_code_share_a_name():
    found = twins(ADDONS)
    assert not {name: found[name] for name in found if name not in SHARED}
    assert set(SHARED) <= set(found), "an exception is not needed any more"
    assert all(SHARED.values())


@pytest.fixture
def planted(tmp_path):
    """Two small addons in which everything is wrong that can be."""
    for place, text in {
        "rr_money/models/book.py": "class Reader:\n    ledger = None\n",
        "rr_figures/engine/ledger.py": (
            "class Reader:\n    pass\n\ndef load(path, oldLedger=None):\n    return path\n"
        ),
        "rr_figures/models/page.py": (
            "from odoo import models\n\nclass Page(models.Model):\n    _inherit = 'a'\n"
        ),
        "rr_figures/models/other_page.py": (
            "from odoo import models\n\nclass Page(models.Model):\n    _inherit = 'a'\n"
        ),
        "rr_figures/tests/test_it.py": "class Reader:\n    ledger = 1\n",
        "rr_demo/generator/rr_money/book.py": "ledger = []\n",
        "rr_demo/generator/book.py": "ledgers = []\n",
    }.items():
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_name_of_another_addons_word_is_found(planted):
    row = ["ledger", "the book", "`rr_money/models/book.py`", "what was published"]
    found = strangers(planted, code_words([row]))
    assert [line.split(" (")[0] for line in found] == [
        str(Path("rr_demo/generator/book.py")) + ": ledgers",
        str(Path("rr_figures/engine/ledger.py")) + ": ledger",
        str(Path("rr_figures/engine/ledger.py")) + ": oldLedger",
    ]
    assert not strangers(planted, code_words([[*row[:3], ""]]))


def test_a_class_that_two_modules_have_is_found_and_a_model_in_two_files_is_not(planted):
    assert twins(planted) == {
        "Reader": ["rr_figures/engine/ledger.py", "rr_money/models/book.py"]
    }


def test_a_place_without_its_word_is_found(planted):
    rows = [
        ["ledger", "…", "`rr_money/models/book.py`, `rr_money/models/gone.py`", ""],
        ["atom", "…", "`rr_figures/engine/ledger.py`", ""],
    ]
    assert lost(planted, code_words(rows)) == [
        "ledger: rr_money/models/gone.py", "atom: rr_figures/engine/ledger.py",
    ]


def test_a_word_of_the_field_that_no_text_uses_is_found():
    rows = [row for row in glossary() if row.english in ("need", "tranche")]
    assert unused(rows, {"Pay the tranche", "An override needs a reason."}) == ["need"]


@pytest.mark.parametrize(
    ("word", "text", "is_in"),
    [
        ("release", "def _post_releases(self):", True),
        ("release", "released", False),
        ("history", "HistoryAttacker", True),
        ("history", "histories", True),
        ("T", "a count of 1..T-1", True),
        ("T", "The threshold", False),
        ("known total", "class KnownTotal:", True),
    ],
)
def test_words_are_seen_in_sentences_and_in_names(word, text, is_in):
    assert CodeWord(word, (), "").is_in(text) is is_in
