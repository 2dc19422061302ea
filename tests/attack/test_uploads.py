"""Hostile files on our upload routes: refused with a sentence, nothing stored."""

import io
import zipfile

import openpyxl
import pytest
from visiting import harmless

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def bomb():
    """200 MB of zeros in a sheet of a few hundred kB."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _mb in range(200):
                member.write(bytes(2**20))
    return sink.getvalue()


def entities():
    """A workbook whose XML unfolds into itself (billion laughs)."""
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)
    ) + "]><workbook>&j;</workbook>"
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", text)
    return sink.getvalue()


def climbing():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("../../../../etc/cron.d/evil", "* * * * * root true")
    return sink.getvalue()


HOSTILE = {
    "nothing": b"",
    "text": b"hello",
    "html": HTML,
    "svg": SVG,
    "html in a workbook's name": HTML,
    "zip bomb": bomb(),
    "entities": entities(),
    "climbing zip": climbing(),
    "half a workbook": bomb()[:5000],
    "zeros": bytes(100_000),
    "executable": b"MZ" + bytes(2000),
    "pdf that is html": b"GIF89a" + HTML,
}


def rows(attacked):
    return attacked.sql(
        "SELECT (SELECT count(*) FROM rr_municipal_list),"
        " (SELECT count(*) FROM ir_attachment WHERE res_model LIKE 'rr.%')"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_list_of_a_municipality(visitors, attacked, name):
    before = rows(attacked)
    answer = visitors["municipality"].post(
        "/rr/support", files={"file": ("support.xlsx", HOSTILE[name])}
    )
    harmless(answer, name)
    assert answer.status_code == 422, name
    assert rows(attacked) == before


@pytest.fixture(scope="session")
def open_session(attacked):
    [[found]] = attacked.sql(
        "SELECT s.id FROM rr_course_session s JOIN rr_course c ON c.id = s.course_id"
        " JOIN res_users u ON u.id = c.trainer_id"
        " WHERE u.login = 'ngo' AND s.sheet_state = 'submitted' LIMIT 1"
    ) or [[None]]
    if not found:
        [[found]] = attacked.sql(
            "SELECT s.id FROM rr_course_session s JOIN rr_course c ON"
            " c.id = s.course_id JOIN res_users u ON u.id = c.trainer_id"
            " WHERE u.login = 'ngo' AND s.sheet_state = 'draft' ORDER BY s.date LIMIT 1"
        )
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_signed_sheet_of_a_session(visitors, attacked, open_session, name):
    before = rows(attacked)
    answer = visitors["ngo"].post(
        f"/rr/session/{open_session}/signed", files={"sheet": ("s.pdf", HOSTILE[name])}
    )
    harmless(answer, name)
    assert rows(attacked) == before, "it was stored"


def test_200_mb_are_refused(visitors, attacked, open_session):
    before = rows(attacked)
    content = bytes(200 * 2**20)
    for login, path, field in (
        ("municipality", "/rr/support", "file"),
        ("ngo", f"/rr/session/{open_session}/signed", "sheet"),
    ):
        visitor = visitors[login]
        token = visitor.token()
        try:
            answer = visitor.session.post(
                attacked.url + path, data={"csrf_token": token},
                files={field: ("big.xlsx", content)}, timeout=120,
            )
        except OSError:
            continue  # hung up in the middle: refused
        assert 400 <= answer.status_code < 500, answer.status_code
    assert rows(attacked) == before
    harmless(visitors["municipality"].get("/rr/support"), "afterwards")


def workbook(visitor, count, text):
    """The template of the list with so many rows of one text in every column."""
    template = visitor.get("/rr/support/template")
    assert template.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    sheet = book.worksheets[0]
    width = sheet.max_column
    for _row in range(count):
        sheet.append([text] * width)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def test_ten_thousand_rows_of_nonsense_are_answered(visitors, attacked):
    visitor = visitors["municipality"]
    before = rows(attacked)
    answer = visitor.post(
        "/rr/support", files={"file": ("s.xlsx", workbook(visitor, 10_000, "x"))}
    )
    harmless(answer, "10,000 rows")
    assert answer.status_code == 422
    assert rows(attacked) == before
    assert len(answer.text) < 200_000, "it lists every fault of 10,000 rows"


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "+1"])
def test_formulas_in_cells_are_never_computed_nor_stored(visitors, attacked, text):
    """A formula that no program computed has no value: its row counts as empty."""
    visitor = visitors["municipality"]
    support = "SELECT count(*) FROM rr_support_record"
    before = attacked.sql(support)
    answer = visitor.post(
        "/rr/support", files={"file": ("s.xlsx", workbook(visitor, 2, text))}
    )
    harmless(answer, text)
    assert answer.status_code == (200 if text.startswith("=") else 422)
    assert attacked.sql(support) == before
