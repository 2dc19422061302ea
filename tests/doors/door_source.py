"""The addons' Python as text: which method or function names which other.

Nothing is imported or run: the source is read by ``ast``. A *place* is where code
stands: ``(owner, name)`` with the model's name as owner of a method, ``""`` of a
function, ``"class"`` plus the class's name of any other class, and the name
``MODULE`` for what runs when the file is imported. A *reference* is what a place
names: ``(model or None, name)``, None where the receiver cannot be known, and
``~tranche`` where all that is known is the variable's name.
"""

import ast
import re
from dataclasses import dataclass, field

from door_types import SAME_MODEL, Types, constant_of, returned

MODULE = "<module>"
STEP = "step:"
# A name that begins a method's name, filled up at run time: f"_settle_{kind}".
PREFIX = re.compile(r"_[a-z]\w*_$")
# What changes records when it is called on them.
CHANGES = re.compile(r"create|write|unlink|_do_step|_post\w*|_write\w*")
ROUTES = ("route",)
# Decorators by which the platform itself calls a method.
CALLED_BY_PLATFORM = ("constrains", "onchange", "ondelete", "autovacuum", "depends")


@dataclass
class Place:
    """What stands at one place (all files of a model together)."""

    references: set = field(default_factory=set)
    changes_records: bool = False
    is_route: bool = False
    is_called_by_platform: bool = False
    calls_super: bool = False
    where: str = ""


def is_door(path):
    """Whether a file is part of the product: tests and the demonstration's generator
    call what no user can."""
    return "tests" not in path.parts and "rr_demo" not in path.parts


def read(folder, models):
    """Places of all files under a folder.

    :param models: facts of the models (see ``door_facts``)
    :return: dict of (owner, name) → :class:`Place`
    """
    paths = [p for p in sorted(folder.rglob("*.py")) if is_door(p.relative_to(folder))]
    return read_texts(
        {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in paths},
        models,
    )


def read_texts(texts, models):
    """Like :func:`read`, of a dict of file name → source."""
    trees = {name: ast.parse(text) for name, text in texts.items()}
    returns = returned(list(_functions(trees.values())), models)
    wrappers = set().union(*map(_wrappers, trees.values())) if trees else set()
    constants = {}
    for tree in trees.values():
        constants.update(module_constants(tree))
    places = {}
    for name, tree in trees.items():
        _Reader(name, tree, models, wrappers, constants, returns, places).read()
    return places


def _functions(trees):
    """(model or None, function) of every method and function."""
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.Module):
                model = model_of(node) if isinstance(node, ast.ClassDef) else None
                for item in node.body:
                    if isinstance(item, ast.FunctionDef):
                        yield model, item


def module_constants(tree):
    """Name → node of what a module assigns to it."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def hint(node):
    """``~name`` of a variable, which is named after what it holds; None elsewhere."""
    while isinstance(node, ast.Call | ast.Attribute):
        inner = node.func if isinstance(node, ast.Call) else node
        if not isinstance(inner, ast.Attribute) or inner.attr not in SAME_MODEL:
            return None
        node = inner.value
    return f"~{node.id}" if isinstance(node, ast.Name) else None


def _wrappers(tree):
    """Names of functions that hand their own first argument to ``_do_step``."""
    found = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name != "_do_step":
            arguments = {a.arg for a in function.args.args} - {"self"}
            for call in ast.walk(function):
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr == "_do_step"
                    and call.args
                    and isinstance(call.args[0], ast.Name)
                    and call.args[0].id in arguments
                ):
                    found.add(function.name)
    return found


def model_of(node):
    """Name of the model that a class defines or extends; None for another class."""
    declared = {}
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            declared[item.targets[0].id] = constant_of(item.value)
    for value in (declared.get("_name"), declared.get("_inherit")):
        if isinstance(value, str):
            return value
        if isinstance(value, list | tuple) and value:
            return value[0]
    return None


class _Reader:
    """Reads one file into ``places``."""

    def __init__(self, file, tree, models, wrappers, constants, returns, places):
        self.file, self.tree, self.models = file, tree, models
        self.wrappers, self.returns, self.places = wrappers, returns, places
        self.constants = {**constants, **module_constants(tree)}

    def read(self):
        self._body(self.tree.body, ("", MODULE + self.file), None)

    def _place(self, key, node=None):
        place = self.places.setdefault(key, Place())
        if node is not None and not place.where:
            place.where = f"{self.file}:{node.lineno}"
        return place

    def _body(self, statements, key, model):
        """Definitions become places; the rest belongs to the place ``key``."""
        owner = model or key[0]
        for node in statements:
            if isinstance(node, ast.ClassDef):
                inner = model_of(node)
                self._body(
                    node.body, (inner or f"class {node.name}", MODULE + self.file), inner
                )
                for outer in node.bases + node.decorator_list:
                    self._refer(outer, self._place(key), Types(self.models, model, self.returns))
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._function(node, (owner, node.name), model)
            else:
                self._refer(node, self._place(key), Types(self.models, model, self.returns))

    def _function(self, node, key, model):
        place = self._place(key, node)
        for decorator in node.decorator_list:
            name = decorator.func if isinstance(decorator, ast.Call) else decorator
            name = name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")
            place.is_route |= name in ROUTES
            place.is_called_by_platform |= name in CALLED_BY_PLATFORM
            self._refer(decorator, place, Types(self.models, model, self.returns))
        types = Types(self.models, model, self.returns)
        types.learn(node)
        self._refer(node, place, types, {id(child) for child in node.decorator_list})

    def _refer(self, root, place, types, skipped=frozenset()):
        """Note what the code under a node names."""
        for node in ast.walk(root):
            if id(node) in skipped:
                continue
            if isinstance(node, ast.Call):
                self._call(node, place, types)
            elif isinstance(node, ast.Attribute):
                place.references.add((types.of(node.value) or hint(node.value), node.attr))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                place.references.add(("", node.id))
                place.calls_super |= node.id == "super"
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node.value.isidentifier():
                    place.references.add((types.model, node.value))
            elif isinstance(node, ast.JoinedStr) and node.values:
                start = constant_of(node.values[0])
                if isinstance(start, str) and PREFIX.match(start):
                    place.references.add((types.model, start + "*"))

    def _call(self, node, place, types):
        if not isinstance(node.func, ast.Attribute):
            return
        name = node.func.attr
        place.changes_records |= bool(CHANGES.fullmatch(name))
        if node.args and (name == "_do_step" or name in self.wrappers):
            model = types.of(node.func.value) or hint(node.func.value)
            for step in self._steps(node.args[0]):
                place.references.add((model, STEP + step))

    def _steps(self, node):
        """The steps that an argument of ``_do_step`` may be."""
        if isinstance(node, ast.IfExp):
            return self._steps(node.body) + self._steps(node.orelse)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            table = self.constants.get(node.value.id)
            return [
                value.value
                for value in getattr(table, "values", ())
                if isinstance(value, ast.Constant)
            ]
        value = constant_of(node)
        return [value] if isinstance(value, str) else []
