"""A trainer marks attendance on a phone: 390 × 844, with the network cut midway."""

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from viewing import PHONE

# language → the session that is marked in it
SESSIONS = {"en": "today", "sq": "evening", "sr": "morning"}
DATA = Path(__file__).with_name("roster_data.py")


@pytest.fixture(scope="module")
def roster(demo):
    """Ids of a course with sixteen participants and its sessions of today."""
    output = demo.shell(DATA.read_text(encoding="utf-8"))
    text = output if isinstance(output, str) else output.stdout
    line = next(row for row in text.splitlines() if "ROSTER" in row)
    return json.loads(line.split("ROSTER", 1)[1])


def phone(browser, demo, login, language="en"):
    """A signed-in phone: (context, page)."""
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, base_url=demo.url
    )
    page = context.new_page()
    page.goto(f"/rr/lang/{language}?to=/rr")
    page.locator("a.button.primary[href^='/web/login']").click()
    page.fill("#login", login)
    page.fill("#password", login)
    page.click("button[type=submit]")
    page.wait_for_url("**/rr")
    return context, page


def marks(demo, session):
    """{mark: how many} as the database holds them."""
    rows = demo.sql(
        "SELECT mark, count(*) FROM rr_attendance"
        f" WHERE session_id = {int(session)} GROUP BY mark"
    )
    return {mark: int(count) for mark, count in rows}


def tap(page, number):
    page.locator(f"#roster li:nth-child({number}) .mark").tap()


@pytest.mark.parametrize("language", SESSIONS)
def test_two_of_sixteen_absent(browser, demo, roster, step, picture, language):
    session = roster[SESSIONS[language]]
    context, page = phone(browser, demo, "ngo", language)
    step("signed in on a phone")
    picture(page, "ngo", language)
    page.locator(f"a[href='/rr/session/{session}']").first.click()
    assert page.locator("#roster li[data-mark=present]").count() == 16
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.locator("#roster button:visible").all():
        assert button.bounding_box()["height"] >= 48
        assert button.bounding_box()["width"] >= 48
    step("roster opened, all present")
    tap(page, 3)
    tap(page, 7)
    counter = page.locator("#counter").inner_text()
    assert re.findall(r"\d+", counter) == ["14", "16"]
    if language == "en":
        assert counter == "14 present of 16"
    step("two marked absent")
    picture(page, "roster", language)
    page.locator("#submit").tap()
    page.wait_for_selector(".result")
    assert "14" in page.locator(".result").inner_text()
    if language == "en":
        assert "Correct within this hour" in page.locator("main").inner_text()
    assert marks(demo, session) == {"absent": 2, "present": 14}
    step("sheet submitted")
    picture(page, "roster-sent", language)
    context.close()


def test_network_cut_in_the_middle(browser, demo, roster, step):
    """One mark arrives, the answer of the next is lost, the rest waits offline, the
    page is closed and opened again: sixteen marks, each counted once."""
    context, page = phone(browser, demo, "ngo")
    session = roster["offline"]
    address = f"/rr/session/{session}"
    page.goto(address)
    with page.expect_response("**/marks"):
        tap(page, 2)
    # The server saves this one, but its answer never arrives.
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    context.route("**/marks", lose)
    tap(page, 5)
    page.wait_for_selector("#network:visible")
    context.set_offline(True)
    tap(page, 9)
    page.get_by_role("button", name="Submit").tap()
    page.wait_for_function(
        "document.getElementById('network').textContent.includes('waiting')"
    )
    kept = page.evaluate("Object.values(localStorage).join(' ')")
    for name in ("Arta", "Besim", "Vesa", "Mira"):
        assert name not in kept, "no name is stored on the phone"
    step("network cut while marking")
    assert lost == [200]
    assert marks(demo, session) == {"absent": 2}
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".result")
    assert marks(demo, session) == {"absent": 3, "present": 13}
    states = demo.sql(f"SELECT sheet_state FROM rr_course_session WHERE id = {session}")
    assert states == [["submitted"]]
    step("marks sent when the network is back")
    # Nothing is left to wait, also where only the answer had been lost.
    page.wait_for_function(
        "!Object.keys(localStorage).some(name => name.startsWith('rr.'))"
    )
    context.close()


def test_other_organisation_sees_nothing(browser, demo, roster):
    context, page = phone(browser, demo, "ngo2")
    text = page.locator("main").inner_text()
    assert "Rrobaqepësi" in text and "Saldator · grupi 2" not in text
    for path in (
        f"/rr/session/{roster['today']}",
        f"/rr/course/{roster['course']}",
        f"/rr/session/{roster['today']}/sheet.pdf",
    ):
        answer = page.goto(path)
        assert answer.status == 404
        assert "Arta" not in page.content() and "Saldator" not in page.content()
    call = """async ([url, params]) => (await (await fetch(url, {method: 'POST',
        headers: {'Content-Type': 'application/json'}, body: JSON.stringify(
        {jsonrpc: '2.0', method: 'call', params})})).json())"""
    answer = page.evaluate(
        call,
        [f"/rr/api/session/{roster['waiting']}/marks", {"marks": [], "submit": True}],
    )
    assert answer["result"]["error"]["code"] == "unknown_session"
    for model in ("rr.course.session", "rr.enrolment", "rr.attendance"):
        answer = page.evaluate(
            call,
            [
                "/web/dataset/call_kw",
                {
                    "model": model,
                    "method": "search_count",
                    "args": [[["course_id", "=", roster["course"]]]],
                    "kwargs": {},
                },
            ],
        )
        assert answer["result"] == 0, model
    assert marks(demo, roster["waiting"]) == {}
    context.close()


def test_entry_page_is_open_and_the_roster_is_not(demo, roster):
    with urllib.request.urlopen(f"{demo.url}/rr") as answer:
        assert b"/rr/lang/sr" in answer.read()
    with urllib.request.urlopen(f"{demo.url}/rr/session/{roster['today']}") as answer:
        assert "/web/login" in answer.url
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{demo.url}/rr/check/AAAA-AAAA-AAAA")
    refused.value.close()
    assert refused.value.code == 404
