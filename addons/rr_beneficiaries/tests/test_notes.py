# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestNotes(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case()
        cls.note = (
            cls.env["rr.case.note"]
            .with_user(cls.officer)
            .create({"case_id": cls.case.id, "note": "Zamira wants to open a bakery"})
        )
        cls.session = (
            cls.env["rr.psychosocial.session"]
            .with_user(cls.psychologist)
            .create({"case_id": cls.case.id, "note": "Sleeps badly since March"})
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _read(self, record, user, name="note"):
        self.env.invalidate_all()
        return record.with_user(user).read([name])[0][name]

    def test_the_texts_are_sealed_in_the_database(self):
        self.cr.execute("SELECT note_cipher FROM rr_case_note")
        self.assertNotIn("bakery", repr(self.cr.fetchall()))
        self.cr.execute("SELECT note_cipher FROM rr_psychosocial_session")
        self.assertNotIn("Sleeps", repr(self.cr.fetchall()))

    def test_officer_and_head_read_a_contact_note(self):
        for user in (self.officer, self.head):
            self.assertIn("bakery", self._read(self.note, user))

    def test_nobody_else_reads_a_contact_note(self):
        for user in (
            self.officer2,
            self.psychologist,
            *(self.users[r] for r in ("reporter", "finance", "dpo", "admin", "ngo")),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._read(self.note, user)

    def test_only_its_author_changes_a_note(self):
        self.note.with_user(self.officer).note = "Corrected"
        with self.assertRaises(AccessError):
            self.note.with_user(self.head).write({"note": "Other"})

    def test_a_note_stays_with_its_case_and_author(self):
        for values in (
            {"case_id": self.make_case().id},
            {"author_id": self.officer2.id},
        ):
            with self.assertRaises(UserError):
                self.note.with_user(self.officer).write(values)

    def test_a_note_of_the_future_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "When"):
            self.note.date = "2199-01-01 10:00:00"

    def test_a_session_note_is_the_psychologists_alone(self):
        self.assertIn("Sleeps", self._read(self.session, self.psychologist))
        for user in (self.officer, self.head):
            self.assertTrue(self._read(self.session, user, "is_attended"))
            with self.assertRaises(AccessError):
                self._read(self.session, user)
            session = self.session.with_user(user).sudo()
            session.invalidate_recordset()
            self.assertFalse(session.note)

    def test_others_change_no_session(self):
        for user in (self.officer, self.head):
            with self.assertRaises(AccessError):
                self.session.with_user(user).write({"is_attended": False})

    def test_each_opening_of_a_note_enters_the_trail(self):
        before = self._entries("rr.case.note")
        self._read(self.note, self.head)
        entries = self._entries("rr.case.note") - before
        self.assertEqual(len(entries), 1)
        self.assertEqual(entries.user_id, self.head)
        self.assertEqual(entries.res_id, self.note.id)

    def test_each_opening_of_an_identity_enters_the_trail(self):
        person = self.make_person(identity={"personal_number": "1234509876"})
        self.env.flush_all()
        self.officer.group_ids += self.env.ref("base.group_allow_export")
        for read in (
            lambda i: i.read(["last_name"]),
            lambda i: i.web_read({"last_name": {}}),
            lambda i: i.search_read([("id", "=", i.id)], ["phone"]),
            lambda i: i.export_data(["last_name"]),
            lambda i: i.birth_date,
        ):
            self.env.invalidate_all()
            before = self._entries("rr.beneficiary.identity", "read")
            read(person.identity_ids.with_user(self.officer))
            entries = self._entries("rr.beneficiary.identity", "read") - before
            self.assertEqual(len(entries), 1)
            self.assertEqual(entries.user_id, self.officer)

    def test_what_is_not_opened_is_not_logged(self):
        person = self.make_person(identity={})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self._entries("rr.beneficiary.identity", "read")
        person.identity_ids.with_user(self.officer).read(["beneficiary_id"])
        self.assertEqual(self._entries("rr.beneficiary.identity", "read"), before)

    def test_a_search_by_name_enters_the_trail_without_the_name(self):
        self.make_person(identity={"first_name": "Zamira", "last_name": "Hoti"})
        before = self._entries("rr.beneficiary.identity", "read")
        self.env["rr.beneficiary"].with_user(self.officer).search(
            [("identity_query", "ilike", "zamira")]
        )
        entries = self._entries("rr.beneficiary.identity", "read") - before
        self.assertTrue(entries)
        self.assertNotIn("zamira", repr(entries.read()).lower())
        self.assertIn("search", entries.mapped("reason"))

    def test_no_text_of_a_person_enters_the_trail(self):
        person = self.make_person(identity={"personal_number": "6677889900"})
        self.env.flush_all()
        entries = self.env["rr.audit.entry"].with_user(self.users["dpo"]).search([])
        texts = repr(entries.mapped("changes"))
        index = person.identity_ids.sudo().personal_number_index
        for text in ("6677889900", "Gashi", "bakery", "Sleeps", index):
            self.assertNotIn(text, texts)

    def _entries(self, model, operation=None):
        domain = [("model", "=", model)]
        if operation:
            domain.append(("operation", "=", operation))
        else:
            domain.append(("operation", "=", "read"))
        self.env.flush_all()
        return self.env["rr.audit.entry"].sudo().search(domain)
