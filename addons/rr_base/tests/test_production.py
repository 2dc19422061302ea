# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from unittest.mock import patch

from odoo.exceptions import AccessDenied, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..tools.production import KNOWN, is_given_away


@tagged("post_install", "-at_install")
class TestProduction(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A user who stays: a refused login is written down in a transaction of its
        # own and would name a user whom the test takes back.
        cls.user = cls.env.ref("base.user_admin")
        cls.user.write({"login": "officer-prod", "password": "officer-prod"})

    def _log_in(self, password, production):
        credential = {
            "type": "password", "login": self.user.login, "password": password,
        }
        with patch.dict(os.environ, {"RR_PRODUCTION": production}):
            return self.user.with_user(self.user)._check_credentials(
                credential, {"interactive": True}
            )

    def test_the_logins_name_opens_nothing_in_production(self):
        self.assertTrue(self._log_in("officer-prod", ""))
        with self.assertRaises(AccessDenied):
            self._log_in("officer-prod", "1")

    def test_a_password_of_ones_own_opens(self):
        self.user.password = "three words and a half"
        self.assertTrue(self._log_in("three words and a half", "1"))

    def test_a_short_or_known_password_cannot_be_set_in_production(self):
        with patch.dict(os.environ, {"RR_PRODUCTION": "1"}):
            for bad in ("short", "officer-prod", "Municipality"):
                with self.assertRaises(UserError):
                    self.user.password = bad
            self.user.password = "long enough, and my own"

    def test_every_login_of_the_demonstration_is_known(self):
        for login in ("officer", "Head", " dpo ", "donor2", "ngo3", "admin"):
            self.assertTrue(is_given_away(login, "somebody"), login)
        self.assertFalse(is_given_away("long enough, and my own", "officer"))
        self.assertIn("municipality", KNOWN)

    def test_a_partners_key_works_only_while_keys_of_partners_are_allowed(self):
        partner = new_test_user(self.env, "key-ngo", "rr_base.group_ngo")
        parameters = self.env["ir.config_parameter"]
        keys = self.env["res.users.apikeys"]
        for user, off in ((partner, None), (self.user, self.user.id)):
            key = keys.with_user(user).sudo()._generate("rpc", "test", None)
            parameters.set_param("portal.allow_api_keys", "True")
            self.assertEqual(keys._check_credentials(scope="rpc", key=key), user.id)
            parameters.set_param("portal.allow_api_keys", False)
            self.assertEqual(keys._check_credentials(scope="rpc", key=key), off)
