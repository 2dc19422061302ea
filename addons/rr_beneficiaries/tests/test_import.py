# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import datetime
import io

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PeopleCase

HEADER = [
    "First name",
    "Last name",
    "Personal number",
    "Date of birth",
    "Sex",
    "Municipality",
    "Entry route",
    "Entry date",
    "Phone",
]
ENTRY = datetime.date(2026, 1, 5)
GOOD = [
    ["Besa", "Morina", "1122334455", datetime.date(1988, 7, 1), "Female", "Gjilan",
     "Returnee from a war zone", ENTRY, "044 111 222"],
    ["Ilir", "Đorđević", None, datetime.date(1979, 2, 3), "Male", "GJ",
     "Sentenced in Kosovo", ENTRY, None],
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestImport(PeopleCase):
    def _file(self, persons=(), referrals=None, change=None, sheet="Persons"):
        book = openpyxl.Workbook()
        page = book.active
        page.title = sheet
        page.append(HEADER)
        for row in persons:
            page.append(row)
        if referrals is not None:
            page2 = book.create_sheet("Referrals")
            page2.append(["Sent on", "Source", "Municipality", "Person's name"])
            for row in referrals:
                page2.append(row)
        if change:
            change(page)
        buffer = io.BytesIO()
        book.save(buffer)
        return base64.b64encode(buffer.getvalue())

    def _run(self, content, step="action_import", user=None):
        wizard = (
            self.env["rr.person.import"]
            .with_user(user or self.officer)
            .create({"file": content, "file_name": "persons.xlsx"})
        )
        getattr(wizard, step)()
        return wizard

    def _count(self):
        return (
            self.env["rr.beneficiary"].search_count([]),
            self.env["rr.referral"].search_count([]),
        )

    def _fault(self, *rows, **options):
        before = self._count()
        wizard = self._run(self._file(rows, **options))
        self.assertEqual(self._count(), before)
        self.assertGreaterEqual(wizard.fault_count, 1)
        self.assertNotEqual(wizard.state, "done")
        return wizard.result

    def test_persons_and_referrals_come_in(self):
        wizard = self._run(
            self._file(GOOD, [[ENTRY, "School", "Gjilan", "Drita Kelmendi"]])
        )
        self.assertEqual((wizard.state, wizard.fault_count), ("done", 0), wizard.result)
        self.assertEqual(self._count(), (2, 1))
        person = (
            self.env["rr.beneficiary"]
            .with_user(self.officer)
            .search([("identity_query", "=", "1122334455")])
        )
        self.assertEqual(person.birth_year, 1988)
        self.assertEqual(person.case_id.officer_id, self.officer)
        identity = person.identity_ids
        self.assertEqual(identity.phone, "044 111 222")

    def test_a_trial_writes_nothing(self):
        before = self._count()
        wizard = self._run(self._file(GOOD), "action_try")
        self.assertEqual(self._count(), before)
        self.assertIn("2 persons new", wizard.result)
        wizard.action_import()
        self.assertEqual(self._count()[0], before[0] + 2)

    def test_the_same_file_twice_changes_nothing(self):
        content = self._file(GOOD)
        self._run(content)
        before = self._count()
        wizard = self._run(content)
        self.assertEqual(self._count(), before)
        self.assertIn("already", wizard.result)

    def test_the_same_rows_in_another_file_change_nothing(self):
        referral = [[ENTRY, "School", "Gjilan", "Drita Kelmendi"]]
        self._run(self._file(GOOD, referral))
        before = self._count()
        wizard = self._run(self._file(list(reversed(GOOD)), referral))
        self.assertEqual(self._count(), before, wizard.result)
        self.assertIn("2 persons there already", wizard.result)
        self.assertIn("1 referrals there already", wizard.result)

    def test_an_imported_file_is_not_kept(self):
        wizard = self._run(self._file(GOOD))
        self.assertFalse(wizard.file)

    def test_each_fault_names_sheet_and_cell_and_nothing_is_written(self):
        row = GOOD[0]
        for column, value, cell in (
            (0, None, "A3"),
            (2, "12345", "C3"),
            (2, "12345678ab", "C3"),
            (3, "01.07.1988", "D3"),
            (3, datetime.date(2199, 1, 1), "D3"),
            (4, "?", "E3"),
            (5, "Atlantis", "F3"),
            (6, None, "G3"),
            (7, datetime.date(2199, 1, 1), "H3"),
            (8, "call me", "I3"),
        ):
            bad = list(row)
            bad[2] = "9988776655"
            bad[column] = value
            with self.subTest(cell=cell, value=value):
                result = self._fault(row, bad)
                self.assertIn(f"Persons {cell}:", result)

    def test_merged_cells_and_a_wrong_sheet_are_refused(self):
        result = self._fault(GOOD[0], change=lambda page: page.merge_cells("A5:B6"))
        self.assertIn("A5:B6", result)
        self.assertIn("Budget", self._fault(GOOD[0], sheet="Budget"))

    def test_a_person_twice_in_one_file_is_refused(self):
        result = self._fault(GOOD[0], GOOD[0])
        self.assertIn("row 2", result)

    def test_a_person_without_number_and_date_of_birth_is_refused(self):
        bad = list(GOOD[0])
        bad[2] = bad[3] = None
        self.assertIn("Persons C2:", self._fault(bad))

    def test_an_erased_person_does_not_come_back_by_an_import(self):
        self.make_person(identity={"personal_number": "1122334455"})._rr_erase(
            reason="test"
        )
        self.assertIn("erased", self._fault(GOOD[0]))

    def test_a_similar_person_is_told(self):
        known = self.make_person(
            birth_year=1988, identity={"first_name": "Besa", "last_name": "Morinaj"}
        )
        wizard = self._run(self._file(GOOD), "action_try")
        self.assertIn(known.code, wizard.result)

    def test_titles_and_choices_are_read_in_albanian_too(self):
        sheets = (
            self.env["rr.person.import"]
            .with_user(self.officer)
            .with_context(lang="sq_AL")
            ._rr_sheets()
        )
        column = {c.key: c for c in sheets[0].columns}["municipality_id"]
        self.assertEqual(column.choices["Gjakovë"], column.choices["Gjakova"])

    def test_the_template_can_be_filled_and_read(self):
        wizard = self.env["rr.person.import"].with_user(self.officer).create({})
        wizard.action_template()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        self.assertEqual(book.sheetnames[:2], ["Persons", "Referrals"])
        self.assertTrue(book["Persons"].data_validations.dataValidation)
        wizard.action_try()
        self.assertEqual(wizard.fault_count, 0, wizard.result)

    def test_a_missing_file_is_said(self):
        with self.assertRaises(UserError):
            self._run(False)

    def test_other_roles_do_not_import(self):
        for role in ("psychologist", "reporter", "finance", "dpo", "ngo", "admin"):
            with self.assertRaises(AccessError):
                self._run(self._file(GOOD), user=self.users[role])

    def test_the_sample_is_read_without_a_fault_in_each_language(self):
        for lang, _name in self.env["res.lang"].get_installed():
            self.officer.lang = lang
            wizard = self._run(False, "action_sample")
            before = self._count()
            tried = self._run(wizard.file, "action_try")
            self.assertEqual(tried.fault_count, 0, tried.result)
            self.assertEqual(tried.state, "tried")
            self.assertEqual(self._count(), before)
        done = self._run(wizard.file)
        self.assertEqual(done.state, "done", done.result)
        self.assertEqual(
            self._count(), (before[0] + 2, before[1] + 1)
        )
