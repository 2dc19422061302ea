"""The installed database that is kept: when it serves, and what runs on its copies."""

import pytest
from planting import rr_test
from rrcli import selection, warm

MODEL = '''
class Town(models.Model):
    _name = "rr.town"
    name = fields.Char(required=True)

    def greet(self):
        return "hello"

    def init(self):
        self.env.cr.execute("CREATE INDEX town ON rr_town (name)")
'''

HOOK = 'def pre_init_hook(env):\n    env.cr.execute("SELECT 1")\n'


def test_behaviour_shapes_no_database():
    assert warm.outline(MODEL) == warm.outline(MODEL.replace('"hello"', '"good day"'))
    assert warm.outline(MODEL) == warm.outline("# a comment\n" + MODEL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("required=True", "required=False"),
        ("(name)", "(upper(name))"),
        ('_name = "rr.town"', '_name = "rr.city"'),
    ],
)
def test_fields_and_what_makes_tables_shape_it(old, new):
    assert warm.outline(MODEL) != warm.outline(MODEL.replace(old, new))


def test_tests_and_static_files_are_outside_of_the_shape():
    names = warm.shape()
    assert "rr_base/__manifest__.py" in names
    assert not [name for name in names if "/tests/" in name or "/static/" in name]


@pytest.fixture
def folder(tmp_path):
    """An addon with one file of each kind."""
    files = {
        "__manifest__.py": "{}", "hooks.py": HOOK, "models/town.py": MODEL,
        "tools/words.py": "def words():\n    return 1\n",
        "data/towns.xml": '<odoo noupdate="1"/>', "views/town.xml": "<odoo/>",
        "data/sql/prepare.sql": "SELECT 1;", "tests/test_town.py": "",
    }
    for name, text in files.items():
        path = tmp_path / "rr_town" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("tools/words.py", "return 1", "return 2", "reuse"),
        ("models/town.py", '"hello"', '"good day"', "reuse"),
        ("tests/test_town.py", "", "import odoo", "reuse"),
        ("models/town.py", "Char", "Text", "update"),
        ("views/town.xml", "<odoo/>", "<odoo></odoo>", "update"),
        ("data/towns.xml", "<odoo", "<odoo ", "install"),
        ("data/sql/prepare.sql", "1", "2", "install"),
        ("hooks.py", "SELECT 1", "SELECT 2", "install"),
    ],
)
def test_a_change_is_answered_by_the_least_that_is_enough(folder, file, old, new, what):
    before = warm.shape(folder)
    path = folder / "rr_town" / file
    path.write_text(path.read_text().replace(old, new, 1))
    found, changed = warm.decide(before, warm.shape(folder), folder)
    assert found == what
    assert changed == (set() if what == "reuse" else {f"rr_town/{file}"})


def test_a_view_that_is_gone_is_an_update_an_addon_a_new_installation(folder):
    before = warm.shape(folder)
    (folder / "rr_town/views/town.xml").unlink()
    assert warm.decide(before, warm.shape(folder), folder)[0] == "update"
    (folder / "rr_town/__manifest__.py").unlink()
    assert warm.decide(before, warm.shape(folder), folder)[0] == "install"


def test_on_a_copy_the_same_tests_start_and_nothing_is_installed(cluster):
    with warm.held(cluster):
        pass
    # of the installation and of the end of it
    words = ("rr_grants:TestSplit", "rr_base:TestMunicipality")
    number = len(selection.select(words).cases)
    code, last, output = rr_test(*words, "--warm")
    assert (code, last) == (0, f"{number} passed, 0 failed, 0 skipped"), output
    assert "install" not in output and "update" not in output
