"""Models that a reader can hold, and addons that name nothing above them.

What ``./rr lint`` says of the addons beside what the linters say of files:

- lines per model: a model's classes may be spread over files by what they hold, so no
  file tells how much one record knows. All classes of one model are counted together;
- upward couplings: an addon names something of an addon that stands on it, which no
  import shows: a model, a record, a table, a field that points there, or the word for
  it as a value. The lower room would have to change when the upper one does.

``config/homonyms.csv`` names words that mean something else in an addon than the model
above it of that name; a row that nothing needs any more is found too.
"""

import ast
import csv
import re
import xml.etree.ElementTree as etree
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .paths import ADDONS, CONFIG

HOMONYMS = CONFIG / "homonyms.csv"
MODEL_BASES = {"Model", "AbstractModel", "TransientModel"}
WORD = re.compile(r"[A-Za-z_][\w.]*")


@dataclass(frozen=True, order=True)
class Coupling:
    """One name of an addon above: where it stands, and whose it is."""

    path: str
    name: str
    owner: str

    def __str__(self):
        return f"{self.path}: names {self.name} of {self.owner}, which stands on it"


def _text(node):
    """The text of a constant; nothing where it is none."""
    return node.value if isinstance(node, ast.Constant) and isinstance(
        node.value, str
    ) else None


class ModelClass:
    """One class of a model, as the file says it.

    :param node: the ``ast.ClassDef``
    """

    def __init__(self, node):
        self.node = node
        self.values = {
            target.id: item.value
            for item in node.body if isinstance(item, ast.Assign)
            for target in item.targets if isinstance(target, ast.Name)
        }

    @cached_property
    def own(self):
        """The name of the model that begins here, if one does."""
        return _text(self.values.get("_name"))

    @cached_property
    def model(self):
        """The name of the model that the class makes or extends."""
        inherited = self.values.get("_inherit")
        if isinstance(inherited, ast.List | ast.Tuple) and inherited.elts:
            inherited = inherited.elts[0]
        return self.own or _text(inherited)

    @property
    def lines(self):
        return self.node.end_lineno - self.node.lineno + 1

    def relations(self):
        """Names of the fields that point to a model, with its name."""
        for name, value in self.values.items():
            if not isinstance(value, ast.Call):
                continue
            kind = value.func.attr if isinstance(value.func, ast.Attribute) else ""
            if kind in ("Many2one", "One2many", "Many2many", "Reference"):
                target = next(
                    (item.value for item in value.keywords
                     if item.arg == "comodel_name"),
                    value.args[0] if value.args else None,
                )
                yield name, _text(target)

    def fields(self):
        """Names of all fields that the class declares."""
        for name, value in self.values.items():
            if (
                isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
                and isinstance(value.func.value, ast.Name)
                and value.func.value.id == "fields"
            ):
                yield name


class Addon:
    """What one addon declares and which names it uses, tests left out.

    :param folder: the addon's folder
    """

    def __init__(self, folder):
        self.folder = folder
        self.name = folder.name
        manifest = ast.literal_eval((folder / "__manifest__.py").read_text("utf-8"))
        self.depends = manifest["depends"]
        self.trees = {
            path: ast.parse(path.read_text(encoding="utf-8"))
            for path in self._files("*.py")
        }

    def _files(self, pattern):
        return sorted(
            path for path in self.folder.rglob(pattern)
            if "tests" not in path.relative_to(self.folder).parts
        )

    @cached_property
    def classes(self):
        return [
            found
            for tree in self.trees.values()
            for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
            and any(getattr(base, "attr", "") in MODEL_BASES for base in node.bases)
            for found in [ModelClass(node)] if found.model
        ]

    def records(self):
        """External ids that the addon's data give, without the addon's name."""
        for path in self._files("*.xml"):
            for node in etree.parse(path).iter():
                xmlid = node.get("id", "")
                if node.tag in ("record", "template", "menuitem") and "." not in xmlid:
                    yield xmlid

    def words(self):
        """Every name that a file speaks: ``(path, word, as a value)``.

        Docstrings and what a person reads are no names; a word as a value is one that
        is the whole of a text, or the whole of an attribute or element of a view.
        """
        for path, tree in self.trees.items():
            told = {
                id(node.body[0].value) for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
                and node.body and isinstance(node.body[0], ast.Expr)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute):
                    yield path, node.attr, False
                elif (text := _text(node)) is not None and id(node) not in told:
                    yield from self._of(path, text)
        for path in self._files("*.xml"):
            for node in etree.parse(path).iter():
                for value in (*node.attrib.values(), (node.text or "").strip()):
                    yield from self._of(path, value)
        for path in (*self._files("*.sql"), *self._files("*.csv")):
            yield from self._of(path, path.read_text(encoding="utf-8"))

    @staticmethod
    def _of(path, text):
        whole = WORD.fullmatch(text) is not None
        for word in WORD.findall(text):
            yield path, word, whole


