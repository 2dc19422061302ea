"""No name without a use, and no addon that ships what production does not need.

What ``test_uncalled`` asks of the methods of models is asked here of everything else:
functions, classes and constants of modules, members of classes, fields; see
``door_names``. What is used by nothing and stays stands in ``unused.csv`` with its
reason.
"""

from pathlib import Path

import door_lists
import door_names
import pytest

ROOT = Path(__file__).parents[2]
LIST = "unused.csv"


@pytest.fixture(scope="module")
def texts():
    return door_names.read(ROOT)


def found(texts):
    names = door_names.Names(texts)
    return {*names.unused(), *names.unread_members()}


@pytest.fixture(scope="module")
def unused(texts):
    return found(texts)


def test_every_name_is_used_or_listed(unused):
    problems = door_lists.compare(unused, door_lists.read(LIST), ("file", "name"), LIST)
    assert not problems, "\n".join(problems)


def test_every_row_of_the_list_says_why():
    assert all(row["reason"] for row in door_lists.read(LIST))


def test_an_addon_ships_no_bench_and_nothing_imports_from_tests(texts):
    assert not door_names.misplaced(texts)


# Found by hand before there was this test: (file of an addon, code, name).
ONCE = [
    ("rr_grants/models/grant_data.py", 'RELEASING = ("return", "void")', "RELEASING"),
    ("rr_training/engine/series.py", "def days_between(first, last):\n    pass",
     "days_between"),
    ("rr_grants/tools/effects.py", "def apply_entries(entries):\n    pass",
     "apply_entries"),
    ("rr_donor_reports/renderers/canonical.py",
     "def is_intact(delivered):\n    return digest(delivered)", "is_intact"),
    ("rr_sustainability/models/register_counts.py", '_PLACE = "m.code"', "_PLACE"),
    ("rr_donor_reports/models/fund_agreement.py",
     '    donor_report_ids = fields.One2many("rr.donor.report", "agreement_id")',
     "rr.fund.agreement.donor_report_ids"),
    ("rr_disclosure/engine/model.py",
     "class Shown:\n    @property\n    def has_element(self):\n        return True\n"
     "Shown()", "Shown.has_element"),
]  # fmt: skip


@pytest.fixture(scope="module")
def found_again(texts, unused):
    """What shows when all of that is put back."""
    files = dict(texts)
    for file, code, _name in ONCE:
        files[f"addons/{file}"] += f"\n{code}\n"
    return found(files) - unused


@pytest.mark.parametrize(("file", "name"), [(file, name) for file, _code, name in ONCE])
def test_what_people_missed_is_found(found_again, file, name):
    assert (f"addons/{file}", name) in found_again


def test_nothing_else_is_found_then(found_again):
    assert found_again == {(f"addons/{file}", name) for file, _code, name in ONCE}


def test_a_use_taken_from_the_product_is_missed(texts, unused):
    """The same the other way round: without its only caller a function shows."""
    path = "addons/rr_grants/models/fund_entry_post.py"
    poorer = texts[path].replace("effect_of", "str")
    assert poorer != texts[path]
    assert ("addons/rr_grants/tools/effects.py", "effect_of") in (
        found({**texts, path: poorer}) - unused
    )


def small(**files):
    """Names found in an addon of a few files, as {"file": text} without endings."""
    texts = {f"addons/rr_tree/{name}.py": text for name, text in files.items()}
    return {name for _file, name in found(texts)}


USED = "from .saw import fell\nfell()\n"


def test_a_name_that_only_itself_or_an_unused_one_uses_is_unused():
    saw = "def fell():\n    saw()\ndef saw():\n    saw()\n"
    assert small(saw=saw) == {"fell", "saw"}
    assert small(saw=saw, wood=USED) == set()


def test_an_import_is_no_use():
    assert small(saw="def fell(): pass\n", wood="from .saw import fell\n") == {"fell"}


def test_the_same_name_elsewhere_is_no_use():
    wood = "def fell(): pass\nfell()\n"
    assert small(saw="def fell(): pass\n", wood=wood) == {"fell"}


def test_a_use_is_followed_through_a_package_and_a_module():
    files = {"saw": "BLADE = 1\ndef fell(): return BLADE\n"}
    face = {"__init__": "from .saw import fell\n"}
    user = "from odoo.addons import rr_tree\nrr_tree.fell()\n"
    assert small(**files, **face, wood=user) == set()
    assert small(**files, wood="from . import saw\nprint(saw.BLADE)\n") == {"fell"}


def test_a_module_that_is_handed_on_may_be_asked_for_what_is_asked_for():
    stages = "from . import saw\nfor stage in (saw,):\n    stage.fell()\n"
    saw = "def fell(): pass\ndef burn(): pass\n"
    assert small(saw=saw, wood=stages) == {"burn"}


CLASS = """
class Tree:
    rings: int = 0
    def fell(self):
        return self.rings
    def _cut_low(self):
        pass
Tree()
"""


def test_members_that_nobody_reads_are_found():
    assert small(tree=CLASS) == {"Tree.fell", "Tree._cut_low"}
    user = "def run(tree, how):\n    tree.fell()\n    getattr(tree, f'_cut_{how}')\nrun(1, 2)\n"
    assert small(tree=CLASS, wood=user) == set()


MODEL = """
class Tree(models.Model):
    _name = "rr.tree"
    _order = "id"
    height = fields.Float()
    wood_ids = fields.One2many("rr.wood", "tree_id", help="The wood_ids of it.")
"""


def test_fields_that_nobody_names_are_found():
    assert small(tree=MODEL) == {"rr.tree.height", "rr.tree.wood_ids"}
    user = "def run(tree):\n    return tree.height, tree.mapped('wood_ids.volume')\nrun(1)\n"
    assert small(tree=MODEL, wood=user) == set()


def test_tests_are_no_callers():
    assert not door_names.is_product("addons/rr_tree/tests/test_tree.py")
    assert not door_names.is_product("tests/bench/roster.py")
    assert door_names.is_product("addons/rr_tree/models/tree.py")


@pytest.mark.parametrize(
    ("file", "code", "sentence"),
    [
        ("rr_tree/bench.py", "", "benches and simulators lie under tests/"),
        ("rr_tree/tools/bench_saw.py", "", "benches and simulators lie under tests/"),
        ("rr_tree/engine/simulate.py", "", "benches and simulators lie under tests/"),
        ("rr_tree/simulation/trees.py", "", "benches and simulators lie under tests/"),
        ("rr_tree/saw.py", "from .tests import common", "the product imports from tests"),
        ("rr_tree/saw.py", "from . import tests", "the product imports from tests"),
        ("rr_tree/saw.py", "from odoo.addons.rr_tree.tests.common import fell",
         "the product imports from tests"),
        ("rr_tree/saw.py", "from odoo.tests import Form", None),
        ("rr_tree/workbench.py", "", None),
    ],
)  # fmt: skip
def test_what_production_does_not_need_is_caught(file, code, sentence):
    path = f"addons/{file}"
    expected = [f"{path}: {sentence}"] if sentence else []
    assert door_names.misplaced({path: code}) == expected
