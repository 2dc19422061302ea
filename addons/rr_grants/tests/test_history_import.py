# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io
from datetime import date

import openpyxl
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ..wizard.history_sheets import SHEETS
from .common import YEAR, MoneyMixin

DAY = date(YEAR - 1, 6, 1)


@tagged("post_install", "-at_install")
class TestHistoryImport(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    def workbook(self, **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for expected in SHEETS:
            page = book.create_sheet(expected.name)
            page.append([column.title for column in expected.columns])
            for row in sheets.get(expected.name, []):
                page.append([row.get(column.key) for column in expected.columns])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def grant_row(self, **vals):
        return {
            "number": "G/24/0001",
            "person": self.person.code,
            "category": "equipment",
            "date_start": DAY,
            "date_end": date(YEAR - 1, 8, 31),
            "line": "DON-1/A1",
            "paid": 1800,
            "admitted": 1500,
            "repaid": 200,
            "written_off": 100,
            "date": DAY,
            "document": "Report 2",
        } | vals

    def whole(self):
        return self.workbook(
            Balances=[
                {
                    "line": "DON-1/A2",
                    "paid": 700,
                    "committed": 100,
                    "admitted": 700,
                    "date": DAY,
                    "document": "Closing balance",
                }
            ],
            Grants=[
                self.grant_row(),
                self.grant_row(
                    line="STA-1/S1", paid=200, admitted=200, repaid=0, written_off=0
                ),
            ],
            Courses=[
                {
                    "name": "Welding",
                    "line": "DON-1/A2",
                    "paid": 900,
                    "admitted": 800,
                    "units": 12,
                    "unit_name": "persons",
                    "date": DAY,
                    "document": "Invoice 9",
                }
            ],
        )

    def run_import(self, content, step="action_import", user=None):
        wizard = (
            self.env["rr.money.import"]
            .with_user(user or self.finance)
            .create({"file": base64.b64encode(content)})
        )
        getattr(wizard, step)()
        return wizard

    def test_history_becomes_opening_entries_with_their_documents(self):
        wizard = self.run_import(self.whole())
        self.assertEqual((wizard.state, wizard.fault_count), ("done", 0), wizard.result)
        self.assertIn("1 closed grants\n1 courses", wizard.result)
        grant = self.env["rr.grant"].search([("name", "=", "G/24/0001")])
        self.assertEqual((grant.state, grant.is_opening), ("closed", True))
        self.assertEqual(money(grant.amount), 2000)
        self.assertEqual(money(grant.paid), 2000)
        self.assertFalse(money(grant.unsettled))
        self.assertTrue(all(grant.entry_ids.mapped("is_opening")))
        self.assertEqual(set(grant.entry_ids.mapped("document")), {"Report 2"})
        self.assert_balance(self.line, paid=1800, repaid=200)
        self.assert_balance(self.rent_line, paid=1600, committed=100)
        self.assertEqual(self.env["rr.fund.entry"]._verify(), [])
        self.assertEqual(grant.entry_ids.mapped("date"), [DAY] * len(grant.entry_ids))

    def test_the_same_file_twice_is_once(self):
        content = self.whole()
        self.run_import(content)
        before = self.env["rr.fund.entry"].search_count([])
        self.assertIn("Nothing changed", self.run_import(content).result)
        self.assertEqual(self.env["rr.fund.entry"].search_count([]), before)

    def test_a_trial_counts_and_writes_nothing(self):
        before = self.env["rr.fund.entry"].search_count([])
        wizard = self.run_import(self.whole(), "action_try")
        self.assertEqual(wizard.state, "tried")
        self.assertIn("1 closed grants", wizard.result)
        self.assertIn("nothing was written", wizard.result)
        self.assertEqual(self.env["rr.fund.entry"].search_count([]), before)
        self.assertFalse(self.env["rr.grant"].search([("name", "=", "G/24/0001")]))
        self.assertEqual(self.run_import(self.whole()).state, "done")

    def test_faults_name_sheet_row_and_cell_and_write_nothing(self):
        before = self.env["rr.fund.entry"].search_count([])
        cases = {
            "Grants B2": self.grant_row(person="RR-999999"),
            "Grants F2": self.grant_row(line="DON-1/ZZ"),
            "Grants H2": self.grant_row(admitted=1),
            "Grants K2": self.grant_row(date=date(YEAR - 3, 1, 1)),
            "Grants C2": self.grant_row(category="castle"),
            "Grants M2": self.grant_row(document=None),
            "Grants E2": self.grant_row(date_end=date(YEAR - 2, 1, 1)),
        }
        for cell, row in cases.items():
            with self.subTest(cell):
                wizard = self.run_import(self.workbook(Grants=[row]))
                self.assertEqual(wizard.fault_count, 1, wizard.result)
                self.assertIn(cell, wizard.result)
        self.assertEqual(self.env["rr.fund.entry"].search_count([]), before)

    def test_all_faults_are_shown_at_once(self):
        rows = [self.grant_row(person="RR-999999"), self.grant_row(line="X/Y")]
        wizard = self.run_import(self.workbook(Grants=rows))
        self.assertRegex(wizard.result, "(?s)Grants B2.*Grants F3")

    def test_more_than_a_line_has_is_refused_by_name(self):
        row = self.grant_row(line="STA-1/S1", paid=5001, admitted=5001)
        row |= {"repaid": 0, "written_off": 0}
        for step in ("action_try", "action_import"):
            with self.assert_refused("STA-1/S1"):
                self.run_import(self.workbook(Grants=[row]), step)

    def test_only_finance_imports(self):
        for user in (self.officer, self.head):
            with self.assertRaises(AccessError):
                self.run_import(self.whole(), user=user)

    def test_the_template_has_the_sheets(self):
        wizard = self.env["rr.money.import"].with_user(self.finance).create({})
        wizard.action_template()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        self.assertEqual(book.sheetnames[:3], ["Balances", "Grants", "Courses"])

    def test_the_sample_is_read_without_a_fault(self):
        wizard = self.env["rr.money.import"].with_user(self.finance).create({})
        wizard.action_sample()
        tried = self.run_import(base64.b64decode(wizard.file), "action_try")
        self.assertEqual((tried.state, tried.fault_count), ("tried", 0), tried.result)
