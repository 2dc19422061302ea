# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import HttpCase, TransactionCase, tagged

from .common import MoneyMixin
from .test_municipal_list import TownMixin, row, workbook


@tagged("post_install", "-at_install")
class TestStartPage(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        cls.grant = cls.make_grant(900, category="rent", months=3, line=cls.rent_line)

    def page(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["rr.start.page"].with_user(user).get_data()

    def waiting(self, user):
        return {item["label"]: item["count"] for item in self.page(user)["waiting"]}

    def test_each_step_waits_on_the_page_of_the_role_whose_turn_it_is(self):
        before = self.waiting(self.head).get("Grants to approve", 0)
        self.walk(self.grant, until="proposed")
        self.assertEqual(self.waiting(self.head)["Grants to approve"], before + 1)
        self.grant.with_user(self.head)._do_step("approve")
        self.assertEqual(self.waiting(self.head).get("Grants to approve", 0), before)
        for step in ("agree", "activate"):
            self.grant.with_user(self.officer)._do_step(step)
        labels = ("Payments to authorise", "Payments to record")
        old = [self.waiting(self.finance).get(label, 0) for label in labels]
        first = self.grant.tranche_ids[0]
        first.with_user(self.certifier)._do_step("request")
        first.with_user(self.certifier)._do_step("certify")
        new = [self.waiting(self.finance).get(label, 0) for label in labels]
        self.assertEqual(new, [old[0] + 1, old[1]])

    def test_each_line_opens_the_rows_it_counts(self):
        self.walk(self.grant, until="proposed")
        for user in (self.officer, self.head, self.director, self.finance):
            for item in self.page(user)["waiting"]:
                records = self.env[item["model"]].with_user(user)
                self.assertEqual(records.search_count(item["domain"]), item["count"])

    def test_a_step_past_its_day_is_late(self):
        self.walk(self.grant, until="proposed")
        late = self.page(self.head)["late_count"]
        self.grant.sudo().state_since -= timedelta(days=30)
        self.assertEqual(self.page(self.head)["late_count"], late + 1)

    def test_what_was_paid_is_told_from_the_ledger(self):
        def paid():
            figures = self.page(self.finance)["figures"]
            return figures[0]["label"], figures[0]["value"]

        label, before = paid()
        self.assertEqual(label, "Paid, this quarter")
        self.walk(self.grant)
        first = self.grant.tranche_ids[0]
        self.to_authorised(first)
        first.with_user(self.finance)._pay(self.today, "R1")
        number = int(before.split(" ")[0].replace(",", ""))
        self.assertEqual(paid()[1], f"{number + 300:,} €")

    def test_the_picture_shows_each_source_and_names_no_person(self):
        self.walk(self.grant)
        picture = self.page(self.finance)["picture"]
        rows = {row["label"]: row for row in picture["rows"]}
        values = [part["value"] for part in rows[self.donor.name]["parts"]]
        self.assertEqual(sum(values), 20000)
        self.assertEqual(values[1], 900)

    def test_finance_reads_no_code_and_no_name(self):
        self.walk(self.grant, until="proposed")
        text = str(self.page(self.finance))
        self.assertNotIn(self.person.code, text)


@tagged("post_install", "-at_install")
class TestMunicipalHome(TownMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_town()
        cls.clerk.password = cls.clerk.login

    def home(self):
        self.authenticate(self.clerk.login, self.clerk.login)
        answer = self.url_open("/rr", headers={"Accept-Language": "en"})
        self.assertEqual(answer.status_code, 200)
        return answer.text

    def test_the_first_page_leads_to_both_tasks_and_says_what_to_do_first(self):
        text = self.home()
        self.assertIn('href="/my/referrals"', text)
        self.assertIn('href="/rr/support"', text)
        self.assertIn("Send the first list of support", text)

    def test_it_counts_what_was_sent_and_tells_nothing_of_what_matched(self):
        lists = self.env["rr.municipal.list"].with_user(self.clerk)
        lists._receive(workbook([row("1234567890"), row("9999999999")]))
        text = self.home()
        self.assertNotIn("Send the first list of support", text)
        self.assertRegex(text, r"Rows of support sent this year</dt>\s*<dd>2<")
        self.assertNotIn(self.person.code, text)

    def test_a_list_of_long_ago_is_told_as_late(self):
        lists = self.env["rr.municipal.list"].with_user(self.clerk)
        lists._receive(workbook([row("9999999999")]))
        self.assertNotIn('class="message wait"', self.home())
        sent = self.env["rr.municipal.list"].search([], limit=1)
        sent.date -= timedelta(days=120)
        self.env.flush_all()
        self.assertIn('class="message wait"', self.home())
