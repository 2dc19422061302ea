"""A donor signs in, downloads the report, opens it in a spreadsheet, and answers."""

import openpyxl
import pytest
from playwright.sync_api import expect
from viewing import DESK, LANGUAGES, PHONE

SHEETS = ["Cover", "Summary", "Results", "Outputs", "Participation", "Training",
          "Outcomes", "Grants", "Financial statement", "Variance notes",
          "Co-financing", "Risks", "Methods", "Change log"]
# Each language answers another donor's report: an answer is final.
LOGINS = {"en": "donor", "sq": "donor2"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_donor_downloads_opens_and_accepts(
    sign_in, demo, step, picture, tmp_path, language
):
    page = sign_in(LOGINS[language], DESK, language, accept_downloads=True)
    page.wait_for_url("**/rr")
    picture(page, "donor", language)
    step("the donor's first page")
    page.locator(".tasks a.primary").click()
    page.wait_for_url("**/my/reports/*")
    report = int(page.url.rsplit("/", 1)[1].split("?")[0])
    picture(page, "donor-report", language)
    step("latest report opened")

    before = _downloads(demo, report, language)
    with page.expect_download() as waiting:
        page.locator(f"a[href='/my/reports/{report}/xlsx']").click()
    path = tmp_path / "report.xlsx"
    waiting.value.save_as(path)
    book = openpyxl.load_workbook(path, data_only=True)
    assert len(book.sheetnames) == len(SHEETS)
    if book.sheetnames[0] == "Cover":
        assert book.sheetnames == SHEETS
    cells = [
        cell for sheet in book for row in sheet.iter_rows(values_only=True)
        for cell in row if cell is not None
    ]
    assert len(cells) > 200
    assert not [cell for cell in cells if str(cell).startswith("RR-0")]
    step("workbook downloaded and opened")

    assert _downloads(demo, report, language) == before + 1

    page.fill("#comment", "Received with thanks.")
    page.locator("button[value=accept]").click()
    expect(page.locator("button[value=accept]")).to_have_count(0)
    states = demo.sql(f"SELECT state FROM rr_donor_report WHERE id = {report}")
    assert states == [["accepted"]]
    step("report accepted")


def test_another_donors_report_is_not_found(sign_in, demo, step):
    page = sign_in("donor", PHONE)
    [[theirs]] = demo.sql(
        "SELECT max(r.id) FROM rr_donor_report r JOIN rr_fund_agreement a"
        " ON a.id = r.agreement_id WHERE a.code LIKE 'EU-%'"
    )
    answer = page.goto(f"/my/reports/{theirs}")
    assert answer.status == 404
    # The browser itself tells the refusal as an error of the page.
    page.console_errors.clear()
    step("another donor's report refused")


def _downloads(demo, report, language):
    """How often the log says that this contact took the workbook."""
    [[count]] = demo.sql(
        "SELECT count(*) FROM rr_report_delivery d JOIN res_users u ON u.id = d.user_id"
        f" WHERE d.report_id = {report} AND d.kind = 'download'"
        f" AND d.file_format = 'xlsx' AND u.login = '{LOGINS[language]}'"
    )
    return int(count)
