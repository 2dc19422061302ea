"""What the project's Python defines and what of it the product uses.

Nothing is imported or run: the source is read by ``ast``. Looked at are the names of
modules (functions, classes, constants), the members of plain classes and controllers,
and the fields and attributes of models; methods of models are looked at by
``door_graph``, which knows their doors.
A use is one from the product, reached from what runs when it is imported, from its
models, its controllers, the generator of the demonstration or the commands of ``./rr``:
tests are no callers.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from door_source import model_of

TEXTS = (".xml", ".csv", ".js", ".sql")
WORD = re.compile(r"[^\W\d]\w*")
# "_convert_" of f"_convert_{kind}": what begins so is called by name.
PREFIX = re.compile(r"_?[a-z]\w*_$")
# What a script for Odoo's shell, kept as text, imports or calls.
_CALLED = re.compile(r"(?:\bimport |\.)(\w+)\b")
# A decorator other than these registers what it stands on.
PLAIN_DECORATORS = {
    "cache", "lru_cache", "contextmanager", "dataclass", "total_ordering", "wraps",
    "ormcache", "property", "cached_property", "classmethod", "staticmethod",
}  # fmt: skip
# Bases that call no method of their own accord.
PLAIN_BASES = {"object", "Exception", "ValueError", "NamedTuple", "Enum", "StrEnum"}
# What Odoo reads of a model's class.
PLATFORM = {
    "_name", "_inherit", "_description", "_order", "_rec_name", "_rec_names_search", "_log_access",
    "_transient_max_hours", "_mail_post_access",
}  # fmt: skip
# Files of an addon that would be no part of the product.
MISPLACED = re.compile(r"(bench|simulat)")
# What ``./rr`` calls of the module that a command names.
ENTRIES = ("arguments", "run")
# What stands for a module in somebody's hands: ``STAGES = (courses, classroom)``.
ANY = "*"


@dataclass
class Definition:
    """One name: the file that defines it, the class or "", the name."""

    file: str
    owner: str
    name: str
    line: int
    is_root: bool = False
    uses: set = field(default_factory=set)  # (module, name) as far as resolved

    @property
    def key(self):
        return self.file, f"{self.owner}.{self.name}".lstrip(".")


def is_product(path):
    """Whether a file, as a path from the root, is code that is delivered."""
    parts = PurePosixPath(path).parts
    return "tests" not in parts and parts[0] in ("addons", "tools", "rr")


def read(root):
    """{path from the root: text} of the project's product: Python, views, scripts, SQL."""
    paths = [root / "rr", *root.glob("addons/**/*.*"), *root.glob("tools/**/*.py")]
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted(paths)
        if path.suffix in (".py", *TEXTS) or path == root / "rr"
        if is_product(path.relative_to(root)) and "lib" not in path.parts
    }


