# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestIntake(PeopleCase):
    def _form(self, user=None, **values):
        form = Form(self.env["rr.intake"].with_user(user or self.officer))
        for name, value in {
            "first_name": "Besa",
            "last_name": "Morina",
            "personal_number": "1122334455",
            "birth_date": "1988-07-01",
            "sex": "f",
            "entry_route": "returnee",
            "entry_date": "2026-01-05",
            "entry_status": "seeking",
            **values,
        }.items():
            setattr(form, name, value)
        return form

    def test_one_pass_registers_person_identity_permission_and_case(self):
        action = self._form(phone="044 123 456").save().action_register()
        case = self.env["rr.case"].browse(action["res_id"])
        person = case.beneficiary_id
        self.assertEqual(person.birth_year, 1988)
        self.assertEqual(person.municipality_id, self.gjilan)
        self.assertEqual(case.officer_id, self.officer)
        self.assertEqual(person.permission_ids.kind, "participation")
        identity = person.identity_ids.with_user(self.officer)
        self.assertEqual(identity.first_name, "Besa")
        self.assertEqual(identity.phone, "044 123 456")

    def test_the_dialogue_stores_nothing_in_clear_and_is_removed(self):
        intake = self._form().save()
        self.env.flush_all()
        self.cr.execute("SELECT * FROM rr_intake")
        row = repr(self.cr.fetchall())
        for text in ("Besa", "Morina", "1122334455", "1988"):
            self.assertNotIn(text, row)
        intake.action_register()
        self.cr.execute("SELECT count(*) FROM rr_intake")
        self.assertEqual(self.cr.fetchone()[0], 0)

    def test_the_same_personal_number_is_stopped_at_entry(self):
        known = self.make_person(identity={"personal_number": "1122334455"})
        with self.assertRaisesRegex(ValidationError, known.code):
            self._form().save()

    def test_a_similar_person_is_shown_before_anything_is_saved(self):
        known = self.make_person(
            birth_year=1988, identity={"first_name": "Besë", "last_name": "Morina"}
        )
        form = self._form()
        self.assertIn(known.id, form.similar_ids.ids)
        with self.assertRaisesRegex(UserError, known.code):
            form.save().action_register()
        form.is_compared = True
        self.assertTrue(form.save().action_register())

    def test_a_wrong_number_is_named(self):
        with self.assertRaisesRegex(ValidationError, "10 digits"):
            self._form(personal_number="12").save()

    def test_a_referral_is_answered_by_the_registration(self):
        referral = self.env["rr.referral"].create(
            {"municipality_id": self.gjilan.id, "person_name": "Besa Morina"}
        )
        action = referral.with_user(self.officer).action_register()
        form = Form(
            self.env["rr.intake"]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        form.first_name, form.last_name = "Besa", "Morina"
        form.sex, form.entry_status = "f", "seeking"
        form.birth_year = 1988
        form.save().action_register()
        self.assertEqual(referral.state, "accepted")
        self.assertTrue(referral.beneficiary_id)
        self.assertEqual(referral.case_id.beneficiary_id, referral.beneficiary_id)

    def test_a_returning_person_is_registered_again_after_an_erasure(self):
        person = self.make_person(identity={"personal_number": "1122334455"})
        person._rr_erase(reason="test")
        action = self._form().save().action_register()
        again = self.env["rr.case"].browse(action["res_id"]).beneficiary_id
        self.assertNotEqual(again.code, person.code)

    def test_roles_without_identity_do_not_register(self):
        for role in ("psychologist", "reporter", "finance", "ngo", "admin"):
            with self.assertRaises(AccessError):
                self.env["rr.intake"].with_user(self.users[role]).create(
                    {"sex": "f", "entry_route": "returnee", "entry_status": "seeking"}
                )
