"""axe-core on the partners' pages and on our own views; keyboard, zoom, phone.

axe finds perhaps half of what hinders people; what it calls serious or critical fails.
Odoo's own forms and lists are Odoo's: examined is what these addons draw.
"""

import pytest
import screens
from axe_playwright_python.sync_playwright import Axe
from viewing import DESK, LANGUAGES, PHONE

GRAVE = ("serious", "critical")

# login → the partner's own pages
PARTNERS = {
    "ngo": ("/rr", "/rr/check"),
    "municipality": ("/rr", "/rr/support", "/my/referrals"),
    "donor": ("/rr", "/my/reports"),
}
STAFF = ("officer", "psychologist", "head", "director", "finance", "planner",
         "reporter", "dpo", "chair", "admin")


def grave(page, inside=None):
    """What axe calls serious or critical on a page, or within a part of it."""
    options = {"resultTypes": ["violations"]}
    found = Axe().run(page, context=inside, options=options).response["violations"]
    return [
        f"{item['id']} ({item['impact']}): {item['help']}: "
        + "; ".join(node["html"][:160] for node in item["nodes"][:4])
        for item in found if item["impact"] in GRAVE
    ]


def wide(page):
    """Pixels by which a page is wider than the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def all_paths(page, login, paths):
    """The fixed pages of a partner and those behind the first link of each kind."""
    found = list(paths)
    page.goto("/rr")
    for start in ("/rr/course/", "/rr/session/", "/my/reports/"):
        link = page.locator(f"main a[href^='{start}']")
        if link.count():
            found.append(link.first.get_attribute("href"))
    for path in [path for path in found if path.startswith("/rr/course/")]:
        found += [f"{path}/plan", f"{path}/completion"]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("login", PARTNERS)
def test_partners_pages_have_no_grave_violation_and_fit_a_phone(
    sign_in, login, language
):
    page = sign_in(login, PHONE, language)
    problems = []
    for path in all_paths(page, login, PARTNERS[login]):
        page.goto(path)
        problems += [f"{path}: {text}" for text in grave(page)]
        if wide(page) > 0:
            problems.append(f"{path}: {wide(page)} px wider than the screen")
        # 200 % zoom of a desk's screen is a page of half its width.
        page.set_viewport_size({"width": DESK["width"] // 2, "height": 450})
        if wide(page) > 0:
            problems.append(f"{path}: scrolls sideways at 200 %")
        page.set_viewport_size(PHONE)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("path", ["/rr", "/web/login"])
def test_pages_before_signing_in_have_no_grave_violation(browser, demo, path):
    context = browser.new_context(viewport=PHONE, base_url=demo.url)
    page = context.new_page()
    page.goto(path)
    if path == "/web/login":
        # Odoo shows its form late, when it knows that nobody signed in here before.
        page.locator("form.oe_login_form #login").wait_for()
    problems = grave(page, ["main"])
    assert not problems, "\n".join(problems)
    assert wide(page) <= 0
    context.close()


@pytest.mark.parametrize("login", STAFF)
def test_start_page_has_no_grave_violation_and_zooms(sign_in, login):
    page = sign_in(login)
    screens.start(page)
    problems = grave(page, [".rr_start"])
    for size in ({"width": 700, "height": 450}, PHONE):
        page.set_viewport_size(size)
        # Loaded anew, as who zooms or holds a phone has it: Odoo's menu bar is made
        # for the width in which it is drawn.
        screens.start(page)
        if wide(page) > 0:
            problems.append(f"{size['width']} px: {wide(page)} px too wide")
        overflow = page.evaluate(
            "() => { const box = document.querySelector('.rr_start');"
            " return box.scrollWidth - box.clientWidth; }"
        )
        if overflow > 0:
            problems.append(f"{size['width']} px: the page is {overflow} px too wide")
    assert not problems, "\n".join(problems)


def test_start_page_is_worked_by_the_keyboard_alone(sign_in, step):
    page = sign_in("head")
    screens.start(page)
    page.locator(".rr_start nav button").first.focus()
    reached = []
    for _press in range(40):
        inside = page.evaluate(
            "() => { const el = document.activeElement;"
            " return el.closest('.rr_start') ? el.innerText : null; }"
        )
        if inside is None:
            break
        reached.append(inside)
        page.keyboard.press("Tab")
    buttons = page.locator(".rr_start button").count()
    assert len(reached) == buttons, "each button is reached once, in order"
    page.locator(".rr_start button[data-model]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".o_list_view")
    step("start page worked by the keyboard")


def test_a_referral_is_sent_by_the_keyboard_alone(sign_in, step):
    page = sign_in("municipality", PHONE)
    page.goto("/my/referrals")
    page.locator("#person_name").focus()
    for text in ("Drita Provë", None, None, "Needs a place to stay."):
        if text:
            page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status] strong")
    step("referral sent by the keyboard")


def test_planner_view_has_no_grave_violation(sign_in):
    page = sign_in("planner", {"width": 1400, "height": 1000})
    page.goto("/odoo/action-rr_sustainability.transition_view_action")
    page.wait_for_selector(".rr-plan .rr-table")
    problems = grave(page, [".rr-plan"])
    for tab in page.get_by_role("tab").all():
        tab.click()
        problems += grave(page, [".rr-plan"])
    assert not problems, "\n".join(sorted(set(problems)))


def test_own_parts_of_the_case_and_the_grant_have_no_grave_violation(sign_in, demo):
    page = sign_in("officer")
    [[case]] = demo.sql(
        "SELECT max(c.id) FROM rr_case c JOIN res_users u ON u.id = c.officer_id"
        " WHERE u.login = 'officer' AND c.state = 'delivery'"
    )
    page.goto(f"/odoo/rr.case/{case}")
    page.wait_for_selector(".o_field_widget[name=timeline] .rr_timeline_event")
    problems = grave(page, [".o_field_widget[name=timeline]"])
    problems += grave(page, [".o_field_widget[name=overview]"])
    # Only support to a person is held against what others gave.
    [[grant]] = demo.sql(
        "SELECT max(id) FROM rr_grant WHERE state = 'active'"
        " AND jsonb_array_length(overlap_findings -> 'findings') > 0"
    )
    page.goto(f"/odoo/rr.grant/{grant}")
    for name in ("funding_bar", "overlap_strip"):
        page.wait_for_selector(f".o_field_widget[name={name}]")
        problems += grave(page, [f".o_field_widget[name={name}]"])
    assert not problems, "\n".join(problems)