class House:
    """All addons of a folder, and who stands on whom.

    :param root: folder of the addons
    """

    def __init__(self, root=ADDONS):
        self.root = root
        self.addons = {
            path.parent.name: Addon(path.parent)
            for path in sorted(root.glob("*/__manifest__.py"))
        }

    def below(self, name):
        """An addon and all on which it stands, of this folder."""
        found, open_names = set(), [name]
        while open_names:
            addon = open_names.pop()
            if addon in self.addons and addon not in found:
                found.add(addon)
                open_names.extend(self.addons[addon].depends)
        return found

    def lines(self):
        """Lines of all classes of each model, its abstract ones too: ``{model: n}``."""
        counted = defaultdict(int)
        for addon in self.addons.values():
            for found in addon.classes:
                counted[found.model] += found.lines
        return dict(counted)

    @cached_property
    def _owners(self):
        """Name → addons that declare it: models, tables, records, relations."""
        owners = defaultdict(set)
        for addon in self.addons.values():
            for found in addon.classes:
                if found.own and found.own.startswith("rr."):
                    owners[found.own].add(addon.name)
                    owners[found.own.replace(".", "_")].add(addon.name)
            for xmlid in addon.records():
                owners[f"{addon.name}.{xmlid}"].add(addon.name)
        return owners

    @cached_property
    def _relations(self):
        """Names of fields that point to a model of ours → addons of these models."""
        found, other = defaultdict(set), set()
        for addon in self.addons.values():
            for item in addon.classes:
                relations = dict(item.relations())
                other.update(set(item.fields()) - set(relations))
                for name, model in relations.items():
                    if model in self._owners:
                        found[name] |= self._owners[model]
                    else:
                        other.add(name)
        return {name: owners for name, owners in found.items() if name not in other}

    @cached_property
    def _subjects(self):
        """The bare word for a model (``grant`` of ``rr.grant``) → its addons."""
        return {
            name.removeprefix("rr.").replace(".", "_"): owners
            for name, owners in self._owners.items() if name.startswith("rr.")
        }

    def couplings(self):
        """Every name of an addon above that a file speaks, once per file."""
        found = set()
        for name, addon in self.addons.items():
            below = self.below(name)
            for path, word, whole in addon.words():
                owners = self._owners.get(word) or self._relations.get(word) or (
                    self._subjects.get(word) if whole else None
                )
                above = self._above(word, owners, below)
                if above:
                    found.add(Coupling(
                        path.relative_to(self.root.parent).as_posix(), word,
                        ", ".join(sorted(above)),
                    ))
        return sorted(found)

    def _above(self, word, owners, below):
        if not owners and "." in word:
            # a record or a module of an addon that this one does not know
            first = word.removeprefix("odoo.addons.").split(".")[0]
            owners = {first} & self.addons.keys()
        return owners if owners and not owners & below else ()


def unexplained(couplings, homonyms=HOMONYMS):
    """Couplings that are no homonyms, and rows of the list that nothing needs any more.

    :param couplings: as of :meth:`House.couplings`
    :param homonyms: CSV with the columns ``addon``, ``word``, ``means``
    :return: list of texts
    """
    with open(homonyms, encoding="utf-8", newline="") as file:
        rows = {(row["addon"], row["word"]) for row in csv.DictReader(file)}
    spoken = {(Path(item.path).parts[1], item.name) for item in couplings}
    return [
        *(str(item) for item in couplings
          if (Path(item.path).parts[1], item.name) not in rows),
        *(f"{Path(homonyms).name}: {addon} no longer says “{word}”, the row goes"
          for addon, word in sorted(rows - spoken)),
    ]
