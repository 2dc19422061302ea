"""The data protection officer searches the trail and writes “who saw my file”."""

import io
from pathlib import Path

import pytest
import screens
from playwright.sync_api import expect
from pypdf import PdfReader
from viewing import LANGUAGES, rpc


@pytest.mark.parametrize("language", LANGUAGES)
def test_trail_is_searched_and_the_letter_written(
    sign_in, demo, step, picture, language
):
    [[code, case]] = demo.sql(
        "SELECT b.code, c.id FROM rr_case c JOIN rr_beneficiary b"
        " ON b.id = c.beneficiary_id JOIN res_users u ON u.id = c.officer_id"
        " JOIN rr_beneficiary_identity i ON i.beneficiary_id = b.id"
        f" WHERE u.login = 'officer' ORDER BY c.id OFFSET {len(language)} LIMIT 1"
    )
    officer = sign_in("officer", language=language)
    officer.goto(f"/odoo/rr.case/{case}")
    officer.locator("button[name=action_open_identity]").click()
    officer.locator(".o_field_widget[name=first_name]").last.wait_for()
    step("an officer opens an identity")

    page = sign_in("dpo", language=language)
    screens.start(page)
    picture(page, "dpo", language)
    screens.open_task(page, "rr_audit.rr_audit_search_action")
    rows = page.locator("[name=entry_ids] .o_data_row")
    expect(rows.first).to_be_visible()
    # The newest entries of everybody; then this person's alone.
    theirs = rows.filter(has_text=code).count()
    screens.fill(page, "code", code)
    expect(rows.filter(has_text=code)).not_to_have_count(theirs)
    text = page.locator("[name=entry_ids]").inner_text()
    assert "Lindita Demo" in text
    picture(page, "dpo-search", language)
    step("the trail says who opened it")
    rows.first.locator("td").first.click()
    expect(page.locator(".modal [name=operation]")).to_be_visible()
    assert not page.locator(".o_error_dialog").count()
    step("one entry opened")

    screens.start(page)
    screens.open_task(page, "rr_beneficiaries.rr_subject_request_action")
    page.locator(".o_list_button_add:visible").first.click()
    screens.fill(page, "person_code", code)
    field = screens.field(page, "is_identity_checked").locator("input")
    field.check()
    screens.save(page)
    request = int(rpc(page, "rr.subject.request", "search", [], limit=1, order="id desc")[0])
    step("request written down")
    picture(page, "dpo-request", language)
    with page.expect_download() as waiting:
        page.locator(".o_statusbar_buttons button:not([name=action_step])").click()
    content = Path(waiting.value.path()).read_bytes()
    reader = PdfReader(io.BytesIO(content))
    letter = "\n".join(part.extract_text() for part in reader.pages)
    [[number]] = demo.sql(f"SELECT name FROM rr_subject_request WHERE id = {request}")
    # It goes to the person: their name, not the ministry's code for them.
    assert number in letter and "Lindita" in letter
    assert code not in letter
    step("letter printed")
