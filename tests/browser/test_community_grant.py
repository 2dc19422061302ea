"""A community grant from the call to its closing, each step by whom it belongs to.

Two organisations apply in the portal; the commission assesses, the chair has a
conflict with one of them; the head decides, finance pays, the organisation reports.
"""

import datetime
from pathlib import Path

import pytest
import requests
import screens
from playwright.sync_api import Error, expect
from viewing import PHONE, rpc

KEY = Path(__file__).with_name("call_data.py")
PAPER = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}
ASKED, OWN = 9000, 1000
#: points of both reviewers, of 5, by applicant
POINTS = {"ngo": (5, 4), "ngo2": (1, 2)}


@pytest.fixture(scope="module")
def demo(refusing):
    """The served copy whose log may tell of refusals: the chair is refused here."""
    return refusing


@pytest.fixture
def people(sign_in):
    """A function ``people(login)``: the signed-in page of that user, opened once."""
    pages = {}

    def _people(login):
        if login not in pages:
            size = {"size": PHONE} if login.startswith("ngo") else {}
            pages[login] = sign_in(login, **size)
        return pages[login]

    return _people


def days(number):
    """Another day, as forms take it: the server plays on the real day."""
    return str(datetime.date.today() + datetime.timedelta(days=number))


def state_of(demo, table, number):
    return demo.sql(f"SELECT state FROM {table} WHERE id = {number}")[0][0]


# ------------------------------------------------------------------ call, application


def publish_call(demo, people, step):
    officer = people("officer")
    members = dict(
        demo.sql(
            "SELECT login, id FROM res_users"
            " WHERE login IN ('reviewer1', 'reviewer2', 'chair')"
        )
    )
    line = demo.sql(
        "SELECT l.id FROM rr_budget_line l JOIN rr_fund_agreement a"
        " ON a.id = l.agreement_id"
        " WHERE l.cost_category = 'community_grants' AND a.state = 'signed'"
    )[0][0]
    call = rpc(
        officer, "rr.grant.call", "create",
        {
            "name": "Places to meet",
            "purpose": "Youth centres in small towns",
            "date_open": days(-10),
            "date_close": days(20),
            "date_start": days(-10),
            "date_end": days(365),
            "amount_total": 20000,
            "line_ids": [[6, 0, [int(line)]]],
            "member_ids": [[6, 0, [int(number) for number in members.values()]]],
            "criterion_ids": [
                [0, 0, {"name": "Need", "weight": 60}],
                [0, 0, {"name": "Capacity", "weight": 40}],
            ],
        },
    )  # fmt: skip
    step("officer: call written")
    screens.take(people("head"), "rr.grant.call", call, "open")
    step("head: call published")
    return call


def apply(people, step, login, call, title):
    """From the list of calls to the submitted application; its number."""
    page = people(login)
    page.goto("/rr/grants")
    page.locator(f"a[href='/rr/grants/call/{call}']").first.click()
    page.fill("input[name=title]", title)
    page.locator("form.fields button").click()
    page.wait_for_url("**/rr/grants/application/*")
    step(f"{login}: draft begun")
    for name in ("summary", "activities", "results"):
        page.fill(f"textarea[name={name}]", f"{title}: {name}")
    page.fill("input[name=date_start]", days(0))
    page.fill("input[name=date_end]", days(60))
    page.fill("input[name=participants]", "120")
    page.fill("input[name=cost_0]", "Rent of a room")
    page.fill("input[name=asked_0]", str(ASKED))
    page.fill("input[name=own_0]", str(OWN))
    page.locator("button[value=save]").click()
    expect(page.locator(".message.good")).to_be_visible()
    step(f"{login}: draft saved")
    with page.expect_console_message(lambda message: "422" in message.text) as told:
        page.locator("button[value=submit]").click()
    page.console_errors.remove(told.value.text)  # the answer that is wanted here
    expect(page.locator("[role=alert]")).to_be_visible()
    step(f"{login}: refused without its documents")
    wanted = page.locator("select[name=kind] option", has_text="*")
    for number in range(wanted.count()):
        kind = wanted.nth(number).get_attribute("value")
        page.select_option("select[name=kind]", kind)
        page.set_input_files("input[name=file]", PAPER)
        page.locator("button[value=upload]").click()
        expect(page.locator(".files button[value=remove]")).to_have_count(number + 1)
    step(f"{login}: documents attached")
    page.locator("button[value=submit]").click()
    page.wait_for_url("**done=submitted")
    expect(page.locator("button[value=save]")).to_have_count(0)
    step(f"{login}: submitted")
    return int(page.url.partition("/application/")[2].partition("?")[0])


