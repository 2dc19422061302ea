"""Our routes under anything that can be sent: no 500, no trace, nothing executed."""

import os
import re
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from visiting import harmless

ADDONS = Path(__file__).resolve().parents[2] / "addons"
EXAMPLES = 400 if os.environ.get("RR_FULL") else 60
LOGINS = ("ngo", "municipality", "donor", "officer", "planner", None)

SQL = (
    "'", "''", "\"", "1'--", "1' OR '1'='1", "1; DROP TABLE rr_case;--", "') OR 1=1--",
    "1 UNION SELECT password FROM res_users", "1' AND pg_sleep(8)--", "%27%20OR%201=1",
    "1);SELECT pg_sleep(8);--", "\\'; SELECT 1", "$$;SELECT pg_sleep(8)$$", "{0}", "%s",
    "%(x)s", "..%2f..%2fetc/passwd", "../../etc/passwd", "\x00", "‮", "💥" * 50,
    "a" * 5000, "<script>", "${7*7}", "{{7*7}}", "-1", "0", "NaN", "1e999",
    str(2**31), str(2**63), str(-(2**63)), str(10**30), "None", "True", "[]", "{}",
)


def _routes():
    found = set()
    for path in ADDONS.glob("*/controllers/*.py"):
        for block in re.findall(r"route\((.*?)\)\n", path.read_text(), re.S):
            kind = "jsonrpc" if '"jsonrpc"' in block else "http"
            methods = re.findall(r'"(GET|POST)"', block) or ["GET"]
            for url in re.findall(r'"(/[^"]*)"', block):
                if "{" not in url:
                    found.add((kind, "POST" if kind == "jsonrpc" else methods[0], url))
    return sorted(found)


ROUTES = _routes()
ints = st.one_of(
    st.integers(-3, 300), st.sampled_from([2**31 - 1, 2**31, 2**63, 10**25, -(2**40)])
)
words = st.one_of(st.sampled_from(SQL), st.text(max_size=40))
junk = st.recursive(
    st.one_of(
        st.none(), st.booleans(), ints, words,
        # JSON has no word for the infinite.
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(
                words,
                st.sampled_from(["key", "enrolment", "mark", "missed", "excuse", "base"]),
            ),
            inner, max_size=6,
        ),
    ),
    max_leaves=12,
)


def test_our_routes_are_found():
    assert len(ROUTES) > 25
    assert any(kind == "jsonrpc" for kind, _method, _url in ROUTES)


@settings(
    max_examples=EXAMPLES * 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_fuzz_over_our_own_routes(visitors, data):
    kind, method, url = data.draw(st.sampled_from(ROUTES))
    login = data.draw(st.sampled_from(LOGINS))
    visitor = visitors[login]
    path = re.sub(r"<int:\w+>", lambda _m: str(data.draw(ints)), url)
    path = re.sub(
        r"<string:\w+>",
        lambda _m: quote(data.draw(words), safe="") or "x",
        path,
    )
    values = data.draw(
        st.dictionaries(
            st.sampled_from(
                ["page", "sortby", "filterby", "search", "reason", "name", "date",
                 "date_from", "date_to", "marks", "submit", "seen", "comment", "code",
                 "serial", "weekday", "start", "duration", "sent", "outcome", "file",
                 "sheet"]
            ),
            junk, max_size=4,
        )
    )
    told = f"{login} {method} {path} {values!r}"
    if kind == "jsonrpc":
        answer = visitor.call(path, **values)
        harmless(answer, told)
        error = answer.json().get("error") if answer.status_code == 200 else None
        if error:
            name = error.get("data", {}).get("name", "")
            assert name.startswith(("odoo.exceptions.", "odoo.http.", "werkzeug.")), (
                f"{told}: {name} {error['data'].get('message')}"
            )
    elif method == "GET":
        harmless(visitor.get(path, params=values, allow_redirects=False), told)
    else:
        harmless(visitor.post(path, values, csrf=login == "municipality",
                              allow_redirects=False), told)


@pytest.mark.parametrize("text", [t for t in SQL if "\x00" not in t])
def test_injection_by_words_in_searches(visitors, attacked, text):
    """In domains, names, orders and groups, as an officer: a refusal or no row."""
    before = attacked.sql("SELECT count(*) FROM rr_case")
    officer = visitors["officer"]
    started = time.monotonic()
    for model, method, args, kwargs in (
        ("rr.case", "search_read", [[["beneficiary_id.code", "=", text]]], {"fields": ["id"]}),
        ("rr.case", "search_read", [[["beneficiary_id", "ilike", text]]], {"fields": ["id"]}),
        ("rr.case", "search_read", [[[text, "=", 1]]], {"fields": ["id"]}),
        ("rr.case", "search_read", [[["id", text.lower(), 1]]], {"fields": ["id"]}),
        ("rr.case", "search_read", [[]], {"fields": ["id"], "order": text, "limit": 1}),
        ("rr.case", "search_read", [[]], {"fields": [text], "limit": 1}),
        ("rr.beneficiary", "name_search", [text], {"limit": 5}),
        ("rr.grant", "formatted_read_group", [[], [text], ["__count"]], {}),
        ("rr.grant", "formatted_read_group", [[], ["state"], [text]], {}),
    ):
        answer = officer.call(
            f"/web/dataset/call_kw/{model}/{method}", model=model, method=method,
            args=args, kwargs=kwargs,
        )
        assert answer.status_code < 500, (model, method, text)
        values = answer.json()
        message = str(values.get("error", {}).get("data", {}).get("message", ""))
        assert "syntax error" not in message, (method, text, message)
        assert "password" not in str(values.get("result", ""))
    assert time.monotonic() - started < 7, "something slept"
    assert attacked.sql("SELECT count(*) FROM rr_case") == before


@pytest.mark.parametrize("text", SQL, ids=range(len(SQL)))
def test_injection_by_the_pages(visitors, text):
    started = time.monotonic()
    for login, path, name in (
        (None, "/rr/check", "serial"), ("ngo", "/rr", "search"),
        ("donor", "/my/reports", "sortby"), ("municipality", "/my/referrals", "sent"),
    ):
        answer = visitors[login].get(path, params={name: text})
        harmless(answer, f"{path} {text!r}")
    assert time.monotonic() - started < 7, "something slept"
