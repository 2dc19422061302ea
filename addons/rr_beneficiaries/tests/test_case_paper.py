# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import os
import tempfile
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..tools import crypto
from .common import PeopleCase

CONTENT = b"%PDF-1.4 decision on Arta Krasniqi"


@tagged("post_install", "-at_install")
class TestCasePaper(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case(cls.make_person())
        cls.paper = (
            cls.env["rr.case.paper"]
            .with_user(cls.officer)
            .create(
                {
                    "case_id": cls.case.id,
                    "name": "Decision",
                    "file": base64.b64encode(CONTENT),
                    "file_name": "decision.pdf",
                }
            )
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.env.invalidate_all()

    def _attachment(self):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "rr.case.paper"),
                    ("res_id", "=", self.paper.id),
                    ("res_field", "!=", False),
                ]
            )
        )

    def test_the_filestore_holds_the_file_sealed(self):
        attachment = self._attachment()
        self.assertEqual(attachment.res_field, "file_sealed")
        self.assertNotIn(b"PDF", attachment.raw)
        self.assertNotIn(b"Krasniqi", attachment.raw)
        self.assertFalse(attachment.index_content)

    def test_officer_of_the_case_opens_it_and_the_trail_knows(self):
        self.assertEqual(base64.b64decode(self.paper.file), CONTENT)
        entry = self.env["rr.audit.entry"].search(
            [("model", "=", "rr.case.paper"), ("operation", "=", "read")], limit=1
        )
        self.assertEqual(entry.user_id, self.officer)

    def test_superuser_and_others_get_nothing(self):
        self.assertFalse(self.paper.with_user(self.env.ref("base.user_root")).file)
        self.assertFalse(self.paper.with_user(self.psychologist).sudo().file)
        with self.assertRaises(AccessError):
            self.paper.with_user(self.psychologist).read(["file"])
        with self.assertRaises(AccessError):
            self.paper.with_user(self.head).read(["file_sealed"])

    def test_the_list_of_papers_opens_none(self):
        self.paper.with_user(self.officer).read(["name", "file_name"])
        self.assertFalse(
            self.env["rr.audit.entry"].search_count(
                [("model", "=", "rr.case.paper"), ("operation", "=", "read")]
            )
        )

    def test_a_file_moved_to_another_paper_does_not_open(self):
        other = self.paper.with_user(self.officer).create(
            {"case_id": self.case.id, "name": "Plan", "file": b"YWJj"}
        )
        other.sudo().file_sealed = self.paper.sudo().file_sealed
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(crypto.CryptoError):
            other.with_user(self.officer).read(["file"])

    def test_a_paper_has_a_file(self):
        papers = self.env["rr.case.paper"].with_user(self.officer)
        with self.assertRaises(ValidationError):
            papers.create({"case_id": self.case.id, "name": "Nothing"})
        with self.assertRaises(ValidationError):
            self.paper.with_user(self.officer).file = False

    def test_it_is_sealed_anew_with_a_new_key(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "identity.key")
            with open(crypto.key_path(), encoding="ascii") as source:
                keys = source.read()
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as target:
                target.write(keys)
            with patch.dict(os.environ, {"RR_KEY_FILE": path}):
                before = self._attachment().raw
                crypto.rotate_key_file()
                self.assertTrue(self.paper.sudo()._rr_rotate())
                self.assertFalse(self.paper.sudo()._rr_rotate())
                self.assertNotEqual(self._attachment().raw, before)
                self.env.invalidate_all()
                self.assertEqual(base64.b64decode(self.paper.file), CONTENT)
