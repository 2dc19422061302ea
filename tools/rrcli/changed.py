"""``./rr test --changed``: the tests of what was changed, within three minutes.

Changed is what is not committed and what was committed since the branch left the one
that it follows; where neither is anything, the last commit.

Nearest first: the classes of a changed test file (whatever they take); of the changed
addon those that name a function of a changed file, then its others; then the addons
that depend on it. What no longer fits into the time is named, with the command that runs it.
"""

import ast
import csv
import fnmatch
import re
import subprocess
from dataclasses import dataclass, field

from . import lanes, selection
from .paths import ADDONS, CONFIG, ROOT, TESTS, own_addons
from .ui import Fail

BY_PATH = CONFIG / "tests-by-path.csv"

LIMIT = 180  # seconds that the whole command may take
START = 35  # of which pass before the first test begins

# Nobody measured this file under tests/ yet, in seconds.
UNMEASURED_FILE = 20
# What the demonstration takes to build for tests that ask for it, in seconds.
DEMONSTRATION = 100
_ASKS = re.compile(r"\b(demo_database|large_database|demo|refusing)\b(?=[,)])")


def _git(*arguments):
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )
    return done.stdout if not done.returncode else None


def files():
    """Changed files, as paths from the root; (files, since what).

    :raise Fail: outside of a git checkout
    """
    dirty = _git("status", "--porcelain", "--no-renames", "--untracked-files=all")
    if dirty is None:
        raise Fail("--changed asks git, and this is no checkout.", "Name the tests.")
    found = {line[3:].strip('"') for line in dirty.splitlines()}
    for branch in ("@{upstream}", "origin/main", "main"):
        base = _git("merge-base", "HEAD", branch)
        if base:
            break
    committed = _git("diff", "--name-only", base.strip(), "HEAD") if base else ""
    found |= set(committed.splitlines())
    if found:
        return sorted(found), f"since {base.strip()[:8]}" if base else "not committed"
    last = _git("diff", "--name-only", "HEAD~1", "HEAD") or ""
    return sorted(last.splitlines()), "in the last commit"


def _depends(name):
    manifest = ADDONS / name / "__manifest__.py"
    return ast.literal_eval(manifest.read_text(encoding="utf-8")).get("depends", [])


def dependents(addon):
    """The addons of ours that depend on one, directly or not, nearest first."""
    level, found = [addon], []
    while level:
        level = [
            name for name in own_addons()
            if name not in found and set(_depends(name)) & set(level)
        ]
        found += level
    return found


def _functions(path):
    """Names of the functions that a Python file defines."""
    if path.suffix != ".py" or not path.exists():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name not in ("create", "write")
    }


@dataclass
class Choice:
    """What is run and what is left out; ``wanted`` holds (rank, key) of all."""

    wanted: dict = field(default_factory=dict)  # (addon, class) → rank
    paths: dict = field(default_factory=dict)  # path → rank
    chosen: list = field(default_factory=list)
    left: list = field(default_factory=list)

    def want(self, key, rank):
        self.wanted[key] = min(rank, self.wanted.get(key, rank))

    def want_path(self, path, rank):
        self.paths[path] = min(rank, self.paths.get(path, rank))


# Ranks: smaller comes first, and a class that was changed itself is always run. A test
# that names more functions of the changed file is nearer within NAMING.
OWN_TEST, NAMING, SAME_ADDON, DEPENDENT = 0, 1, 2, 3


def _owners(addon):
    """Class → file of tests, for the test classes of an addon."""
    return {
        case.owner: ADDONS / addon / (case.module.replace(".", "/") + ".py")
        for case in selection.cases_of(addon) if case.owner
    }


def _of_addon(choice, addon, path):
    owners = _owners(addon)
    if path in owners.values():
        for owner, file in owners.items():
            if file == path:
                choice.want((addon, owner), OWN_TEST)
        return
    names = _functions(path)
    texts = {file: file.read_text(encoding="utf-8") for file in set(owners.values())}
    for owner, file in owners.items():
        hits = sum(name in texts[file] for name in names)
        choice.want((addon, owner), NAMING + 1 / (1 + hits) if hits else SAME_ADDON)
    if "tests" in path.relative_to(ADDONS / addon).parts:
        return
    for distance, other in enumerate(dependents(addon)):
        for owner in _owners(other):
            choice.want((other, owner), DEPENDENT + distance)


