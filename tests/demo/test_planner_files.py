"""Every scenario's workbook, recalculated, says what screen and engine say."""

import json
import os
import shutil
import subprocess

import openpyxl
import pypdf
import pytest
from rrcli import demo as demo_command

EXPORT = """
import json
from pathlib import Path
folder = Path({folder!r})
model = env["rr.transition.scenario"].with_user(
    env["res.users"].search([("login", "=", "planner")])
)
found = {{}}
for scenario in model.search([]):
    for view in ("secure", "probable", "expected"):
        name = f"{{scenario.code}}.{{view}}"
        (folder / f"{{name}}.xlsx").write_bytes(scenario._rr_workbook(view))
        found[name] = model.get_screen(scenario.id, view)["result"]
(folder / "screen.json").write_text(json.dumps(found))
paths = env["rr.transition.scenario"]._export_files({folder!r} + "/out")
print("WRITTEN " + " ".join(path.name for path in paths))
"""
VIEWS = ("secure", "probable", "expected")
AMOUNTS = {
    "need": "Need",
    "state": "State",
    "municipality": "Municipalities",
    "donor": "Donors",
    "funded": "Funded",
    "gap": "Gap (sum of the lines' gaps)",
    "stranded": "Stranded: money no line can take",
    "cliff": "Donor money lost against the year before",
}


@pytest.fixture(scope="module")
def files(cluster, demo_database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    (folder / "out").mkdir()
    output = demo_command.shell(
        cluster, demo_database, EXPORT.format(folder=str(folder)), "test-plans.log",
        "the export of the plans",
    )
    line = next(row for row in output.splitlines() if row.startswith("WRITTEN "))
    return folder, line.split()[1:]


def _chosen(screens):
    """All workbooks in the long series; in the short one each scenario in one of its
    views, every view in turn."""
    names = sorted(screens)
    if os.environ.get("RR_FULL"):
        return names
    return [name for number, name in enumerate(names) if number % 3 == number // 3 % 3]


def _recalculated(folder, names):
    """The workbooks with every stored value thrown away and computed anew."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: apt install libreoffice-calc"
    bare, done = folder / "bare", folder / "done"
    bare.mkdir()
    for name in names:
        openpyxl.load_workbook(folder / f"{name}.xlsx").save(bare / f"{name}.xlsx")
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(done),
         *map(str, sorted(bare.iterdir()))],
        check=True, capture_output=True, timeout=600,
    )
    return done


def test_every_workbook_recalculated_equals_the_screen(files):
    folder, _names = files
    screens = json.loads((folder / "screen.json").read_text())
    assert len(screens) == 7 * 3
    names = _chosen(screens)
    assert {name.rpartition(".")[2] for name in names} == set(VIEWS)
    done = _recalculated(folder, names)
    for name in names:
        screen = screens[name]
        book = openpyxl.load_workbook(done / f"{name}.xlsx", data_only=True)
        rows = {row[0]: row for row in book["Summary"].iter_rows(values_only=True)}
        for t, year in enumerate(screen["years"]):
            for key, label in AMOUNTS.items():
                assert f"{rows[label][2 + t]:.2f}" == year[key], (name, key, year)
        gaps = {row[0]: row for row in book["Gap"].iter_rows(values_only=True)}
        years = len(screen["years"])
        for line in screen["lines"]:
            t = line["year"] - screen["years"][0]["year"]
            found = gaps[line["line"]][2 + years + t]
            assert f"{found:.2f}" == line["gap"], (name, line)


def test_a_workbook_and_a_brief_are_written_for_every_scenario(files):
    folder, names = files
    books = [name for name in names if name.endswith(".xlsx")]
    assert len(books) == 7
    assert all(name.startswith("sustainability-") for name in names)
    briefs = [name for name in names if name.endswith(".pdf")]
    assert {name.replace(".xlsx", ".pdf") for name in books} <= set(briefs)
    for name in briefs:
        assert len(pypdf.PdfReader(folder / "out" / name).pages) == 2, name