def module_of(file):
    """Dotted name of a file: of an addon as Odoo names it, of ``./rr`` from rrcli on."""
    parts = list(PurePosixPath(file).with_suffix("").parts)
    if parts[0] == "addons":
        parts[:1] = ["odoo", "addons"]
    elif parts[0] == "tools":
        parts = parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class Names:
    """Definitions and uses of a product.

    :param texts: see :func:`read`
    """

    def __init__(self, texts):
        self.texts = texts
        self.trees = {
            file: ast.parse(text)
            for file, text in texts.items()
            if file.endswith(".py") or file == "rr"
        }
        self.modules = {module_of(file): file for file in self.trees}
        self.imports = {file: self._imports(file) for file in self.trees}
        self.definitions = {}  # (module, name) → Definition
        for file in self.trees:
            self._define(file)
        self.plain_bases = PLAIN_BASES | {name for _module, name in self.definitions}

    # ------------------------------------------------------------------ modules

    def _imports(self, file):
        """Local name → (module, name), or (module, None) of a module itself."""
        found = {}
        package = module_of(file).split(".")
        if not file.endswith("__init__.py"):
            package.pop()
        for node in ast.walk(self.trees[file]):
            if isinstance(node, ast.ImportFrom):
                start = package[: len(package) - node.level + 1] if node.level else []
                module = ".".join([*start, *filter(None, [node.module])])
                for alias in node.names:
                    name = f"{module}.{alias.name}"
                    target = (name, None) if name in self.modules else (module, alias.name)
                    found[alias.asname or alias.name] = target
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.asname and alias.name in self.modules:
                        found[alias.asname] = (alias.name, None)
        return found

    def _define(self, file):
        module = module_of(file)
        for node in self.trees[file].body:
            for name in _names(node):
                definition = Definition(file, "", name, node.lineno, _is_root(node, file))
                self.definitions[module, name] = definition
        for node in self.trees[file].body:
            uses = self._uses(file, node)
            names = _names(node)
            if not names:
                names = [f"<module>:{node.lineno}"]
                self.definitions[module, names[0]] = Definition(
                    file, "", names[0], node.lineno, is_root=True
                )
            for name in names:
                self.definitions[module, name].uses |= uses

    def _uses(self, file, root):
        """What a statement names of the project's modules."""
        imports, module = self.imports[file], module_of(file)
        found = set()
        if isinstance(root, ast.Import | ast.ImportFrom):
            return found
        asked = set()  # modules of which one name is taken: nothing else is meant
        for node in ast.walk(root):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                target = imports.get(node.value.id)
                if target and target[1] is None:
                    found.add((target[0], node.attr))
                    asked.add(id(node.value))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                target, name = imports.get(node.id, (module, node.id))
                if name or id(node) not in asked:
                    found.add((target, name or ANY))
        return found

    def resolve(self, use, seen=()):
        """The definition that a use means, through the faces of packages; or None."""
        if use in self.definitions or use in seen:
            return self.definitions.get(use)
        module, name = use
        file = self.modules.get(module)
        onward = self.imports[file].get(name) if file else None
        return self.resolve(onward, (*seen, use)) if onward else None

    # --------------------------------------------------------------------- uses

    def unused(self):
        """Definitions of modules that nothing reaches: sorted keys."""
        todo = [one for one in self.definitions.values() if one.is_root]
        by_script = self._named_by_scripts()
        todo += [one for one in self.definitions.values() if one.name in by_script]
        seen = set()
        while todo:
            one = todo.pop()
            if one.key in seen:
                continue
            seen.add(one.key)
            for use in one.uses:
                todo += self._meant(use)
        return sorted(
            one.key for one in self.definitions.values()
            if one.key not in seen and not one.name.startswith("__")
        )

    def _meant(self, use):
        """The definitions that a use may mean."""
        module, name = use
        if name != ANY:
            target = self.resolve(use)
            return [target] if target else []
        # A module that is handed on may be asked for whatever is read somewhere.
        names = self._read_names()[0]
        return [
            one for (where, what), one in self.definitions.items()
            if where == module and what in names and not what.startswith("_")
        ]

    def _named_by_scripts(self):
        """Names of functions that ``./rr`` calls in Odoo's shell, and manifests' hooks."""
        found = set()
        for file, tree in self.trees.items():
            if file.endswith("__manifest__.py"):
                values = ast.literal_eval(self.texts[file])
                found |= {v for key, v in values.items() if key.endswith("_hook")}
            elif not file.startswith("addons"):
                for node in ast.walk(tree):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        found |= set(_CALLED.findall(node.value))
        return found

    # ------------------------------------------------------------------ members

    def unread_members(self):
        """Members of classes that are never read: sorted (file, class or model.member)."""
        names, prefixes = self._read_names()
        asked = [
            start for tree in self.trees.values() for start in _put_together(tree)
            if PREFIX.match(start)
        ]
        found = []
        for file, tree in self.trees.items():
            for node in ast.walk(tree):
                if not isinstance(node, ast.ClassDef):
                    continue
                model = model_of(node)
                if not model and not self._is_own(node, file):
                    continue
                called = (*(prefixes if model else (*asked, *_put_together(node))), "__")
                found += [
                    (file, f"{model or node.name}.{name}")
                    for item in node.body if _is_looked_at(item, file, model)
                    for name in _names(item)
                    if name not in names and not name.startswith(called)
                ]
        return sorted(found)

    def _is_own(self, node, file):
        """Whether nothing but this project calls a class's methods by their names."""
        bases = {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        return "/controllers/" in file or bases <= self.plain_bases

    def _read_names(self):
        """(names read somewhere in the product, beginnings of names put together)"""
        if not hasattr(self, "_read"):
            names, prefixes = set(), set()
            for file, text in self.texts.items():
                if file not in self.trees:
                    names |= set(WORD.findall(text))
            for tree in self.trees.values():
                plain = {id(node) for node in _told_only(tree)}
                for node in ast.walk(tree):
                    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                        names.add(node.attr)
                    elif isinstance(node, ast.Constant) and id(node) not in plain:
                        if isinstance(node.value, str):
                            names |= set(WORD.findall(node.value))
                    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                        names.add(node.id)
                    elif isinstance(node, ast.JoinedStr) and node.values:
                        start = getattr(node.values[0], "value", None)
                        if isinstance(start, str) and PREFIX.match(start):
                            prefixes.add(start)
            self._read = names, tuple(prefixes)
        return self._read


def _names(node):
    """Names that a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else ()
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [
        name.id for target in targets for name in ast.walk(target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    ]


def _is_root(node, file):
    """Whether something beyond the project's Python calls what a statement defines."""
    if isinstance(node, ast.ClassDef) and ("/controllers/" in file or model_of(node)):
        return True
    if file.startswith("tools/") and getattr(node, "name", "") in ENTRIES:
        return True
    for decorator in getattr(node, "decorator_list", ()):
        inner = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")
        if name not in PLAIN_DECORATORS:
            return True
    return False


def _put_together(node):
    """Beginnings of the names that code puts together for ``getattr``."""
    return tuple(
        part.values[0].value
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "getattr"
        for part in call.args
        if isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant)
    )


def _is_looked_at(node, file, model):
    """Whether a statement of a class defines what somebody ought to read: of a model
    its fields and plain attributes, of another class all but what is called from
    elsewhere, as a route is."""
    if not model:
        return not _is_root(node, file)
    call = getattr(node, "value", None)
    is_of_the_database = (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") == "models"
    )
    is_assigned = isinstance(node, ast.Assign | ast.AnnAssign)
    return is_assigned and not is_of_the_database and not PLATFORM & set(_names(node))


def _told_only(tree):
    """Constants that tell a reader something and name nothing: docstrings, texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg in ("help", "string"):
            yield node.value


# -------------------------------------------------------------- what is delivered


def misplaced(texts):
    """What an addon would ship and production does not need: sorted sentences.

    :param texts: see :func:`read`
    """
    found = []
    for file, text in texts.items():
        parts = PurePosixPath(file).parts
        if parts[0] == "addons" and any(MISPLACED.match(part) for part in parts[2:]):
            found.append(f"{file}: benches and simulators lie under tests/")
        if file.endswith(".py") and any(map(_imports_tests, ast.walk(ast.parse(text)))):
            found.append(f"{file}: the product imports from tests")
    return sorted(found)


def _imports_tests(node):
    """Whether a statement imports from a folder of tests; Odoo's framework is none."""
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return any("tests" in n.split(".") and not n.startswith("odoo.tests") for n in names)
