"""The portal: conditions that name states, and addresses that pages lead to."""

import ast
import dataclasses
import functools
import re
from dataclasses import dataclass

from door_source import module_constants
from door_types import constant_of
from lxml import etree

# What the pages call a state.
STATES = ("state", "sheet_state", "sheet", "blocked")
_EXPRESSIONS = re.compile(r"t-(if|elif|att-[\w-]+|value|out|foreach)$")
# {{…}} of a template, {…} of an f-string already taken out.
_FILLED = re.compile(r"\{\{(.*?)\}\}|#\{(.*?)\}")
# In the browser's scripts: record.state === "…".
_IN_SCRIPT = re.compile(r"""\b(?:sheet_)?state["'\]]*\s*[!=]==?\s*["'`][\w-]+["'`]""")
_CONVERTER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>")
_KINDS = {"int": r"\d+", "path": r".+"}
FILLED = "0"  # what stands for a value that a page fills in


@dataclass(frozen=True, order=True)
class Condition:
    """A comparison of a record's state: where, its text, the states that it names,
    and whether it decides on something that is sent (a form, a button)."""

    file: str
    text: str
    named: tuple
    decides: bool


def conditions(root):
    """Every comparison of a state in controllers, pages and scripts of the addons."""
    constants, trees = {}, list(pages(root))
    for path in sorted(root.glob("addons/*/models/*.py")):
        constants.update(module_constants(ast.parse(path.read_text(encoding="utf-8"))))
    found, asked = set(), set()
    for path, tree in trees:
        found |= set(in_page(tree, path.name, constants))
        asked |= asked_for_forms(tree)
    for path in sorted(root.glob("addons/*/controllers/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= set(in_python(tree, path.name, constants, asked))
    for path in sorted(root.glob("addons/*/static/src/**/*.js")):
        found |= set(in_script(path.read_text(encoding="utf-8"), path.name))
    return sorted(found)


def pages(root):
    """(file, tree) of the portal's pages: templates that are no printed letter."""
    for path in sorted(root.glob("addons/*/views/*.xml")):
        tree = etree.parse(path).getroot()
        if next(tree.iter("template"), None) is not None:
            yield path, tree


def in_page(tree, file, constants):
    """Comparisons of a state in a page; one above a form or button decides."""
    for node in tree.iter("*"):
        sends = _sends(node)
        for name, code in _expressions(node):
            for item in in_python(code, file, constants):
                decides = sends and name in ("t-if", "t-elif")
                yield dataclasses.replace(item, decides=decides)


def in_script(text, file):
    """Comparisons of a state in a script of the browser; each counts as a decision."""
    for match in _IN_SCRIPT.finditer(text):
        yield Condition(file, match[0], (), True)


def asked_for_forms(tree):
    """Names of the values that a page asks before it shows a form or a button."""
    found = set()
    for node in tree.iter("*"):
        if _sends(node):
            for name, code in _expressions(node):
                if name in ("t-if", "t-elif"):
                    found |= {constant_of(n.slice) for n in _all(code, ast.Subscript)}
                    found |= {n.attr for n in _all(code, ast.Attribute)}
    return found


def _all(tree, kind):
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def _sends(node):
    """Whether something under a node is sent: a form by POST, or one of its buttons."""
    return any(
        part.tag == "button" or (part.get("method") or "").lower() == "post"
        for part in node.iter("form", "button")
    )


def _expressions(node):
    """(attribute, parsed Python) of what a node of a page computes."""
    for name, value in node.attrib.items():
        texts = [value] if _EXPRESSIONS.match(name) else []
        if name.startswith("t-attf-"):
            texts = [first or second for first, second in _FILLED.findall(value)]
        for text in texts:
            yield name, ast.parse(text.strip(), mode="eval")


def in_python(tree, file, constants, asked=frozenset()):
    """Comparisons of a state under a node of Python.

    :param asked: names of the values by which pages offer something; a comparison
        that fills one of them decides
    """
    deciding = set()
    for name, value in _filled(tree):
        if name in asked:
            deciding |= {id(node) for node in ast.walk(value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if not any(_is_state(side) for side in sides):
                continue
            named = [name for side in sides for name in _named(side, constants)]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
            first, middle, last = node.elts
            if constant_of(first) not in STATES or constant_of(middle) is None:
                continue
            named = _named(last, constants)
        else:
            continue
        yield Condition(
            file, ast.unparse(node), tuple(sorted(named)), id(node) in deciding
        )


def _filled(tree):
    """(name, node) of every value that a controller gives a name to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from zip(map(constant_of, node.keys), node.values, strict=True)
        elif isinstance(node, ast.keyword):
            yield node.arg, node.value
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for name in _all(target, ast.Name):
                    yield name.id, node.value


def _is_state(node):
    if isinstance(node, ast.Attribute):
        return node.attr in STATES
    return isinstance(node, ast.Subscript) and constant_of(node.slice) in STATES


def _named(node, constants):
    if isinstance(node, ast.Name) and node.id in constants:
        node = constants[node.id]
    value = constant_of(node)
    if isinstance(value, str):
        return [value]
    return [v for v in value if isinstance(v, str)] if isinstance(value, list | tuple) else []


def judge(condition, row, models):
    """What is wrong with a condition of display; None when nothing is.

    :param row: of the list: model and field of the state, and what it shows; None
        where the list has none
    """
    if condition.decides:
        return "decides on a step: ask _rr_available_steps, or a method of the model"
    if row is None:
        return "is not in the list"
    states = set(models[row["model"]]["states"][row["field"]])
    if extra := set(condition.named) - states:
        return f"there is no state {' '.join(sorted(extra))} in {row['model']}"
    return None if row["shows"] else "the list does not say what it shows"


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
