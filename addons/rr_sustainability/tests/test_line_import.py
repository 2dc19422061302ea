# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io

import openpyxl
from odoo.tests import tagged

from .common import TransitionCase


@tagged("post_install", "-at_install")
class TestLineImport(TransitionCase):
    def _file(self, *rows):
        wizard = self._wizard()
        wizard.action_template()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        for row in rows:
            book["Need"].append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return base64.b64encode(buffer.getvalue())

    def _wizard(self, **values):
        return self.env["rr.transition.line.import"].with_user(self.planner).create(
            {"scenario_id": self.golden.id, **values}
        )

    def _row(self, code, quantity=10, cost=12.5, category="Goods and services"):
        return (code, "New line", "persons", quantity, cost, "cpi", 0.07, 5, category,
                "New", 0.25)

    def test_lines_are_imported_whole_and_once(self):
        content = self._file(self._row("mentoring"))
        wizard = self._wizard(file=content)
        wizard.action_try()
        self.assertFalse(self._line("mentoring"))
        wizard.action_import()
        line = self._line("mentoring")
        self.assertEqual((line.quantity, line.unit_cost, line.kind), (10, 12.5, "new"))
        self.assertEqual(set(line.year_ids.mapped("state_share")), {0.25})
        again = self._wizard(file=content)
        again.action_import()
        self.assertIn("already", again.result)

    def _line(self, code):
        return self.golden.line_ids.search(
            [("scenario_id", "=", self.golden.id), ("code", "=", code)]
        )

    def test_a_fault_names_sheet_row_and_cell_and_nothing_is_written(self):
        wizard = self._wizard(
            file=self._file(self._row("good"), self._row("bad", -3), self._row("good"))
        )
        wizard.action_import()
        self.assertIn("Need D3", wizard.result)
        self.assertFalse(self._line("good"))
        wizard = self._wizard(file=self._file(self._row("x", category="Magic")))
        wizard.action_import()
        self.assertIn("Need I2", wizard.result)
        wizard = self._wizard(file=self._file(self._row("y"), self._row("y")))
        wizard.action_import()
        self.assertIn("Need A3", wizard.result)

    def test_the_sample_is_read_without_a_fault(self):
        sample = self._wizard()
        sample.action_sample()
        wizard = self._wizard(file=sample.file)
        wizard.action_import()
        self.assertEqual((wizard.state, wizard.fault_count), ("done", 0), wizard.result)
        self.assertTrue(self._line("sample-rent"))
