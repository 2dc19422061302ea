"""How long the server takes for every list and form behind the menus, over HTTP.

Usage: python screens.py URL DATABASE [LOGIN …]; prints the rows as JSON.

The start page of each login; and for each window action that a login's menus lead to: its list (or board) with the
fields of its view, 80 rows and their count, and the form of the first row with its
inner lists. Against: the smallest request to the same model, one id.
"""

import json
import sys
from xml.etree import ElementTree

import requests
from measure import medians, row

LOGINS = ("officer", "head", "finance", "reporter", "planner", "dpo", "psychologist")
PAGES = {"ngo": ("/rr",), "donor": ("/my/reports",)}
LIMIT, INNER_LIMIT = 80, 40


class Client:
    """A browser's calls, without the browser."""

    def __init__(self, url, database, login):
        self.url = url
        self.session = requests.Session()
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": login},
        )
        self.context = {"lang": "en_US", "tz": "Europe/Belgrade",
                        "uid": answer["uid"], "allowed_company_ids": [1]}

    def _post(self, path, params):
        answer = self.session.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=120,
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        kwargs["context"] = {**self.context, **kwargs.get("context", {})}
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def action(self, action_id):
        return self._post("/web/action/load", {"action_id": action_id})

    def page(self, path):
        answer = self.session.get(self.url + path, timeout=120)
        answer.raise_for_status()


def _specification(node, fields, models):
    """What the web client asks for: the fields of a view, inner lists with theirs."""
    wanted = {}
    for child in node:
        if child.tag != "field":
            wanted.update(_specification(child, fields, models))
            continue
        name = child.get("name")
        field = fields.get(name)
        if not field:
            continue
        kind, inner = field["type"], models.get(field.get("relation"), {})
        wanted[name] = {}
        if kind in ("many2one", "reference"):
            wanted[name] = {"fields": {"display_name": {}}} if kind == "many2one" else {}
        elif kind in ("one2many", "many2many"):
            view = next((sub for sub in child if sub.tag in ("list", "kanban")), None)
            lines = _specification(view, inner.get("fields", {}), models) if (
                view is not None
            ) else {"display_name": {}} if child.get("widget") == "many2many_tags" else {}
            wanted[name] = {"fields": lines, "limit": INNER_LIMIT, "order": ""}
    return wanted


def _actions(client):
    """Ids of the window actions behind the menus, each once."""
    menus = client.session.get(
        f"{client.url}/web/webclient/load_menus", timeout=60
    ).json()
    found = {}
    for menu in menus.values():
        name = str(menu.get("xmlid") or "")
        model, number = menu.get("actionModel"), menu.get("actionID")
        if name.startswith("rr_") and model == "ir.actions.act_window" and number:
            found.setdefault(number, menu["name"])
    return found


def _measure(client, login, action, rows):
    model, kinds = action["res_model"], [kind for _view, kind in action["views"]]
    listed = next((kind for kind in kinds if kind in ("kanban", "list")), None)
    if listed is None:
        return
    domain = action.get("domain") or []
    if isinstance(domain, str):
        domain = []  # written for the browser: everything then, which is no less
    known = client.call(
        model, "get_views",
        views=[[view, kind] for view, kind in action["views"]] + [[False, "search"]],
    )
    fields = known["models"][model]["fields"]

    def of(kind):
        arch = ElementTree.fromstring(known["views"][kind]["arch"])
        return arch, _specification(arch, fields, known["models"])

    arch, wanted = of("list" if "list" in kinds else listed)
    where = f"{login}: {action['name']}"
    first = []

    def open_list():
        found = client.call(
            model, "web_search_read", domain=domain, specification=wanted,
            limit=LIMIT, offset=0, count_limit=10001,
        )
        first[:] = [record["id"] for record in found["records"][:1]]
        return found["length"]

    def least():
        client.call(model, "search_read", domain=domain, fields=["id"], limit=1)

    size = open_list()
    ms, floor = medians(open_list, least)
    against = "one id of the model"
    rows.append(row(f"{where}, list", ms, against, floor, size))
    if "kanban" in kinds:
        board, cards = of("kanban")
        group = board.get("default_group_by")
        if group:
            ms, floor = medians(
                lambda: client.call(
                    model, "web_read_group", domain=domain, groupby=[group],
                    aggregates=["__count"], auto_unfold=True,
                    unfold_read_specification=cards,
                    context={"read_group_expand": True},
                ),
                least,
            )
            rows.append(row(f"{where}, board", ms, against, floor, size))
    if "form" in kinds and first:
        _arch, wanted = of("form")
        ms, floor = medians(
            lambda: client.call(model, "web_read", first, specification=wanted), least
        )
        rows.append(row(f"{where}, form", ms, against, floor, size))


def run(url, database, logins=()):
    """:return: rows of the benchmark, slowest first"""
    rows = []
    for login in logins or LOGINS:
        client = Client(url, database, login)
        ms, floor = medians(
            lambda c=client: c.call("rr.start.page", "get_data", None),
            lambda c=client: c.call("res.users", "search_read", [], ["id"], limit=1),
        )
        rows.append(row(f"{login}: start page", ms, "one id of a user", floor))
        for number in _actions(client):
            _measure(client, login, client.action(number), rows)
    for login, pages in PAGES.items():
        if not logins or login in logins:
            client = Client(url, database, login)
            for path in pages:
                ms, floor = medians(
                    lambda c=client, p=path: c.page(p), lambda c=client: c.page("/rr/health")
                )
                rows.append(row(f"{login}: {path}", ms, "/rr/health", floor))
    return sorted(rows, key=lambda one: -one["ms"])


if __name__ == "__main__":
    print("figures: " + json.dumps(run(sys.argv[1], sys.argv[2], sys.argv[3:])))
