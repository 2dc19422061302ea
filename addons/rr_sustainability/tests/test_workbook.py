# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from odoo.tests import tagged

from ..engine import people_rows, request_rows, result_of
from .common import TransitionCase


def recalculated(content):
    """Return the workbook as LibreOffice computes it, every formula anew."""
    office = shutil.which("soffice")
    if not office:
        raise AssertionError("LibreOffice is not installed: apt install libreoffice-calc")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "plan.xlsx"
        # Stored values go, so that what is read was computed.
        book = openpyxl.load_workbook(io.BytesIO(content))
        book.save(source)
        subprocess.run(
            [office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "ods", "--outdir", folder, str(source)],
            check=True, capture_output=True, timeout=180,
        )
        subprocess.run(
            [office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", f"{folder}/out",
             f"{folder}/plan.ods"],
            check=True, capture_output=True, timeout=180,
        )
        result = (Path(folder) / "out" / "plan.xlsx").read_bytes()
    return openpyxl.load_workbook(io.BytesIO(result), data_only=True)


@tagged("post_install", "-at_install")
class TestWorkbook(TransitionCase):
    def _check(self, scenario, view):
        """Screen, workbook and engine say the same, to the cent."""
        book = recalculated(scenario._rr_workbook(view))
        outcome = scenario._rr_outcome(view)
        screen = self._screen(scenario, view=view)
        self.assertEqual(screen["result"], result_of(outcome))
        self._check_summary(book["Summary"], screen)
        self._check_lines(book["Gap"], screen, outcome)
        self._check_request(book["Request"], outcome)
        self._check_allocation(book["Allocation"], outcome)

    def _rows(self, sheet):
        return {row[0]: row for row in sheet.iter_rows(min_row=5, values_only=True)}

    def _money(self, value):
        self.assertIsInstance(value, int | float, value)
        return f"{value:.2f}"

    def _check_summary(self, sheet, screen):
        rows = self._rows(sheet)
        labels = {
            "need": "Need", "state": "State", "municipality": "Municipalities",
            "donor": "Donors", "funded": "Funded", "gap": "Gap (sum of the lines' gaps)",
            "stranded": "Stranded: money no line can take",
            "cliff": "Donor money lost against the year before",
        }
        for t, year in enumerate(screen["result"]["years"]):
            for key, label in labels.items():
                self.assertEqual(self._money(rows[label][2 + t]), year[key], (key, year))
            for key, label in (
                ("gap_pct", "Gap, share of need"),
                ("state_share_of_need", "State share of need"),
                ("state_share_of_funding",
                 "State share of funding (rises when donors leave)"),
            ):
                self.assertEqual(f"{rows[label][2 + t] * 100:.2f}", year[key])

    def _check_lines(self, sheet, screen, outcome):
        rows, n = self._rows(sheet), len(outcome.plan.years)
        people = {(p["line"], p["year"]): p["persons"] for p in people_rows(outcome)}
        for line in screen["result"]["lines"]:
            t = line["year"] - outcome.plan.base_year
            row = rows[line["line"]]
            self.assertEqual(self._money(row[2 + t]), line["funded"])
            self.assertEqual(self._money(row[2 + n + t]), line["gap"])
            self.assertEqual(row[2 + 2 * n + t], people[line["line"], line["year"]])

    def _check_request(self, sheet, outcome):
        rows = {
            (row[0], row[1]): row for row in sheet.iter_rows(min_row=5, values_only=True)
        }
        names = self.env["rr.transition.code"]._rr_category_names()
        keys = {"request": "Request", "baseline": "Goes on", "new": "New",
                "over_ceiling": "Over the ceiling"}
        for want in request_rows(outcome):
            t = want["year"] - outcome.plan.base_year
            for key, label in keys.items():
                found = rows[names[want["category"]], label][2 + t]
                self.assertEqual(self._money(found), want[key], (key, want))

    def _check_allocation(self, sheet, outcome):
        rows = list(sheet.iter_rows(min_row=5, values_only=True))
        at = 0
        for k, commitment in enumerate(outcome.plan.commitments):
            for i, line in enumerate(outcome.plan.lines):
                if commitment.lines and line.code not in commitment.lines:
                    continue
                for t in range(len(outcome.plan.years)):
                    cents = outcome.used[k][t].get(i, 0)
                    self.assertEqual(round(rows[at][4 + t] * 100), cents)
                at += 1

    def test_golden_case_recalculated_equals_screen_and_engine(self):
        self._check(self.golden, "secure")

    def test_full_case_recalculated_equals_screen_and_engine(self):
        full = self._full()
        self._check(full, "expected")
        for code in ("late-budget", "cut-to-ceiling"):
            scenario = full.scenario_ids.filtered(
                lambda s, c=code: s.code == f"full-{c}"
            )
            self._check(scenario, "probable")

    def test_a_changed_share_recomputes_as_the_engine_would(self):
        content = self.golden._rr_workbook("secure")
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book["State share"]
        row = next(r for r in range(5, 10) if sheet.cell(r, 1).value == "grants")
        for t, share in enumerate((0, 0.5, 1)):
            sheet.cell(row, 5 + t).value = share
        buffer = io.BytesIO()
        book.save(buffer)
        rows = self._rows(recalculated(buffer.getvalue())["Summary"])
        tried = self._screen(
            self.golden, edits={"grants": {"kind": "linear", "until": 2028}}
        )
        for t, year in enumerate(tried["result"]["years"]):
            for key, label in (("state", "State"), ("donor", "Donors"),
                               ("gap", "Gap (sum of the lines' gaps)")):
                self.assertEqual(self._money(rows[label][2 + t]), year[key])

    def test_text_that_looks_like_a_formula_stays_text(self):
        self.golden.line_ids[0].name = "=1+1"
        book = openpyxl.load_workbook(io.BytesIO(self.golden._rr_workbook()))
        cell = book["Need"].cell(5, 2)
        self.assertEqual((cell.data_type, cell.value), ("s", "'=1+1"))

    def test_the_brief_has_two_pages(self):
        import pypdf

        self._full()
        for scenario in self.golden.search([("code", "in", ("golden", "full-planned-takeover"))]):
            pages = pypdf.PdfReader(io.BytesIO(scenario._rr_brief())).pages
            self.assertEqual(len(pages), 2, scenario.code)
            self.assertIn("State share of need", pages[0].extract_text())

    def test_the_brief_speaks_the_readers_language(self):
        import pypdf

        for code, word in (
            ("sq_AL", "Pjesa e shtetit"),
            ("sr@latin", "Udeo države"),
        ):
            self.env["res.lang"]._activate_lang(code)
            self.env["ir.module.module"].search(
                [("name", "=", "rr_sustainability")]
            )._update_translations([code])
            pages = pypdf.PdfReader(io.BytesIO(self.golden._rr_brief(code))).pages
            text = " ".join(page.extract_text() for page in pages)
            self.assertIn(word, text)
            self.assertNotIn("State share", text)
            self.assertEqual(len(pages), 2)
            if code == "sr@latin":
                self.assertFalse([c for c in text if "Ѐ" <= c <= "ӿ"], "Cyrillic")
