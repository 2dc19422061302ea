"""No method without a caller: what exists is reached from some door.

Every method of our models is looked at, those that change records among them; see
``door_graph`` for what counts as a door. What no door leads to stands in
``uncalled.csv`` with the issue that gives it one, or with the reason why it stays.
"""

import door_graph
import door_lists
import door_source
import pytest

LIST = "uncalled.csv"
MODEL = {
    "is_abstract": False, "ancestors": [], "comodels": {}, "states": {},
    "steps": {}, "steps_as_sudo": False, "platform": ["create", "write"], "methods": [],
}  # fmt: skip


def test_every_method_is_reached_or_listed(graph):
    problems = door_lists.compare(
        set(graph.uncalled()), door_lists.read(LIST), ("model", "method"), LIST
    )
    assert not problems, "\n".join(problems)


def test_every_row_of_the_list_says_why():
    rows = door_lists.read(LIST)
    assert all(row["reason"] for row in rows)
    # Without an issue: only what no user should have.
    kept = [row for row in rows if not row["issue"]]
    assert all("./rr" in row["reason"] for row in kept)


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("rr.activity.funding", "_pay"),
        ("rr.activity.funding", "_admit"),
        ("rr.fund.agreement", "_receive"),
        ("rr.fund.agreement", "_refund"),
        ("rr.budget.line", "_transfer"),
        ("rr.grant", "_stipend_run"),
        ("rr.course.session", "_lock_sheets"),
        ("rr.donor.report", "action_restate"),
    ],
)
def test_what_people_missed_is_found(graph, model, method):
    """Found by hand before there was this test. A door that opens takes its row away
    from the list and from here."""
    assert (model, method) in graph.uncalled()


def small(source, **doors):
    """A graph of one file of one model, with the doors that are given."""
    models = {"rr.tree": {**MODEL, "methods": ["fell", "_saw", "water"]}}
    graph = door_graph.Graph(models, door_source.read_texts({"tree.py": source}, models))
    for kind, references in doors.items():
        graph.doors[kind] |= references
    return graph


TREE = """
class Tree(models.Model):
    _name = "rr.tree"
    def fell(self):
        for tree in self.search([]):
            tree._saw()
    def _saw(self):
        self.write({"height": 0})
    def water(self):
        self.write({"height": 1})
"""


def test_a_method_without_a_caller_is_caught():
    graph = small(TREE, view={("rr.tree", "fell")})
    assert graph.uncalled() == [("rr.tree", "water")]
    assert graph.places["rr.tree", "water"].changes_records


def test_a_method_that_only_another_unreached_one_calls_is_not_reached():
    assert ("rr.tree", "_saw") in small(TREE).uncalled()


def test_a_name_in_another_models_hands_is_no_caller():
    source = TREE + (
        'class Lawn(models.Model):\n    _name = "rr.lawn"\n'
        '    def create(self, vals):\n        self.env["rr.tree"].fell()\n'
        "        self.water()\n"
    )
    models = {
        "rr.tree": {**MODEL, "methods": ["fell", "_saw", "water"]},
        "rr.lawn": {**MODEL, "methods": ["create", "water"]},
    }
    places = door_source.read_texts({"tree.py": source}, models)
    assert door_graph.Graph(models, places).uncalled() == [("rr.tree", "water")]


def test_a_hidden_button_is_no_door():
    graph = small(TREE)
    part = {"model": "rr.tree", "invisible": "1", "groups": ""}
    button = {"model": "rr.tree", "name": "fell", "type": "object", "step": None}
    door_graph.add_button(graph, {**button, "around": [part]})
    assert ("rr.tree", "fell") in graph.uncalled()
    door_graph.add_button(graph, {**button, "around": [{**part, "invisible": ""}]})
    assert ("rr.tree", "fell") not in graph.uncalled()


def test_a_button_taken_from_the_product_is_missed(facts, graph):
    """The same on the real addons: one of their buttons away, and its method shows."""
    button = ("rr.transition.reason", "action_confirm")
    poorer = door_graph.Graph(facts["models"], graph.places)
    for kind, references in graph.doors.items():
        poorer.doors[kind] = references - {button}
    assert set(poorer.uncalled()) - set(graph.uncalled()) == {button}
