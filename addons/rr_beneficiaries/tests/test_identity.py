# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import crypto
from .common import PeopleCase

PLAIN = {
    "first_name": "Shpresa",
    "last_name": "Krasniqi-Hoti",
    "father_name": "Ramadan",
    "personal_number": "1188223344",
    "birth_date": "1990-03-14",
    "phone": "+383 44 111 222",
    "email": "shpresa@example.com",
    "address": "Rruga e Re 7",
    "safe_contact": "Only by the sister, after 17:00",
    "guardian": "Nobody",
}


@tagged("post_install", "-at_install")
class TestIdentity(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(identity=PLAIN)
        cls.identity = cls.person.identity_ids
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _read(self, user, identity=None, names=tuple(PLAIN)):
        identity = (identity or self.identity).with_user(user)
        identity.invalidate_recordset()
        return identity.read(list(names))[0]

    def test_the_officer_reads_what_was_entered(self):
        values = self._read(self.officer)
        self.assertEqual(values["last_name"], "Krasniqi-Hoti")
        self.assertEqual(str(values["birth_date"]), "1990-03-14")
        self.assertEqual(values["personal_number"], "1188223344")

    def test_the_tables_hold_no_value_in_clear(self):
        self.cr.execute("SELECT * FROM rr_beneficiary_identity")
        rows = repr(self.cr.fetchall())
        for value in PLAIN.values():
            self.assertNotIn(value, rows)

    def test_nobody_without_a_role_reads_it_superuser_included(self):
        for user in (self.env.ref("base.user_root"), self.users["admin"]):
            with self.subTest(user=user.login):
                identity = self.identity.with_user(user).sudo()
                identity.invalidate_recordset()
                values = identity.read(list(PLAIN))[0]
                self.assertFalse(any(values[name] for name in PLAIN))

    def test_a_role_without_the_right_reads_nothing_even_under_sudo(self):
        for role in ("psychologist", "finance", "reporter", "planner", "director"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self._read(self.users[role])
                identity = self.identity.with_user(self.users[role]).sudo()
                identity.invalidate_recordset()
                self.assertFalse(identity.last_name)

    def test_the_sealed_columns_are_closed_to_every_role(self):
        for column in ("last_name_cipher", "personal_number_index"):
            for user in (self.officer, self.head, self.users["admin"]):
                with self.assertRaises(AccessError):
                    self._read(user, names=[column])
            with self.assertRaises(AccessError):
                self.identity.with_user(self.officer).write({column: "x"})
            with self.assertRaises(AccessError):
                self.identity.with_user(self.officer).search([(column, "!=", False)])

    def test_values_of_two_persons_cannot_be_swapped_in_the_database(self):
        other = self.make_person(identity={"last_name": "Berisha"}).identity_ids
        self.env.flush_all()
        self.cr.execute(
            "UPDATE rr_beneficiary_identity a SET last_name_cipher = b.last_name_cipher"
            " FROM rr_beneficiary_identity b WHERE a.id = %s AND b.id = %s",
            [self.identity.id, other.id],
        )
        with self.assertRaises(crypto.CryptoError):
            self._read(self.officer)

    def test_writing_one_field_leaves_the_others(self):
        self.identity.with_user(self.officer).write({"phone": "044 999 888"})
        self.env.flush_all()
        values = self._read(self.officer)
        self.assertEqual(values["phone"], "044 999 888")
        self.assertEqual(values["first_name"], "Shpresa")

    def test_a_field_can_be_emptied(self):
        self.identity.with_user(self.officer).write(
            {"phone": False, "personal_number": False}
        )
        self.env.flush_all()
        self.assertFalse(self._read(self.officer)["phone"])
        self.assertFalse(self.identity.sudo().personal_number_index)

    def test_the_personal_number_has_ten_digits(self):
        for wrong in ("123456789", "12345678901", "12345abcde", "１２３４５６７８９０"):
            with self.subTest(number=wrong), self.assertRaises(ValidationError) as got:
                self.identity.with_user(self.officer).personal_number = wrong
            self.assertIn("Personal number", str(got.exception))

    def test_the_same_personal_number_is_stopped_and_the_code_named(self):
        with self.assertRaises(ValidationError) as got:
            self.make_person(
                self.officer2,
                identity={"personal_number": PLAIN["personal_number"]},
                municipality_id=self.prizren.id,
            )
        self.assertIn(self.person.code, str(got.exception))

    def test_the_database_stops_a_twin_that_the_check_did_not_see(self):
        other = self.make_person(identity={"personal_number": "5544332211"})
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            other.identity_ids.sudo().write(
                {"personal_number_index": self.identity.sudo().personal_number_index}
            )
            self.env.flush_all()

    def test_bad_contacts_and_dates_are_named(self):
        for values, word in (
            ({"email": "no address"}, "Email"),
            ({"phone": "call me"}, "Phone"),
            ({"birth_date": "2199-01-01"}, "Date of birth"),
            ({"birth_date": "1991-03-14"}, "Date of birth"),
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError) as got:
                self.identity.with_user(self.officer).write(values)
            self.assertIn(word, str(got.exception))

    def test_one_identity_per_person(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.env["rr.beneficiary.identity"].with_user(self.officer).create(
                {"beneficiary_id": self.person.id, "first_name": "Second"}
            )

    def test_an_identity_stays_with_its_person(self):
        with self.assertRaises(UserError):
            self.identity.with_user(self.officer).write(
                {"beneficiary_id": self.make_person().id}
            )

    def test_the_display_name_is_the_code(self):
        self.assertEqual(self.identity.display_name, self.person.code)
        self.assertEqual(self.person.display_name, self.person.code)

    def test_plain_values_cannot_be_searched_ordered_or_grouped(self):
        identities = self.env["rr.beneficiary.identity"].with_user(self.officer)
        for attempt in (
            lambda: identities.search([("last_name", "like", "K")]),
            lambda: identities.search([], order="last_name"),
            lambda: identities.formatted_read_group([], ["last_name"], ["__count"]),
        ):
            refused = False
            try:
                with mute_logger("odoo.domains"):
                    attempt()
            except (ValueError, UserError):  # an AccessError is a UserError
                refused = True
            self.assertTrue(refused)

    def test_the_code_never_changes(self):
        with self.assertRaises(UserError):
            self.person.with_user(self.head).write({"code": "RR-999999"})

    def test_rotation_seals_every_value_anew(self):
        import os
        import shutil
        import tempfile
        from unittest.mock import patch

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "identity.key")
            shutil.copy2(crypto.key_path(), path)
            with patch.dict(os.environ, {crypto.KEY_VARIABLE: path}):
                crypto.rotate_key_file()
                count = self.env["rr.encrypted.mixin"].sudo()._rr_rotate_all()
                self.assertGreaterEqual(count, 1)
                crypto.retire_old_keys()
                self.env.flush_all()
                self.assertEqual(self._read(self.officer)["first_name"], "Shpresa")
                found = (
                    self.env["rr.beneficiary"]
                    .with_user(self.officer)
                    .search([("identity_query", "=", PLAIN["personal_number"])])
                )
                self.assertEqual(found, self.person)

    def test_only_the_command_line_rotates(self):
        with self.assertRaises(AccessError):
            self.env["rr.encrypted.mixin"].with_user(self.head)._rr_rotate_all()


@tagged("post_install", "-at_install")
class TestPerson(PeopleCase):
    def test_codes_are_given_and_unique(self):
        people = [self.make_person() for _ in range(3)]
        codes = {person.code for person in people}
        self.assertEqual(len(codes), 3)
        for code in codes:
            self.assertRegex(code, r"^RR-\d{6}$")

    def test_a_birth_year_in_the_future_is_refused_and_named(self):
        with self.assertRaisesRegex(ValidationError, "Birth year"):
            self.make_person(birth_year=2999)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.make_person(birth_year=1850)

    def test_a_person_is_not_copied(self):
        with self.assertRaises(UserError):
            self.make_person().copy()
