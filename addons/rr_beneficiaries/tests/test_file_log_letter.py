# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from pypdf import PdfReader

from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestFileLogLetter(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer.name = "Arben Officer"
        cls.person = cls.make_person(
            identity={"first_name": "Zana", "last_name": "Bytyqi"}, language="sq"
        )
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.person.identity_ids.with_user(cls.officer).read(["last_name"])
        cls.stranger = cls.make_person(identity={"last_name": "Stranger"})
        cls.env.flush_all()
        cls.request = (
            cls.env["rr.subject.request"]
            .with_user(cls.users["dpo"])
            .create({"person_code": cls.person.code, "kind": "log"})
        )

    def _text(self, user=None, request=None):
        self.env.invalidate_all()
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.users["dpo"])
            ._render_qweb_pdf(
                "rr_beneficiaries.letter_file_log", (request or self.request).ids
            )
        )
        reader = PdfReader(io.BytesIO(content))
        return "\n".join(page.extract_text() for page in reader.pages), reader

    def test_the_letter_says_who_opened_the_file_and_what(self):
        text, reader = self._text()
        self.assertIn("Zana Bytyqi", text)
        self.assertIn("Arben Officer", text)
        self.assertEqual(reader.trailer["/Root"]["/Lang"], "sq-AL")

    def test_it_names_neither_the_programme_nor_the_code_of_the_person(self):
        text, _reader = self._text()
        self.assertNotIn(self.person.code, text)
        for word in ("eintegr", "adicali"):
            self.assertNotIn(word, text)

    def test_it_holds_nothing_of_another_person(self):
        values = self.env["report.rr_beneficiaries.letter_file_log"].with_user(
            self.users["dpo"]
        )
        rows = values._get_report_values(self.request.ids)["letters"][0]["rows"]
        entries = (
            self.env["rr.audit.entry"]
            .with_user(self.users["dpo"])
            ._search_person(self.person.code)
        )
        self.assertEqual(sum(row["count"] for row in rows), len(entries))
        self.assertNotIn(
            self.stranger.id,
            entries.filtered(lambda entry: entry.model == "rr.beneficiary").mapped(
                "res_id"
            ),
        )

    def test_the_reading_is_in_it(self):
        values = self.env["report.rr_beneficiaries.letter_file_log"].with_user(
            self.users["dpo"]
        )
        rows = values._get_report_values(self.request.ids)["letters"][0]["rows"]
        reads = [row for row in rows if row["user"] == "Arben Officer"]
        self.assertTrue(reads)

    def test_only_the_data_protection_officer_prints_it(self):
        for user in (self.head, self.officer):
            with self.assertRaises(AccessError):
                self._text(user)

    def test_it_answers_that_kind_of_request_only(self):
        other = (
            self.env["rr.subject.request"]
            .with_user(self.users["dpo"])
            .create({"person_code": self.person.code, "kind": "correction"})
        )
        with self.assertRaises(UserError):
            self._text(request=other)
