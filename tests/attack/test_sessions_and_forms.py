"""Sessions cannot be planted, forms cannot be sent from elsewhere."""

import re
from pathlib import Path

import pytest
import requests

ADDONS = Path(__file__).resolve().parents[2] / "addons"


def test_the_session_changes_its_number_at_the_login(attacked):
    with requests.Session() as session:
        session.get(f"{attacked.url}/web/login", timeout=60)
        before = session.cookies["session_id"]
        page = session.get(f"{attacked.url}/web/login", timeout=60).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        answer = session.post(
            f"{attacked.url}/web/login",
            data={"login": "officer", "password": "officer", "csrf_token": token},
            timeout=60,
        )
        assert "/web/login" not in answer.url, "the login failed"
        after = session.cookies["session_id"]
        assert before != after
        stranger = requests.get(
            f"{attacked.url}/my", cookies={"session_id": before}, timeout=60
        )
        assert "/web/login" in stranger.url, "the number from before opens the session"


def test_a_planted_session_number_is_not_taken_over(attacked):
    planted = "a" * 84
    with requests.Session() as session:
        session.cookies.set("session_id", planted)
        session.post(
            f"{attacked.url}/web/session/authenticate",
            json={"params": {"db": attacked.database, "login": "officer",
                             "password": "officer"}},
            timeout=60,
        )
        answer = requests.get(
            f"{attacked.url}/my", cookies={"session_id": planted}, timeout=60
        )
        assert "/web/login" in answer.url


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(attacked):
    answer = requests.get(f"{attacked.url}/web/login", timeout=60)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie or "samesite=lax" in (
        ADDONS.parent / "config/nginx/reintegration.conf"
    ).read_text()


def test_after_the_logout_the_number_opens_nothing(attacked):
    with requests.Session() as session:
        session.post(
            f"{attacked.url}/web/session/authenticate",
            json={"params": {"db": attacked.database, "login": "officer",
                             "password": "officer"}},
            timeout=60,
        )
        number = session.cookies["session_id"]
        session.get(f"{attacked.url}/web/session/logout", timeout=60)
        answer = requests.get(
            f"{attacked.url}/my", cookies={"session_id": number}, timeout=60
        )
        assert "/web/login" in answer.url


def _form_routes():
    """Paths of our routes that take a form, with 1 for each number."""
    found = set()
    for path in ADDONS.glob("*/controllers/*.py"):
        for block in re.findall(r"route\((.*?)\)\n", path.read_text(), re.S):
            if '"POST"' in block and 'type="http"' in block:
                for url in re.findall(r'"(/[^"]*)"', block):
                    url = re.sub(r"<int:\w+>", "1", url)
                    found.add(re.sub(r"<string:\w+>", "verify", url))
    return sorted(found)


def test_routes_that_take_forms_are_found():
    assert len(_form_routes()) >= 8, _form_routes()


@pytest.mark.parametrize("path", _form_routes())
def test_a_form_without_its_token_is_refused(visitors, path):
    for login in ("ngo", "municipality", "donor", "officer"):
        answer = visitors[login].post(path, {"reason": "x"}, csrf=False)
        assert answer.status_code in (400, 403, 404), f"{login}: {answer.status_code}"
        forged = visitors[login].post(
            path, {"reason": "x", "csrf_token": "0" * 40 + "o9999999999"}, csrf=False
        )
        assert forged.status_code in (400, 403, 404), f"{login}: {forged.status_code}"


def test_no_route_of_ours_waives_the_token():
    for path in ADDONS.glob("*/controllers/*.py"):
        assert "csrf=False" not in path.read_text(), path.name


def test_no_controller_of_ours_uses_sudo():
    for path in ADDONS.glob("*/controllers/*.py"):
        code = re.sub(r"#.*", "", path.read_text())
        assert "sudo(" not in code, path.name


def test_calls_in_another_content_type_are_refused(visitors, attacked):
    """A form of another site can send text/plain, and no JSON."""
    answer = visitors["ngo"].session.post(
        f"{attacked.url}/rr/api/session/1/marks", data='{"params": {"marks": []}}',
        headers={"Content-Type": "text/plain"}, timeout=60,
    )
    assert answer.status_code in (400, 415)
