"""What a command line of ``./rr test`` asks for."""

import ast
import os
from dataclasses import dataclass, field
from pathlib import Path

from . import collect, doctests
from .paths import ADDONS, ROOT, TESTS, own_addons
from .ui import Fail

# Tests of an addon that lie under tests/: of an engine, which runs without Odoo, and
# of the demonstration, which needs a database of its own.
OTHER_TESTS = {
    "rr_demo": "tests/demo",
    "rr_disclosure": "tests/engines/disclosure",
    "rr_sustainability": "tests/engines/planner",
}


@dataclass
class Selection:
    """The tests to be run.

    :param addons: addon → its chosen :class:`rrcli.collect.Case`
    :param whole: addons of which every test is meant, also one that Odoo adds
    :param paths: what pytest gets
    :param doctests: files whose examples are run
    """

    addons: dict = field(default_factory=dict)
    whole: set = field(default_factory=set)
    paths: list = field(default_factory=list)
    doctests: list = field(default_factory=list)
    lint: bool = False
    expression: str = ""

    @property
    def cases(self):
        return [case for cases in self.addons.values() for case in cases]

    @property
    def tags(self):
        """Odoo's ``--test-tags`` for the chosen tests."""
        tags = [f"/{name}" for name in sorted(self.whole)]
        for name, cases in self.addons.items():
            if name not in self.whole:
                tags += test_tags(name, cases)
        return ",".join(tags)


def extra_addons():
    """Folder of addons outside of the project, in the tests of this command."""
    return os.environ.get("RR_EXTRA_ADDONS")


def known_addons():
    found = set(own_addons())
    if extra := extra_addons():
        folder = Path(extra)
        found |= {path.parent.name for path in folder.glob("*/__manifest__.py")}
    return found


def cases_of(addon):
    return collect.addon_cases(collect.addon_folder(addon, extra_addons()))


def test_tags(addon, cases):
    """Tags of some tests of an addon: whole classes by their name alone."""
    every, chosen = {}, {}
    for case in cases_of(addon):
        every.setdefault(case.owner, set()).add(case.method)
    for case in cases:
        chosen.setdefault(case.owner, set()).add(case.method)
    for owner, methods in sorted(chosen.items()):
        if owner and methods == every[owner]:
            yield f"/{addon}:{owner}"
        elif owner:
            yield from (f"/{addon}:{owner}.{name}" for name in sorted(methods))


def matches(expression, name):
    """Whether a name satisfies an expression as pytest's ``-k`` takes it.

    >>> matches("stipend and not month", "rr_grants:TestStipend.test_one_month")
    False
    >>> matches("TestStipend or TestRates", "rr_grants:TestStipend.test_one_month")
    True

    :raise Fail: for what is no expression of names, and, or, not
    """
    lowered = name.lower()

    def value(node):
        match node:
            case ast.BoolOp(op=ast.And()):
                return all(map(value, node.values))
            case ast.BoolOp(op=ast.Or()):
                return any(map(value, node.values))
            case ast.UnaryOp(op=ast.Not()):
                return not value(node.operand)
            case ast.Name() | ast.Attribute():
                return ast.unparse(node).lower() in lowered
        raise SyntaxError

    try:
        return value(ast.parse(expression.strip(), mode="eval").body)
    except SyntaxError:
        raise Fail(
            f"“-k {expression}” is no expression.",
            "Join parts of names by and, or, not: -k \"stipend and not month\"",
        ) from None


def _some_of(addon, wanted):
    """The cases of ``Class`` or ``Class.method`` of an addon."""
    owner, _dot, method = wanted.partition(".")
    every = cases_of(addon)
    found = [
        case for case in every
        if case.owner == owner and (not method or case.method == method)
    ]
    if not found:
        owners = sorted({case.owner for case in every if case.owner})
        raise Fail(
            f"{addon} has no test “{wanted}”.",
            f"Its classes are: {', '.join(owners)}",
        )
    return found


def _add_addon(chosen, name, wanted):
    if wanted:
        new = _some_of(name, wanted)
        chosen.addons[name] = sorted({*chosen.addons.get(name, ()), *new})
        return
    if name in OTHER_TESTS:
        chosen.paths.append(str(ROOT / OTHER_TESTS[name]))
    folder = collect.addon_folder(name, extra_addons())
    if name not in OTHER_TESTS or (folder / "tests").is_dir():
        chosen.addons[name] = cases_of(name)
        chosen.whole.add(name)
    chosen.doctests += doctests.files_of([name], extra_addons())


def _add_path(chosen, word):
    file, _colons, rest = word.partition("::")
    path = Path(file)
    path = path if path.exists() else ROOT / file
    if not path.exists():
        raise Fail(
            f"There is nothing to test under “{word}”.",
            f"Name an addon ({', '.join(own_addons())}), addon:Class, "
            "addon:Class.method or a path under tests/.",
        )
    inside = path.resolve()
    if any(inside.is_relative_to(part) for part in (ADDONS, ROOT / "tools")):
        found = collect.doctest_modules([inside]) if inside.is_dir() else [inside]
        chosen.doctests += [file for file in found if collect.examples(file)]
        if not found or not chosen.doctests:
            raise Fail(
                f"“{word}” holds no examples to run.",
                "Name the addon to run its tests.",
            )
        return
    chosen.paths.append(str(inside) + (f"::{rest}" if rest else ""))


def everything():
    """All tests there are."""
    chosen = Selection(paths=[str(TESTS)], lint=True, doctests=doctests.everywhere())
    for name in own_addons():
        if (ADDONS / name / "tests").is_dir():
            chosen.addons[name] = cases_of(name)
            chosen.whole.add(name)
    return chosen


def select(words, expression=""):
    """The :class:`Selection` for the words of a command line.

    :param expression: of ``-k``; with it neither lint nor examples are run
    :raise Fail: when a word names nothing
    """
    chosen = Selection() if words else everything()
    for word in words:
        name, _colon, wanted = word.rstrip("/").removeprefix("addons/").partition(":")
        if name == "test_lint":
            chosen.lint = True
        elif name in known_addons() or name in OTHER_TESTS:
            _add_addon(chosen, name, wanted)
        else:
            _add_path(chosen, word)
    if expression:
        chosen.expression, chosen.lint, chosen.doctests = expression, False, []
        for name, cases in list(chosen.addons.items()):
            chosen.addons[name] = [c for c in cases if matches(expression, c.name)]
            chosen.whole.discard(name)
            if not chosen.addons[name]:
                del chosen.addons[name]
    return chosen
