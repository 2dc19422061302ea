# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestStartPage(ReportCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement.donor_activity_ref = "XM-1"
        cls.pay_persons(cls.make_persons(6), 1500, "2025-08-01", cls.line)
        cls.report = cls.make_report(cls.agreement)
        for user in (cls.contact_a, cls.contact_b):
            user.password = user.login

    def waiting(self, role, label):
        self.env.flush_all()
        pages = self.env["rr.start.page"].with_user(self.users[role])
        items = {item["label"]: item["count"] for item in pages.get_data(role)["waiting"]}
        return items.get(label, 0)

    def test_a_report_waits_on_the_page_of_who_signs_next(self):
        turns = (
            ("action_check", "dpo", "Reports to check for disclosure"),
            ("action_sign", "finance", "Reports to sign for finance"),
            ("action_approve", "head", "Reports to approve"),
        )
        before = [self.waiting(role, label) for _step, role, label in turns]
        self.walk(self.report, until="generated")
        for (step, role, label), count in zip(turns, before, strict=True):
            self.assertEqual(self.waiting(role, label), count + 1, role)
            getattr(self.report.with_user(self.users[role]), step)()
        after = [self.waiting(role, label) for _step, role, label in turns]
        self.assertEqual(after, before)

    def test_a_period_without_its_report_is_late_until_one_covers_it(self):
        self.agreement._make_report_periods()
        period = self.agreement.report_period_ids.filtered(
            lambda period: period.date_to == self.report.date_to
        )
        self.assertEqual(len(period), 1)
        pages = self.env["rr.start.page"].with_user(self.users["reporter"])
        self.assertIn(period, pages._rr_without_report(period))
        self.walk(self.report)
        self.assertNotIn(period, pages._rr_without_report(period))

    def home(self, user):
        self.authenticate(user.login, user.login)
        answer = self.url_open("/rr", headers={"Accept-Language": "en"})
        self.assertEqual(answer.status_code, 200)
        return answer.text

    def test_the_donors_first_page_leads_to_the_issued_report(self):
        self.assertNotIn(f"/my/reports/{self.report.id}", self.home(self.contact_a))
        self.walk(self.report)
        text = self.home(self.contact_a)
        self.assertIn(f'href="/my/reports/{self.report.id}"', text)
        self.assertIn("accept it or send it back", text)
        self.assertNotIn(f"/my/reports/{self.report.id}", self.home(self.contact_b))

    def test_the_picture_shows_what_the_issued_file_says(self):
        self.walk(self.report)
        totals = {
            cell["key"]["column"]: float(cell["value"])
            for cell in self.report.sudo()._load_snapshot()["money"]
            if cell["table"] == "statement" and cell["key"].get("line") == "total"
        }
        text = self.home(self.contact_a)
        self.assertIn(f"{totals['actual_cumulative']:,.0f}", text)
        self.assertIn(f"{totals['remaining']:,.0f}", text)
