"""From the doors inwards: which methods and steps somebody can set off.

Doors are views, menus' server actions, scheduled jobs, controllers' addresses, pages,
the browser's scripts, the documented API, ``./rr``, and the platform (which calls what
it defines: ``create``, computed fields, constraints). What no chain of references
from a door reaches is not reachable.
"""

import ast
import re
from collections import defaultdict

import door_source
from door_source import MODULE, STEP

HOOKS = ("_may_", "_guard_", "_before_", "_after_")
_CALL = re.compile(r"\.(_?[a-z]\w*)\(")
# Methods that the platform calls by name where a model declares them.
REPORT = "_get_report_values"
_ORM = re.compile(r"""orm\.call\(\s*([\w."']+)\s*,\s*["'](\w+)["']""")
_JS_CONSTANT = re.compile(r"""const (\w+) = ["']([\w.]+)["']""")
_API = re.compile(r"""call\(\s*"([\w.]+)",\s*"(\w+)\"""")
_FUNCTION = re.compile(r'<function model="([\w.]+)" name="(\w+)"')

# Kinds of doors.
VIEW, ACTION, JOB, ROUTE, SCRIPT, API, COMMAND, PLATFORM, PAGE = (
    "view", "server action", "job", "route", "script", "API", "command", "platform",
    "page",
)  # fmt: skip


class Graph:
    """Places joined by their references.

    :param models: facts of the models
    :param places: see :func:`door_source.read`
    """

    def __init__(self, models, places):
        self.models, self.places = models, places
        self.doors = defaultdict(set)  # kind → references
        self.families = self._families()
        self._by_name = defaultdict(set)
        for key in places:
            self._by_name[key[1]].add(key)
        for name, facts in models.items():
            for step in facts["steps"]:
                self._by_name[STEP + step].add((name, STEP + step))
        self._own_doors()

    def _families(self):
        """Model → itself, what it inherits from and what inherits from it."""
        families = {name: {name, *facts["ancestors"]} for name, facts in self.models.items()}
        for name, facts in self.models.items():
            for ancestor in facts["ancestors"]:
                if self.models.get(ancestor, {}).get("is_abstract"):
                    families[ancestor].add(name)
        return families

    def _own_doors(self):
        """What the platform or the router calls by itself."""
        for (owner, name), place in self.places.items():
            facts = self.models.get(owner)
            if name.startswith(MODULE):
                self.doors[PLATFORM].add((owner, name))
            elif place.is_route:
                self.doors[ROUTE].add((owner, name))
            elif place.is_called_by_platform or (name[:2] == "__" and name[-2:] == "__"):
                self.doors[PLATFORM].add((owner, name))
            elif facts and (name in facts["platform"] or name == REPORT):
                self.doors[PLATFORM].add((owner, name))
            elif not facts and place.calls_super:
                self.doors[ROUTE].add((owner, name))

    def resolve(self, reference):
        """The places that a reference may mean."""
        model, name = reference
        if name.endswith("*"):
            family = self.families.get(model, {model})
            return {
                key
                for key in self.places
                if key[0] in family and key[1].startswith(name[:-1])
                and name[:-1] not in HOOKS
            }
        everywhere = self._by_name.get(name, set())
        if model in self.families:
            known = {key for key in everywhere if key[0] in self.families[model]}
            # A text in a model's class may be the name of another model's method.
            if known or name in self.models[model]["methods"]:
                return known
            if name.startswith(STEP) or name in self.models[model]["comodels"]:
                return known
        if model and model[0] == "~":
            named = {k for k in everywhere if _is_named_after(model[1:], k[0])}
            return named or everywhere
        if model == "":
            return {k for k in everywhere if k[0] == ""} | self._class_members(name)
        return everywhere

    def _class_members(self, name):
        """Naming a class brings its construction with it."""
        return {k for k in self._by_name.get("__init__", ()) if k[0] == f"class {name}"}

    def _onward(self, key):
        owner, name = key
        found = set()
        if name.startswith(STEP):
            step = name.removeprefix(STEP)
            for family in self.families[owner]:
                found |= {(family, hook + step) for hook in HOOKS}
                found.add((family, "_do_step"))
            return {k for k in found if k in self.places}
        for reference in self.places[key].references:
            found |= self.resolve(reference)
        if self._is_page(key):
            return found
        # Only a route leads into a controller; a name in common is chance.
        return {k for k in found if not self._is_page(k)}

    def _is_page(self, key):
        place = self.places.get(key)
        return place is not None and "/controllers/" in place.where

    def reached(self, *kinds):
        """Every place and step that the doors of some kinds (default: all) lead to."""
        todo = []
        for kind in kinds or tuple(self.doors):
            for reference in self.doors[kind]:
                todo.extend(self.resolve(reference))
        seen = set()
        while todo:
            key = todo.pop()
            if key not in seen:
                seen.add(key)
                todo.extend(self._onward(key))
        return seen

    def uncalled(self):
        """Methods of our models that nothing reaches: sorted (model, method)."""
        reached = self.reached()
        return sorted(
            key
            for key in self.places
            if key not in reached and key[0] in self.models and MODULE not in key[1]
        )


