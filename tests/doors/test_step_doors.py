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
from lxml import etree
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
        shown = [
            button["step"]
            for button in main
            if door_steps.may_show(button, "rr.case", case["steps"], state)
        ]
        assert len(shown) == (0 if state in ("followup", "closed") else 1), state
        assert all(state in case["steps"][step]["from"] for step in shown), state


def test_every_listed_difference_names_its_issue():
    assert not door_lists.unexplained(door_lists.read(STEPS))


def test_every_condition_of_the_portal_says_what_it_shows():
    found = {(item.file, item.text) for item in door_portal.conditions(ROOT)}
    rows, columns = door_lists.read(CONDITIONS), ("file", "condition")
    problems = door_lists.compare(found, rows, columns, CONDITIONS)
    assert not problems, "\n".join(problems)


def test_no_condition_of_the_portal_decides_on_a_step(facts):
    """Pages ask which steps are open; a state that they look at is only shown."""
    rows = {(r["file"], r["condition"]): r for r in door_lists.read(CONDITIONS)}
    models = facts["models"]
    problems = [
        f"{item.file}: {item.text}: {said}"
        for item in door_portal.conditions(ROOT)
        if (said := door_portal.judge(item, rows.get((item.file, item.text)), models))
    ]
    assert not problems, "\n".join(problems)


def test_what_forbids_a_step_is_asked_by_its_guard(facts, graph):
    """What hides a step from a page (``_may_…``) refuses it too, whoever calls it."""
    asked = 0
    for owner, name in graph.places:
        step = name.removeprefix("_may_")
        if step != name and step in facts["models"].get(owner, {}).get("steps", ()):
            guard = graph.places[owner, f"_guard_{step}"]
            assert name in {called for _model, called in guard.references}, (owner, name)
            asked += 1
    assert asked > 3


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
        ("'miss' in rr_steps", False),
        ("'miss' not in rr_steps or not id", True),
        ("'finish' not in rr_steps", False),
        ("'lock' not in rr_steps", None),
    ],
)
def test_conditions_are_judged_with_what_is_known(condition, result):
    open_steps = {"finish": True, "miss": False}
    assert truth(condition, {"state": "planned", "rr_steps": open_steps}) is result


FELLER, GARDENER = "rr_base.group_feller", "rr_base.group_gardener"
SOURCE = """
class Tree(models.Model):
    _name = "rr.tree"
    def action_step(self):
        pass
"""


def compared(step="fell", **button):
    """The differences of one model with two steps and one button for the first."""
    rule = {"field": "state", "groups": [FELLER], "by_code": False}
    steps = {
        "fell": {**rule, "from": ["grown"], "to": "felled"},
        "plant": {**rule, "from": ["felled"], "to": "grown"},
        "grow": {**rule, "from": ["felled"], "to": "grown", "by_code": True},
    }
    model = {
        **MODEL,
        "steps": steps,
        "states": {"state": ["grown", "felled"]},
        "methods": ["action_step"],
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
                "model": "rr.tree", "name": "action_step", "type": "object",
                "step": step, "is_bulk": False, "around": [{**part, **button}],
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


def test_a_button_that_asks_for_open_steps_shows_where_and_to_whom_the_table_says():
    asks = {"invisible": "'fell' not in rr_steps", "groups": ""}
    assert compared(**asks) == {NO_BUTTON}


def test_a_button_that_asks_for_another_step_is_caught():
    found = compared(invisible="'plant' not in rr_steps", groups="")
    assert ("fell", door_steps.SHOWN_IN_VAIN, "felled") in found
    assert ("fell", door_steps.STARTS_UNSEEN, "grown") in found


def test_a_button_for_a_step_that_only_code_takes_is_caught():
    found = compared(step="grow")
    assert ("grow", door_steps.BY_HAND, "-") in found


def test_a_second_state_is_judged_by_its_own_steps():
    """Buttons of the sheet beside the state of the session."""
    rule = {"groups": [], "by_code": False}
    table = {
        "fell": {**rule, "field": "state", "from": ["grown"]},
        "mark": {**rule, "field": "bark_state", "from": ["plain"]},
    }
    for asked, state, shows in (
        ("mark", "plain", True),
        ("mark", "marked", False),
        ("fell", "plain", True),  # what the other state says is not known
    ):
        part = {"model": "rr.tree", "invisible": f"'{asked}' not in rr_steps"}
        seen = door_steps.may_show(
            {"around": [part]}, "rr.tree", table, state, "bark_state"
        )
        assert seen is shows, (asked, state)


def test_a_group_that_may_and_sees_no_button_is_caught():
    found = compared(groups=GARDENER)
    assert ("fell", door_steps.NO_BUTTON, FELLER) in found


def judged(item, **row):
    row = {"model": "rr.tree", "field": "state", "shows": "its height", **row}
    states = {"state": ["young", "grown", "old"]}
    return door_portal.judge(item, row, {"rr.tree": {"states": states}})


def in_page(text):
    """The conditions of a page."""
    return list(door_portal.in_page(etree.fromstring(text), "page.xml", {"OLD": OLD}))


OLD = ast.parse("('old', 'grown')", mode="eval").body
SHOWS = """<p t-if="tree['state'] == 'old'" t-attf-class="x {{'a' if tree.state in OLD else ''}}"/>"""
SENDS = """<t t-if="tree['state'] == 'old'"><form method="post"/></t>"""
IS_BUTTON = """<form><button t-if="'grown' != tree.state"/></form>"""


def test_a_condition_of_the_portal_with_a_state_that_is_none_is_caught():
    (item,) = in_page("""<p t-if="tree.state == 'tall'"/>""")
    assert judged(item) == "there is no state tall in rr.tree"


def test_a_condition_of_the_portal_that_only_shows_is_listed_with_what_it_shows():
    first, second = in_page(SHOWS)
    assert (first.named, second.named) == (("old",), ("grown", "old"))
    assert judged(first) is judged(second) is None
    assert judged(first, shows="") == "the list does not say what it shows"


@pytest.mark.parametrize("page", [SENDS, IS_BUTTON])
def test_a_condition_of_the_portal_that_decides_on_a_step_is_caught(page):
    (item,) = in_page(page)
    assert judged(item).startswith("decides on a step")
    assert door_portal.judge(item, None, {}).startswith("decides on a step")


@pytest.mark.parametrize(
    ("code", "decides"),
    [
        ("{'can_fell': tree.state == 'old'}", True),
        ("can_fell = tree.state in OLD", True),
        ("render(can_fell=bool(tree.state != 'young'))", True),
        ("{'is_old': tree.state == 'old'}", False),
        ("search([('state', '=', 'old')])", False),
    ],
)
def test_a_controllers_condition_on_what_a_page_offers_is_caught(code, decides):
    page = etree.fromstring("""<t><form t-if="tree['can_fell']" method="post"/></t>""")
    asked = door_portal.asked_for_forms(page)
    (item,) = door_portal.in_python(ast.parse(code), "tree.py", {"OLD": OLD}, asked)
    assert item.decides is decides


def test_a_scripts_condition_is_caught():
    found = door_portal.in_script('if (tree.state === "old") {this.state.tab = "x";}', "t.js")
    assert [(item.text, item.decides) for item in found] == [('state === "old"', True)]
