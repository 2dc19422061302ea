# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is refused is refused by every door: RPC and HTTP as well as the ORM."""

import io
import json
from unittest.mock import patch

import openpyxl
from lxml import etree
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from .common import END
from .test_disclosure import JUNE, DisclosureReportCase


class DoorsCase(DisclosureReportCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (*cls.users.values(), cls.contact_a, cls.contact_b):
            user.password = user.login

    @mute_logger("odoo.http")
    def rpc(self, user, method, *args, model="rr.donor.report", door="call_kw", **kwargs):
        """The answer of a call as a client sends it; its errors are in ``error``."""
        self.authenticate(user.login, user.login)
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.url_open(
            f"/web/dataset/{door}",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()

    def refused(self, answer, words=""):
        self.assertIn("error", answer)
        data = answer["error"]["data"]
        self.assertIn(data["name"].rpartition(".")[2], ("AccessError", "UserError"))
        if words:
            self.assertRegex(data["message"], words)

    def get(self, url, user):
        self.authenticate(user.login, user.login)
        return self.url_open(url, allow_redirects=False)


@tagged("post_install", "-at_install")
class TestSignaturesByRpc(DoorsCase):
    def test_nobody_signs_twice(self):
        both = self.users["finance"]
        both.group_ids += self.env.ref("rr_base.group_head")
        report = self.walk(self.make_report(self.agreement), "finance_signed")
        for door in ("call_kw", "call_button"):
            self.refused(
                self.rpc(both, "action_approve", [report.id], door=door), "already took"
            )
        self.assertEqual(report.state, "finance_signed")

    def test_who_built_it_signs_and_issues_nothing(self):
        builder = self.users["reporter"]
        report = self.walk(self.make_report(self.agreement), "approved")
        self.refused(self.rpc(builder, "action_issue", [report.id]), "who built")
        for values in ({"approved_by_id": builder.id}, {"state": "issued"}):
            self.refused(self.rpc(builder, "write", [report.id], values))
        self.assertEqual(report.state, "approved")

    def test_an_issued_report_is_edited_by_nobody(self):
        report = self.walk(self.make_report(self.agreement)).sudo()
        before = (report.sha256, report.state, report.summary, report.date_to)
        for name in ("reporter", "head", "finance", "dpo"):
            for values in (
                {"summary": "Other"}, {"sha256": "0" * 64}, {"state": "draft"},
                {"date_to": "2026-01-31"}, {"file_pdf": "AAAA"}, {"snapshot": "AAAA"},
            ):
                with self.subTest(role=name, values=values):
                    self.refused(self.rpc(self.users[name], "write", [report.id], values))
                    self.refused(
                        self.rpc(
                            self.users[name], "web_save", [report.id], values,
                            specification={"name": {}},
                        )
                    )
            with self.subTest(role=name):
                self.refused(self.rpc(self.users[name], "unlink", [report.id]))
        report.invalidate_recordset()
        self.assertEqual(
            before, (report.sha256, report.state, report.summary, report.date_to)
        )
        self.assertTrue(report._is_snapshot_intact())

    def test_no_private_method_opens_a_door(self):
        report = self.walk(self.make_report(self.agreement), "generated")
        for method in ("_do_step", "_storing", "_build_snapshot", "_write_results"):
            answer = self.rpc(self.users["reporter"], method, [report.id])
            self.assertIn("error", answer)
        self.assertEqual(report.state, "generated")


@tagged("post_install", "-at_install")
class TestHeldTables(DoorsCase):
    def held(self):
        self.release(JUNE)
        # Three more: too few for a new version.
        self.pay_persons(self.people[3:15:4], 100, "2025-10-01", self.line)
        self.release(END)
        report = self.walk(self.make_report(self.agreement)).sudo()
        report.with_user(self.users["head"]).action_authorise_iati()
        return report

    def test_the_downloaded_files_print_a_held_table_with_its_own_date(self):
        report = self.held()
        answers = {
            kind: self.get(f"/my/reports/{report.id}/{kind}", self.contact_a)
            for kind in ("xlsx", "pdf", "json", "xml")
        }
        self.assertEqual({a.status_code for a in answers.values()}, {200})
        entry = self.table(json.loads(answers["json"].content), "FA-1/sex")
        self.assertEqual((entry["held"], entry["date"]), (True, JUNE.isoformat()))
        book = openpyxl.load_workbook(io.BytesIO(answers["xlsx"].content))
        notes = [
            str(cell.value) for row in book["Participation"].iter_rows() for cell in row
        ]
        self.assertTrue(
            any("30 Jun" in n and "2025" in n and "Held" in n for n in notes), notes
        )
        pages = PdfReader(io.BytesIO(answers["pdf"].content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        self.assertRegex(text, r"Version 1 of 30 June? 2025\. Held")
        tree = etree.fromstring(answers["xml"].content)
        days = {
            period.find("period-end").get("iso-date")
            for period in tree.iter("period")
            if period.find("actual/dimension[@name='sex']") is not None
        }
        self.assertEqual(days, {JUNE.isoformat()})

    def test_what_a_release_holds_back_is_read_by_no_client(self):
        self.held()
        release = self.env["rr.release"]._last(attempt=True)
        table = release.table_ids.filtered(lambda t: t.name == "FA-1/sex")
        self.assertEqual((table.status, table.version), ("held", 1))
        for name in ("reporter", "dpo", "head", "finance"):
            with self.subTest(role=name):
                answer = self.rpc(
                    self.users[name], "read", [release.id], ["proposal"],
                    model="rr.release",
                )
                self.refused(answer)
        for model in ("rr.release", "rr.release.table", "rr.release.cell",
                      "rr.release.atom", "rr.disclosure.link"):
            for user in (self.contact_a, self.contact_b):
                with self.subTest(model=model, user=user.login):
                    self.refused(self.rpc(user, "search_read", [], model=model))

    def test_a_held_table_is_issued_by_no_write(self):
        self.held()
        release = self.env["rr.release"]._last(attempt=True)
        table = release.table_ids.filtered(lambda t: t.name == "FA-1/sex")
        for name in ("reporter", "dpo", "head"):
            with self.subTest(role=name):
                self.refused(
                    self.rpc(
                        self.users[name], "write", [table.id], {"status": "issued"},
                        model="rr.release.table",
                    )
                )
        self.assertEqual(table.status, "held")

    def test_nothing_is_issued_when_the_audit_fails(self):
        self.release(END)
        report = self.walk(self.make_report(self.agreement), "generated")
        fails = patch.object(
            type(self.env["rr.release"]), "_audit_objection", lambda self: "it leaks"
        )
        with fails:
            self.refused(
                self.rpc(self.users["dpo"], "action_check", [report.id]), "it leaks"
            )
        self.walk(report, "approved")
        with fails:
            self.refused(
                self.rpc(self.users["head"], "action_issue", [report.id]), "it leaks"
            )
        self.assertEqual(report.state, "approved")

    def test_nothing_is_issued_when_a_table_did_not_pass_the_gate(self):
        self.release(END)
        report = self.walk(self.make_report(self.agreement), "generated")
        ungated = patch.object(type(report), "_own_tables", lambda self: {})
        with ungated:
            self.refused(
                self.rpc(self.users["dpo"], "action_check", [report.id]),
                "not issued by a release",
            )
        self.walk(report, "approved")
        with ungated:
            self.refused(
                self.rpc(self.users["head"], "action_issue", [report.id]),
                "not issued by a release",
            )
        self.assertEqual(report.state, "approved")


@tagged("post_install", "-at_install")
class TestAnotherDonor(DoorsCase):
    def test_a_report_is_reached_by_no_address(self):
        report = self.walk(self.make_report(self.agreement)).sudo()
        report.with_user(self.users["head"]).action_authorise_iati()
        own = self.get(f"/my/reports/{report.id}/xlsx", self.contact_a)
        self.assertEqual(own.status_code, 200)
        attachments = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", "rr.donor.report"), ("res_id", "=", report.id),
             ("res_field", "!=", False)]
        )
        self.assertTrue(attachments)
        urls = [f"/my/reports/{report.id}", f"/rr/report/{report.id}/annex"]
        for kind in ("xlsx", "pdf", "json", "xml"):
            urls += [
                f"/my/reports/{report.id}/{kind}",
                f"/my/reports/{report.id}/{kind}?access_token=x",
                f"/rr/report/{report.id}/{kind}",
                f"/web/content/rr.donor.report/{report.id}/file_{kind}",
                f"/web/content?model=rr.donor.report&id={report.id}&field=file_{kind}",
                f"/web/content/rr.donor.report/{report.id}/file_{kind}/x.{kind}?download=1",
            ]
        for one in attachments:
            urls += [f"/web/content/{one.id}", f"/web/content/{one.id}-x/x?unique=x"]
        for url in urls:
            with self.subTest(url=url):
                self.assertIn(self.get(url, self.contact_b).status_code, (403, 404))
        for url in (
            f"/web/image/rr.donor.report/{report.id}/file_pdf",
            f"/web/image/{attachments[0].id}",
        ):
            # Odoo answers with a picture of its own where there is none to show.
            answer = self.get(url, self.contact_b)
            self.assertNotIn(answer.content, [one.raw for one in attachments])
        self.assertFalse(
            report.delivery_ids.filtered(lambda d: d.user_id == self.contact_b)
        )

    def test_a_report_is_reached_by_no_call(self):
        report = self.walk(self.make_report(self.agreement)).sudo()
        other = self.contact_b
        for method, args in (
            ("read", [[report.id], ["title"]]),
            ("web_read", [[report.id], {"title": {}}]),
            ("export_data", [[report.id], ["title"]]),
            ("get_file", [[report.id], "xlsx"]),
            ("write", [[report.id], {"summary": "x"}]),
            ("action_accept", [[report.id]]),
            ("action_send_back", [[report.id], "No"]),
            ("action_restate", [[report.id], "No"]),
            ("message_post", [[report.id]]),
            ("copy", [[report.id]]),
        ):
            with self.subTest(method=method):
                answer = self.rpc(other, method, *args)
                self.assertIn("error", answer)
        for method, args in (
            ("search_read", [[]]),
            ("name_search", [""]),
            ("search", [[("sha256", "=", report.sha256)]]),
            ("formatted_read_group", [[], ["agreement_id"], ["__count"]]),
        ):
            with self.subTest(method=method):
                answer = self.rpc(other, method, *args)
                self.assertFalse(answer.get("result"), answer)
        for model in ("rr.report.delivery", "rr.report.result", "rr.report.comment",
                      "rr.report.variance.note", "rr.report.risk", "ir.attachment",
                      "mail.message"):
            with self.subTest(model=model):
                field = "model" if model == "mail.message" else "res_model"
                domain = [(field, "=", "rr.donor.report")]
                if model.startswith("rr."):
                    domain = []
                answer = self.rpc(other, "search_read", domain, ["id"], model=model)
                self.assertFalse(answer.get("result"), answer)
        self.assertEqual(report.state, "issued")
