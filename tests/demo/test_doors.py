"""The demonstration came in by the doors that its users have; what has none is listed."""

import ast
import csv
import json
import os
from pathlib import Path

import pytest
from rrcli import demo as demo_command
from rrcli import odoo

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "addons/rr_demo/generator"
#: what stays without a door, because nobody of the programme does it
LASTING = {"users and roles", "hundredfold copy", "res.currency.rate"}
#: private methods that only look; whatever writes is seen by the recorder
LOOKING = {"_between", "_checklist_open", "_load_snapshot"}
#: the generator's own tools, which know what they wrap
TOOLS = {"agenda.py", "browser.py", "copies.py", "door.py", "recorder.py", "world.py"}


def without_door():
    path = ROOT / "addons/rr_demo/data/no_door.csv"
    with open(path, encoding="utf-8") as source:
        return list(csv.DictReader(source))


# ----------------------------------------------------------------- what was recorded


def test_every_kind_of_user_has_acted(made):
    acted = {who for who, one in made["users"].items() if one["calls"]}
    assert acted >= {
        "officer", "officer2", "head", "finance", "director", "psychologist",
        "reporter", "dpo", "planner", "reviewer1", "reviewer2", "chair",
        "ngo", "ngo2", "ngo3", "municipality", "donor", "scheduled jobs",
    }


def test_nearly_all_records_came_by_a_door(made):
    by_door = sum(one["records"] for one in made["users"].values())
    without = sum(row["records"] for row in made["without_door"])
    assert by_door > 20 * without, (by_door, without)


def test_the_list_of_what_has_no_door_holds_what_was_used_and_no_more(made):
    used = {row["key"] for row in made["without_door"]}
    assert used | LASTING == {row["key"] for row in without_door()}


def test_each_missing_door_names_the_issue_that_opens_it():
    for row in without_door():
        assert row["reason"].strip(), row
        assert row["issue"].isdecimal() or row["key"] in LASTING, row


def test_the_published_totals_are_told(made):
    assert len(made["totals"]) == 5
    for row in made["totals"]:
        least = row["published"].startswith(">")
        number = int(row["published"].lstrip(">"))
        assert row["counted"] > number if least else row["counted"] == number, row


# -------------------------------------------------------- what the database remembers


def test_the_trail_knows_of_no_record_that_the_system_made_by_itself(
    cluster, demo_database, made
):
    """Everything that the trail has in the superuser's or in nobody's name was written
    by a scheduled job or by what is listed."""
    declared = set(made["written_by_system"])
    rows = cluster.sql(
        """
        SELECT DISTINCT e.table_name FROM rr_trail.entry e
         WHERE e.operation = 'create' AND (e.uid IS NULL OR e.uid = 1)
           AND e.model LIKE 'rr.%' AND e.at >= (
               SELECT min(at) FROM rr_trail.entry WHERE model = 'rr.household')
        """,
        demo_database,
    ).split()
    assert set(rows) <= declared, set(rows) - declared


# ------------------------------------------------------------ what a generator may call


def _private_calls(tree):
    """(line, text) of each call of another object's private method and of ``sudo``,
    outside a block that says it has no door; SQL that writes is stopped as it runs."""
    found = []

    def walk(node, is_free):
        if isinstance(node, ast.With):
            is_free = is_free or any(
                isinstance(item.context_expr, ast.Call)
                and getattr(item.context_expr.func, "attr", "") == "without_door"
                for item in node.items
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, owner = node.func.attr, ast.unparse(node.func.value)
            bad = name in ("sudo", "with_user") or (
                name.startswith("_") and owner != "self" and name not in LOOKING
            )
            if bad and not is_free:
                found.append((node.lineno, f"{owner}.{name}"))
        for child in ast.iter_child_nodes(node):
            walk(child, is_free)

    walk(tree, False)
    return found


def _parts():
    return [path for path in sorted(GENERATOR.rglob("*.py"))
            if path.name not in TOOLS and path.parent != GENERATOR]


@pytest.mark.parametrize("path", _parts(), ids=lambda path: path.stem)
def test_a_part_calls_no_private_method(path):
    if path.name == "history.py":
        return  # of the hundredfold copy
    assert _private_calls(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_a_private_call_is_seen():
    text = """
def act(world, grants):
    grants._do_step("approve")
    grants.sudo().write({})
    with world.without_door("x"):
        grants._pay(1)
    self._own()
    world.door("head").step("rr.grant", 1, "approve")
"""
    assert [what for _line, what in _private_calls(ast.parse(text))] == [
        "grants._do_step", "grants.sudo",
    ]


# --------------------------------------------------------------------- planted faults

PLANTED = """
import json
from datetime import date
from odoo import models
from odoo.addons.rr_base.models import transition_mixin as mixin
from odoo.addons.rr_demo.generator.recorder import Undeclared
from odoo.addons.rr_demo.generator.world import World
from odoo.exceptions import AccessError

world = World(env, 1, date(2026, 11, 20), 163)
world.users = {user.login: user for user in env["res.users"].search([])}
case = env["rr.case"].search([("state", "=", "delivery")], limit=1)
officer = world.door("officer")
acts = {
    "a record of the superuser": lambda: env["rr.household"].create(
        {"municipality_id": case.municipality_id.id}),
    "a private step of a user": lambda: case.with_user(
        world.users["head"])._do_step("review"),
    "elevated rights": lambda: case.sudo().write({"date_review": "2027-01-01"}),
    "a statement": lambda: env.cr.execute("UPDATE rr_case SET date_review = now()"),
    "a deletion": lambda: case.need_ids[:1].unlink(),
    "a private method by a door": lambda: officer.call(
        "rr.case", "_do_step", case.ids, "close"),
    "a python object by a door": lambda: officer.call(
        "rr.case", "write", case.ids, {"state": "closed"},
        context={"rr_permit_move": mixin._MOVE}),
    "an exception that nobody listed": lambda: world.without_door("no such row"),
}
found = {}
for name, act in acts.items():
    with world.recorder.watching():
        try:
            with env.cr.savepoint():
                act()
                env.flush_all()
            found[name] = "went through"
        except Exception as error:
            found[name] = type(error).__name__
print("PLANTED " + json.dumps(found))
env.cr.rollback()
"""


def test_a_generator_that_goes_round_the_doors_is_stopped(cluster, demo_database):
    database = f"rr_planted_{os.getpid()}"
    odoo.copy(cluster, demo_database, database)
    try:
        output = demo_command.shell(
            cluster, database, PLANTED, "planted.log", "a planted generator"
        )
    finally:
        odoo.drop(cluster, database)
    line = next(li for li in output.splitlines() if li.startswith("PLANTED "))
    found = json.loads(line.removeprefix("PLANTED "))
    assert found == {
        "a record of the superuser": "Undeclared",
        "a private step of a user": "Undeclared",
        "elevated rights": "Undeclared",
        "a statement": "Undeclared",
        "a deletion": "Undeclared",
        "a private method by a door": "AccessError",
        # what arrives is text, and the step is refused as any other
        "a python object by a door": "UserError",
        "an exception that nobody listed": "KeyError",
    }
