"""A test that depends on chance, on today's date or on a sleep fails one day for nothing.

What ``./rr lint`` finds under ``tests/`` and in the addons' ``tests/``:

- chance: drawn without a seed (``random.random()``, ``Random()``, ``uuid4()``, …);
- today: the day or the hour of the machine, where no ``freeze_time`` holds it: around
  the call, on the function, on the class, or on a class that it inherits from;
- sleep: a pause of fixed length; one within ``while`` waits for something and is fine;
- speed: an assertion about the seconds that something took;
- profile: settings of hypothesis that ``rr_base/tests/chance.py`` makes for all.

``config/chance-allowed.csv`` names what stays, with the reason; a row that nothing needs
any more is found too.
"""

import ast
import csv
from dataclasses import dataclass
from pathlib import Path

from .paths import CONFIG, ROOT

ALLOWED = CONFIG / "chance-allowed.csv"
PROFILE = "addons/rr_base/tests/chance.py"

#: Last two words of a call → what is wrong with it
CALLS = {
    "uuid.uuid1": "chance", "uuid.uuid4": "chance", "os.urandom": "chance",
    "random.SystemRandom": "chance",
    "date.today": "today", "datetime.today": "today", "datetime.now": "today",
    "datetime.utcnow": "today", "Date.today": "today", "Date.context_today": "today",
    "Datetime.now": "today", "Datetime.today": "today", "time.time": "today",
    "page.wait_for_timeout": "sleep",
}
#: Drawing from one of these is chance whatever it is called …
SOURCES = ("random", "secrets")
#: … but for those that are made from a seed, if they are given one
SEEDED = {"random.Random", "random.default_rng", "random.RandomState", "random.seed"}
CLOCKS = {"time.time", "time.monotonic", "time.perf_counter", "time.process_time"}
ROUNDED = {"abs", "max", "min", "round", "sum", "statistics.median"}
#: What the profile of hypothesis says for every test
OF_THE_PROFILE = {"database", "deadline", "derandomize", "phases", "print_blob"}


@dataclass(frozen=True, order=True)
class Hit:
    """One place: the path from the root, the function or class, the kind of fault."""

    path: str
    line: int
    where: str
    kind: str
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.kind}: {self.what} in {self.where}"

    @property
    def key(self):
        """What a row of the allow list names; no line, so that code may move."""
        return self.path, self.where, self.kind


def files(root=ROOT):
    """Python files of the tests below a root."""
    found = [*(root / "tests").rglob("*.py"), *root.glob("addons/*/tests/**/*.py")]
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _name(node):
    """``a.b.c`` of an expression; an empty text when it is none."""
    words = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        return ".".join([node.id, *reversed(words)])
    return ""


class _Imports(ast.NodeVisitor):
    """Local name → full name of what a file imports."""

    def __init__(self):
        self.names = {}

    def visit_Import(self, node):
        for one in node.names:
            self.names[one.asname or one.name] = one.name

    def visit_ImportFrom(self, node):
        for one in node.names:
            self.names[one.asname or one.name] = f"{node.module or ''}.{one.name}"


def _is_freezing(node):
    """Whether an expression is ``freeze_time(…)``."""
    return isinstance(node, ast.Call) and _name(node.func).endswith("freeze_time")


def frozen_classes(trees):
    """Names of classes whose tests run on a fixed day.

    A class is frozen by its decorator, by its attribute ``freeze_time``, or by a class
    that it inherits from, which may lie in another file.
    """
    bases, frozen = {}, set()
    for tree in trees:
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            bases.setdefault(node.name, set()).update(
                _name(base).rpartition(".")[2] for base in node.bases
            )
            assigned = {
                _name(target) for one in node.body if isinstance(one, ast.Assign)
                for target in one.targets
            }
            if "freeze_time" in assigned or any(map(_is_freezing, node.decorator_list)):
                frozen.add(node.name)
    while more := {name for name, of in bases.items() if of & frozen} - frozen:
        frozen |= more
    return frozen


