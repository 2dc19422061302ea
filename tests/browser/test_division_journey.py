"""The division's day: a municipality's referral becomes a person, a plan, a paid grant
and an outcome, each step by the person whose step it is."""

from pathlib import Path

import pytest
import screens
from playwright.sync_api import expect
from viewing import LANGUAGES, PHONE, rpc

# Two that nobody would take for one another: the register compares names.
PERSONS = {"en": ("Fatime", "Provë", "1991"), "sq": ("Shkurte", "Morina", "1974")}
DATA = Path(__file__).with_name("grant_data.py")


def refer(sign_in, step, picture, language):
    """The focal point sends a referral; its number."""
    page = sign_in("municipality", PHONE, language)
    page.wait_for_url("**/rr")
    step("the focal point's first page")
    picture(page, "municipality", language)
    page.locator("a[href='/my/referrals']").click()
    page.fill("#person_name", " ".join(PERSONS[language][:2]))
    page.fill("#details", "Needs a place to live and work.")
    picture(page, "referral-portal", language)
    page.locator("form[action='/my/referrals/send'] button[type=submit]").click()
    number = page.locator("[role=status] strong").inner_text()
    step(f"referral {number} sent")
    return number


def register(page, step, picture, language, number):
    """The officer finds the referral from the start page and registers the person."""
    screens.start(page)
    picture(page, "officer", language)
    screens.open_waiting(page, "rr.referral")
    step("start page: referrals to answer")
    page.locator(".o_data_row", has_text=number).locator("td[name=name]").click()
    page.locator("button[name=action_register]").click()
    dialog = page.locator(".modal .o_form_view")
    dialog.wait_for()
    first, last, year = PERSONS[language]
    screens.fill(page, "first_name", first)
    screens.fill(page, "last_name", last)
    empty = screens.field(page, "birth_year").locator("input")
    assert empty.input_value() == "", "nobody was born in the year 0"
    screens.fill(page, "birth_year", year)
    screens.choose(page, "rr.intake", "sex", "f")
    screens.choose(page, "rr.intake", "entry_status", "seeking")
    picture(page, "intake", language)
    page.locator(".modal button[name=action_register]").click()
    page.locator(".rr_case_form").wait_for()
    step("person registered, case opened")
    return rpc(
        page, "rr.case", "search_read", [["officer_id", "=", page.uid]],
        ["beneficiary_id"], limit=1, order="id desc",
    )[0]


def plan(page, step, picture, language, case):
    """From the case's opening to the agreed plan."""
    page.goto(f"/odoo/rr.case/{case['id']}")
    page.locator(".o_statusbar_status").wait_for()
    while screens.state(page) in ("referral", "eligibility", "intake"):
        screens.next_step(page)
        step(f"case: {screens.state(page)}")
    screens.tab(page, "needs")
    table = page.locator("[name=need_ids]")
    table.locator(".o_field_x2many_list_row_add a, .o_field_x2many_list_row_add button").first.click()
    screens.choose(page, "rr.need", "domain", "income")
    screens.choose(page, "rr.need", "status", "unmet")
    screens.save(page)
    step("a need written down")
    screens.next_step(page)
    screens.tab(page, "plan")
    table = page.locator("[name=goal_ids]")
    table.locator(".o_field_x2many_list_row_add a, .o_field_x2many_list_row_add button").first.click()
    screens.fill(page, "name", "A workshop of her own")
    screens.choose(page, "rr.plan.goal", "domain", "income")
    screens.save(page)
    screens.next_step(page)
    assert screens.state(page) == "delivery"
    screens.tab(page, "timeline")
    picture(page, "case", language)
    step("plan agreed")


def open_grant(page, grant):
    page.goto(f"/odoo/rr.grant/{grant}")
    page.locator(".o_statusbar_status").wait_for()


def walk(page, step, grant, *states):
    """Take the grant through these states by its main button."""
    open_grant(page, grant)
    for state in states:
        screens.next_step(page)
        assert screens.state(page) == state
        step(f"grant: {state}")


