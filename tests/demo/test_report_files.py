"""Every report of the demonstration: one set of figures in all four files, valid IATI,
a workbook that hides nothing, and money that is the ledger's to the cent."""

import base64
import importlib.util
import json
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from rrcli import demo as demo_command

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location(
    "iati_judge", ROOT / "addons/rr_donor_reports/tests/iati_judge.py"
)
judge = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(judge)

RESULTS = {
    "baseline": 4, "target_period": 6, "target_life": 7, "actual_period": 8,
    "actual_cumulative": 9, "percent_of_target": 10,
}
STATEMENT = [
    "original", "revised", "actual_period", "actual_cumulative", "commitments",
    "remaining", "burn", "this_donor", "other_donors", "state", "variance",
]
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
# Of an agreement without an issued report; nothing is kept.
EXPORT = """
import base64
from odoo.addons.rr_donor_reports.renderers import iati
for agreement in env["rr.fund.agreement"].search([]):
    report = env["rr.donor.report"].new({
        "agreement_id": agreement.id, "date_from": agreement.date_start,
        "date_to": min(agreement.date_end, __import__("datetime").date(2026, 11, 21)),
    })
    report = env["rr.donor.report"].create(report._convert_to_write(report._cache))
    text = iati.render(report._make_snapshot())
    print("IATI", agreement.code, base64.b64encode(text).decode())
env.cr.rollback()
"""


def everything(snapshot):
    """(table, key) → value as printed: Decimal, a sign, of all three lists."""
    found = {}
    for kind in ("cells", "figures", "money"):
        for cell in snapshot[kind]:
            key = (cell["table"], tuple(sorted(cell["key"].items())))
            value = "·" if cell.get("withheld") else Decimal(str(cell["value"]))
            found[key] = value, cell.get("unit") or ("money" if kind == "money" else "")
    return found


def get(found, table, **key):
    return found.get((table, tuple(sorted(key.items()))), (None, ""))


def shown(value, unit):
    """A number as English files print it."""
    if value == "·":
        return value
    if unit == "percent":
        return f"{value * 100:,.1f}%"
    if unit in ("money", "hours"):
        return f"{value:,.2f}" if unit == "money" else f"{value:,.1f}"
    return f"{value:,.0f}"


def same(cell, value):
    """Whether a cell of a workbook holds a value."""
    if value is None or value == "·":
        return cell == value
    return isinstance(cell, int | float) and Decimal(str(cell)) == value


def pdf_lines(path):
    text = subprocess.run(
        ["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"],
        capture_output=True, text=True, check=True,
    ).stdout
    # A percentage has a thin or no-break space before its sign.
    return [re.sub(r"\s+%", "%", " ".join(line.split())) for line in text.splitlines()]


def in_order(wanted, line):
    """Whether the words of a line hold the wanted ones in this order."""
    words = iter(line.split())
    return all(any(word == one for word in words) for one in wanted)


@pytest.fixture(params=["eu-1", "gcerf-1", "uk-1", "programme"])
def report(request, reports):
    snapshot, _cells, path = reports[f"donor-report-{request.param}"]
    assert snapshot["meta"]["lang"] == "en_US"
    return snapshot, everything(snapshot), path


def test_these_are_all_reports_of_the_demonstration(reports, cluster, demo_database):
    codes = cluster.sql(
        "SELECT DISTINCT coalesce(lower(a.code), 'programme') FROM rr_donor_report r "
        "LEFT JOIN rr_fund_agreement a ON a.id = r.agreement_id "
        "WHERE r.state IN ('issued', 'accepted', 'sent_back')",
        demo_database,
    ).split()
    assert {f"donor-report-{code}" for code in codes} == set(reports)
    assert set(codes) == {"eu-1", "gcerf-1", "uk-1", "programme"}


# --------------------------------------------------------------------------- results


