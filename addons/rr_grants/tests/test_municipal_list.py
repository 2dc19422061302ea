# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import re
import statistics
import time
from datetime import date

import openpyxl
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from ..models.municipal_list import answer_seconds
from .common import MoneyMixin

TITLES = (
    "Personal number",
    "Need",
    "From",
    "To",
    "Amount EUR",
    "Status",
    "Decision number",
)


def workbook(rows, titles=TITLES, name="Support"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    sheet.append(list(titles))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(number, amount=200):
    return (number, "Rent", date(2026, 3, 1), date(2026, 4, 30), amount, "Paid", "D-1")


class TownMixin(MoneyMixin):
    @classmethod
    def set_up_town(cls):
        cls.set_up_money()
        cls.env["rr.beneficiary.identity"].with_user(cls.officer).search(
            [("beneficiary_id", "=", cls.person.id)]
        )
        identity = cls.env["rr.beneficiary.identity"].search(
            [("beneficiary_id", "=", cls.person.id)]
        )
        identity.write({"personal_number": "1234567890"})
        cls.town = cls.env["res.partner"].create(
            {"name": "Town", "is_company": True, "rr_kind": "municipality"}
        )
        cls.clerk = new_test_user(
            cls.env,
            login="grants_clerk",
            password="grants_clerk",
            groups="rr_base.group_municipality",
        )
        cls.clerk.partner_id.parent_id = cls.town


@tagged("post_install", "-at_install")
class TestMunicipalList(TownMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_town()
        cls.lists = cls.env["rr.municipal.list"].with_user(cls.clerk)

    def test_matches_become_support_records_and_the_rest_is_dropped(self):
        before = self.env["rr.support.record"].search_count([])
        content = workbook([row("1234567890"), row("9999999999"), row("8888888888")])
        self.assertEqual(self.lists._receive(content), 3)
        records = self.env["rr.support.record"].search([], order="id desc", limit=1)
        self.assertEqual(self.env["rr.support.record"].search_count([]), before + 1)
        self.assertEqual(records.beneficiary_id, self.person)
        self.assertEqual(records.payer_id, self.town)
        self.assertEqual(records.origin, "municipal_list")

    def test_the_same_file_twice_counts_once(self):
        content = workbook([row("1234567890")])
        self.assertEqual(self.lists._receive(content), 1)
        self.assertEqual(self.lists._receive(content), 1)
        found = self.env["rr.support.record"].search_count(
            [("origin", "=", "municipal_list")]
        )
        self.assertEqual(found, 1)

    def test_albanian_and_serbian_workbooks_are_read(self):
        titles = (
            "Numri personal",
            "Nevoja",
            "Prej",
            "Deri",
            "Shuma EUR",
            "Statusi",
            "Numri i vendimit",
        )
        line = (
            1234567890,
            "Qira",
            date(2026, 3, 1),
            date(2026, 3, 31),
            9,
            "Paguar",
            "",
        )
        self.assertEqual(self.lists._receive(workbook([line], titles, "Mbështetja")), 1)

    def test_faults_name_sheet_and_cell_and_write_nothing(self):
        content = workbook(
            [row("1234567890"), (*row("1")[:1], "Castle", *row("1")[2:])]
        )
        with self.assert_refused("Support B3"):
            self.lists._receive(content)
        with self.assert_refused("Support D2"):
            self.lists._receive(
                workbook(
                    [("1", "Rent", date(2026, 3, 2), date(2026, 3, 1), 1, "Paid", "")]
                )
            )
        self.assertFalse(self.lists.search([]))
        self.assertFalse(
            self.env["rr.support.record"].search([("origin", "=", "municipal_list")])
        )

    def test_a_municipality_sees_its_own_lists_only(self):
        self.lists._receive(workbook([row("1234567890")]))
        other = new_test_user(
            self.env, login="grants_clerk2", groups="rr_base.group_municipality"
        )
        self.assertEqual(self.lists.search([]).row_count, 1)
        self.assertFalse(self.env["rr.municipal.list"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.lists.create({"partner_id": self.town.id})
        with self.assertRaises(AccessError):
            self.env["rr.municipal.list"].with_user(other)._receive(b"")
        with self.assertRaises(AccessError):
            self.env["rr.municipal.list"].with_user(self.officer)._receive(b"")

    def test_the_answers_time_depends_on_the_rows_alone(self):
        for rows in (0, 1, 500, 3000):
            self.assertEqual(
                answer_seconds(rows, 0.001), answer_seconds(rows, 0.9 + rows * 0.004)
            )


@tagged("post_install", "-at_install")
class TestMunicipalListPage(TownMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_town()

    def send(self, content):
        form = self.url_open("/rr/support").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', form).group(1)
        start = time.monotonic()
        answer = self.url_open(
            "/rr/support",
            data={"csrf_token": token},
            files={"file": ("list.xlsx", content)},
        )
        return answer, time.monotonic() - start

    def test_two_lists_that_differ_in_one_match_give_identical_answers(self):
        self.authenticate("grants_clerk", "grants_clerk")
        strangers = [f"{7000000000 + n}" for n in range(39)]
        hit, miss, again = [], [], []
        for turn in range(3):
            for number, bucket in (
                ("1234567890", hit),
                ("7123456789", miss),
                ("7123456780", again),
            ):
                bucket.append(
                    self.send(
                        workbook([row(n, 10 + turn) for n in [*strangers, number]])
                    )
                )
        bodies = {answer.content for answer, _time in hit + miss + again}
        self.assertEqual(len(bodies), 1)
        self.assertIn("40", hit[0][0].text)
        self.assertEqual({answer.status_code for answer, _t in hit + miss}, {200})
        names = {tuple(sorted(answer.headers)) for answer, _t in hit + miss}
        self.assertEqual(len(names), 1)
        medians = [statistics.median(t for _a, t in group) for group in (hit, miss)]
        self.assertLess(abs(medians[0] - medians[1]), 0.15)
        self.assertEqual(
            self.env["rr.support.record"].search_count(
                [("origin", "=", "municipal_list")]
            ),
            3,
        )

    def test_faults_are_shown_and_nothing_is_written(self):
        self.authenticate("grants_clerk", "grants_clerk")
        answer, _seconds = self.send(b"no workbook")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("XLSX", answer.text)

    def test_text_in_place_of_the_file_is_no_file(self):
        self.authenticate("grants_clerk", "grants_clerk")
        form = self.url_open("/rr/support").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', form).group(1)
        answer = self.url_open(
            "/rr/support", data={"csrf_token": token, "file": "no file at all"}
        )
        self.assertEqual(answer.status_code, 422)

    def test_others_do_not_find_the_page(self):
        for user in ("grants_officer1", "grants_finance1"):
            self.authenticate(user, user)
            self.assertEqual(self.url_open("/rr/support").status_code, 404)

    def test_the_template_is_accepted_empty_of_rows(self):
        self.authenticate("grants_clerk", "grants_clerk")
        answer = self.url_open("/rr/support/template")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertEqual(book.sheetnames[0], "Support")
