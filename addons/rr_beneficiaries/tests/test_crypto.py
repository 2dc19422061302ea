# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import doctest
import os
import stat
import tempfile
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import crypto, folding
from ..tools.crypto import CryptoError


@tagged("post_install", "-at_install")
class TestCrypto(BaseCase):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "identity.key")
        self.make_key_file()
        patcher = patch.dict(os.environ, {crypto.KEY_VARIABLE: self.path})
        patcher.start()
        self.addCleanup(patcher.stop)

    def make_key_file(self):
        """A file of one key, as whoever sets the machine up makes it."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(base64.b64encode(bytes(range(32))).decode() + "\n")

    def test_a_value_opens_at_its_own_place_only(self):
        token = crypto.encrypt("Gashi", "RR-000001:last_name", "identity")
        self.assertEqual(
            crypto.decrypt(token, "RR-000001:last_name", "identity"), "Gashi"
        )
        for place, purpose in (
            ("RR-000002:last_name", "identity"),
            ("RR-000001:first_name", "identity"),
            ("RR-000001:last_name", "note"),
        ):
            with self.assertRaises(CryptoError):
                crypto.decrypt(token, place, purpose)

    def test_a_changed_value_does_not_open(self):
        token = crypto.encrypt("Gashi", "place", "identity")
        for broken in (token[:-6] + "AAAA" + token[-2:], token[:12], token + "x"):
            with self.assertRaises(CryptoError):
                crypto.decrypt(broken, "place", "identity")

    def test_equal_values_do_not_look_equal(self):
        tokens = {crypto.encrypt("Gashi", "place", "identity") for _ in range(20)}
        self.assertEqual(len(tokens), 20)

    def test_nothing_is_not_sealed(self):
        for empty in ("", None, False):
            self.assertIs(crypto.encrypt(empty, "place", "identity"), False)
            self.assertIs(crypto.decrypt(empty, "place", "identity"), False)

    def test_a_key_file_that_others_may_read_is_refused(self):
        for mode in (0o640, 0o604, 0o660):
            os.chmod(self.path, mode)
            with self.assertRaisesRegex(CryptoError, "600"):
                crypto.load_keys()

    def test_without_a_key_nothing_works_and_the_variable_is_named(self):
        with patch.dict(os.environ):
            del os.environ[crypto.KEY_VARIABLE]
            with self.assertRaisesRegex(CryptoError, "RR_KEY_FILE"):
                crypto.encrypt("Gashi", "place", "identity")
        with patch.dict(os.environ, {crypto.KEY_VARIABLE: self.path + ".none"}):
            with self.assertRaises(CryptoError):
                crypto.keyed_index("1", "personal_number")

    def test_a_broken_key_file_names_its_line(self):
        with open(self.path, "a", encoding="ascii") as file:
            file.write("c2hvcnQ=\n")
        with self.assertRaisesRegex(CryptoError, "line 2"):
            crypto.load_keys()

    def test_after_a_rotation_old_values_open_and_new_ones_bear_the_new_key(self):
        old = crypto.encrypt("Gashi", "place", "identity")
        crypto.rotate_key_file()
        self.assertEqual(crypto.decrypt(old, "place", "identity"), "Gashi")
        self.assertFalse(crypto.is_current(old))
        new = crypto.encrypt("Gashi", "place", "identity")
        self.assertTrue(crypto.is_current(new))
        crypto.retire_old_keys()
        self.assertEqual(crypto.decrypt(new, "place", "identity"), "Gashi")
        with self.assertRaises(CryptoError):
            crypto.decrypt(old, "place", "identity")
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)

    def test_the_index_finds_a_value_and_depends_on_key_and_purpose(self):
        index = crypto.keyed_index("1234567890", "personal_number")
        self.assertEqual(crypto.keyed_index("12345 67890", "personal_number"), index)
        self.assertNotEqual(crypto.keyed_index("1234567890", "account"), index)
        self.assertNotIn("1234567890", index)
        crypto.rotate_key_file()
        self.assertNotEqual(crypto.keyed_index("1234567890", "personal_number"), index)
        self.assertIn(index, crypto.keyed_indexes("1234567890", "personal_number"))

    def test_folding_is_blind_to_case_marks_and_script(self):
        for same in (
            ("Ђорђе", "Đorđe", "Djordje", "DJORDJE", "dorde"),
            ("Шаћири", "Šaćiri", "saciri"),
            ("Çelaj", "celaj", "ÇELAJ"),
            ("Љиљана Његош", "Ljiljana  Njegoš"),
            ("Џафер", "Džafer"),
            ("Gëzim", "Gezim", "Ge\u0308zim"),
        ):
            self.assertEqual(len({crypto.fold(text) for text in same}), 1, same)
        self.assertNotEqual(crypto.fold("Gashi"), crypto.fold("Gashe"))

    def test_the_examples_of_the_documentation_hold(self):
        result = doctest.testmod(folding)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