def check(people, step, application):
    page = people("officer")
    screens.open_form(page, "rr.grant.application", application)
    for name in ("is_registered", "is_complete", "is_not_double_funded"):
        screens.field(page, name).locator("input[type=checkbox]").check()
    screens.next_step(page)
    assert screens.state(page) == "checked"
    step("officer: administrative check")


# ------------------------------------------------------------------------ commission


def declaration(demo, page, application):
    rows = demo.sql(
        "SELECT id FROM rr_grant_declaration"
        f" WHERE application_id = {application} AND user_id = {page.uid}"
    )
    return int(rows[0][0])


def review(demo, people, step, login, application, points):
    """Nothing is open before the declaration; then points and submission."""
    page = people(login)
    find = [["id", "=", application]]
    assert rpc(page, "rr.grant.application", "search_count", find) == 0
    mine = declaration(demo, page, application)
    screens.press(page, "rr.grant.declaration", mine, "declare_none")
    assert rpc(page, "rr.grant.application", "search_count", find) == 1
    step(f"{login}: no conflict")
    number = rpc(page, "rr.grant.declaration", "action_review", [mine])["res_id"]
    marks = rpc(page, "rr.grant.review", "read", [number], ["mark_ids"])[0]["mark_ids"]
    for mark, given in zip(marks, points, strict=True):
        values = {"points": given, "reason": "as the file shows"}
        rpc(page, "rr.grant.review.mark", "write", [mark], values)
    screens.open_form(page, "rr.grant.review", number)
    screens.fill(page, "comment", "Sound.")
    page.locator("button[name=action_submit]").click()
    page.locator(".modal .modal-footer button.btn-primary").click()
    expect(
        page.locator(".o_statusbar_status button[aria-checked='true']").first
    ).to_have_attribute("data-value", "submitted")
    step(f"{login}: review submitted")


def conflict(demo, people, step, application):
    """The chair declares a conflict by the list's dialogue."""
    page = people("chair")
    name = demo.sql(f"SELECT name FROM rr_grant_application WHERE id = {application}")
    page.goto("/odoo/action-rr_grants.rr_grant_declaration_action")
    row = page.locator(".o_data_row", has_text=name[0][0])
    row.locator("button[name=action_step]").last.click()
    page.locator(".modal textarea").fill("A relative works there.")
    page.locator(".modal-footer button.btn-primary").click()
    expect(page.locator(".modal")).to_have_count(0)
    expect(row.locator("td[name=state] .text-bg-danger")).to_be_visible()
    step("chair: conflict declared")


def cannot_read(demo, people, step, application):
    """The chair finds the file by no door: screen, web client, public interface."""
    page, model = people("chair"), "rr.grant.application"
    find = [["id", "=", application]]
    assert rpc(page, model, "search_read", find, ["title"]) == []
    for method, arguments in (("read", ["title"]), ("web_read", {"title": {}})):
        with pytest.raises(Error, match=r"access|allowed|rights|permission"):
            rpc(page, model, method, [application], arguments)
    papers = demo.sql(
        "SELECT id FROM rr_grant_application_document"
        f" WHERE application_id = {application}"
    )
    for number in (row[0] for row in papers):
        for path in (
            f"/web/content/rr.grant.application.document/{number}/file",
            f"/rr/grants/document/{number}",
        ):
            assert page.request.get(path).status in (403, 404), path
    step("chair: the file stays shut in the web client")
    key = demo.shell(KEY.read_text(encoding="utf-8")).split("KEY", 1)[1].split()[0]
    headers = {"Authorization": f"Bearer {key}"}

    def ask(method, **values):
        return requests.post(
            f"{demo.url}/json/2/{model}/{method}", json=values, headers=headers,
            timeout=60,
        )

    assert ask("read", ids=[application], fields=["title"]).status_code == 403
    found = ask("search_read", domain=[], fields=["title"])
    assert found.status_code == 200
    assert application not in [row["id"] for row in found.json()]
    step("chair: nor by the public interface")


