# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import datetime
import io

import openpyxl
from odoo.tests import TransactionCase, new_test_user, tagged

from ..tools.xlsx_import import (
    ExpectedColumn,
    ExpectedSheet,
    WorkbookReader,
    build_template,
)

SHEETS = (
    ExpectedSheet(
        "Persons",
        (
            ExpectedColumn("name", "Name", required=True, max_length=20),
            ExpectedColumn("number", "Number", "digits", max_length=10),
            ExpectedColumn("born", "Born", "date"),
            ExpectedColumn("year", "Year", "integer"),
            ExpectedColumn("sum", "Sum", "number"),
            ExpectedColumn("sex", "Sex", "choice", choices={"female": "f", "male": "m"}),
        ),
        names=("Persona",),
    ),
)
HEADER = ["Name *", "Number", "Born", "Year", "Sum", "Sex"]


@tagged("post_install", "-at_install")
class TestXlsxImport(TransactionCase):
    def _file(self, rows, title="Persons", header=None, change=None):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = title
        sheet.append(header or HEADER)
        for row in rows:
            sheet.append(row)
        if change:
            change(sheet)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _read(self, *args, **kwargs):
        return WorkbookReader(self.env, SHEETS).read(self._file(*args, **kwargs))

    def _fault(self, row, **kwargs):
        _rows, faults = self._read([row], **kwargs)
        self.assertEqual(len(faults), 1, [str(fault) for fault in faults])
        return faults[0]

    def test_a_good_row_is_read_by_titles_in_any_order(self):
        rows, faults = self._read(
            [["female", "Arta", 1234567890, datetime.date(1990, 1, 2), 1990, 5.5]],
            header=["sex", " NAME ", "number", "Born", "Year", "Sum"],
        )
        self.assertFalse(faults)
        (row,) = rows["Persons"]
        self.assertEqual(row.number, 2)
        self.assertEqual(
            row.values,
            {
                "name": "Arta",
                "number": "1234567890",
                "born": datetime.date(1990, 1, 2),
                "year": 1990,
                "sum": 5.5,
                "sex": "f",
            },
        )

    def test_a_translated_sheet_name_is_accepted(self):
        rows, faults = self._read([["Arta"]], title="persona")
        self.assertFalse(faults)
        self.assertEqual(len(rows["Persons"]), 1)

    def test_each_fault_names_sheet_row_and_cell(self):
        fault = self._fault(["Arta", "12345"])
        self.assertEqual((fault.sheet, fault.row, fault.cell), ("Persons", 2, "B2"))
        self.assertIn("5", fault.message)
        self.assertTrue(str(fault).startswith("Persons B2:"))

    def test_a_text_date_is_refused(self):
        self.assertEqual(self._fault(["Arta", None, "01.02.1990"]).cell, "C2")

    def test_a_number_typed_as_text_is_refused(self):
        fault = self._fault(["Arta", None, None, None, "1.200,50"])
        self.assertEqual(fault.cell, "E2")

    def test_a_broken_year_is_refused(self):
        for value in ("abc", 1990.5, True):
            self.assertEqual(self._fault(["Arta", None, None, value]).cell, "D2")

    def test_a_missing_value_is_named(self):
        self.assertEqual(self._fault([None, "1234567890"]).cell, "A2")

    def test_an_unknown_choice_lists_the_choices(self):
        fault = self._fault(["Arta", None, None, None, None, "x"])
        self.assertIn("female, male", fault.message)

    def test_merged_cells_are_refused(self):
        fault = self._fault(["Arta"], change=lambda sheet: sheet.merge_cells("A4:B5"))
        self.assertEqual(fault.cell, "A4:B5")

    def test_a_missing_column_is_named(self):
        fault = self._fault(["1234567890"], header=["Number"])
        self.assertIn("Name", fault.message)

    def test_a_column_that_is_there_twice_is_refused(self):
        fault = self._fault(["Arta", "Besa"], header=["Name", "name"])
        self.assertEqual(fault.cell, "B1")

    def test_a_wrong_sheet_lists_what_the_file_has(self):
        _rows, faults = self._read([["Arta"]], title="Budget")
        self.assertIn("Budget", faults[0].message)

    def test_what_is_no_workbook_is_refused(self):
        for content in (b"", b"name;number\n", b"PK\x03\x04broken"):
            _rows, faults = WorkbookReader(self.env, SHEETS).read(content)
            self.assertEqual(len(faults), 1)

    def test_blank_rows_are_skipped_and_keep_the_numbers(self):
        rows, faults = self._read([["Arta"], [None, "  "], ["Besa"]])
        self.assertFalse(faults)
        self.assertEqual([row.number for row in rows["Persons"]], [2, 4])

    def test_the_template_is_accepted_by_the_reader(self):
        content = build_template("en_US", "Persons", SHEETS, guide=["Fill it in."])
        rows, faults = WorkbookReader(self.env, SHEETS).read(content)
        self.assertFalse(faults)
        self.assertEqual(rows, {"Persons": []})

    def test_the_same_file_is_known_the_second_time(self):
        log = self.env["rr.import.log"]
        self.assertFalse(log._rr_seen("test", b"abc"))
        log._rr_record("test", b"abc", 3)
        self.assertTrue(log._rr_seen("test", b"abc"))
        self.assertFalse(log._rr_seen("other", b"abc"))

    def test_staff_cannot_block_a_file_by_writing_the_log(self):
        officer = new_test_user(self.env, "t_off", groups="rr_base.group_officer")
        self.assertFalse(
            self.env["rr.import.log"].with_user(officer).has_access("create")
        )
        entry = self.env["rr.import.log"].with_user(officer)._rr_record("k", b"x", 1)
        self.assertEqual(entry.create_uid, officer)
