# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import datetime
import doctest
import io
from decimal import Decimal

import openpyxl
from odoo.tests import BaseCase, tagged

from ..tools import workbook
from ..tools.workbook import Column, Workbook


@tagged("post_install", "-at_install")
class TestWorkbook(BaseCase):
    def _table(self, lang="en_US"):
        book = Workbook(lang, "Title")
        book.add_table(
            "Rows",
            [Column("Text"), Column("Sum", "money"), Column("Day", "date")],
            [("=HYPERLINK(1)", Decimal("1200.50"), datetime.date(2026, 3, 1))],
        )
        return openpyxl.load_workbook(io.BytesIO(book.close()))["Rows"]

    def test_text_that_looks_like_a_formula_is_escaped(self):
        cell = self._table()["A2"]
        self.assertEqual(cell.value, "'=HYPERLINK(1)")
        self.assertEqual(cell.data_type, "s")
        for start in "=+-−@\t\r\n":
            self.assertTrue(workbook.safe_text(f"{start}x").startswith("'"), start)

    def test_what_was_escaped_comes_back(self):
        for text in ("=1", "-1", "@x", "plain", "'quoted", ""):
            self.assertEqual(workbook.unescape_text(workbook.safe_text(text)), text)

    def test_numbers_are_numbers_and_dates_are_dates(self):
        sheet = self._table()
        self.assertEqual(sheet["B2"].value, 1200.5)
        self.assertTrue(sheet["C2"].is_date)

    def test_formats_follow_the_language_of_the_reader(self):
        patterns = {
            lang: self._table(lang)["C2"].number_format
            for lang in ("en_US", "sq_AL", "sr@latin")
        }
        self.assertEqual(len(set(patterns.values())), 3, patterns)

    def test_the_header_stays_and_prints_on_every_page(self):
        sheet = self._table()
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.print_title_rows, "$1:$1")

    def test_the_examples_of_the_documentation_hold(self):
        result = doctest.testmod(workbook)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
