"""Tries the matrix from outside, over HTTP, against a served database.

Internal users come with a bearer key to ``/json/2``; portal users, who may have none,
with a session to ``/web/dataset/call_kw``; and somebody comes without either.
"""

import csv
from contextlib import ExitStack, closing

import matrix
import requests
import urllib3

TIMEOUT = 60


class Door:
    """One user's way in: calls of methods, and pages.

    :param key: a bearer key; without one, methods are called as the web client does
    :param headers: sent along with each request; redirects are not followed
    """

    def __init__(self, url, key=None, headers=None):
        self.key = key
        bearer = {"Authorization": f"Bearer {key}"} if key else {}
        # Thousands of small requests: what a session of requests adds to each would
        # cost more than the connection.
        self.pool = urllib3.connection_from_url(
            url, headers={**(headers or {}), **bearer}, retries=False, timeout=TIMEOUT
        )

    def close(self):
        self.pool.close()

    def call(self, model, method, ids=(), **arguments):
        """Call a method of a model; return (status, result or None)."""
        if self.key:
            answer = self.pool.request(
                "POST", f"/json/2/{model}/{method}",
                json={**({"ids": list(ids)} if ids else {}), **arguments},
            )
            return answer.status, answer.json() if answer.status == 200 else None
        answer = self.pool.request(
            "POST", f"/web/dataset/call_kw/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": [list(ids)] if ids else [],
                    "kwargs": arguments,
                },
            },
        )
        values = answer.json() if answer.status == 200 else {"error": True}
        if "error" in values:
            return 403, None
        return 200, values.get("result")

    def get(self, path):
        """Fetch a page; return its status."""
        return self.pool.request("GET", path).status


def log_in(url, database, login):
    """Begin a session with the login as password; return the header that goes on."""
    answer = requests.post(
        f"{url}/web/session/authenticate",
        json={
            "jsonrpc": "2.0",
            "params": {"db": database, "login": login, "password": login},
        },
        timeout=TIMEOUT,
    )
    values = answer.json()
    if "error" in values:
        raise AssertionError(f"{login} cannot log in: {values['error']}")
    return {"Cookie": f"session_id={answer.cookies['session_id']}"}


class HttpProbe:
    """Collects findings in the shape that ``orm_probe`` has."""

    def __init__(self, url, database, spec, reach, prepared):
        self.url = url
        self.database = database
        self.spec = spec
        self.reach = reach
        self.prepared = prepared
        self.findings = []

    def note(self, channel, login, model, door, ok, denial=True, detail=""):
        self.findings.append(
            {
                "channel": channel,
                "login": login,
                "model": model,
                "door": door,
                "ok": bool(ok),
                "denial": denial,
                "detail": str(detail)[:300],
            }
        )

    def closed(self, channel, login, model, door, answer):
        """A call that must be refused, or let nothing out."""
        status, result = answer
        self.note(
            channel, login, model, door, status != 200 or not result,
            detail=f"{status}: {result}",
        )

    def calls(self, door, channel, login, role, model, operations, reach):
        cells = {operation: roles[role] for operation, roles in operations.items()}
        if "read" in cells:
            status, rows = door.call(
                model, "search_read", domain=[], fields=["id"],
                context={"active_test": False},
            )
            found = sorted(row["id"] for row in rows or ())
            self.note(
                channel, login, model, "search_read",
                # The trail grows while it is read.
                set(found) >= set(reach["open"])
                if cells["read"] == "all"
                else found == reach["open"],
                cells["read"] != "all",
                f"{status}: {len(found)} rows, {len(reach['open'])} expected",
            )
            if cells["read"] == "none":
                for method, arguments in (
                    ("search_count", {"domain": []}),
                    ("name_search", {"name": ""}),
                    ("formatted_read_group",
                     {"domain": [], "groupby": ["id"], "aggregates": ["__count"]}),
                ):
                    self.closed(
                        channel, login, model, method,
                        door.call(model, method, **arguments),
                    )
        if cells["create"] == "none":
            self.closed(
                channel, login, model, "create",
                door.call(model, "create", vals_list=[{}]),
            )
        ids = reach["closed"]
        if not ids:
            return
        self.closed(
            channel, login, model, "read",
            door.call(model, "read", ids, fields=["display_name"]),
        )
        self.closed(
            channel, login, model, "export",
            door.call(model, "export_data", ids, fields_to_export=["display_name"]),
        )
        self.closed(
            channel, login, model, "write",
            door.call(model, "write", ids, vals={"id": 0}),
        )
        self.closed(channel, login, model, "unlink", door.call(model, "unlink", ids))

    def pages(self, door, login, model, reach):
        """Files that hang on closed rows, and the pages of the portal."""
        kept = self.prepared["attachments"].get(model, {})
        for row in reach["closed"]:
            if str(row) in kept:
                path = f"/web/content/{kept[str(row)]}"
                status = door.get(path)
                self.note(
                    "files", login, model, "/web/content of an attachment",
                    status != 200, detail=status,
                )
        for path in self.spec["routes"].get(model, ()):
            for row in reach["closed"]:
                status = door.get(path.format(id=row))
                self.note("routes", login, model, path, status != 200, detail=status)

    def user(self, login, role):
        portal = role in matrix.PORTAL_ROLES
        with ExitStack() as stack:
            cookie = log_in(self.url, self.database, login)
            web = rpc = stack.enter_context(closing(Door(self.url, headers=cookie)))
            if not portal:
                # A key's caller keeps no session. Without the name of the database
                # Odoo lists all of the cluster at each request.
                rpc = Door(
                    self.url, self.prepared["keys"][login],
                    {"X-Odoo-Database": self.database},
                )
                stack.enter_context(closing(rpc))
            channel = "call_kw" if portal else "json/2"
            for model, operations in self.spec["cells"].items():
                reach = self.reach.get(login, {}).get(model)
                if reach is None:
                    continue
                self.calls(rpc, channel, login, role, model, operations, reach)
                self.pages(web, login, model, reach)

    def nobody(self):
        """Without a session and without a key, nothing at all."""
        with (
            closing(Door(self.url)) as web,
            closing(Door(self.url, "not-a-key")) as rpc,
        ):
            for model in self.spec["cells"]:
                for name, door in (("call_kw", web), ("json/2", rpc)):
                    self.closed(
                        name, "nobody", model, "search_read",
                        door.call(model, "search_read", domain=[], fields=["id"]),
                    )
                for kept in list(self.prepared["attachments"].get(model, {}).values())[:1]:
                    status = web.get(f"/web/content/{kept}")
                    self.note(
                        "files", "nobody", model, "/web/content", status != 200,
                        detail=status,
                    )
                some = list(self.prepared["attachments"].get(model, {}))[:1]
                for path in self.spec["routes"].get(model, ()):
                    for row in some:
                        status = web.get(path.format(id=row))
                        self.note(
                            "routes", "nobody", model, path, status != 200,
                            detail=status,
                        )

    def run(self):
        for login, role in self.spec["users"].items():
            if login in self.reach:
                self.user(login, role)
        self.nobody()
        return self.findings


def routes():
    """``{model: [path, …]}`` of the pages that show one record of a model."""
    found = {}
    with open(matrix.FOLDER / "rules/routes.csv", newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            found.setdefault(row["model"], []).append(row["path"])
    return found