def _is_named_after(variable, model):
    """Whether a variable's name says that it holds records of a model."""
    last = model.rpartition(".")[2]
    return "." in model and variable in (last, f"{last}s", f"{last[:-1]}ies")


def build(root, facts):
    """The graph of the project's addons with all its doors.

    :param root: folder of the project
    :param facts: what ``door_facts`` wrote
    """
    addons = root / "addons"
    graph = Graph(facts["models"], door_source.read(addons, facts["models"]))
    for button in facts["buttons"]:
        add_button(graph, button)
    for record in facts["codes"]:
        kind = JOB if record["kind"] == "job" else ACTION
        graph.doors[kind] |= _names_in(record["code"], record["model"])
    for path in sorted(addons.rglob("*.xml")):
        if door_source.is_door(path.relative_to(addons)):
            text = path.read_text(encoding="utf-8")
            graph.doors[PAGE] |= {(None, name) for name in _CALL.findall(text)}
            graph.doors[PLATFORM] |= set(_FUNCTION.findall(text))
    for _path, model, name in script_calls(addons):
        graph.doors[SCRIPT].add((model, name))
    api = (root / "docs/api.md").read_text(encoding="utf-8")
    graph.doors[API] |= set(_API.findall(api))
    for manifest in sorted(addons.glob("*/__manifest__.py")):
        graph.doors[PLATFORM] |= _hooks(manifest)
    for path in sorted((root / "tools/rrcli").glob("*.py")):
        if path.stem not in ("demo", "bench"):
            graph.doors[COMMAND] |= _commands(path)
    return graph


def add_button(graph, button):
    """Make a button of a view a door, unless it is never shown."""
    if button["type"] == "object" and not is_hidden(button):
        graph.doors[VIEW].add((button["model"], button["name"]))
        if button["step"]:
            graph.doors[VIEW].add((button["model"], STEP + button["step"]))


def is_hidden(button):
    """Whether a button, or what it stands in, is invisible whatever the record."""
    return any(part["invisible"] in ("1", "True") for part in button["around"])


def script_calls(addons):
    """(file, model, method) of each ``orm.call`` of the browser's scripts."""
    for path in sorted(addons.rglob("static/src/**/*.js")):
        text = path.read_text(encoding="utf-8")
        constants = dict(_JS_CONSTANT.findall(text))
        for model, name in _ORM.findall(text):
            bare = model.strip("\"'")
            yield path, constants.get(bare, bare), name


def _names_in(code, model):
    """References of the Python that a record keeps."""
    place = door_source.Place()
    for node in ast.walk(ast.parse(code.strip() or "None")):
        if isinstance(node, ast.Attribute):
            receiver = node.value.id if isinstance(node.value, ast.Name) else ""
            known = model if receiver in ("model", "record", "records") else None
            place.references.add((known, node.attr))
    return place.references


def _hooks(manifest):
    values = ast.literal_eval(manifest.read_text(encoding="utf-8"))
    return {("", name) for key, name in values.items() if key.endswith("_hook")}


def _commands(path):
    """Methods that ``./rr`` calls in Odoo's shell: named in its texts of scripts."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if "env[" in node.value:
                found |= {(None, name) for name in _CALL.findall(node.value)}
    return found
