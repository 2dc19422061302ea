# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Idle sessions, repeated wrong passwords, the second factor of staff."""

import os
import time
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import http
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.res_users_two_factor import VARIABLE

PASSWORD = "correct-horse-battery"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 10:00:00", tick=True)
class TestSessions(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = new_test_user(
            cls.env, "idle_staff", "base.group_user", password=PASSWORD,
            email="staff@example.com",
        )
        cls.partner = new_test_user(
            cls.env, "idle_portal", "base.group_portal", password=PASSWORD
        )

    def _age(self, minutes):
        """As if the last request of the session were so many minutes ago."""
        session = http.root.session_store.get(self.session.sid)
        self.assertTrue(session.get("rr-last-seen"), "the session's clock never ran")
        session["rr-last-seen"] = time.time() - minutes * 60
        http.root.session_store.save(session)

    def _asked(self):
        answer = self.url_open("/my", allow_redirects=False)
        return "check-identity" in answer.headers.get("Location", "")

    def test_fifteen_minutes_without_a_request_ask_for_the_password(self):
        for user in (self.staff, self.partner):
            self.authenticate(user.login, PASSWORD)
            self.assertFalse(self._asked())
            self._age(14)
            self.assertFalse(self._asked())
            self._age(15)
            self.assertTrue(self._asked(), user.login)
            self.assertTrue(self._asked(), "the second try must not get through")

    def _call(self, path, **params):
        return self.url_open(path, json={"params": params}).json()

    @mute_logger("odoo.http")
    def test_an_idle_session_calls_nothing_until_the_password_is_given(self):
        self.authenticate(self.staff.login, PASSWORD)
        self.url_open("/my")
        self._age(16)
        call = {"model": "res.users", "method": "context_get", "args": [], "kwargs": {}}
        self.assertIn("error", self._call("/web/dataset/call_kw", **call))
        self.assertIn("error", self._call("/web/dataset/call_kw", **call))
        check = "/auth-timeout/session/check-identity"
        wrong = {"type": "password", "login": self.staff.login, "password": "wrong"}
        self._call(check, **wrong)
        self.assertIn("error", self._call("/web/dataset/call_kw", **call))
        self._call(check, **{**wrong, "password": PASSWORD})
        self.assertIn("result", self._call("/web/dataset/call_kw", **call))

    def _log_in(self, password):
        return self._call(
            "/web/session/authenticate", db=self.env.cr.dbname,
            login=self.staff.login, password=password,
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.res_users")
    def test_after_repeated_wrong_passwords_the_right_one_is_refused_for_a_minute(self):
        self.addCleanup(lambda: self.registry._login_failures.clear())
        for _try in range(10):
            self.assertIn("error", self._log_in("wrong"))
        self.assertIn("error", self._log_in(PASSWORD))
        for address, (count, _last) in dict(self.registry._login_failures).items():
            before = datetime.now() - timedelta(seconds=61)
            self.registry._login_failures[address] = (count, before)
        self.assertIn("result", self._log_in(PASSWORD))

    def test_production_asks_staff_for_a_second_factor(self):
        self.assertIsNone(self.staff._mfa_type())
        with patch.dict(os.environ, {VARIABLE: "1"}):
            self.assertEqual(self.staff._mfa_type(), "totp_mail")
            self.assertIsNone(self.partner._mfa_type())
            answer = self._log_in(PASSWORD)
            self.assertFalse(answer["result"].get("uid"), "no session by one factor")
            self.authenticate(None, None)
            self.assertTrue(self.staff._rpc_api_keys_only())
