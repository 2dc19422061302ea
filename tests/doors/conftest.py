"""What the registry of all addons knows, asked once for all tests of the folder."""

import json
import os
from pathlib import Path

import door_graph
import pytest
from rrcli import demo as demo_command
from rrcli import odoo

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
def facts(cluster, installed, tmp_path_factory):
    """See ``door_facts``: models, steps, buttons, menus, routes as plain values."""
    database = installed(f"rr_doors_{os.getpid()}")
    result = tmp_path_factory.mktemp("doors") / "facts.json"
    script = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        f"import door_facts; door_facts.write(env, {str(result)!r})"
    )
    try:
        demo_command.shell(
            cluster, database, script, "test-doors.log", "Reading the registry"
        )
    finally:
        odoo.drop(cluster, database)
    return json.loads(result.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def graph(facts):
    """The addons' methods and what leads to them."""
    return door_graph.build(ROOT, facts)
