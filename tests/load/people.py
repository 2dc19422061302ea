"""What a user of each kind does: lists, forms, searches, pages, now and then a write."""

import itertools
import json
import random
import re
import time
import xml.etree.ElementTree as ET

import requests

# login → (how many of 60 users, models whose lists and forms are opened)
STAFF = {
    "officer": (14, ("rr.beneficiary", "rr.case", "rr.grant", "rr.outcome.followup")),
    "officer2": (10, ("rr.beneficiary", "rr.case", "rr.referral", "rr.enrolment")),
    "head": (3, ("rr.beneficiary", "rr.case", "rr.grant", "rr.donor.report")),
    "director": (1, ("rr.grant", "rr.fund.agreement")),
    "finance": (4, ("rr.grant.tranche", "rr.fund.entry", "rr.budget.line")),
    "reporter": (3, ("rr.fund.entry", "rr.donor.report", "rr.course.session")),
    "planner": (1, ("rr.transition.scenario",)),
    "dpo": (1, ("rr.audit.entry",)),
}
# login → (how many of 60 users, pages)
PORTAL = {
    "ngo": (9, ("/rr",)),
    "ngo2": (6, ("/rr",)),
    "municipality": (4, ("/my/referrals", "/rr/support")),
    "donor": (4, ("/my/reports",)),
}
# The trail keeps a day of its own.
DAYS = {"rr.audit.entry": "date"}
LINK = re.compile(r'href="(/(?:rr/course|rr/session|my/reports)/\d+)"')
PAGE = 80
TIMEOUT = 60

_keys = itertools.count()


def day_of(model):
    """The field by which users look for rows of a time."""
    return DAYS.get(model, "create_date")


class Person:
    """One user with a session of their own.

    :param record: called with (kind, seconds, error text or None) after each request
    """

    def __init__(self, url, database, login, seed, record):
        self.url, self.database, self.login = url, database, login
        self.random = random.Random(seed)
        self.record = record
        self.session = requests.Session()
        self.views = {}
        self.known = {}

    def close(self):
        self.session.close()

    def _request(self, kind, send):
        started = time.monotonic()
        error = answer = None
        try:
            answer = send()
            if answer.status_code >= 400:
                error = f"{answer.status_code} {answer.url}"
        except requests.RequestException as problem:
            error = type(problem).__name__
        values = None
        if not error and "json" in answer.headers.get("Content-Type", ""):
            values = answer.json()
            if "error" in values:
                error = json.dumps(values["error"])[:300]
        self.record(kind, time.monotonic() - started, error)
        return None if error else (values or {}).get("result", answer)

    def _rpc(self, kind, path, **params):
        return self._request(
            kind,
            lambda: self.session.post(
                self.url + path, json={"jsonrpc": "2.0", "params": params},
                timeout=TIMEOUT,
            ),
        )

    def call(self, kind, model, method, *args, **kwargs):
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self._rpc(
            kind, path, model=model, method=method, args=list(args), kwargs=kwargs
        )

    def log_in(self):
        return self._rpc(
            "login", "/web/session/authenticate", db=self.database, login=self.login,
            password=self.login,
        )

    # -- staff -------------------------------------------------------------------

    def _specification(self, model, kind):
        """What the web client asks for: the fields that the view names."""
        if model not in self.views:
            self.views[model] = self.call(
                "views", model, "get_views",
                views=[[False, "list"], [False, "form"], [False, "search"]], options={},
            )
        views = self.views[model]
        if not views:
            self.views.pop(model)
            return {"display_name": {}}
        fields = views["models"][model]["fields"]
        found = {}
        for node in _fields(ET.fromstring(views["views"][kind]["arch"])):
            name = node.get("name")
            column = fields.get(name, {})
            if column.get("type") == "many2one":
                found[name] = {"fields": {"display_name": {}}}
            elif column.get("type") in ("one2many", "many2many"):
                found[name] = {"fields": {"display_name": {}}, "limit": 40}
            elif column:
                found[name] = {}
        return found or {"display_name": {}}

    def list(self, model, domain=(), kind="list"):
        page = self.call(
            kind, model, "web_search_read", domain=list(domain),
            specification=self._specification(model, "list"), offset=0, limit=PAGE,
            context={"bin_size": True}, count_limit=10001,
        )
        if page and page["records"]:
            self.known[model] = [row["id"] for row in page["records"]]

    def form(self, model):
        ids = self.known.get(model)
        if ids:
            self.call(
                "form", model, "web_read", [self.random.choice(ids)],
                specification=self._specification(model, "form"),
                context={"bin_size": True},
            )

    def work(self, models):
        model = self.random.choice(models)
        what = self.random.random()
        if model not in self.known or what < 0.4:
            self.list(model)
        elif what < 0.8:
            self.form(model)
        elif model == "rr.beneficiary":
            digits = f"{self.random.randrange(100):02}"
            self.list(model, [("code", "ilike", digits)], kind="search")
        else:
            self.list(model, [(day_of(model), ">", "2020-01-01")], kind="search")

    # -- portal ------------------------------------------------------------------

    def page(self, path):
        answer = self._request(
            "page", lambda: self.session.get(self.url + path, timeout=TIMEOUT)
        )
        if answer is None:
            return
        self.known[path] = LINK.findall(answer.text)
        roster = re.search(r'"session": (\d+).*?"rows": (\[.*?\])', answer.text, re.S)
        if roster:
            self.mark(*roster.groups())

    def mark(self, session, rows):
        """One mark on a roster that is open, as a trainer's phone sends it."""
        ids = re.findall(r'"id": (\d+)', rows)
        if not ids:
            return
        mark = {
            "key": f"load-{id(self)}-{next(_keys)}", "enrolment": int(ids[0]),
            "mark": "present", "missed": 0, "excuse": False, "base": 0,
        }
        self._rpc("write", f"/rr/api/session/{session}/marks", marks=[mark])

    def browse(self, pages):
        links = [link for found in self.known.values() for link in found]
        if links and self.random.random() < 0.7:
            self.page(self.random.choice(links))
        else:
            self.page(self.random.choice(pages))

    def act(self):
        """One thing that this user does."""
        if self.login in STAFF:
            self.work(STAFF[self.login][1])
        else:
            self.browse(PORTAL[self.login][1])


def _fields(node):
    """The fields of a view itself, not of the views inside its fields."""
    for child in node:
        if child.tag == "field":
            yield child
        else:
            yield from _fields(child)


def logins(count):
    """``count`` logins in the proportions of 60 users."""
    pattern = [
        login for table in (STAFF, PORTAL) for login, (n, _x) in table.items()
        for _i in range(n)
    ]
    random.Random(60).shuffle(pattern)
    return list(itertools.islice(itertools.cycle(pattern), count))
