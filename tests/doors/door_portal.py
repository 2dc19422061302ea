"""The portal: conditions that name states, and addresses that pages lead to."""

import ast
import functools
import re
from dataclasses import dataclass

from door_source import module_constants
from door_types import constant_of
from lxml import etree

# What the pages call a state; a page of a sheet says why it is closed.
STATES = ("state", "sheet_state", "blocked")
_EXPRESSIONS = re.compile(r"t-(if|elif|att-[\w-]+|value|out|foreach)$")
# {{…}} of a template, {…} of an f-string already taken out.
_FILLED = re.compile(r"\{\{.*?\}\}|#\{.*?\}")
_CONVERTER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>")
_KINDS = {"int": r"\d+", "path": r".+"}
FILLED = "0"  # what stands for a value that a page fills in


@dataclass(frozen=True, order=True)
class Condition:
    """A comparison of a record's state: where, its text, the states that fit it."""

    file: str
    text: str
    named: tuple
    is_negative: bool


def conditions(root):
    """Every comparison of a state in controllers and pages of the addons."""
    constants, found = {}, set()
    for path in sorted(root.glob("addons/*/models/*.py")):
        constants.update(module_constants(ast.parse(path.read_text(encoding="utf-8"))))
    for path in sorted(root.glob("addons/*/controllers/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= set(in_python(tree, path.name, constants))
    for path, tree in pages(root):
        for node in tree.iter("*"):
            for name, value in node.attrib.items():
                if _EXPRESSIONS.match(name):
                    code = ast.parse(value.strip(), mode="eval")
                    found |= set(in_python(code, path.name, constants))
    return sorted(found)


def pages(root):
    """(file, tree) of the portal's pages: templates that are no printed letter."""
    for path in sorted(root.glob("addons/*/views/*.xml")):
        tree = etree.parse(path).getroot()
        if next(tree.iter("template"), None) is not None:
            yield path, tree


def in_python(tree, file, constants):
    """Comparisons of a state under a node of Python."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and _is_state(node.left):
            named = _named(node.comparators[0], constants)
            operator = node.ops[0]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
            first, middle, last = node.elts
            if constant_of(first) not in STATES or constant_of(middle) is None:
                continue
            named = _named(last, constants)
            operator = ast.NotEq() if constant_of(middle) in ("!=", "not in") else ast.Eq()
        else:
            continue
        yield Condition(
            file,
            ast.unparse(node),
            tuple(sorted(named)),
            isinstance(operator, ast.NotEq | ast.NotIn),
        )


def _is_state(node):
    if isinstance(node, ast.Attribute):
        return node.attr in STATES
    return isinstance(node, ast.Subscript) and constant_of(node.slice) in STATES


def _named(node, constants):
    if isinstance(node, ast.Name) and node.id in constants:
        node = constants[node.id]
    value = constant_of(node)
    return [value] if isinstance(value, str) else [v for v in value or () if v]


def judge(condition, row, models):
    """What is wrong with a condition whose row says model, field and step; or None.

    :return: a text: states that the model does not have, or how the states of the
        condition differ from those in which the step starts
    """
    facts = models[row["model"]]
    states = set(facts["states"][row["field"]])
    if extra := set(condition.named) - states:
        return f"there is no state {' '.join(sorted(extra))} in {row['model']}"
    if not row["step"]:
        return None
    table = facts["sheet_steps"] if row["field"] == "sheet_state" else facts["steps"]
    here = set(condition.named)
    here = states - here if condition.is_negative else here
    starts = set(table[row["step"]]["from"])
    parts = [
        f"{what} {' '.join(sorted(difference))}"
        for what, difference in (
            ("offered in vain from", here - starts),
            ("not offered from", starts - here),
        )
        if difference
    ]
    return "; ".join(parts) or None


def addresses(root):
    """(file, address) of every link, form and redirect, values filled in.

    Addresses that begin with a value are those that Python made.
    """
    for path, tree in pages(root):
        for node in tree.iter("a", "form", "link"):
            for name in ("href", "action", "t-attf-href", "t-attf-action"):
                value = _FILLED.sub(FILLED, node.get(name) or "")
                if value.startswith("/"):
                    yield path.name, value
    for path in sorted(root.glob("addons/rr_*/**/*.py")):
        if not {"tests", "rr_demo"} & set(path.parts):
            for text in _python_addresses(ast.parse(path.read_text(encoding="utf-8"))):
                yield path.name, text
    for path in sorted(root.glob("addons/*/static/src/**/*.js")):
        script = path.read_text(encoding="utf-8")
        for text in re.findall(r"""["'`](/rr/[^"'`\s]*)["'`]""", script):
            yield path.name, re.sub(r"\$\{.*?\}", FILLED, text)


def _python_addresses(tree):
    parts = set()
    for node in ast.walk(tree):
        text = None
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            text = "".join(
                part.value if isinstance(part, ast.Constant) else FILLED
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in parts:
            text = node.value
        # A "<" stands in what a controller declares, not in what a page opens.
        if isinstance(text, str) and re.match(r"/(rr|my)(/[^<\s]*|\?[^<\s]*)?$", text):
            yield text


def is_answered(address, routes, addons):
    """Whether some route, or a file of an addon, answers to an address."""
    path = re.split(r"[?#]", address)[0].rstrip("/") or "/"
    if "/static/" in path:
        return (addons / path.lstrip("/")).is_file()
    return any(_pattern(route).fullmatch(path) for route in routes)


@functools.cache
def _pattern(route):
    parts, last = [], 0
    for match in _CONVERTER.finditer(route):
        parts += [re.escape(route[last : match.start()]), _KINDS.get(match[1], "[^/]+")]
        last = match.end()
    return re.compile("".join(parts) + re.escape(route[last:]))
