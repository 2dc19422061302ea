"""What the demonstration's reports print is what was published: in all their files."""

import json
import re
import subprocess

import openpyxl
import pytest
from test_totals import PUBLISHED


def programme_totals(outputs):
    """measure → value, from the protected snapshot of the programme's report."""
    snapshot = json.loads((outputs / "donor-report-programme.json").read_text())
    return {
        row["key"]["measure"]: row["value"]
        for row in snapshot["cells"] + snapshot["figures"]
        if row["table"] == "public_totals"
    }


@pytest.mark.parametrize("key", PUBLISHED)
def test_programme_report_prints_the_published_total(outputs, key):
    found, expected = programme_totals(outputs)[key], PUBLISHED[key]
    if expected.startswith(">"):
        assert found > int(expected[1:])
    else:
        assert found == int(expected)


def test_workbook_and_pdf_print_the_same_totals_as_the_snapshot(outputs):
    totals = set(programme_totals(outputs).values())
    book = openpyxl.load_workbook(outputs / "donor-report-programme.xlsx")
    numbers = {
        cell.value
        for row in book["Summary"].iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float))
    }
    text = subprocess.run(
        ["pdftotext", "-layout", str(outputs / "donor-report-programme.pdf"), "-"],
        capture_output=True, text=True, check=True,
    ).stdout
    printed = set(re.findall(r"\d+", text))
    for value in PUBLISHED.values():
        if not value.startswith(">"):
            assert int(value) in totals
            assert int(value) in numbers
            assert value in printed


def test_there_is_a_report_for_every_agreement_with_an_issued_one(
    outputs, cluster, demo_database
):
    issued = cluster.sql(
        "SELECT count(DISTINCT agreement_id), count(DISTINCT a.currency_id) "
        "FROM rr_donor_report r JOIN rr_fund_agreement a ON a.id = r.agreement_id "
        "WHERE r.state IN ('issued', 'accepted', 'sent_back')",
        demo_database,
    ).strip()
    agreements, currencies = map(int, issued.split("|"))
    assert agreements >= 3 and currencies == 3
    for suffix in ("xlsx", "pdf", "json"):
        files = {path.name for path in outputs.glob(f"donor-report-*.{suffix}")}
        assert len(files) == agreements + 1
        assert f"donor-report-programme.{suffix}" in files


def test_snapshots_hold_no_person(outputs):
    """No code, name or personal number of anybody in what is handed out."""
    for path in outputs.glob("donor-report-*.json"):
        text = path.read_text()
        assert not re.search(r"RR-\d{6}|HH-\d{5}|\b9\d{9}\b", text), path.name