def session(demo, people, step, call, good, bad):
    """List, votes, outcomes, minutes, the head's signature."""
    chair = people("chair")
    mine = declaration(demo, chair, good)
    screens.press(chair, "rr.grant.declaration", mine, "declare_none")
    members = demo.sql(
        f"SELECT user_id FROM rr_grant_call_member_rel WHERE call_id = {call}"
    )
    number = rpc(
        chair, "rr.grant.session", "create",
        {"call_id": call, "present_ids": [[6, 0, [int(row[0]) for row in members]]]},
    )  # fmt: skip
    screens.take(chair, "rr.grant.session", number, "open")
    step("chair: session opened")
    items = {
        int(application): int(item)
        for item, application in demo.sql(
            "SELECT id, application_id FROM rr_grant_session_item"
            f" WHERE session_id = {number} ORDER BY rank"
        )
    }
    assert list(items) == [good, bad], "the better one stands first"
    vote, item = "rr.grant.session.item", items[bad]
    with pytest.raises(Error):
        rpc(chair, vote, "action_against", [item])
    for login in ("reviewer1", "reviewer2"):
        rpc(people(login), vote, "action_for", [items[good]])
        rpc(people(login), vote, "action_against", [item])
    screens.open_form(chair, "rr.grant.session", number)
    expect(chair.locator("[name=item_ids] .o_data_row")).to_have_count(1)
    chair.locator("[name=item_ids] button[name=action_for]").click()
    expect(chair.locator("[name=item_ids] td[name=votes_for]")).to_have_text("3")
    step("commission: votes, the chair on one application only")
    rpc(chair, vote, "write", [items[good]], {"outcome": "award", "reason": "as voted"})
    values = {"outcome": "decline", "reason": "too few points"}
    rpc(people("reviewer1"), vote, "write", [item], values)
    screens.take(chair, "rr.grant.session", number, "closed")
    step("chair: minutes closed")
    screens.take(people("head"), "rr.grant.session", number, "signed")
    step("head: decision signed")
    assert state_of(demo, "rr_grant_application", good) == "awarded"
    assert state_of(demo, "rr_grant_application", bad) == "declined"


def told(people, step, application):
    """The organisation reads the decision, and not what was thought of it."""
    page = people("ngo2")
    page.goto(f"/rr/grants/application/{application}")
    expect(page.locator(".message", has_text="too few points")).to_be_visible()
    assert "as the file shows" not in page.content()
    letter = page.request.get(f"/rr/grants/letter/{application}.pdf")
    assert letter.body()[:5] == b"%PDF-"
    step("ngo2: decision read")


# ---------------------------------------------------------------------------- grant


def contract(demo, people, step, application):
    """When the days for complaints are over: the grant, agreed and active."""
    demo.sql(
        "UPDATE rr_grant_application SET decided_on = decided_on - 31,"
        f" appeal_until = appeal_until - 31 WHERE id = {application}"
    )
    officer, partner = people("officer"), people("officer2")
    screens.take(officer, "rr.grant.application", application, "contracted")
    values = rpc(officer, "rr.grant.application", "read", [application], ["grant_id"])
    grant = values[0]["grant_id"][0]
    step("officer: grant made of the application")
    payee = rpc(
        officer, "rr.payee", "create",
        {"kind": "organisation", "name": "OJQ", "account": "XK051212012345678906"},
    )  # fmt: skip
    rpc(partner, "rr.payee", "action_confirm", [payee])
    kind = demo.sql(
        "SELECT id FROM rr_grant_document_type"
        " WHERE kind = 'community' AND step = 'agree'"
    )[0][0]
    rpc(
        officer, "rr.grant", "write", [grant],
        {
            "payee_id": payee,
            "repayment_clause": True,
            "document_ids": [[0, 0, {"type_id": int(kind), "reference": "prot. 7"}]],
        },
    )  # fmt: skip
    step("officer2: account confirmed")
    for login, state in (
        ("officer", "submitted"), ("officer", "checked"), ("officer", "proposed"),
        ("head", "approved"), ("officer", "agreed"), ("officer", "active"),
    ):  # fmt: skip
        screens.take(people(login), "rr.grant", grant, state)
        step(f"{login}: grant {state}")
    return grant


def pay(demo, people, step, grant, number, amount):
    """Requested and certified, authorised and paid; confirmed in the portal."""
    tranche, planned = demo.sql(
        "SELECT id, amount FROM rr_grant_tranche"
        f" WHERE grant_id = {grant} AND sequence = {number}"
    )[0]
    assert float(planned) == amount
    tranche, finance = int(tranche), people("finance")
    screens.press(people("officer2"), "rr.grant.tranche", tranche, "request")
    screens.press(people("officer2"), "rr.grant.tranche", tranche, "certify")
    screens.press(finance, "rr.grant.tranche", tranche, "authorise")
    screens.open_form(finance, "rr.grant", grant)
    screens.tab(finance, "tranches")
    finance.locator("button[name=action_pay_dialog]").click()
    screens.fill(finance, "reference", f"BANK-C-{number}")
    screens.fill(finance, "document", "Statement of the bank")
    finance.locator(".modal button[name=action_confirm]").click()
    expect(finance.locator(".modal")).to_have_count(0)
    assert state_of(demo, "rr_grant_tranche", tranche) == "paid"
    step(f"finance: tranche {number} paid")
    page = people("ngo")
    page.goto(f"/rr/grants/grant/{grant}")
    page.locator("button[value=confirm]").click()
    page.wait_for_url("**done=confirmed")
    expect(page.locator("button[value=confirm]")).to_have_count(0)
    step(f"ngo: payment {number} confirmed")


