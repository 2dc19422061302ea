# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

# What a field about a person may never be.
FORBIDDEN = (
    "score",
    "rank",
    "risk",
    "level",
    "predict",
    "probab",
    "danger",
    "threat",
    "radicali",
    "belief",
    "ideolog",
    "religio",
    "suspic",
    "biometr",
    "fingerprint",
)
PERSON_MODELS = {
    "rr.beneficiary",
    "rr.beneficiary.identity",
    "rr.case",
    "rr.household",
    "rr.enrolment",
}


@tagged("post_install", "-at_install")
class TestSchema(TransactionCase):
    def _models_about_persons(self):
        for name, model in self.registry.items():
            if not name.startswith("rr.") or model._abstract:
                continue
            links = {
                field.comodel_name
                for field in model._fields.values()
                if field.type == "many2one"
            }
            if name in PERSON_MODELS or links & PERSON_MODELS:
                yield name, model

    def test_no_model_about_persons_has_a_field_that_scores_or_ranks_them(self):
        looked_at = 0
        for name, model in self._models_about_persons():
            for field_name, field in model._fields.items():
                if field_name in self.env["mail.activity.mixin"]._fields:
                    continue  # Odoo's own: decoration of activities
                looked_at += 1
                words = [
                    field_name.lower(),
                    str(field.string or "").lower(),
                ]
                selection = getattr(field, "selection", None)
                if isinstance(selection, list):
                    words += [str(text).lower() for pair in selection for text in pair]
                for word in words:
                    for part in FORBIDDEN:
                        self.assertFalse(
                            any(
                                token.startswith(part)
                                for token in word.replace("_", " ").split()
                            ),
                            f"{name}.{field_name}: “{word}”",
                        )
        self.assertGreater(looked_at, 200)

    def test_a_person_has_no_picture(self):
        for name in ("rr.beneficiary", "rr.beneficiary.identity", "rr.case"):
            for field_name, field in self.env[name]._fields.items():
                self.assertNotIn(field.type, ("binary", "image"), field_name)

    def test_the_models_of_a_person_are_found(self):
        names = {name for name, _model in self._models_about_persons()}
        self.assertLessEqual(
            {"rr.beneficiary", "rr.case", "rr.need", "rr.service", "rr.permission"},
            names,
        )

    def test_a_need_is_never_added_up(self):
        for name, field in self.env["rr.need"]._fields.items():
            if name != "id":
                self.assertNotIn(field.type, ("integer", "float", "monetary"), name)

    def test_every_record_of_a_person_is_in_the_trail(self):
        mixin = self.registry["rr.audited.mixin"]
        for name, model in self._models_about_persons():
            if model._auto and not model._transient:
                self.assertTrue(issubclass(model, mixin), name)

    def test_sealed_columns_never_enter_the_trail_and_are_closed(self):
        mixin = self.registry["rr.encrypted.mixin"]
        count = 0
        for name, model in self.registry.items():
            if model._abstract or not issubclass(model, mixin):
                continue
            for plain, column in model._encrypted_fields.items():
                count += 1
                self.assertFalse(model._fields[plain].store, (name, plain))
                self.assertEqual(model._fields[column].groups, ".", (name, column))
                if not model._transient:
                    self.assertIn(column, model._rr_audit_exclude, name)
        self.assertGreater(count, 20)
