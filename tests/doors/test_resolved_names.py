"""Whatever a screen calls is there: methods, actions, addresses."""

import ast
from pathlib import Path

import door_graph
import door_portal
import door_views
import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
ADDONS = ROOT / "addons"


def test_every_button_calls_a_public_method_or_an_action(facts):
    assert len(facts["buttons"]) > 100
    lost = door_views.lost_buttons(facts["buttons"], facts["models"], facts["actions"])
    assert not list(lost)


def test_every_call_of_the_browsers_scripts_finds_its_method(facts):
    calls = list(door_graph.script_calls(ADDONS))
    assert calls
    lost = [
        f"{path.name}: {why}"
        for path, model, name in calls
        if (why := door_views.lost_method(model, name, facts["models"]))
    ]
    assert not lost


def test_every_call_of_the_scripts_is_read():
    """One that is written in another way would be judged by nobody."""
    text = "".join(
        path.read_text(encoding="utf-8") for path in ADDONS.glob("*/static/src/**/*.js")
    )
    assert text.count("orm.call(") == len(list(door_graph.script_calls(ADDONS)))


def test_every_menu_opens_something(facts):
    assert len(facts["menus"]) > 50
    assert not list(door_views.lost_menus(facts["menus"], facts["models"]))


def test_every_link_and_form_of_the_pages_is_answered(facts):
    addresses = set(door_portal.addresses(ROOT))
    assert len(addresses) > 50
    lost = [
        f"{file}: {address}"
        for file, address in sorted(addresses)
        if not door_portal.is_answered(address, facts["routes"], ADDONS)
    ]
    assert not lost


MODELS = {"rr.tree": {"methods": ["fell", "_saw"], "steps": {"fell": {}}}}
BUTTON = {"view": "v", "model": "rr.tree", "name": "fell", "type": "object", "step": None}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, None),
        ({"name": "fly"}, "v: rr.tree has no method fly"),
        ({"name": "_saw"}, "v: rr.tree._saw is private"),
        ({"model": "rr.bush"}, "v: there is no model rr.bush"),
        ({"type": "action", "name": "7"}, None),
        ({"type": "action", "name": "8"}, "v: there is no action 8"),
        ({"type": "action", "name": "rr.lost"}, "v: there is no action rr.lost"),
        ({"step": "fly"}, "v: rr.tree has no step fly"),
    ],
)
def test_a_button_that_calls_nothing_is_caught(change, sentence):
    found = list(door_views.lost_buttons([{**BUTTON, **change}], MODELS, [7]))
    assert found == ([sentence] if sentence else [])


def test_a_menu_that_opens_nothing_is_caught():
    menu = {"name": "m", "has_children": False, "opens": None, "model": None}
    assert list(door_views.lost_menus([menu], MODELS)) == ["m opens nothing"]


def test_an_address_without_a_route_is_caught():
    routes = ["/rr", "/rr/tree/<int:tree_id>", "/rr/tree/<int:tree_id>/<string:step>"]
    answered = ["/rr", "/rr?x=1", "/rr/tree/0", "/rr/tree/0/fell#here"]
    lost = ["/rr/trees", "/rr/tree/oak", "/rr/tree/0/fell/now", "/rr_x/static/none.css"]
    for addresses, expected in ((answered, True), (lost, False)):
        for address in addresses:
            assert door_portal.is_answered(address, routes, ADDONS) is expected, address


def test_addresses_of_python_are_read_with_their_values_filled_in():
    tree = ast.parse('a = f"/rr/tree/{tree.id}/fell"; b = "/rr"; c = "/rrr"; d = "rr"')
    assert set(door_portal._python_addresses(tree)) == {"/rr/tree/0/fell", "/rr"}


def test_pages_of_the_portal_are_found():
    names = {path.name for path, _tree in door_portal.pages(ROOT)}
    assert {"portal_grants.xml", "portal_roster.xml", "portal_templates.xml"} <= names
    assert all(isinstance(tree, etree._Element) for _path, tree in door_portal.pages(ROOT))