def spend(demo, people, step, grant, number, amount, own):
    """A receipt from the grant and one from the own share; finance admits them."""
    page = people("ngo")
    for paid_from, value in (("grant", amount), ("own", own)):
        page.goto(f"/rr/grants/grant/{grant}")
        page.fill("input[name=supplier]", "Shop")
        page.fill("input[name=tax_number]", "810000001")
        page.fill("input[name=number]", f"{paid_from}-{number}")
        page.fill("input[name=date]", days(0))
        page.fill("input[name=amount]", str(value))
        page.select_option("select[name=paid_from]", paid_from)
        page.locator("form", has=page.locator("button[value=receipt]")).locator(
            "input[type=file]"
        ).set_input_files(PAPER)
        page.locator("button[value=receipt]").click()
        page.wait_for_url("**done=receipt")
    step(f"ngo: receipts {number} entered")
    waiting = demo.sql(
        "SELECT id FROM rr_grant_receipt"
        f" WHERE grant_id = {grant} AND state = 'entered'"
    )
    assert len(waiting) == 2
    for (receipt,) in waiting:
        rpc(people("finance"), "rr.grant.receipt", "action_admit", [int(receipt)])
    step(f"finance: receipts {number} admitted")


def report(demo, people, step, grant):
    page = people("ngo")
    page.goto(f"/rr/grants/grant/{grant}")
    page.fill("textarea[name=done_text]", "Evenings twice a week")
    page.fill("textarea[name=results]", "The room is in use")
    page.locator("form", has=page.locator("button[value=report]")).locator(
        "input[name=participants]"
    ).fill("118")
    page.locator("button[value=report]").click()
    page.wait_for_url("**done=report")
    step("ngo: final report handed in")
    number = demo.sql(f"SELECT id FROM rr_grant_report WHERE grant_id = {grant}")[0][0]
    screens.press(people("officer"), "rr.grant.report", int(number), "accept")
    step("officer: final report accepted")


def ledger(demo, grant):
    """Entries of the ledger and their sum, by kind, in euros."""
    rows = demo.sql(
        "SELECT kind, count(*), sum(sign * document_amount) FROM rr_fund_entry"
        f" WHERE grant_id = {grant} GROUP BY kind"
    )
    return {kind: (int(count), float(amount)) for kind, count, amount in rows}


def test_from_a_call_to_a_closed_grant(demo, people, step):
    call = publish_call(demo, people, step)
    good = apply(people, step, "ngo", call, "A room for evenings")
    bad = apply(people, step, "ngo2", call, "A van")
    for application in (good, bad):
        check(people, step, application)
    conflict(demo, people, step, bad)
    for login in ("reviewer1", "reviewer2"):
        review(demo, people, step, login, good, POINTS["ngo"])
        review(demo, people, step, login, bad, POINTS["ngo2"])
    cannot_read(demo, people, step, bad)
    rpc(people("officer"), "rr.grant.call", "write", [call], {"date_close": days(-1)})
    screens.take(people("officer"), "rr.grant.call", call, "closed")
    step("officer: call closed for applications")
    session(demo, people, step, call, good, bad)
    told(people, step, bad)
    screens.take(people("head"), "rr.grant.call", call, "decided")
    step("head: result published")

    grant = contract(demo, people, step, good)
    pay(demo, people, step, grant, 1, 4500)
    spend(demo, people, step, grant, 1, 4500, 500)
    pay(demo, people, step, grant, 2, 2700)
    spend(demo, people, step, grant, 2, 4500, 500)
    report(demo, people, step, grant)
    officer = people("officer")
    screens.press(officer, "rr.grant", grant, "complete")
    step("officer: grant completed, its account balanced")
    pay(demo, people, step, grant, 3, 1800)
    visits = demo.sql(f"SELECT id FROM rr_grant_visit WHERE grant_id = {grant}")
    rpc(officer, "rr.grant.visit", "action_in_use", [int(row[0]) for row in visits])
    step("officer: visit recorded")
    screens.press(officer, "rr.grant", grant, "verify")
    step("officer: verified")
    screens.take(people("head"), "rr.grant", grant, "closed")
    step("head: grant closed")
    screens.take(people("head"), "rr.grant.call", call, "ended")
    step("head: call ended")
    kinds = ledger(demo, grant)
    assert set(kinds) == {"reserve", "commit", "pay", "admit"}
    assert {amount for _count, amount in kinds.values()} == {ASKED}
    assert kinds["pay"][0] == 3
    sums = ["paid", "admitted", "unsettled", "balance_kind", "balance_amount"]
    shown = rpc(people("finance"), "rr.grant", "read", [grant], sums)[0]
    assert [shown[name] for name in sums] == [ASKED, ASKED, 0, "final_tranche", 1800]
    step("finance: the ledger accounts for every euro")
