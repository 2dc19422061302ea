# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hashlib
import json

from odoo.addons.rr_base.tests.steps import press
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestPortal(ReportCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement.donor_activity_ref = "XM-1"
        cls.pay_persons(cls.make_persons(6), 1500, "2025-08-01", cls.line)
        cls.contact_a.email = "a@example.com"
        cls.report = cls.walk(cls.make_report(cls.agreement))
        cls.draft = cls.make_report(
            cls.agreement, date_from="2025-01-01", date_to="2025-06-30"
        )
        cls.draft.action_generate()
        for user in (*cls.users.values(), cls.contact_a, cls.contact_b):
            user.password = user.login

    def get(self, url, user):
        self.authenticate(user.login, user.login)
        return self.url_open(url, allow_redirects=False)

    def test_the_donor_sees_the_own_issued_report_and_nothing_else(self):
        page = self.get("/my/reports", self.contact_a)
        self.assertEqual(page.status_code, 200)
        self.assertIn(f"/my/reports/{self.report.id}", page.text)
        self.assertNotIn(f"/my/reports/{self.draft.id}", page.text)
        self.assertIn("Next report due", page.text)

    def test_a_download_gives_the_issued_file_and_is_recorded(self):
        for file_format in ("xlsx", "pdf", "json"):
            answer = self.get(
                f"/my/reports/{self.report.id}/{file_format}", self.contact_a
            )
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertIn(
                f"donor-report-fa-1.{file_format}", answer.headers["Content-Disposition"]
            )
            self.assertEqual(
                answer.content, self.report.sudo()._file_content(file_format)
            )
        taken = self.report.sudo().delivery_ids.filtered(lambda d: d.kind == "download")
        self.assertEqual(
            {(d.user_id, d.file_format) for d in taken},
            {(self.contact_a, f) for f in ("xlsx", "pdf", "json")},
        )

    def test_a_donor_writes_to_nobody_through_the_log_of_a_report(self):
        mine = self.report.with_user(self.contact_a)
        others = self.users["head"].partner_id
        for forged in ({"partner_ids": others.ids}, {"author_id": others.id}):
            with self.assertRaises(AccessError):
                mine.message_post(body="Accepted.", **forged)
            self.authenticate(self.contact_a.login, self.contact_a.login)
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    "/web/dataset/call_kw/rr.donor.report/message_post",
                    data=json.dumps(
                        {
                            "jsonrpc": "2.0",
                            "method": "call",
                            "params": {
                                "model": "rr.donor.report",
                                "method": "message_post",
                                "args": [mine.ids],
                                "kwargs": {"body": "Accepted.", **forged},
                            },
                        }
                    ),
                    headers={"Content-Type": "application/json"},
                ).json()
            self.assertIn("error", answer)

    def test_the_iati_file_waits_for_the_head(self):
        url = f"/my/reports/{self.report.id}/xml"
        self.assertEqual(self.get(url, self.contact_a).status_code, 404)
        self.report.with_user(self.users["head"]).action_authorise_iati()
        self.assertEqual(self.get(url, self.contact_a).status_code, 200)

    def test_another_donor_reaches_it_by_no_address(self):
        report, other = self.report, self.contact_b
        files = ("file_xlsx", "file_pdf", "file_json", "file_xml", "snapshot")
        urls = [f"/my/reports/{report.id}"]
        urls += [f"/my/reports/{report.id}/{f}" for f in ("xlsx", "pdf", "json", "xml")]
        urls += [f"/rr/report/{report.id}/{f}" for f in ("xlsx", "pdf", "json", "xml")]
        urls += [f"/web/content/rr.donor.report/{report.id}/{f}" for f in files]
        attachments = self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", "rr.donor.report"),
                ("res_id", "=", report.id),
                ("res_field", "!=", False),
            ]
        )
        self.assertTrue(attachments)
        urls += [f"/web/content/{a.id}" for a in attachments]
        for url in urls:
            with self.subTest(url=url):
                self.assertIn(self.get(url, other).status_code, (403, 404))
        self.assertNotIn(str(report.sha256), self.get("/my/reports", other).text)

    def test_a_draft_is_found_by_no_donor(self):
        for url in (
            f"/my/reports/{self.draft.id}",
            f"/my/reports/{self.draft.id}/xlsx",
            f"/rr/report/{self.draft.id}/xlsx",
            f"/web/content/rr.donor.report/{self.draft.id}/snapshot",
        ):
            with self.subTest(url=url):
                self.assertIn(self.get(url, self.contact_a).status_code, (403, 404))

    def test_rpc_gives_a_donor_no_more_than_the_pages(self):
        other = self.report.with_user(self.contact_b)
        with self.assertRaises(AccessError):
            other.read(["name"])
        self.assertFalse(other.search([]))
        own = self.report.with_user(self.contact_a)
        self.assertTrue(own.read(["title", "sha256"]))
        for field in ("snapshot", "builder_ids", "checked_by_id", "checklist_text"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                own.read([field])
        for values in ({"summary": "x"}, {"title": "x"}, {"state": "accepted"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                own.write(values)
        for step in ("withdraw", "issue", "reopen"):
            with self.subTest(step=step), self.assertRaises(UserError):
                press(own, step, "Not ours")
        with self.assertRaises(UserError):
            own.action_issue()
        with self.assertRaises(AccessError):
            own.action_authorise_iati()
        for model in ("rr.indicator", "rr.indicator.target", "rr.fund.agreement"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.contact_a).search([])

    def test_rpc_over_http_refuses_a_stranger(self):
        self.authenticate(self.contact_b.login, self.contact_b.login)
        for method, args in (
            ("read", [[self.report.id], ["name"]]),
            ("action_accept", [[self.report.id]]),
            ("write", [[self.report.id], {"summary": "x"}]),
        ):
            answer = self.call(method, args)
            with self.subTest(method=method):
                self.assertIn("AccessError", answer["error"]["data"]["name"])

    @mute_logger("odoo.http")
    def call(self, method, args):
        params = {
            "model": "rr.donor.report", "method": method, "args": args, "kwargs": {}
        }
        return self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()

    def test_the_donor_accepts_once(self):
        own = self.report.with_user(self.contact_a)
        own.action_accept("Thank you")
        self.assertEqual(self.report.state, "accepted")
        self.assertEqual(self.report.answer_comment, "Thank you")
        with self.assertRaises(UserError):
            own.action_send_back("No")

    def test_sending_back_needs_a_comment(self):
        own = self.report.with_user(self.contact_a)
        with self.assertRaisesRegex(UserError, "needs a reason"):
            own.action_send_back("  ")
        own.action_send_back("Line 2 differs from the contract")
        self.assertEqual(self.report.state, "sent_back")

    def test_another_donor_answers_nothing(self):
        with self.assertRaises(AccessError):
            self.report.with_user(self.contact_b).action_accept()

    def test_the_page_takes_the_answer(self):
        self.authenticate(self.contact_a.login, self.contact_a.login)
        page = self.url_open(f"/my/reports/{self.report.id}")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(
            f"/my/reports/{self.report.id}/answer",
            data={"csrf_token": token, "decision": "accept", "comment": "Good"},
        )
        self.report.invalidate_recordset()
        self.assertEqual(self.report.state, "accepted")

    def test_the_notice_carries_no_figure_and_no_file(self):
        mail = self.env["mail.mail"].sudo().search(
            [("subject", "=", "A report is ready")], limit=1, order="id desc"
        )
        self.assertTrue(mail)
        self.assertFalse(mail.attachment_ids)
        text = mail.body_html.replace(f"/my/reports/{self.report.id}", "")
        self.assertNotRegex(text.replace(self.report.get_base_url(), ""), r"\d")

    def test_a_user_without_a_donor_finds_no_report(self):
        lonely = self.contact_b
        lonely.partner_id.parent_id = False
        self.assertFalse(self.env["rr.donor.report"].with_user(lonely).search([]))

    def test_staff_preview_a_draft_but_planner_and_officer_do_not(self):
        url = f"/rr/report/{self.draft.id}/pdf"
        self.assertEqual(self.get(url, self.users["dpo"]).status_code, 200)
        for name in ("planner", "officer"):
            self.assertEqual(self.get(url, self.users[name]).status_code, 404)

    def test_the_reporter_records_an_answer_only_with_the_letter(self):
        report = self.report.with_user(self.users["reporter"])
        with self.assertRaisesRegex(UserError, "letter"):
            report.action_accept("By letter")
        for user in (self.users["head"], self.contact_a):
            with self.assertRaises(AccessError):
                self.report.with_user(user).write({"answer_letter": "AAAA"})
        report.write({"answer_letter": "AAAA", "answer_letter_name": "letter.pdf"})
        report.action_accept("By letter")
        self.assertEqual(report.state, "accepted")
        with self.assertRaises(UserError):
            report.write({"answer_letter": "BBBB"})

    def test_the_verifiers_annex_is_for_finance_and_head_and_is_recorded(self):
        url = f"/rr/report/{self.report.id}/annex"
        for user in (self.users["reporter"], self.users["dpo"], self.contact_a):
            self.assertEqual(self.get(url, user).status_code, 404)
        answer = self.get(url, self.users["finance"])
        self.assertEqual(answer.status_code, 200)
        self.assertIn("verifier-annex-fa-1.xlsx", answer.headers["Content-Disposition"])
        taken = self.report.sudo().delivery_ids.filtered(lambda d: d.kind == "annex")
        self.assertEqual(taken.user_id, self.users["finance"])
        self.assertFalse(
            self.env["rr.report.delivery"].with_user(self.contact_a).search(
                [("kind", "=", "annex")]
            )
        )

    def test_get_file_hands_out_what_the_portal_does_and_no_more(self):
        mine = self.report.with_user(self.contact_a)
        found = mine.get_file("xlsx")
        content = base64.b64decode(found["content"])
        self.assertEqual(content, self.report.sudo()._file_content("xlsx"))
        self.assertEqual(hashlib.sha256(content).hexdigest(), found["sha256"])
        taken = self.report.sudo().delivery_ids.filtered(
            lambda d: d.kind == "download" and d.user_id == self.contact_a
        )
        self.assertEqual(taken.mapped("file_format"), ["xlsx"])
        for file_format in ("xml", "exe"):
            with self.assertRaises(UserError):
                mine.get_file(file_format)
        with self.assertRaises(AccessError):
            self.report.with_user(self.contact_b).get_file("xlsx")
        with self.assertRaises(AccessError):
            self.draft.with_user(self.contact_a).get_file("xlsx")
