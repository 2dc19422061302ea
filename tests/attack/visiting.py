"""Sessions of several users, and what every answer must not hold."""

import re

import requests

USERS = (
    "officer", "head", "finance", "reporter", "planner", "dpo", "ngo", "municipality",
    "donor",
)
TRACE = re.compile(r"Traceback \(most recent call last\)|File \"/|psycopg2\.")


class Visitor:
    """One user's session; every answer is looked at."""

    def __init__(self, url, database, login):
        self.url, self.login = url, login
        self.session = requests.Session()
        if login:
            answer = self.session.post(
                f"{url}/web/session/authenticate",
                json={"params": {"db": database, "login": login, "password": login}},
                timeout=60,
            ).json()
            assert "error" not in answer, answer

    def get(self, path, **kwargs):
        return self.session.get(self.url + path, timeout=60, **kwargs)

    def post(self, path, data=None, csrf=True, **kwargs):
        values = dict(data or {})
        if csrf:
            values["csrf_token"] = self.token()
        return self.session.post(self.url + path, data=values, timeout=120, **kwargs)

    def call(self, path, **params):
        return self.session.post(
            self.url + path, json={"jsonrpc": "2.0", "params": params}, timeout=60
        )

    def token(self):
        """The token that a page's form carries."""
        for path in ("/rr/support", "/my/security", "/my"):
            found = re.search(r'csrf_token"?\s*[:=]?\s*(?:value=)?"([0-9a-fo]+)"',
                              self.get(path).text)
            if found:
                return found[1]
        raise AssertionError(f"no form shows {self.login} a token")


def harmless(answer, what):
    """No failure of the server, no trace of its inside."""
    text = answer.text[:200_000]
    assert answer.status_code < 500, f"{what}: {answer.status_code}\n{text[:1500]}"
    if "json" in answer.headers.get("Content-Type", ""):
        # Odoo sends the trace along with each error of a call: see docs/security.md.
        return
    assert not TRACE.search(text), f"{what}: a trace\n{text[:1500]}"
