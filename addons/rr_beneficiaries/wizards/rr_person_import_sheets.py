# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sheets of the import of persons: columns, choices, checks of cells."""

from odoo import fields, models
from odoo.addons.rr_base.tools.xlsx_import import Column, Sheet
from odoo.exceptions import UserError

LANGUAGES = ("en_US", "sq_AL", "sr@latin")


class RrPersonImportSheets(models.TransientModel):
    _inherit = "rr.person.import"

    def _rr_in_each_language(self, build):
        """Values of a function of the environment in every language, this user's
        first."""
        codes = dict.fromkeys((self.env.user.lang or "en_US", *LANGUAGES))
        return list(
            dict.fromkeys(build(self.with_context(lang=code)) for code in codes)
        )

    def _rr_column(self, key, build, kind="text", **options):
        titles = self._rr_in_each_language(build)
        return Column(key, titles[0], kind, titles=tuple(titles[1:]), **options)

    def _rr_choices(self, model, name):
        """Labels of a selection in every language, those of the user first."""
        choices = {}
        codes = dict.fromkeys((self.env.user.lang or "en_US", *LANGUAGES))
        field = self.env[model]._fields[name]
        for code in codes:
            env = self.with_context(lang=code).env
            for value, label in field._description_selection(env):
                choices.setdefault(label, value)
        return choices

    def _rr_municipalities(self):
        choices = {}
        for code in dict.fromkeys((self.env.user.lang or "en_US", *LANGUAGES)):
            for place in self.env["rr.municipality"].with_context(lang=code).search([]):
                choices.setdefault(place.name, place.id)
        for place in self.env["rr.municipality"].search([]):
            choices.setdefault(place.code, place.id)
        return choices

    def _rr_sheets(self):
        """The sheets that the reader expects and the template offers."""
        places = self._rr_municipalities()
        person, identity = "rr.beneficiary", self.env["rr.beneficiary.identity"]

        def check(name):
            def run(value):
                try:
                    identity._rr_check_encrypted(name, str(value))
                except UserError as error:  # a ValidationError is one
                    return str(error)
                return None

            return run

        column = self._rr_column
        names = self._rr_in_each_language(lambda w: w.env._("Persons"))
        persons = Sheet(
            names[0],
            (
                column("first_name", lambda w: w.env._("First name"), required=True),
                column("last_name", lambda w: w.env._("Last name"), required=True),
                column("father_name", lambda w: w.env._("Father's name")),
                column(
                    "personal_number",
                    lambda w: w.env._("Personal number"),
                    "digits",
                    max_length=10,
                ),
                column("birth_date", lambda w: w.env._("Date of birth"), "date"),
                column(
                    "birth_year",
                    lambda w: w.env._("Birth year"),
                    "integer",
                    check=self._rr_check_year,
                ),
                column(
                    "sex",
                    lambda w: w.env._("Sex"),
                    "choice",
                    required=True,
                    choices=self._rr_choices(person, "sex"),
                ),
                column(
                    "language",
                    lambda w: w.env._("Language"),
                    "choice",
                    choices=self._rr_choices(person, "language"),
                ),
                column(
                    "municipality_id",
                    lambda w: w.env._("Municipality"),
                    "choice",
                    required=True,
                    choices=places,
                ),
                column(
                    "kind",
                    lambda w: w.env._("Kind"),
                    "choice",
                    choices=self._rr_choices(person, "kind"),
                ),
                column(
                    "entry_route",
                    lambda w: w.env._("Entry route"),
                    "choice",
                    required=True,
                    choices=self._rr_choices(person, "entry_route"),
                ),
                column(
                    "entry_date",
                    lambda w: w.env._("Entry date"),
                    "date",
                    required=True,
                    check=self._rr_check_past,
                ),
                column(
                    "entry_status",
                    lambda w: w.env._("Status at entry"),
                    "choice",
                    choices=self._rr_choices(person, "entry_status"),
                ),
                column("phone", lambda w: w.env._("Phone"), check=check("phone")),
                column("address", lambda w: w.env._("Address")),
            ),
            names=tuple(names[1:]),
        )
        names = self._rr_in_each_language(lambda w: w.env._("Referrals"))
        referrals = Sheet(
            names[0],
            (
                column(
                    "date",
                    lambda w: w.env._("Sent on"),
                    "date",
                    required=True,
                    check=self._rr_check_past,
                ),
                column(
                    "source",
                    lambda w: w.env._("Source"),
                    "choice",
                    required=True,
                    choices=self._rr_choices("rr.referral", "source"),
                ),
                column(
                    "municipality_id",
                    lambda w: w.env._("Municipality"),
                    "choice",
                    required=True,
                    choices=places,
                ),
                column(
                    "person_name", lambda w: w.env._("Person's name"), required=True
                ),
                column(
                    "personal_number",
                    lambda w: w.env._("Personal number"),
                    "digits",
                    max_length=10,
                ),
                column("contact", lambda w: w.env._("Contact")),
                column("details", lambda w: w.env._("Reason of the referral")),
            ),
            names=tuple(names[1:]),
            required=False,
        )
        return (persons, referrals)

    def _rr_check_year(self, value):
        if not 1900 <= value <= fields.Date.context_today(self).year:
            return self.env._("%(year)s is not a possible year of birth", year=value)
        return None

    def _rr_check_past(self, value):
        if value > fields.Date.context_today(self):
            return self.env._("%(day)s lies in the future", day=value)
        return None
