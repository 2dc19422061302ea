"""The emulation beside the real client: what a save would send, form by form.

Chromium opens the form and the values are read out of the running client; nothing is
saved. Thirty forms of six roles under ``--full``, three otherwise.
"""

import concurrent.futures
import itertools
import os

from playwright.sync_api import sync_playwright
from sweep.walk import Walk
from transports import Http
from webclient.client import Client

FULL = bool(os.environ.get("RR_FULL"))
STAFF = ("reporter", "officer", "head", "finance", "dpo", "planner")
ROLES, FORMS = (STAFF, 30) if FULL else (STAFF[:1], 3)
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)
# A form stands when its record is loaded.
READY = """() => !!(document.querySelector('.o_form_view .o_form_renderer')
    && !document.querySelector('.o_blockUI') && odoo.isReady)"""
# The form's record, found among the client's components, and what it would send.
CHANGES = """() => {
  const found = [];
  const walk = (node) => {
    const component = node.component;
    const root = component && component.model && component.model.root;
    if (root && root._getChanges && component.archInfo) found.push(root);
    for (const key in node.children) walk(node.children[key]);
  };
  walk(odoo.__WOWL_DEBUG__.root.__owl__);
  const root = found[found.length - 1];
  const changes = root._getChanges();
  root._checkValidity();
  return {changes, missing: [...root._invalidFields]};
}"""


def _plain(value):
    """Virtual ids differ from one client to the other."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, str) and value.startswith("virtual_"):
        return "virtual"
    return value


def _forms(client):
    """(menu's action, form, context, id or ``None``) of each form, new ones first."""
    for menu in Walk(client, None).menus():
        action = client.action(menu["actionID"])
        views = {kind: view_id for view_id, kind in action["views"]}
        if "form" not in views:
            continue
        context, domain = client.prepare(action)
        form = client.form(action["res_model"], views["form"], context, action["id"])
        if form.arch.can["create"]:
            yield action, form, context, None
        ids = client.call(form.model, "search", [domain], limit=1, order="id desc")
        for res_id in ids:
            yield action, form, context, res_id


def _compare(page, client, action, form, context, res_id):
    """Lines that say what differs in one form."""
    page.goto(f"/odoo/action-{action['id']}/{res_id or 'new'}")
    page.wait_for_function(READY)
    theirs = page.evaluate(CHANGES)
    record = (
        client.open(form, res_id, context) if res_id else client.new(form, context)
    )
    own = {"changes": _plain(record.get_changes()), "missing": sorted(record.missing())}
    theirs = {
        "changes": _plain(theirs["changes"]), "missing": sorted(theirs["missing"]),
    }
    where = f"{action['res_model']} {'record' if res_id else 'new'}"
    for name in sorted(theirs["changes"].keys() | own["changes"].keys()):
        pair = [side["changes"].get(name, "absent") for side in (theirs, own)]
        if pair[0] != pair[1]:
            yield f"{where} {name}: the browser sends {pair[0]!r}, we {pair[1]!r}"
    if theirs["missing"] != own["missing"]:
        yield f"{where}: the browser asks for {theirs['missing']}, we {own['missing']}"


def _compare_all(url, database, chromium_path):
    """(number of forms, lines that say what differs)."""
    differences, compared = [], 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=SWITCHES)
        for role in ROLES:
            http = Http(url, database, role)
            client = Client(http)
            context = browser.new_context(base_url=url, timezone_id="Europe/Belgrade")
            context.add_cookies(
                [{"name": "session_id", "value": http.cookie, "url": url}]
            )
            page = context.new_page()
            for place in itertools.islice(_forms(client), FORMS // len(ROLES)):
                compared += 1
                differences += [
                    f"{role} {line}" for line in _compare(page, client, *place)
                ]
            context.close()
        browser.close()
    return compared, differences


def test_a_save_sends_the_same_as_in_the_browser(demo, chromium_path, capsys):
    # In a thread of its own: the journeys' browser may still be open in this one.
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        compared, differences = thread.submit(
            _compare_all, demo.url, demo.database, chromium_path
        ).result()
    with capsys.disabled():
        print(f"\n  {compared} forms compared with the browser")
    assert compared == FORMS
    assert not differences, "\n".join(differences)