def _of_tests(choice, path):
    inside = path.relative_to(TESTS).parts
    if path.name.startswith("test_") and path.exists():
        choice.want_path(str(path.relative_to(ROOT)), OWN_TEST)
    elif len(inside) > 1:
        choice.want_path(f"tests/{inside[0]}", SAME_ADDON)
    else:
        choice.want_path("tests", DEPENDENT)


def _mapped(name):
    with open(BY_PATH, encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            if fnmatch.fnmatchcase(name, row["pattern"]):
                yield row["tests"]


def wanted(names):
    """The :class:`Choice` for changed files, before the time is counted."""
    choice = Choice()
    for name in names:
        path = ROOT / name
        if path.is_relative_to(TESTS):
            _of_tests(choice, path)
        elif path.is_relative_to(ADDONS):
            addon = path.relative_to(ADDONS).parts[0]
            if (ADDONS / addon / "__manifest__.py").exists():
                _of_addon(choice, addon, path)
        for tests in _mapped(name):
            choice.want_path(tests, SAME_ADDON)
    return choice


def _asks_for_demonstration(file):
    """Whether a file of tests, or what its folder shares, names such a fixture."""
    shared = file.parent / "conftest.py"
    return any(
        _ASKS.search(path.read_text(encoding="utf-8"))
        for path in (file, shared) if path.exists() and path.parent != TESTS
    )


def _path_seconds(path, known):
    files = sorted((ROOT / path).rglob("test_*.py")) or [ROOT / path]
    shared = DEMONSTRATION if any(map(_asks_for_demonstration, files)) else 0
    return shared + sum(
        known.get((str(file.relative_to(ROOT)), ""), UNMEASURED_FILE) for file in files
    )


def _took(seconds):
    """Time of classes in two processes: half of all, but never less than the longest."""
    return max(sum(seconds) / 2, max(seconds, default=0))


def fill(choice, limit=LIMIT - START):
    """Choose nearest first while the measured times fit; what is changed itself, always."""
    known = lanes.known_times()
    classes, paths = {}, 0
    items = [(rank, known.get(key, lanes.UNMEASURED), key)
             for key, rank in choice.wanted.items()]
    items += [(rank, _path_seconds(path, known), path)
              for path, rank in choice.paths.items()]
    for rank, seconds, what in sorted(items, key=lambda item: (*item[:2], str(item[2]))):
        is_class = isinstance(what, tuple)
        more = [*classes.values(), seconds] if is_class else classes.values()
        then = _took(list(more)) + paths + (0 if is_class else seconds)
        if then > limit and not (is_class and rank == OWN_TEST):
            choice.left.append((what, seconds))
            continue
        choice.chosen.append((what, seconds))
        if is_class:
            classes[what] = seconds
        else:
            paths += seconds
    return choice


def as_word(what):
    """A choice as a word of the command line."""
    return ":".join(what) if isinstance(what, tuple) else what


def _grouped(label, items):
    """A line for each addon or path: what is run of it, and how long it takes."""
    groups = {}
    for what, seconds in items:
        where, owner = what if isinstance(what, tuple) else (what, "")
        groups.setdefault(where, []).append((owner, seconds))
    for where, found in groups.items():
        owners = ", ".join(owner for owner, _seconds in found if owner)
        total = sum(seconds for _owner, seconds in found)
        yield f"{label}  {where}{': ' if owners else ''}{owners} ({total:.0f} s)"


def report(choice, names, since):
    """Lines that say what was chosen, and what not."""
    yield f"changed {since}: {len(names)} files"
    yield from _grouped("chosen ", choice.chosen)
    yield from _grouped("not run", choice.left)
    if choice.left:
        yield "what is not run would take longer than three minutes; name it to run it"


def select(say):
    """The :class:`rrcli.selection.Selection` of what was changed."""
    names, since = files()
    choice = fill(wanted(names))
    for line in report(choice, names, since):
        say(line)
    words = [as_word(what) for what, _seconds in choice.chosen]
    if not words:
        raise Fail(
            "Nothing was changed that has tests of its own.",
            "Run ./rr test, or name the tests.",
        )
    return selection.select(words)
