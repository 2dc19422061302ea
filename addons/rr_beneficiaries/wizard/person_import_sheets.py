# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sheets of the import of persons: columns, choices, checks of cells."""

from odoo import fields, models
from odoo.addons.rr_base.tools.xlsx_import import ExpectedSheet
from odoo.exceptions import UserError


class RrPersonImportSheets(models.TransientModel):
    _inherit = "rr.person.import"

    def _rr_municipalities(self):
        choices = {}
        for code in self._rr_languages():
            for place in self.env["rr.municipality"].with_context(lang=code).search([]):
                choices.setdefault(place.name, place.id)
        for place in self.env["rr.municipality"].search([]):
            choices.setdefault(place.code, place.id)
        return choices

    def _rr_sheets(self):
        """The sheets that the reader expects and the template offers."""
        places = self._rr_municipalities()
        return (self._rr_persons_sheet(places), self._rr_referrals_sheet(places))

    def _rr_place_column(self, places):
        return self._rr_column(
            "municipality_id",
            lambda w: w.env._("Municipality"),
            "choice",
            required=True,
            choices=places,
        )

    def _rr_number_column(self):
        return self._rr_column(
            "personal_number",
            lambda w: w.env._("Personal number"),
            "digits",
            max_length=10,
        )

    def _rr_persons_sheet(self, places):
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
        return ExpectedSheet(
            names[0],
            (
                column("first_name", lambda w: w.env._("First name"), required=True),
                column("last_name", lambda w: w.env._("Last name"), required=True),
                column("father_name", lambda w: w.env._("Father's name")),
                self._rr_number_column(),
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
                self._rr_place_column(places),
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

    def _rr_referrals_sheet(self, places):
        column = self._rr_column
        names = self._rr_in_each_language(lambda w: w.env._("Referrals"))
        return ExpectedSheet(
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
                self._rr_place_column(places),
                column(
                    "person_name", lambda w: w.env._("Person's name"), required=True
                ),
                self._rr_number_column(),
                column("contact", lambda w: w.env._("Contact")),
                column("details", lambda w: w.env._("Reason of the referral")),
            ),
            names=tuple(names[1:]),
            required=False,
        )

    def _rr_sample(self):
        """Invented persons; their numbers are of nobody (a month of 99)."""
        place = self.env.ref("rr_base.municipality_gj").id
        today = fields.Date.context_today(self)
        day = fields.Date.subtract(today, months=2)
        persons, referrals = (sheet.name for sheet in self._rr_sheets())
        common = {
            "municipality_id": place,
            "kind": "direct",
            "entry_route": "referred",
            "entry_date": day,
            "entry_status": "seeking",
            "language": "sq",
        }
        return {
            persons: [
                {
                    **common,
                    "first_name": "Shembull",
                    "last_name": "Njëshi",
                    "personal_number": "9999000001",
                    "birth_year": 1990,
                    "sex": "f",
                },
                {
                    **common,
                    "first_name": "Primer",
                    "last_name": "Dvojka",
                    "birth_date": fields.Date.to_date("1985-04-17"),
                    "sex": "m",
                    "language": "sr@latin",
                },
            ],
            referrals: [
                {
                    "date": day,
                    "source": "family",
                    "municipality_id": place,
                    "person_name": "Shembull Treshi",
                    "details": "Needs papers and a place to stay.",
                }
            ],
        }

    def _rr_check_year(self, value):
        if not 1900 <= value <= fields.Date.context_today(self).year:
            return self.env._("%(year)s is not a possible year of birth", year=value)
        return None

    def _rr_check_past(self, value):
        if value > fields.Date.context_today(self):
            return self.env._("%(day)s lies in the future", day=value)
        return None