def tranche(page, step, grant, *states):
    """Take the only tranche on by the button of its row."""
    open_grant(page, grant)
    screens.tab(page, "tranches")
    for state in states:
        page.locator("[name=tranche_ids] .o_data_row button[name=action_step]").click()
        page.wait_for_function(
            """async ([grant, state]) => (await (await fetch('/web/dataset/call_kw', {
                method: 'POST', headers: {'Content-Type': 'application/json'},
                body: JSON.stringify({jsonrpc: '2.0', method: 'call', params: {
                    model: 'rr.grant.tranche', method: 'search_count',
                    args: [[['grant_id', '=', grant], ['state', '=', state]]],
                    kwargs: {}}})})).json()).result === 1""",
            arg=[grant, state],
        )
        screens.settled(page)
        step(f"tranche: {state}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_referral_to_a_paid_grant_and_an_outcome(
    sign_in, demo, step, picture, language
):
    number = refer(sign_in, step, picture, language)
    officer = sign_in("officer", language=language)
    case = register(officer, step, picture, language, number)
    plan(officer, step, picture, language, case)

    code = case["beneficiary_id"][1]
    output = demo.shell(f"CODE = {code!r}\n{DATA.read_text(encoding='utf-8')}")
    grant = int(output.split("GRANT", 1)[1].split()[0])
    walk(officer, step, grant, "submitted", "checked", "proposed")
    picture(officer, "grant", language)

    head = sign_in("head", language=language)
    screens.start(head)
    picture(head, "head", language)
    screens.open_task(head, "rr_grants.rr_grant_queue_action")
    head.locator(".o_list_view, .o_kanban_view").first.wait_for()
    step("the head sees whose turn it is")
    picture(head, "queue", language)
    walk(head, step, grant, "approved")
    walk(officer, step, grant, "agreed", "active")

    tranche(sign_in("officer2", language=language), step, grant, "requested", "certified")
    finance = sign_in("finance", language=language)
    screens.start(finance)
    screens.open_waiting(finance, "rr.grant.queue")
    step("finance sees what to authorise")
    picture(finance, "finance", language)
    tranche(finance, step, grant, "authorised")
    finance.locator("button[name=action_pay_dialog]").click()
    screens.fill(finance, "reference", f"BANK-{language}-1")
    screens.fill(finance, "document", "Statement of the bank 11/2026")
    finance.locator(".modal button[name=action_confirm]").click()
    expect(finance.locator(".modal")).to_have_count(0)
    rows = demo.sql(
        "SELECT t.state, p.bank_ref FROM rr_grant_tranche t"
        f" JOIN rr_grant_payment p ON p.tranche_id = t.id WHERE t.grant_id = {grant}"
    )
    assert rows == [["paid", f"BANK-{language}-1"]]
    step("payment recorded")

    hands = demo.sql(
        "SELECT count(DISTINCT user_id) FROM rr_grant_duty"
        f" WHERE grant_id = {grant} AND duty IN"
        " ('propose', 'approve', 'certify', 'authorise')"
    )
    assert hands == [["4"]], "four duties, four persons"
    outcome(officer, step, picture, language)


def outcome(page, step, picture, language):
    """The officer asks a person who is due and writes the answer down."""
    screens.start(page)
    screens.open_waiting(page, "rr.outcome.followup")
    page.locator(".o_data_row").first.locator("td[name=beneficiary_id]").click()
    page.locator(".o_statusbar_status").wait_for()
    screens.choose(page, "rr.outcome.followup", "status", "self_employed")
    screens.choose(page, "rr.outcome.followup", "verification", "3")
    screens.today(page, "date_done")
    screens.save(page)
    screens.next_step(page)
    assert screens.state(page) == "done"
    expect(page.locator(".o_field_widget[name=status]").last).to_be_visible()
    picture(page, "followup", language)
    step("outcome written down")
