"""What ``./rr lint`` says of the house: lines per model, and who names whom."""

import pytest
from rrcli.lint_models import House, unexplained

LOWER = '''
from odoo import fields, models


class Person(models.Model):
    """A person; rr.grant may be said in words."""

    _name = "rr.person"

    name = fields.Char()


class PersonSteps(models.Model):
    _inherit = "rr.person"

    def greet(self):
        return self.name
'''
UPPER = '''
from odoo import fields, models


class Grant(models.Model):
    _name = "rr.grant"

    person_id = fields.Many2one("rr.person")


class Tranche(models.Model):
    _name = "rr.grant.tranche"

    grant_id = fields.Many2one("rr.grant")


class PersonGrants(models.Model):
    _inherit = ["rr.person"]

    grant_ids = fields.One2many("rr.grant", "person_id")
'''


@pytest.fixture
def addons(tmp_path):
    """Two addons, the second on the first, and a maker of files in them."""
    root = tmp_path / "addons"
    for name, depends, code in (("low", [], LOWER), ("high", ["low"], UPPER)):
        (root / name / "models").mkdir(parents=True)
        (root / name / "__manifest__.py").write_text(f"{{'depends': {depends!r}}}")
        (root / name / "models" / "models.py").write_text(code)
    (root / "high" / "views.xml").write_text(
        '<odoo><record id="grant_view" model="ir.ui.view"/></odoo>'
    )
    homonyms = tmp_path / "homonyms.csv"
    homonyms.write_text("addon,word,means\n")

    def told(path="", text=""):
        if path:
            (root / path).write_text(text)
        return unexplained(House(root).couplings(), homonyms)

    told.root, told.homonyms = root, homonyms
    return told


def test_two_addons_that_name_nothing_above_are_clean(addons):
    assert addons() == []


@pytest.mark.parametrize(("path", "text", "name"), [
    ("low/a.py", "MODEL = 'rr.grant'", "rr.grant"),
    ("low/a.py", "SQL = 'SELECT id FROM rr_grant'", "rr_grant"),
    ("low/a.py", "PARENTS = ('grant_id',)", "grant_id"),
    ("low/a.py", "def f(row):\n    return row.grant_ids", "grant_ids"),
    ("low/a.py", "KINDS = [('grant', 'A grant')]", "grant"),
    ("low/a.py", "VIEW = 'high.grant_view'", "high.grant_view"),
    ("low/a.py", "MODULE = 'odoo.addons.high.models'", "odoo.addons.high.models"),
    ("low/a.xml", "<odoo><field name='grant_id'/></odoo>", "grant_id"),
    ("low/a.xml", "<odoo><field ref='high.grant_view'/></odoo>", "high.grant_view"),
    ("low/a.sql", "SELECT 1 FROM rr_grant_tranche", "rr_grant_tranche"),
    ("low/a.csv", "id,model\nx,rr.grant\n", "rr.grant"),
])
def test_a_name_of_an_addon_above_is_found(addons, path, text, name):
    assert addons(path, text) == [
        f"addons/{path}: names {name} of high, which stands on it"
    ]


@pytest.mark.parametrize(("path", "text"), [
    ("high/a.py", "MODEL = 'rr.person'"),
    ("low/a.py", '"""rr.grant in a docstring."""'),
    ("low/a.py", "TEXT = 'A grant is given.'"),
    ("low/tests/test_a.py", "MODEL = 'rr.grant'"),
])
def test_what_may_be_named_is_not(addons, path, text):
    (addons.root / path).parent.mkdir(exist_ok=True)
    assert addons(path, text) == []


def test_a_word_that_means_something_else_is_listed_and_the_row_is_needed(addons):
    addons.homonyms.write_text("addon,word,means\nlow,grant,any grant\n")
    assert addons("low/a.py", "KINDS = [('grant', 'A grant')]") == []
    assert addons("low/a.py", "KINDS = []") == [
        "homonyms.csv: low no longer says “grant”, the row goes"
    ]


def test_the_classes_of_a_model_are_counted_together(addons):
    lines = House(addons.root).lines()
    assert lines["rr.person"] == 6 + 5 + 4
    assert lines["rr.grant"] == 4
