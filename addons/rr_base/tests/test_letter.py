# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from pypdf import PdfReader

from ..report.letter import html_to_pdf

TEMPLATE = """
<t t-name="rr_base.test_letter">
    <t t-call="rr_base.letter_layout">
        <t t-set="letter_title">Notice</t>
        <t t-set="letter_lang" t-value="'sq_AL'"/>
        <t t-foreach="docs" t-as="doc">
            <t t-call="rr_base.letter_page">
                <t t-set="letter_lang" t-value="'sq_AL'"/>
                <t t-set="letter_reference">R/1</t>
                <h1>Njoftim për ëçË Đorđe</h1>
                <p t-out="doc.name"/>
                %s
            </t>
        </t>
    </t>
</t>
"""


@tagged("post_install", "-at_install")
class TestLetter(TransactionCase):
    def _report(self, extra=""):
        self.env["ir.ui.view"].create(
            {
                "name": "test letter",
                "type": "qweb",
                "key": "rr_base.test_letter",
                "arch": TEMPLATE % extra,
            }
        )
        return self.env["ir.actions.report"].create(
            {
                "name": "Test letter",
                "model": "res.company",
                "report_name": "rr_base.test_letter",
                "report_type": "qweb-pdf",
                "pdf_engine": "weasyprint",
            }
        )

    def _print(self, records, extra=""):
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            self._report(extra), records.ids
        )
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(content))

    def test_a_letter_is_a_tagged_pdf_with_title_and_language(self):
        reader = self._print(self.env.company)
        root = reader.trailer["/Root"]
        self.assertTrue(root["/MarkInfo"]["/Marked"])
        self.assertEqual(root["/Lang"], "sq-AL")
        self.assertEqual(reader.metadata.title, "Notice")

    def test_the_letters_of_both_languages_are_printed(self):
        text = self._print(self.env.company).pages[0].extract_text()
        self.assertIn("Njoftim për ëçË Đorđe", text)
        self.assertIn(self.env.company.name, text)

    def test_a_batch_is_one_tagged_file_with_a_page_each(self):
        other = self.env["res.company"].create({"name": "Second sender"})
        reader = self._print(self.env.company | other)
        self.assertEqual(len(reader.pages), 2)
        self.assertTrue(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])

    def test_the_layout_names_no_programme(self):
        arch = (
            self.env.ref("rr_base.letter_layout").arch
            + self.env.ref("rr_base.letter_page").arch
        ).lower()
        for word in ("reintegra", "radicali", "division", "beneficiar"):
            self.assertNotIn(word, arch.replace("rr_", ""))

    def test_a_paper_opens_no_address_of_the_network(self):
        # loopback, so that the test itself asks nobody outside
        with self.assertRaises(UserError):
            self._print(
                self.env.company, '<img src="http://127.0.0.1:9/x.png" alt=""/>'
            )

    def test_a_paper_opens_no_other_file(self):
        for address in (
            "file:///etc/passwd",
            "/rr_base/__manifest__.py",
            "/rr_base/static/../models/res_users.py",
            "/web/static/img/logo.png",
        ):
            with self.subTest(address=address), self.assertRaises(ValueError):
                html_to_pdf(
                    f'<html lang="en"><title>x</title><img src="{address}"/></html>'
                )
