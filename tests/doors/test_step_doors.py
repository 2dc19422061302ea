"""Tables of steps beside buttons and pages of the portal; see ``door_steps``."""

import ast
from pathlib import Path

import door_graph
import door_lists
import door_portal
import door_source
import door_steps
import pytest
from door_steps import truth
from test_uncalled import MODEL

ROOT = Path(__file__).parents[2]
STEPS, CONDITIONS = "steps.csv", "portal_conditions.csv"


def test_buttons_and_tables_say_the_same_or_are_listed(facts, graph):
    found = {
        (item.model, item.step, item.kind, item.what)
        for item in door_steps.Comparison(facts, graph).differences()
    }
    columns = ("model", "step", "kind", "what")
    problems = door_lists.compare(found, door_lists.read(STEPS), columns, STEPS)
    assert not problems, "\n".join(problems)


def test_the_main_button_of_a_case_is_its_next_step(facts):
    """One in each stage, until nothing but closing is left."""
    case = facts["models"]["rr.case"]
    main = [b for b in facts["buttons"] if b["model"] == "rr.case" and b["is_main"]]
    assert all(button["step"] for button in main)
    for state in case["states"]["state"]:
        shown = [b["step"] for b in main if door_steps.may_show(b, "rr.case", state)]
        assert len(shown) == (0 if state in ("followup", "closed") else 1), state
        assert all(state in case["steps"][step]["from"] for step in shown), state


def test_every_listed_difference_names_its_issue():
    assert not door_lists.unexplained(door_lists.read(STEPS))


def test_every_condition_of_the_portal_is_assigned_to_its_model():
    found = {(item.file, item.text) for item in door_portal.conditions(ROOT)}
    rows, columns = door_lists.read(CONDITIONS), ("file", "condition")
    problems = door_lists.compare(found, rows, columns, CONDITIONS)
    assert not problems, "\n".join(problems)


def test_conditions_of_the_portal_and_tables_say_the_same_or_are_listed(facts):
    rows = {(r["file"], r["condition"]): r for r in door_lists.read(CONDITIONS)}
    problems = []
    for item in door_portal.conditions(ROOT):
        row = rows[item.file, item.text]
        said = door_portal.judge(item, row, facts["models"]) or ""
        if said != row["difference"] or bool(said) != row["issue"].isdigit():
            problems.append(f"{item.file}: {item.text}: {said or 'no difference'}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        ("", False),
        ("1", True),
        ("state != 'planned'", False),
        ("state not in ('done', 'missed')", True),
        ("state == 'planned' or not id", True),
        ("state != 'planned' or not id", None),
        ("state == 'done' and is_late", False),
        ("not is_late", None),
        ("parent.state == 'planned'", None),
    ],
)
def test_conditions_are_judged_with_what_is_known(condition, result):
    assert truth(condition, {"state": "planned"}) is result


FELLER, GARDENER = "rr_base.group_feller", "rr_base.group_gardener"
SOURCE = """
class Tree(models.Model):
    _name = "rr.tree"
    def action_transition(self):
        pass
"""


def compared(**button):
    """The differences of one model with two steps and one button for the first."""
    steps = {
        "fell": {"from": ["grown"], "to": "felled", "groups": [FELLER]},
        "plant": {"from": ["felled"], "to": "grown", "groups": [FELLER]},
    }
    model = {
        **MODEL,
        "steps": steps,
        "states": {"state": ["grown", "felled"]},
        "methods": ["action_transition"],
    }
    group = {"is_share": False, "implies": []}
    part = {"model": "rr.tree", "invisible": "state != 'grown'", "groups": FELLER}
    facts = {
        "models": {"rr.tree": model},
        "groups": {FELLER: group, GARDENER: group},
        "readers": {"rr.tree": [""]},
        "writers": {"rr.tree": [FELLER]},
        "buttons": [
            {
                "model": "rr.tree", "name": "action_transition", "type": "object",
                "step": "fell", "is_bulk": False, "around": [{**part, **button}],
            }
        ],
    }  # fmt: skip
    places = door_source.read_texts({"tree.py": SOURCE}, facts["models"])
    graph = door_graph.Graph(facts["models"], places)
    door_graph.add_button(graph, facts["buttons"][0])
    found = door_steps.Comparison(facts, graph).differences()
    return {(item.step, item.kind, item.what) for item in found}


NO_BUTTON = ("plant", door_steps.NO_DOOR, "-")


def test_a_step_without_a_button_is_caught():
    assert compared() == {NO_BUTTON}


def test_a_button_in_a_state_where_its_step_does_not_start_is_caught():
    caught = ("fell", door_steps.SHOWN_IN_VAIN, "felled")
    assert compared(invisible="") == {NO_BUTTON, caught}


def test_a_state_without_the_button_is_caught():
    found = compared(invisible="state != 'felled'")
    assert ("fell", door_steps.STARTS_UNSEEN, "grown") in found


def test_a_button_for_who_may_not_is_caught():
    assert ("fell", door_steps.IN_VAIN, GARDENER) in compared(groups="")


def test_a_group_that_may_and_sees_no_button_is_caught():
    found = compared(groups=GARDENER)
    assert ("fell", door_steps.NO_BUTTON, FELLER) in found


def judged(expression, step="fell"):
    tree = ast.parse(expression, mode="eval")
    (condition,) = door_portal.in_python(tree, "page.xml", {})
    row = {"model": "rr.tree", "field": "state", "step": step}
    steps = {"fell": {"from": ["grown", "old"]}}
    states = {"state": ["young", "grown", "old"]}
    return door_portal.judge(condition, row, {"rr.tree": {"steps": steps, "states": states}})


def test_a_condition_of_the_portal_with_a_state_that_is_none_is_caught():
    assert judged("tree.state == 'tall'", step="") == "there is no state tall in rr.tree"


def test_a_condition_of_the_portal_that_differs_from_the_table_is_caught():
    assert judged("tree['state'] in ('grown', 'old')") is None
    assert judged("tree.state != 'young'") is None
    assert judged("tree.state == 'grown'") == "not offered from old"
    assert judged("tree.state != 'old'") == (
        "offered in vain from young; not offered from old"
    )
