# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import re

import pypdf
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import MoneyMixin

NEVER = re.compile(
    r"reintegr|riintegr|radical|radikal|deradik|terror|program|DPRRP|RR-\d", re.I
)


@tagged("post_install", "-at_install")
class TestPapers(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("sq_AL", "sr@latin"):
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"].search(
            [("name", "=", "rr_grants")]
        )._update_translations(["sq_AL", "sr@latin"])
        cls.set_up_money()
        cls.env["rr.beneficiary.identity"].search(
            [("beneficiary_id", "=", cls.person.id)]
        ).write({"first_name": "Zana", "last_name": "Hoxha"})
        cls.officer.rr_municipality_ids = cls.municipality
        cls.grant = cls.make_grant(2000, purpose="sewing")
        cls.grant.line_ids.sudo().name = "Sewing machine"

    def text(self, report, records, user):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_pdf(f"rr_grants.{report}", records.ids)
        )
        self.assertEqual(kind, "pdf")
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages)

    def test_the_decision_speaks_the_recipients_language(self):
        self.walk(self.grant, "approved")
        titles = {
            "sq": "Vendim për kërkesën tuaj",
            "sr@latin": "Odluka o vašem zahtevu",
            "en": "Decision on your request",
        }
        for language, title in titles.items():
            self.person.language = language
            text = self.text("report_decision", self.grant, self.officer)
            self.assertIn(title, text)
            self.assertIn("Zana Hoxha", text)
            self.assertIn(self.grant.name, text)
            self.assertNotRegex(text, NEVER)

    def test_an_override_is_printed_with_its_reason(self):
        self.env["rr.support.record"].create(
            {
                "beneficiary_id": self.person.id,
                "category": "equipment",
                "date_from": self.month,
                "date_to": self.month,
                "amount": 500,
                "payer_kind": "ngo",
                "status": "paid",
            }
        )
        self.walk(self.grant, "checked")
        self.grant.with_user(self.head)._override_overlap("Workshop burnt down")
        self.grant.with_user(self.officer)._do_step("propose")
        self.grant.with_user(self.users["head2"])._do_step("approve")
        self.person.language = "en"
        text = self.text("report_decision", self.grant, self.officer)
        self.assertIn("Workshop burnt down", " ".join(text.split()))

    def test_the_order_names_goods_and_no_person(self):
        self.walk(self.grant, "agreed")
        for language, title in (
            ("sq", "Porosi"),
            ("sr@latin", "Narudžbina"),
            ("en", "Order"),
        ):
            self.payee.with_user(self.officer).language = language
            text = self.text("report_order", self.grant, self.officer)
            self.assertIn(title, text)
            self.assertIn("Sewing machine", text)
            self.assertNotIn("Hoxha", text)
            self.assertNotRegex(text, NEVER)

    def test_the_payment_order_is_for_finance_and_names_no_code(self):
        self.walk(self.grant)
        self.to_authorised(self.grant.tranche_ids)
        text = self.text("report_payment_order", self.grant.tranche_ids, self.finance)
        self.assertIn("Punishte", text)
        self.assertIn("XK051212012345678906", text.replace(" ", ""))
        self.assertNotRegex(text, NEVER)
        with self.assertRaises(UserError):
            self.grant.tranche_ids.with_user(self.officer)._payment_order_values()

    def test_a_grant_without_decision_has_no_letter(self):
        with self.assertRaises(UserError):
            self.grant.with_user(self.officer)._decision_values()
