# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io
import re
from decimal import Decimal

import openpyxl
import pypdf
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .community import CommunityMixin

NEVER = re.compile(r"reintegr|riintegr|radical|radikal|terror|DPRRP|RR-\d", re.I)


@tagged("post_install", "-at_install")
class TestCommunityPapers(CommunityMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("sq_AL", "sr@latin"):
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"].search(
            [("name", "=", "rr_grants")]
        )._update_translations(["sq_AL", "sr@latin"])
        cls.set_up_community()

    def pdf(self, report, records, user):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_pdf(f"rr_grants.{report}", records.ids)
        )
        self.assertEqual(kind, "pdf")
        return pypdf.PdfReader(io.BytesIO(content)), content

    def text(self, report, records, user):
        reader, _content = self.pdf(report, records, user)
        return " ".join("\n".join(page.extract_text() for page in reader.pages).split())

    def test_minutes_are_one_file_in_three_languages(self):
        call = self.make_call()
        applications = self.assessed(call)
        session = self.open_session(call)
        with self.assert_refused("not closed yet"):
            session._minutes_values()
        self.decide(session, ("award", "award", "decline"))
        session.with_user(self.head)._do_step("sign")
        papers = session.with_user(self.chair)._minutes_values()
        self.assertEqual(
            [paper["lang"] for paper in papers], ["sq_AL", "sr@latin", "en_US"]
        )
        reader, _content = self.pdf("report_minutes", session, self.chair)
        self.assertGreaterEqual(len(reader.pages), 3)
        text = self.text("report_minutes", session, self.chair)
        self.assertEqual(text.count(f"{applications[2].name}: as voted"), 3)
        self.assertIn("Minutes of the commission", text)
        self.assertNotRegex(text, NEVER)

    def test_minutes_name_who_was_recused_and_wait_for_them(self):
        call = self.make_call(quorum=2)
        applications = self.assessed(call)
        session = self.open_session(call)
        self.declaration(applications[2], self.reviewer2)._do_step(
            "declare_conflict", "board"
        )
        self.env.invalidate_all()
        for item, outcome in zip(
            session.item_ids, ("award", "award", "decline"), strict=True
        ):
            choice = "against" if outcome == "decline" else "for"
            for user in (self.chair, self.reviewer):
                item.with_user(user)._vote(choice)
            item.write({"outcome": outcome, "reason": "as voted"})
        session._do_step("close")
        with self.assertRaises(AccessError):
            session.with_user(self.reviewer2)._minutes_values()
        text = self.text("report_minutes", session, self.chair)
        self.assertIn(self.reviewer2.name, text)

    def test_the_applicant_is_told_the_decision_and_where_to_complain(self):
        applications = self.decided(self.make_call())
        for lang in ("sq_AL", "sr@latin", "en_US"):
            applications.sudo().partner_id.lang = lang
            values = applications[0].with_user(self.officer)._answer_values()
            self.assertEqual(values["lang"], lang)
            self.assertIn(
                applications[0].name,
                self.text("report_answer", applications[0], self.officer),
            )
        text = self.text("report_answer", applications[2], self.officer)
        self.assertIn("was not awarded", text)
        self.assertIn("as voted", text)
        self.assertIn("until", text)
        self.assertNotRegex(text, NEVER)

    def test_letters_write_days_and_numbers_as_their_language(self):
        applications = self.decided(self.make_call())
        for lang, share, day in (
            ("sq_AL", r"\d,\d %$", r"\b\d{1,2} [a-zë]+ 20\d\d\b"),
            ("sr@latin", r"\d,\d %$", r"\b\d{1,2}\. [a-z]+ 20\d\d\."),
            ("en_US", r"\d\.\d %$", r"\b\d{1,2} [A-Z][a-z]+ 20\d\d\b"),
        ):
            applications.sudo().partner_id.lang = lang
            values = applications[2].with_user(self.officer)._answer_values()
            self.assertRegex(values["own_share"], share)
            self.assertRegex(values["appeal_until"], f"^{day}$")
            text = self.text("report_answer", applications[2], self.officer)
            self.assertIn(values["appeal_until"].rstrip(".") + ". ", text)

    def claimed(self):
        grant = self.contracted()
        self.pay(grant.tranche_ids[0], "B1")
        self.spend(grant, 4000, "F-1")
        self.spend(grant, 500, "O-1", own=True)
        self.report_final(grant)
        grant.with_user(self.officer)._do_step("complete")
        return grant.recovery_ids

    def test_a_claim_back_has_its_letter_in_the_recipients_language(self):
        recovery = self.claimed()
        self.assertEqual(money(recovery.amount), money(500))
        for lang in ("sq_AL", "sr@latin", "en_US"):
            recovery.grant_id.partner_id.lang = lang
            self.assertEqual(recovery._demand_values()["lang"], lang)
            text = self.text("report_demand", recovery, self.officer)
            self.assertIn(recovery.notice_ref, text)
            self.assertIn("500", text)
            self.assertNotRegex(text, NEVER)
        self.assertIn("Request for repayment", text)
        recovery.with_user(self.head)._do_step("demand")
        recovery.with_user(self.finance)._do_step("book")
        recovery.with_user(self.finance)._repay(500, self.today, "R1")
        with self.assertRaises(UserError):
            recovery._demand_values()

    # Exports

    def test_the_extract_equals_the_ledger_to_the_cent(self):
        grant = self.contracted()
        payment = self.pay(grant.tranche_ids[0], "B1")
        payment.with_user(self.finance)._return(self.today, "closed account")
        self.pay(grant.tranche_ids[0], "B2")
        self.spend(grant, 4500, "F-1")
        export = (
            self.env["rr.fund.export"]
            .with_user(self.finance)
            .create(
                {
                    "agreement_id": self.agreement_c.id,
                    "date_from": self.today,
                    "date_to": self.today,
                }
            )
        )
        export.action_export()
        book = openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(export.file)), data_only=True
        )
        payments, ledger, totals = (
            [[cell.value for cell in row] for row in sheet.iter_rows()]
            for sheet in book.worksheets
        )
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT SUM(sign * amount)::text, COUNT(*) FROM rr_fund_entry
            WHERE agreement_id = %s AND date = %s AND effect = 'pay'""",
            [self.agreement_c.id, self.today],
        )
        paid, count = self.env.cr.fetchone()
        body = payments[3:]
        self.assertEqual(count, 3)
        self.assertEqual(len(body), count + 1)
        self.assertEqual(Decimal(str(body[-1][6])), money(paid))
        self.assertEqual(sum(money(r[6]) for r in body[:-1]), money(paid))
        self.env.cr.execute(
            """SELECT id, (sign * amount)::text, (sign * amount_eur)::text
            FROM rr_fund_entry WHERE agreement_id = %s AND date = %s ORDER BY id""",
            [self.agreement_c.id, self.today],
        )
        rows = {i: (money(a), money(e)) for i, a, e in self.env.cr.fetchall()}
        found = {r[0]: (money(r[6]), money(r[8])) for r in ledger[3:]}
        self.assertEqual(found, rows)
        head = totals[2]
        for label, effect in (("Paid", "pay"), ("Admitted", "admit")):
            self.env.cr.execute(
                """SELECT COALESCE(SUM(sign * amount), 0)::text FROM rr_fund_entry
                WHERE agreement_id = %s AND date = %s AND effect = %s""",
                [self.agreement_c.id, self.today, effect],
            )
            self.assertEqual(
                money(totals[-1][head.index(label)]),
                money(self.env.cr.fetchone()[0]),
            )

    def test_only_finance_and_the_head_take_the_ledger_out(self):
        for user in (self.officer, self.applicant, self.reviewer):
            with self.assertRaises(AccessError):
                self.env["rr.fund.export"].with_user(user).create(
                    {"agreement_id": self.agreement_c.id}
                )
