# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import datetime

from odoo import http
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import format_date as odoo_format_date
from odoo.tools import formatLang

from ..tools import language as tools

DAY = datetime.date(2026, 3, 7)
SPACE = "\N{NO-BREAK SPACE}"


@tagged("post_install", "-at_install")
class TestLanguage(TransactionCase):
    def env_in(self, lang):
        return self.env(context={**self.env.context, "lang": lang})

    def test_a_day_is_written_as_in_the_language(self):
        for lang, text in {
            "en_US": "7 March 2026",
            "sq_AL": "7 mars 2026",
            "sr@latin": "7. marta 2026.",
        }.items():
            self.assertEqual(tools.format_date(self.env_in(lang), DAY), text)
            self.assertEqual(tools.format_date(self.env, DAY, lang_code=lang), text)
        self.assertEqual(tools.format_date(self.env, "2026-03-07 10:00"), "7 March 2026")
        self.assertEqual(tools.format_date(self.env, False), "")

    def test_odoo_itself_writes_serbian_in_latin_letters(self):
        """Dates of Odoo's own fields, groups of lists and e-mails come from Babel."""
        env = self.env_in("sr@latin")
        self.assertEqual(odoo_format_date(env, DAY, date_format="d MMMM y"),
                         "7 mart 2026")
        self.assertEqual(odoo_format_date(env, DAY), "07.03.2026")
        html = env["ir.qweb.field.date"].value_to_html(DAY, {"format": "EEEE d MMMM"})
        self.assertEqual(html, "subota 7 mart")
        self.env["rr.import.log"]._rr_record("test", b"file", 1)
        groups = env["rr.import.log"].formatted_read_group(
            [("kind", "=", "test")], ["create_date:month"], ["__count"]
        )
        label = groups[0]["create_date:month"][1]
        self.assertFalse(set(label.lower()) & set("абвгдеијклмнопрстуфх"), label)

    def test_a_number_has_the_signs_of_the_language(self):
        for lang, short, money in (
            ("en_US", "1,234.5", "1,234.50"),
            ("sq_AL", f"1{SPACE}234,5", f"1{SPACE}234,50"),
            ("sr@latin", "1.234,5", "1.234,50"),
        ):
            env = self.env_in(lang)
            self.assertEqual(tools.format_number(env, 1234.5), short)
            self.assertEqual(tools.format_number(env, 1234.5, 2), money)
            # ... and Odoo's own fields agree
            self.assertEqual(formatLang(env, 1234.5), money)
        self.assertEqual(tools.write_number(40.0), "40")

    def test_names_stand_in_the_order_of_the_alphabet(self):
        albanian = ["Cena", "Çlirim", "Drita", "Dhurata", "Era", "Ëngjëll", "Guri",
                    "Gjon", "Luan", "Llazar", "Sokol", "Shpend", "Xeni", "Xhavit"]
        serbian = ["Cvetko", "Čedomir", "Ćira", "Dušan", "Džemal", "Đorđe", "Luka",
                   "Ljiljana", "Nikola", "Njegoš", "Sava", "Šaban", "Zoran", "Željko"]
        for lang, names in (("sq_AL", albanian), ("sr@latin", serbian)):
            found = sorted(
                reversed(names), key=lambda name, lang=lang: tools.sort_key(name, lang)
            )
            self.assertEqual(found, names)
            # The database sorts as the pages do
            partners = self.env["res.partner"].create(
                [{"name": name, "ref": lang} for name in reversed(names)]
            )
            listed = self.env["res.partner"].with_context(lang=lang).search(
                [("id", "in", partners.ids)]
            )
            self.assertEqual(listed.mapped("name"), names)
            down = self.env["res.partner"].with_context(lang=lang).search(
                [("id", "in", partners.ids)], order="name desc", limit=2
            )
            self.assertEqual(down.mapped("name"), names[:-3:-1])

    def test_users_stand_in_the_order_of_the_alphabet(self):
        names = ["Cena", "Çlirim", "Drita", "Dhurata"]
        users = self.env["res.users"].create(
            [{"name": name, "login": f"t_{name}"} for name in reversed(names)]
        )
        listed = self.env["res.users"].with_context(lang="sq_AL").search(
            [("id", "in", users.ids)]
        )
        self.assertEqual(listed.mapped("name"), names)

    def test_municipalities_stand_in_the_order_of_the_readers_alphabet(self):
        for lang in ("sq_AL", "sr@latin"):
            names = (
                self.env["rr.municipality"].with_context(lang=lang).search([])
                .mapped("name")
            )
            self.assertEqual(
                names,
                sorted(names, key=lambda name, lang=lang: tools.sort_key(name, lang)),
            )
        self.assertLess(names.index("Đakovica"), names.index("Gnjilane"))

    def test_every_step_has_a_name_in_both_languages(self):
        labels = {
            f"{model}: {step}": rule.get("label")
            for model, cls in self.env.registry.items()
            for step, rule in (getattr(cls, "_steps", None) or {}).items()
        }
        self.assertGreater(len(labels), 100)
        for lang in ("sq_AL", "sr@latin"):
            env = self.env_in(lang)
            for step, label in labels.items():
                self.assertIsNotNone(label, step)
                self.assertNotEqual(env._(label), self.env._(label), f"{step} in {lang}")

    def test_groups_by_a_named_record_stand_in_that_order(self):
        places = self.env["rr.municipality"].with_context(lang="sr@latin").search([])
        self.env["res.partner"].create(
            [
                {"name": place.name, "is_company": True, "rr_kind": "ngo", "ref": "t",
                 "rr_municipality_id": place.id}
                for place in places
            ]
        )
        groups = self.env["res.partner"].with_context(lang="sr@latin")._read_group(
            [("ref", "=", "t")], ["rr_municipality_id"], order="rr_municipality_id"
        )
        self.assertEqual([place.id for (place,) in groups], places.ids)


@tagged("post_install", "-at_install")
class TestSignInPages(HttpCase):
    def test_nobody_makes_an_account_for_themselves(self):
        self.assertEqual(self.url_open("/web/signup").status_code, 404)
        self.assertNotIn("/web/signup", self.url_open("/web/login").text)

    def test_nobody_deletes_their_own_account(self):
        user = new_test_user(
            self.env, "rr_partner", "base.group_portal", password="rr_partner_1"
        )
        self.authenticate("rr_partner", "rr_partner_1")
        page = self.url_open("/my/security").text
        self.assertNotIn("deactivate_account", page)
        answer = self.url_open(
            "/my/deactivate_account",
            data={
                "validation": "rr_partner",
                "password": "rr_partner_1",
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200)
        user.invalidate_recordset()
        self.assertTrue(user.active)
        self.assertEqual(user.login, "rr_partner")

    def test_a_refusal_is_in_the_language_of_the_page(self):
        for lang, text in (
            ("sq_AL", "fjalëkalimi është i gabuar"),
            ("sr@latin", "Pogrešno korisničko ime ili lozinka"),
        ):
            self.opener.cookies.set("frontend_lang", lang)
            page = self.url_open("/web/login").text
            token = page.split('name="csrf_token" value="')[1].split('"')[0]
            answer = self.url_open(
                "/web/login",
                data={"login": "nobody", "password": "x", "csrf_token": token},
            ).text
            self.assertIn(text, answer)
            self.assertNotIn("Wrong login", answer)