class _Visitor(ast.NodeVisitor):
    """Collects the hits of one file."""

    def __init__(self, path, tree, frozen):
        imports = _Imports()
        imports.visit(tree)
        self.path, self.names, self.frozen = path, imports.names, frozen
        self.hits, self.where = [], []
        self.held = 0  # how many freezes are around
        self.waiting = 0  # how many while loops are around
        self.timed = set()  # names that hold a reading of a clock
        self.visit(tree)

    def _full(self, node):
        """Last two words of what an expression names, after the file's imports."""
        first, _, rest = _name(node).partition(".")
        full = ".".join(filter(None, [self.names.get(first, first), rest]))
        return ".".join(full.split(".")[-2:])

    def _hit(self, node, kind, what):
        where = ".".join(self.where) or "the file"
        self.hits.append(Hit(self.path, node.lineno, where, kind, what))

    # ------------------------------------------------------------- surroundings

    def _within(self, node, held):
        for decorator in node.decorator_list:
            self.visit(decorator)
        self.where.append(node.name)
        timed, self.timed = self.timed, set(self.timed)
        self.held += held
        for child in node.body:
            self.visit(child)
        self.held -= held
        self.timed = timed
        self.where.pop()

    def visit_ClassDef(self, node):
        self._within(node, node.name in self.frozen)

    def visit_FunctionDef(self, node):
        self.visit(node.args)
        self._within(node, any(map(_is_freezing, node.decorator_list)))

    def visit_With(self, node):
        held = any(_is_freezing(item.context_expr) for item in node.items)
        for item in node.items:
            self.visit(item)
        self.held += held
        for child in node.body:
            self.visit(child)
        self.held -= held

    def visit_While(self, node):
        self.waiting += 1
        self.generic_visit(node)
        self.waiting -= 1

    # -------------------------------------------------------------------- faults

    def visit_Call(self, node):
        full, kind = self._full(node.func), None
        head = full.partition(".")[0]
        if full in CALLS:
            kind = CALLS[full]
        elif full in SEEDED:
            kind = None if node.args or node.keywords else "chance"
        elif head in SOURCES and head in map(self._root, (node.func,)):
            kind = "chance"
        elif full == "time.sleep" and not self.waiting:
            kind = "sleep"
        elif full in ("hypothesis.settings", "chance.settings"):
            for keyword in node.keywords:
                if keyword.arg in OF_THE_PROFILE:
                    self._hit(node, "profile", f"{keyword.arg}=")
        if kind and not (kind == "today" and self.held):
            self._hit(node, kind, f"{full}()")
        words = full.rpartition(".")[2]
        if words.startswith("assert") and any(map(self._is_timed, node.args)):
            self._hit(node, "speed", f"{words}()")
        self.generic_visit(node)

    def _root(self, node):
        """The module that a call goes to, as the file imported it; or no text.

        ``rng.random()`` of a seeded ``rng`` is no call of the module of that name.
        """
        first = _name(node).partition(".")[0]
        module = self.names.get(first, "")
        return next((one for one in SOURCES if one in module.split(".")), "") or (
            "random" if module == "numpy" else ""
        )

    def visit_Assign(self, node):
        if self._is_timed(node.value):
            for target in node.targets:
                self.timed |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
        self.generic_visit(node)

    def visit_Assert(self, node):
        if self._is_timed(node.test) and not self.waiting:
            self._hit(node, "speed", "assert")
        self.generic_visit(node)

    def _is_timed(self, node):
        """Whether an expression holds a reading of a clock, or a difference of two.

        What a function makes of a reading that it is given is another thing.
        """
        if isinstance(node, ast.Call):
            full = self._full(node.func)
            return full in CLOCKS or (
                full in ROUNDED and any(map(self._is_timed, node.args))
            )
        if isinstance(node, ast.Name):
            return node.id in self.timed
        return any(map(self._is_timed, ast.iter_child_nodes(node)))


def hits(paths, root=ROOT):
    """What is found in files of tests, in order."""
    trees = {
        path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
    }
    frozen = frozen_classes(trees.values())
    found = []
    for path, tree in trees.items():
        visitor = _Visitor(path, tree, frozen)
        found += visitor.hits
        imported = set(visitor.names.values())
        if (
            path.startswith("addons/") and path != PROFILE
            and any(name.startswith("hypothesis.") for name in imported)
            and not any("rr_base.tests.chance." in name for name in imported)
        ):
            found.append(Hit(path, 1, "the file", "profile",
                             "hypothesis without odoo.addons.rr_base.tests.chance"))
    return sorted(found)


def allowed(path=ALLOWED):
    """{(path, where, kind): reason} of the allow list."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return {
            (row["path"], row["where"], row["kind"]): row["reason"].strip()
            for row in csv.DictReader(file)
        }


def problems(root=ROOT, allow=ALLOWED):
    """A line for each place that no row allows, and each row that is of no use."""
    found, rows = hits(files(root), root), allowed(allow)
    lines = [str(hit) for hit in found if hit.key not in rows]
    used = {hit.key for hit in found}
    for key, reason in rows.items():
        if key not in used:
            lines.append(f"{Path(allow).name}: nothing needs {' '.join(key)} any more")
        elif not reason:
            lines.append(f"{Path(allow).name}: {' '.join(key)} has no reason")
    return lines
