"""Which tests exist, read from the source without running it.

A test that nobody starts is green for nothing: Odoo passes over a class that is no
test case of its own kind, a file that ``tests/__init__.py`` does not import, an
inherited method, a test whose tags exclude it. So what stands in the source is
compared with what the log shows as started.
"""

import ast
import doctest
from dataclasses import dataclass, field
from pathlib import Path

from .paths import ADDONS, ROOT, TESTS, shown


@dataclass(frozen=True, order=True)
class Case:
    """A test of an addon: where it stands and how Odoo's log names it."""

    addon: str
    module: str  # dotted, below the addon: tests.test_split
    owner: str  # the class; empty for a function outside of one
    method: str

    @property
    def logger(self):
        return f"odoo.addons.{self.addon}.{self.module}"

    @property
    def name(self):
        """As the command line takes it."""
        return f"{self.addon}:{self.owner}.{self.method}"

    @property
    def started_as(self):
        return self.logger, f"{self.owner}.{self.method}"


@dataclass
class _Class:
    module: str
    name: str
    bases: list
    methods: list
    children: list = field(default_factory=list)


def _is_test(node):
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (
        node.name.startswith("test")
    )


def _classes(path, module):
    """Classes of a file, and its functions named like tests."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    functions = [node.name for node in body if _is_test(node)]
    found = []
    for node in body:
        if isinstance(node, ast.ClassDef):
            bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
            methods = [item.name for item in node.body if _is_test(item)]
            found.append(_Class(module, node.name, bases, methods))
    return found, functions


def _is_started_module(module):
    """Whether Odoo looks for tests in a file of this name."""
    return module.startswith("tests.test_") and module.count(".") == 1


def addon_cases(folder):
    """Every test of an addon that somebody wrote, as :class:`Case`.

    A mixin's tests (a class in a file that holds no tests of its own) are expected
    of each class that inherits them.

    :param folder: the folder of the addon
    """
    addon, classes, cases = folder.name, [], set()
    for path in sorted(folder.rglob("*.py")):
        below = path.relative_to(folder)
        if below.parts[0] != "tests" and not path.name.startswith("test_"):
            continue
        module = ".".join(below.with_suffix("").parts)
        found, functions = _classes(path, module)
        classes += found
        cases |= {Case(addon, module, "", name) for name in functions}
    by_name = {}
    for each in classes:
        by_name.setdefault(each.name, each)
    for each in classes:
        for base in each.bases:
            if base in by_name:
                by_name[base].children.append(each)

    def heirs(each):
        for child in each.children:
            if _is_started_module(child.module):
                yield child
            else:
                yield from heirs(child)

    for each in classes:
        users = [] if _is_started_module(each.module) else list(heirs(each))
        for owner in users or [each]:
            cases |= {
                Case(addon, owner.module, owner.name, method)
                for method in each.methods
            }
    return sorted(cases)


def addon_folder(name, extra=None):
    """Folder of an addon: the project's, or one of a further path."""
    inside = ADDONS / name
    return inside if inside.is_dir() or not extra else Path(extra) / name


def not_started(cases, started):
    """One line for each class of which tests exist that did not start.

    :param cases: the tests that exist and were chosen
    :param started: (logger, "Class.method") of those that the log shows
    """
    missing = {}
    for case in cases:
        if case.started_as not in started:
            missing.setdefault((case.addon, case.module, case.owner), []).append(case)
    for (addon, module, owner), silent in sorted(missing.items()):
        where = f"{addon}/{module.replace('.', '/')}.py"
        names = ", ".join(case.method for case in silent[:3])
        more = f" and {len(silent) - 3} more" if len(silent) > 3 else ""
        yield f"{where}: {owner or 'no class'}: did not start: {names}{more}"


def _functions(tree):
    for node in tree.body:
        if _is_test(node):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield from (item.name for item in node.body if _is_test(item))


def pytest_functions(paths):
    """``file::function`` (from the root) of every test under these paths.

    Any file with such a function counts, whatever its own name.
    """
    found = set()
    for path in map(Path, paths):
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        for file in files:
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found |= {f"{shown(file)}::{name}" for name in _functions(tree)}
    return found


def examples(path):
    """How many examples the docstrings of a file hold."""
    text = path.read_text(encoding="utf-8")
    if ">>>" not in text:
        return 0
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    read = doctest.DocTestParser().get_examples
    return sum(
        len(read(ast.get_docstring(node) or ""))
        for node in ast.walk(ast.parse(text)) if isinstance(node, documented)
    )


def doctest_modules(folders=None):
    """Files whose docstrings hold examples, in the product and its tools."""
    return [
        path
        for folder in folders or (ADDONS, ROOT / "tools", TESTS)
        for path in sorted(Path(folder).rglob("*.py"))
        if examples(path)
    ]
