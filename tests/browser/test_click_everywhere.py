"""Odoo's click-everywhere run over our menus, as each role that has menus.

As the head, who has most menus, it opens every menu, switches every view and tries
every filter (with ``--full``: as everybody); as each other role it opens the first
page. An error in a dialogue or in the console fails. (Run as the administrator it would
see nothing of ours: the administrator holds no role.)
"""

import os

import pytest

ROLES = ("officer", "psychologist", "head", "director", "finance", "planner",
         "reporter", "dpo")
START = """(light) => odoo.loader.modules
    .get('@web/webclient/clickbot/clickbot_loader')
    .startClickEverywhere('rr_base.menu_root', light)"""
WITH_FILTERS = ROLES if os.environ.get("RR_FULL") else ("head",)
SUCCESS = "clickbot test succeeded"
# Odoo's own limit for one run, in milliseconds
LIMIT = 1_200_000


@pytest.mark.parametrize("role", ROLES)
def test_menus_views_and_filters_open(sign_in, role, capsys):
    page = sign_in(role)
    page.wait_for_function("() => window.odoo && odoo.isReady === true")
    lines = []
    page.on("console", lambda message: lines.append(message.text))
    with page.expect_event(
        "console",
        lambda message: SUCCESS in message.text or message.type == "error",
        timeout=LIMIT,
    ) as last:
        page.evaluate(START, role not in WITH_FILTERS)
    assert SUCCESS in last.value.text, last.value.text
    menus = [line for line in lines if line.startswith("Testing menu ")]
    assert menus, "the role sees no menu of ours"
    with capsys.disabled():
        views = sum(line.startswith("Testing view switch") for line in lines)
        print(f"\n  {role}: {len(menus)} menus, {views} more views")