def test_results_are_the_same_in_workbook_pdf_iati_and_json(report):
    snapshot, found, path = report
    sheet = openpyxl.load_workbook(path.with_suffix(".xlsx"))["Results"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    lines = pdf_lines(path)
    tree = etree.parse(path.with_suffix(".xml"))
    told = {
        one.findtext("title/narrative"): one
        for one in tree.iter("indicator")
        if one.find(".//dimension") is None
    }
    for entry in snapshot["indicators"]:
        code, values = entry["code"], []
        for column, place in RESULTS.items():
            value, unit = get(found, "results", indicator=code, column=column)
            assert same(rows[code][place], value), (code, column)
            if value is not None:
                values.append(shown(value, unit))
        assert any(
            line.startswith(f"{code} ") and in_order(values, line) for line in lines
        ), (code, values)
        _compare_iati(told.get(entry["name"]["en_US"]), found, entry)


def _compare_iati(indicator, found, entry):
    """Each number of an indicator, and no element where there is none."""
    numbers = {
        "baseline": [one.get("value") for one in indicator.findall("baseline")]
        if indicator is not None else [],
        "target": [], "actual": [],
    }
    for period in indicator.findall("period") if indicator is not None else ():
        for name in ("target", "actual"):
            numbers[name] += [one.get("value") for one in period.findall(name)]
    wanted = {"baseline": ["baseline"], "target": ["target_life", "target_period"],
              "actual": ["actual_cumulative", "actual_period"]}
    for name, columns in wanted.items():
        values = [get(found, "results", indicator=entry["code"], column=c)[0] for c in columns]
        values = [value for value in values if value not in (None, "·")]
        got = [Decimal(value) for value in numbers[name]]
        if name == "baseline" and not entry["baseline_year"]:
            assert got == []
        elif len(got) < len(values):
            # A period that is the whole term stands there once.
            assert got == values[:1], (entry["code"], name)
        else:
            assert got == values, (entry["code"], name)


def test_withheld_counts_have_one_sign_in_the_workbook_and_no_number_behind(report):
    _snapshot, found, path = report
    withheld = [key for key, (value, _unit) in found.items() if value == "·"]
    with zipfile.ZipFile(path.with_suffix(".xlsx")) as book:
        strings = etree.fromstring(book.read("xl/sharedStrings.xml"))
        signs = [n for n, one in enumerate(strings) if "".join(one.itertext()) == "·"]
        cells = []
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                sheet = etree.fromstring(book.read(name))
                cells += [
                    one for one in sheet.iter("{*}c")
                    if one.get("t") == "s" and int(one.findtext("{*}v")) in signs
                ]
    assert len(cells) == len(withheld)
    assert all(one.find("{*}f") is None for one in cells)


# ----------------------------------------------------------------------------- money


def _block(sheet, heads, count):
    """``count`` rows under the row whose first cell is one of ``heads``."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] in heads)
    return rows[top + 1 : top + 1 + count]


def test_the_statement_is_the_same_in_workbook_pdf_and_json(report):
    snapshot, found, path = report
    columns = STATEMENT
    if snapshot["meta"]["kind"] == "programme":
        columns = [c for c in STATEMENT if c not in ("this_donor", "other_donors", "state")]
    codes = [line["code"] for line in snapshot["lines"]] + ["total"]
    sheet = openpyxl.load_workbook(path.with_suffix(".xlsx"))["Financial statement"]
    lines = pdf_lines(path)
    for code, row in zip(
        codes, _block(sheet, ("Contract line", "Agreement"), len(codes)), strict=True
    ):
        values = []
        for place, column in enumerate(columns, start=1):
            value, unit = get(found, "statement", line=code, column=column)
            assert same(row[place], value), (code, column)
            if value is not None:
                values.append(shown(value, unit))
        assert any(in_order(values, line) for line in lines), (code, values)
        assert not any(cell is None for cell in row[: len(columns) + 1])


def test_grants_and_co_financing_are_the_same_in_workbook_pdf_and_json(report):
    snapshot, found, path = report
    book, lines = openpyxl.load_workbook(path.with_suffix(".xlsx")), pdf_lines(path)
    codes = [entry["code"] for entry in snapshot["grant_types"]]
    wanted = []
    if codes:
        head = f"Type of support ({snapshot['meta']['currency']})"
        wanted.append((book["Grants"], head, [
            [("grants", {"type": code, "column": column})
             for column in ("paid_period", "paid_cumulative", "committed")]
            for code in [*codes, "total"]
        ]))
    wanted.append((book["Co-financing"], "Year (EUR)", [
        [("co_financing", {"year": year, "party": party, "column": column})
         for party in ("donors", "state") for column in ("plan", "actual")]
        + [("co_financing", {"year": year, "column": "state_share"})]
        for year in snapshot["years"]
    ]))
    for sheet, head, rows in wanted:
        for keys, row in zip(rows, _block(sheet, (head,), len(rows)), strict=True):
            values = [get(found, table, **key) for table, key in keys]
            for place, (value, _unit) in enumerate(values, start=1):
                assert same(row[place], value), (head, row)
            assert any(in_order([shown(*v) for v in values], line) for line in lines), row


def _entries(cluster, database, snapshot, expression, condition="true"):
    code = (snapshot["meta"].get("agreement") or {}).get("code")
    where = f"a.code = '{code}'" if code else "true"
    amount = "amount" if code else "amount_eur"
    return Decimal(
        cluster.sql(
            f"SELECT coalesce(sum(e.sign * e.{amount} * ({expression})), 0) "
            "FROM rr_fund_entry e JOIN rr_fund_agreement a ON a.id = e.agreement_id "
            f"WHERE {where} AND e.date <= '{snapshot['meta']['as_of']}' AND {condition}",
            database,
        ).strip()
    )


def test_the_statement_is_the_ledger_to_the_cent(report, cluster, demo_database):
    snapshot, found, path = report
    start = snapshot["meta"]["period"]["start"]
    ledger = {
        "revised": _entries(
            cluster, demo_database, snapshot,
            "CASE WHEN e.effect IN ('allocate', 'transfer_in') THEN 1 ELSE -1 END",
            "e.effect IN ('allocate', 'transfer_in', 'transfer_out', 'refund_line')",
        ),
        "actual_cumulative": _entries(
            cluster, demo_database, snapshot, "1", "e.effect = 'pay'"
        ),
        "actual_period": _entries(
            cluster, demo_database, snapshot, "1",
            f"e.effect = 'pay' AND e.date >= '{start}'",
        ),
        "commitments": _entries(
            cluster, demo_database, snapshot,
            "CASE e.effect WHEN 'commit' THEN 1 ELSE -1 END",
            "e.effect IN ('commit', 'pay', 'release_committed')",
        ),
    }
    assert ledger["actual_cumulative"]
    for column, amount in ledger.items():
        told = get(found, "statement", line="total", column=column)[0]
        assert told == amount, column
        lines = [
            get(found, "statement", line=line["code"], column=column)[0]
            for line in snapshot["lines"]
        ]
        assert sum(lines) == amount, column
    if snapshot["meta"]["kind"] == "agreement":
        tree = etree.parse(path.with_suffix(".xml"))
        spent = tree.xpath("//transaction[transaction-type/@code='4']/value/text()")
        assert sum(map(Decimal, spent)) == ledger["actual_cumulative"]
        budgets = tree.xpath("//budget/value/text()")
        assert sum(map(Decimal, budgets)) == ledger["revised"]


# ------------------------------------------------------------------------------ IATI


def assert_valid(tree):
    assert judge.schema_errors(tree) == []
    assert judge.ruleset_errors(tree) == []
    values = tree.xpath(judge.NUMBERS)
    assert all(judge.PLAIN.fullmatch(value) for value in values), values
    return values


def test_iati_of_the_report_is_valid(report):
    _snapshot, _found, path = report
    assert len(assert_valid(etree.parse(path.with_suffix(".xml")))) > 5


def test_iati_of_every_agreement_is_valid(cluster, demo_database):
    output = demo_command.shell(
        cluster, demo_database, EXPORT, "test-iati.log", "the IATI files"
    )
    found = re.findall(r"^IATI (\S+) (\S+)$", str(output), re.M)
    codes = cluster.sql("SELECT code FROM rr_fund_agreement", demo_database).split("\n")
    assert {code for code, _text in found} == {code for code in codes if code}
    assert len(found) >= 7
    for _code, text in found:
        assert_valid(etree.ElementTree(etree.fromstring(base64.b64decode(text))))


# -------------------------------------------------------------------------- workbook


def test_the_workbook_hides_nothing(report):
    _snapshot, _found, path = report
    with zipfile.ZipFile(path.with_suffix(".xlsx")) as book:
        names = book.namelist()
        assert not [
            name for name in names
            if re.search(r"comment|external|vba|printerSettings|custom|media|embed", name, re.I)
        ]
        workbook = etree.fromstring(book.read("xl/workbook.xml"))
        assert not [one for one in workbook.iter("{*}sheet") if one.get("state")]
        assert {one.get("name") for one in workbook.iter("{*}definedName")} == {
            "_xlnm.Print_Titles"
        }
        for name in names:
            if not name.endswith(".xml") and not name.endswith(".rels"):
                continue
            content = etree.fromstring(book.read(name))
            assert not content.xpath("//@TargetMode"), name
            if name.startswith("xl/worksheets/sheet"):
                assert not [one for one in content.iter("{*}f")], name
                assert not content.xpath("//*[@hidden='1']"), name
                assert not list(content.iter("{*}dataValidation")), name
        core = etree.fromstring(book.read("docProps/core.xml"))
        said = {one.tag.rpartition("}")[2]: one.text for one in core}
        assert not said.get("creator") and not said.get("lastModifiedBy")
        assert not set(said) & {"description", "keywords", "category", "contentStatus"}
        app = etree.fromstring(book.read("docProps/app.xml"))
        assert not app.findtext("{*}Company") and not app.findtext("{*}Manager")


def test_charts_keep_no_number_that_their_sheet_does_not_show(report):
    _snapshot, _found, path = report
    book = openpyxl.load_workbook(path.with_suffix(".xlsx"))
    seen = 0
    with zipfile.ZipFile(path.with_suffix(".xlsx")) as parts:
        for name in parts.namelist():
            if not name.startswith("xl/charts/chart"):
                continue
            for ref in etree.fromstring(parts.read(name)).iter(f"{CHART}numRef"):
                sheet, area = ref.findtext(f"{CHART}f").rsplit("!", 1)
                cells = book[sheet.strip("'")][area.replace("$", "")]
                cells = [c[0] for c in cells] if isinstance(cells, tuple) else [cells]
                kept = [
                    Decimal(one.text)
                    for one in ref.find(f"{CHART}numCache").iter(f"{CHART}v")
                ]
                assert kept == [Decimal(str(cell.value)) for cell in cells], (name, area)
                seen += len(kept)
    assert seen


def test_the_office_opens_the_workbook_and_its_charts_show(report, tmp_path):
    _snapshot, _found, path = report
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: apt install libreoffice-calc"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(path.with_suffix(".xlsx"))],
        capture_output=True, check=True, timeout=180,
    )
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / f"{path.stem}.pdf"), "-"],
        capture_output=True, text=True, check=True,
    ).stdout
    charts = 0
    with zipfile.ZipFile(path.with_suffix(".xlsx")) as parts:
        for name in parts.namelist():
            if name.startswith("xl/charts/chart"):
                content = etree.fromstring(parts.read(name))
                title = "".join(content.find(f"{CHART}chart/{CHART}title").itertext())
                assert title.strip() in text, name
                charts += 1
    assert charts >= 2
    assert "#REF" not in text and "Err:" not in text


def test_the_json_proves_itself(report):
    _snapshot, _found, path = report
    delivered = json.loads(path.with_suffix(".json").read_text())
    assert re.fullmatch(r"[0-9a-f]{64}", delivered["sha256"])
    assert len(delivered["signatures"]) == 5
    assert len({one["name"] for one in delivered["signatures"]}) >= 4
