"""Sentences of the documentation that promise something, and the tests that hold them.

A sentence with *never*, *always*, *refuses* or *refused* (in the guides in Albanian and
Serbian their counterparts) is followed by a comment: ``<!-- test: NAME -->`` with
``tests/…py::test_x`` or ``addon:Class.test_x``, or ``<!-- no test: reason -->`` where
the word promises nothing.
"""

import ast
import re
from dataclasses import dataclass

WORDS = {
    "en": r"never|always|refuses|refused",
    "sq": r"kurrë|asnjëherë|gjithmonë|përherë|refuzo\w*",
    "sr": r"nikad|nikada|uvek|odbij\w*|odbačen\w*",
}
_COMMENT = re.compile(r"<!--\s*(no test|test):\s*(.*?)\s*-->", re.S)
_ITEM = re.compile(r"\s*([-*]|\d+\.|#+|\||\[)\s")
_CODE = re.compile(r"`[^`]*`")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$|\*)|\|")


@dataclass(frozen=True)
class Promise:
    """One sentence: where, its words, and what the comment after it says."""

    page: str
    line: int
    sentence: str
    kind: str  # "test", "no test" or "" where there is no comment
    says: str


def pages(root):
    """The pages that promise: README and the guides, not the decisions."""
    found = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    return [path for path in found if path.name != "decisions.md"]


def promises(page, text):
    """Every sentence of a page with one of the words.

    :param page: name of the page, which says its language (``guide-ngo.sq.md``)
    """
    language = page.split(".")[-2] if page.count(".") > 1 else "en"
    word = re.compile(rf"\b(?:{WORDS.get(language, WORDS['en'])})\b", re.I)
    for line, block in blocks(text):
        bare = _CODE.sub(_blank, _COMMENT.sub(_blank, block))
        last = None
        for match in word.finditer(bare):
            end = _SENTENCE_END.search(bare, match.end())
            end = end.start() if end else len(bare)
            if end == last:
                continue  # a second word in the same sentence
            last = end
            after = _comment_of(block, bare, match.end())
            start = max(
                (m.end() for m in _SENTENCE_END.finditer(bare, 0, match.start())),
                default=0,
            )
            yield Promise(
                page,
                line + block.count("\n", 0, match.start()),
                " ".join(_COMMENT.sub("", block[start:end]).split()),
                after[1] if after else "",
                after[2] if after else "",
            )


def _blank(match):
    """What stands in code or in a comment keeps its place, not its letters."""
    return " " * len(match[0])


def _comment_of(block, bare, position):
    """The first comment after a word, unless another sentence lies between."""
    comment = _COMMENT.search(block, position)
    if comment is None:
        return None
    between = bare[position : comment.start()].rstrip().rstrip(".!?:*")
    return None if _SENTENCE_END.search(between) else comment


def blocks(text):
    """(first line, text) of each paragraph, item, heading and row of a table."""
    current, first, is_code = [], 1, False
    for number, line in enumerate(text.splitlines(), 1):
        is_fence = line.lstrip().startswith("```")
        if not line.strip() or is_fence or is_code or _ITEM.match(line):
            if current:
                yield first, "\n".join(current)
            current, first = [], number
        is_code ^= is_fence
        if line.strip() and not is_fence and not is_code:
            current = current or []
            first = number if not current else first
            current.append(line)
    if current:
        yield first, "\n".join(current)


def missing_test(root, name):
    """Why a named test does not hold anything; None where it stands and is not skipped.

    :param name: ``tests/…py::test_x``, ``tests/…py::Class::test_x`` or
        ``addon:Class.test_x``
    """
    if "::" in name:
        path, *inside = name.split("::")
        files = [root / path]
    else:
        addon, _, rest = name.partition(":")
        inside = rest.split(".")
        files = sorted((root / "addons" / addon / "tests").glob("test_*.py"))
    for file in files:
        if file.is_file():
            node = _find(ast.parse(file.read_text(encoding="utf-8")), inside)
            if node is not None:
                return "it is skipped" if _is_skipped(node) else None
    return "there is no such test"


def _find(tree, names):
    for name in names:
        kinds = ast.FunctionDef | ast.ClassDef
        found = [n for n in tree.body if isinstance(n, kinds) and n.name == name]
        if not found:
            return None
        tree = found[0]
    is_test = isinstance(tree, ast.FunctionDef) and tree.name.startswith("test_")
    return tree if is_test else None


def _is_skipped(function):
    """A decorator that skips whatever the machine (``skipif`` asks first)."""
    return any(
        re.fullmatch(r"(\w+\.)*skip(\(.*\))?", ast.unparse(decorator), re.S)
        for decorator in function.decorator_list
    )
