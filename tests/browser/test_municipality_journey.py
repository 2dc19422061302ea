"""The focal point of a municipality sends a referral and a list of support."""

import datetime

import openpyxl
import pytest
from viewing import LANGUAGES, PHONE


def fill_list(path, rows):
    """Type rows into the downloaded template, under its own headings."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_focal_point_sends_referral_and_list(
    sign_in, demo, step, picture, tmp_path, language
):
    page = sign_in("municipality", PHONE, language, accept_downloads=True)
    page.wait_for_url("**/rr")
    step("first page")
    page.locator("a[href='/my/referrals']").click()
    page.fill("#person_name", "Agron Provë")
    page.fill("#personal_number", "1234567890")
    page.fill("#details", "Came back in October and needs papers.")
    page.locator("form[action='/my/referrals/send'] button[type=submit]").click()
    number = page.locator("[role=status] strong").inner_text()
    step(f"referral {number} sent")
    kept = demo.sql(f"SELECT state FROM rr_referral WHERE name = '{number}'")
    assert kept == [["sent"]]
    assert "Agron" not in page.locator("table").inner_text(), "names do not come back"

    page.goto("/rr")
    page.locator(".tasks a[href='/rr/support']").click()
    with page.expect_download() as waiting:
        page.locator("a[href='/rr/support/template']").click()
    path = tmp_path / "support.xlsx"
    waiting.value.save_as(path)
    step("empty workbook downloaded")
    start = datetime.date(2026, 9, 1)
    fill_list(
        path,
        [
            ("1111111111", "Rent", start, start, 150, "Paid", "D-7"),
            ("2222222222", "Food", start, start, 40, "Paid", "D-8"),
            ("3333333333", "Medical", start, start, 25, "Approved", "D-9"),
        ],
    )
    page.set_input_files("#file", path)
    page.locator("form[action='/rr/support'] button[type=submit]").click()
    page.wait_for_selector("[role=status]")
    assert "3" in page.locator("[role=status]").inner_text()
    picture(page, "municipality-list", language)
    step("three rows received")
    page.goto("/rr")
    [[rows]] = demo.sql("SELECT sum(row_count) FROM rr_municipal_list")
    assert rows in page.locator(".figures").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_fault_in_the_list_is_named_by_cell(sign_in, step, tmp_path):
    page = sign_in("municipality", PHONE, accept_downloads=True)
    page.goto("/rr/support")
    with page.expect_download() as waiting:
        page.locator("a[href='/rr/support/template']").click()
    path = tmp_path / "support.xlsx"
    waiting.value.save_as(path)
    start = datetime.date(2026, 9, 1)
    fill_list(path, [("1111111111", "Castle", start, start, 150, "Paid", "D-7")])
    page.set_input_files("#file", path)
    page.locator("form[action='/rr/support'] button[type=submit]").click()
    page.wait_for_selector("[role=alert]")
    assert "B2" in page.locator("[role=alert]").inner_text()
    # The refusal's own status is told in the console.
    page.console_errors.clear()
    step("faulty cell named")
