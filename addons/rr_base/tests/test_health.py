# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestHealth(HttpCase):
    def test_health_names_the_loaded_addons_without_a_login(self):
        response = self.url_open("/rr/health")
        self.assertEqual(response.status_code, 200)
        answer = response.json()
        self.assertEqual(answer["status"], "ok")
        self.assertIn("rr_base", answer["addons"])
        self.assertTrue(all(name.startswith("rr_") for name in answer["addons"]))

    def test_health_says_nothing_else(self):
        self.assertEqual(set(self.url_open("/rr/health").json()), {"status", "addons"})

    def test_health_opens_no_session(self):
        response = self.url_open("/rr/health")
        self.assertNotIn("session_id", response.headers.get("Set-Cookie", ""))
