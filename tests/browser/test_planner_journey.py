"""A planner's way: probable view, grants taken over by 2028, warning, export."""

import io

import openpyxl
import pytest
import screens
from playwright.sync_api import expect

VIEW = "/odoo/action-rr_sustainability.transition_view_action"


@pytest.fixture(scope="module")
def page(browser, demo):
    context = browser.new_context(
        viewport={"width": 1400, "height": 1000}, locale="en-GB",
        accept_downloads=True,
    )
    page = context.new_page()
    page.set_default_timeout(60000)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console",
        lambda line: line.type == "error" and page.problems.append(line.text),
    )
    page.goto(f"{demo.url}/web/login")
    page.fill("input[name=login]", "planner")
    page.fill("input[name=password]", "planner")
    page.click("button[type=submit]")
    page.wait_for_url("**/odoo**")
    page.goto(f"{demo.url}{VIEW}", wait_until="domcontentloaded")
    page.wait_for_selector(".rr-plan .rr-table")
    yield page
    context.close()


def measure(page, key):
    """The numbers of one row of the table beside the chart, as text."""
    return page.locator(f"tr[data-measure={key}] td").all_inner_texts()


def request_total(page):
    return page.locator("[data-tile=request] strong").inner_text()


def test_planner_takes_grants_over_and_exports(page, demo, tmp_path, step, picture):
    step("state and donors opened")
    picture(page, "planner-view")
    baseline_gap, baseline_request = measure(page, "gap"), request_total(page)

    page.get_by_text("Probable", exact=True).click()
    expect(page.locator("input[name=view][value=probable]")).to_be_checked()
    expect(page.locator("tr[data-measure=gap] td").nth(1)).not_to_have_text(
        baseline_gap[1]
    )

    grants = page.locator("[data-line=grants]")
    grants.locator("select[name=path]").select_option("linear")
    grants.locator("select[name=until]").select_option("2028")
    year = grants.locator("[data-year='2028']")
    expect(year.locator("input[type=number]")).to_have_value("100")
    expect(year).to_contain_text("no gap")
    expect(page.locator("[data-tile=request] strong")).not_to_have_text(
        baseline_request
    )
    expect(page.locator("[data-tile=request]")).to_contain_text("2027: Missed")

    step("grants taken over by 2028")
    page.get_by_role("tab", name="Request").click()
    expect(page.locator("[data-lead='2027']")).to_contain_text("Missed")
    expect(page.locator("[data-lead='2028']")).to_contain_text("In time")

    page.get_by_label("Why").fill("agreed with the finance ministry in May")
    page.get_by_label("Name of a new scenario").fill("Grants by 2028")
    page.get_by_role("button", name="Keep as new").click()
    expect(page.locator(".rr-keep")).to_have_count(0)

    page.get_by_role("tab", name="Compare").click()
    row = page.locator("tr.rr-current")
    expect(row).to_contain_text("Grants by 2028")
    expect(page.locator(".rr-panel")).to_contain_text("(baseline)")
    page.get_by_role("tab", name="Overrides").click()
    expect(page.locator(".rr-panel")).to_contain_text("agreed with the finance")
    expect(page.locator(".rr-panel")).to_contain_text("Pranvera Demo")

    step("scenario kept with its reason and compared")
    on_screen = measure(page, "gap")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Workbook").click()
    path = tmp_path / "plan.xlsx"
    waiting.value.save_as(path)
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    rows = {row[0]: row for row in book["Summary"].iter_rows(values_only=True)}
    in_file = [f"{value:,.2f}" for value in rows["Gap (sum of the lines' gaps)"][2:]]
    assert in_file == on_screen
    assert not page.problems
    step("workbook exported")


def test_planner_works_in_albanian(sign_in, step, tmp_path):
    page = sign_in("planner", language="sq", accept_downloads=True)
    screens.start(page)
    screens.open_task(page, "rr_sustainability.transition_view_action")
    page.wait_for_selector(".rr-plan .rr-table")
    step("start page, state and donors")
    before = measure(page, "gap")
    grants = page.locator("[data-line=grants]")
    grants.locator("select[name=path]").select_option("linear")
    grants.locator("select[name=until]").select_option("2028")
    expect(
        grants.locator("[data-year='2028'] input[type=number]")
    ).to_have_value("100")
    expect(page.locator("tr[data-measure=gap] td").nth(2)).not_to_have_text(before[2])
    step("grants taken over by 2028")
    with page.expect_download() as waiting:
        page.locator(".rr-plan a[download]").click()
    path = tmp_path / "plan.xlsx"
    waiting.value.save_as(path)
    assert len(openpyxl.load_workbook(path).sheetnames) > 3
    step("workbook exported")


def test_tabs_and_views_are_reached_by_the_keyboard(page):
    page.get_by_role("tab", name="Overrides").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Lines and shares")).to_be_focused()
    page.keyboard.press("Tab")
    slider = page.locator("[data-line=training] [data-year='2029'] input[type=range]")
    before = slider.input_value()
    slider.focus()
    page.keyboard.press("ArrowLeft" if before == "100" else "ArrowRight")
    expect(page.locator(".rr-keep")).to_contain_text("not kept")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".rr-keep")).to_have_count(0)
    canvas = page.locator(".rr-canvas canvas")
    assert "need" in canvas.get_attribute("aria-label")


def test_planner_sees_no_menu_of_persons_or_cases(page, demo):
    names = page.evaluate(
        "() => fetch('/web/webclient/load_menus').then(r => r.json())"
        ".then(m => Object.values(m).map(item => item.name))"
    )
    assert "State and donors" in names
    assert not {"People", "Persons", "Cases", "Grants"} & set(names)
