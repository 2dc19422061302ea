# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestMunicipality(TransactionCase):
    def test_the_38_municipalities_are_there(self):
        self.assertEqual(self.env["rr.municipality"].search_count([]), 38)

    def test_names_exist_in_three_languages(self):
        gjakova = self.env.ref("rr_base.municipality_gk")
        self.assertEqual(gjakova.with_context(lang="en_US").name, "Gjakova")
        self.assertEqual(gjakova.with_context(lang="sq_AL").name, "Gjakovë")
        self.assertEqual(gjakova.with_context(lang="sr@latin").name, "Đakovica")
        self.assertEqual(gjakova.district, "GK")

    def test_every_municipality_has_each_name(self):
        for code in ("sq_AL", "sr@latin"):
            for place in self.env["rr.municipality"].with_context(lang=code).search([]):
                self.assertTrue(place.name, (code, place.code))

    def test_code_is_unique(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.env["rr.municipality"].create(
                {"code": "PR", "name": "Second", "district": "PR"}
            )

    def test_both_official_languages_are_active(self):
        codes = {code for code, _name in self.env["res.lang"].get_installed()}
        self.assertLessEqual({"en_US", "sq_AL", "sr@latin"}, codes)

    def test_the_currency_is_the_euro(self):
        self.assertEqual(self.env.ref("base.main_company").currency_id.name, "EUR")

    def test_a_natural_person_has_no_kind(self):
        with self.assertRaises(ValidationError):
            self.env["res.partner"].create({"name": "Somebody", "rr_kind": "ngo"})

    def test_staff_cannot_change_a_municipality(self):
        head = new_test_user(self.env, "t_head", groups="rr_base.group_head")
        with self.assertRaises(AccessError):
            self.env.ref("rr_base.municipality_gk").with_user(head).write(
                {"name": "Other"}
            )

    def test_portal_cannot_read_municipalities(self):
        ngo = new_test_user(self.env, "t_ngo", groups="rr_base.group_ngo")
        with self.assertRaises(AccessError):
            self.env["rr.municipality"].with_user(ngo).search([])
