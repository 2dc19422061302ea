# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import json
import zipfile
from unittest.mock import patch

import openpyxl
from odoo.sql_db import BaseCursor, Cursor
from odoo.tests import tagged
from pypdf import PdfReader

from ..renderers import canonical, pdf, sheets, xlsx
from ..renderers.document import WITHHELD_SIGN, cells
from ..renderers.sheets import SHEETS
from ..renderers.words import Words
from .common import ReportCase

NAMES = [
    "Cover", "Summary", "Results", "Outputs", "Participation", "Training", "Outcomes",
    "Grants", "Financial statement", "Variance notes", "Co-financing", "Risks",
    "Methods", "Change log",
]


@tagged("post_install", "-at_install")
class TestRenderers(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        persons = cls.make_persons(12)
        cls.pay_persons(persons[:7], 1500, "2025-08-01", cls.line)
        cls.pay(4000, "2025-10-01", cls.line2)
        cls.env["rr.indicator.target"].create(
            [
                {
                    "agreement_id": cls.agreement.id,
                    "indicator_id": cls.env.ref(f"rr_donor_reports.indicator_{key}").id,
                    "value": value,
                    "has_baseline": True,
                    "baseline": 0,
                    "baseline_year": 2024,
                }
                for key, value in (("a01", 40), ("a04", 30), ("p01", 20))
            ]
        )
        cls.report = cls.make_report(
            cls.agreement, summary="=HYPERLINK(\"http://x\") and plain words"
        )
        cls.report.action_generate()
        cls.snapshot = cls.report.sudo()._load_snapshot()
        cls.words = Words("en_US")
        cls.document = sheets.build(cls.snapshot, cls.words, (), "generated")

    def test_the_sheets_have_their_fixed_names_in_order(self):
        self.assertEqual([name for name, _make in SHEETS], NAMES)
        book = openpyxl.load_workbook(io.BytesIO(xlsx.render(self.document)))
        self.assertEqual(book.sheetnames, NAMES)

    def test_no_renderer_asks_the_database(self):
        words = self.report._words("sq_AL")
        self.env.flush_all()

        def refuse(*_args, **_kw):
            raise AssertionError("a renderer issued a query")

        with patch.object(BaseCursor, "execute", refuse, create=True), patch.object(
            Cursor, "execute", refuse
        ):
            document = sheets.build(self.snapshot, words, (), "generated")
            self.assertTrue(xlsx.render(document, "sq_AL"))
            self.assertTrue(pdf.render(document, words))
            self.assertTrue(canonical.to_bytes(self.snapshot))

    def test_every_value_stands_at_its_address_in_the_workbook(self):
        book = openpyxl.load_workbook(io.BytesIO(xlsx.render(self.document)))
        seen = 0
        for sheet, address, label, value in cells(self.document):
            found = book[sheet][address].value
            where = f"{sheet}!{address} {label}"
            if value.is_number:
                self.assertIsInstance(found, int | float, where)
                self.assertAlmostEqual(found, float(value.value), 4, where)
                seen += 1
            elif value.kind == "withheld":
                self.assertEqual(found, WITHHELD_SIGN, where)
            elif value.kind in ("blank", "missing"):
                self.assertIsNone(found, where)
        self.assertGreater(seen, 40)

    def test_the_pdf_prints_every_number_of_the_document(self):
        reader = PdfReader(io.BytesIO(pdf.render(self.document, self.words)))
        text = " ".join(page.extract_text() for page in reader.pages)
        text = "".join(text.split())
        for sheet, address, label, value in cells(self.document):
            if value.is_number:
                shown = "".join(self.words.show(value).split())
                self.assertIn(shown, text, f"{sheet}!{address} {label}")

    def test_the_pdf_is_tagged_and_numbered(self):
        reader = PdfReader(io.BytesIO(pdf.render(self.document, self.words)))
        root = reader.trailer["/Root"]
        self.assertTrue(root["/MarkInfo"]["/Marked"])
        self.assertEqual(root["/Lang"], "en")
        count = len(reader.pages)
        last = "".join(reader.pages[-1].extract_text().split())
        self.assertIn(f"{count}/{count}", last)

    def test_text_that_begins_like_a_formula_is_escaped(self):
        content = xlsx.render(self.document)
        book = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", cell.coordinate)
                    if isinstance(cell.value, str) and cell.value:
                        self.assertNotIn(cell.value[0], "=+@−")

    def test_the_workbook_hides_nothing_and_reveals_nobody(self):
        content = xlsx.render(self.document)
        book = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in book:
            self.assertEqual(sheet.sheet_state, "visible")
            self.assertFalse(any(d.hidden for d in sheet.column_dimensions.values()))
            self.assertFalse(any(d.hidden for d in sheet.row_dimensions.values()))
            self.assertFalse(
                any(cell.comment or cell.hyperlink for row in sheet.iter_rows() for cell in row)
            )
        self.assertFalse(book.defined_names)
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        self.assertFalse([n for n in names if "externalLink" in n or "vba" in n.lower()])
        properties = book.properties
        self.assertFalse(properties.lastModifiedBy)
        self.assertIn(properties.creator, (None, "", "openpyxl"))

    def test_the_workbook_has_native_charts(self):
        names = zipfile.ZipFile(io.BytesIO(xlsx.render(self.document))).namelist()
        self.assertGreaterEqual(len([n for n in names if "/charts/chart" in n]), 3)

    def test_every_sheet_is_ready_to_print(self):
        book = openpyxl.load_workbook(io.BytesIO(xlsx.render(self.document)))
        for sheet in book:
            self.assertEqual(sheet.page_setup.paperSize, 9, sheet.title)
            self.assertEqual(sheet.page_setup.orientation, "landscape")
            self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
            self.assertIn(sheet.page_setup.fitToWidth, (None, 1), sheet.title)
            self.assertTrue(sheet.print_title_rows, sheet.title)
            self.assertTrue(sheet.freeze_panes, sheet.title)

    def test_one_content_has_one_hash_and_a_change_another(self):
        again = json.loads(canonical.canonical(self.snapshot))
        self.assertEqual(canonical.digest(again), canonical.digest(self.snapshot))
        self.assertEqual(canonical.digest(self.snapshot), self.report.sha256)
        again["cells"][0]["value"] += 1
        self.assertNotEqual(canonical.digest(again), canonical.digest(self.snapshot))

    def test_the_delivered_json_proves_itself(self):
        delivered = json.loads(canonical.to_bytes(self.snapshot, [{"step": "prepared"}]))
        self.assertEqual(delivered["sha256"], canonical.digest(delivered))
        delivered["money"][0]["value"] = "1.00"
        self.assertNotEqual(delivered["sha256"], canonical.digest(delivered))

    def test_the_same_snapshot_gives_the_same_workbook(self):
        self.assertEqual(xlsx.render(self.document), xlsx.render(self.document))

    def test_the_json_has_the_public_form(self):
        for cell in self.snapshot["cells"]:
            withheld = cell.get("withheld")
            keys = {"table", "key", "withheld"} if withheld else {"table", "key", "value"}
            self.assertEqual(set(cell), keys)
            if not withheld:
                self.assertIsInstance(cell["value"], int)
        for cell in self.snapshot["money"]:
            self.assertRegex(cell["value"], r"^-?\d+\.\d\d$")
        for cell in self.snapshot["figures"]:
            self.assertIsInstance(cell["value"], int | float)

    def test_no_person_and_no_breakdown_of_persons_is_in_the_snapshot(self):
        text = canonical.canonical(self.snapshot).decode()
        self.assertNotRegex(text, r"RR-\d")
        for cell in self.snapshot["cells"]:
            if cell["table"] == "results":
                self.assertEqual(set(cell["key"]), {"indicator", "column"})
            else:
                self.assertEqual(cell["table"], "public_totals")
                self.assertEqual(set(cell["key"]), {"measure"})

    def test_a_count_of_persons_that_is_no_public_total_is_withheld(self):
        cell = self.find(
            self.snapshot, "results", indicator="A04", column="actual_cumulative"
        )
        self.assertTrue(cell.get("withheld"))
        reader_cells = [
            value for _s, _a, _l, value in cells(self.document) if value.kind == "withheld"
        ]
        self.assertTrue(reader_cells)

    def _watching(self, lang, catalogue, missing):
        """Words that note each term which the catalogue lacks."""

        class Watching(Words):
            def _(self, source, **values):
                if not catalogue.get(source):
                    missing.add(source)
                return super()._(source, **values)

        return Watching(lang, catalogue)

    def test_every_term_of_the_files_is_there_in_albanian_and_serbian(self):
        for lang in ("sq_AL", "sr@latin"):
            missing = set()
            words = self.report._words(lang)
            catalogue = words.catalogue

            watching = self._watching(lang, catalogue, missing)
            sheets.build(self.snapshot, watching, (), "generated")
            self.assertFalse(missing, lang)

    def test_the_names_of_indicators_are_there_in_every_language(self):
        for entry in self.snapshot["indicators"]:
            for lang in ("sq_AL", "sr@latin"):
                self.assertTrue(entry["name"][lang], entry["code"])
                self.assertNotEqual(entry["name"][lang], entry["name"]["en_US"])
