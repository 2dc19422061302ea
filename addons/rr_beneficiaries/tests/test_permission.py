# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import PeopleCase


@freeze_time("2026-03-02 10:00:00")
@tagged("post_install", "-at_install")
class TestPermission(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.ngo = partners.create({"name": "NGO", "is_company": True, "rr_kind": "ngo"})
        cls.contact = partners.create({"name": "Contact", "parent_id": cls.ngo.id})
        cls.other = partners.create(
            {"name": "Other", "is_company": True, "rr_kind": "ngo"}
        )
        cls.person = cls.make_person()

    def _share(self, **values):
        return self.permit(
            self.person,
            "sharing",
            **{"recipient_id": self.ngo.id, "purpose": "course", **values},
        )

    def test_sharing_is_per_recipient_and_purpose(self):
        self._share()
        self.assertTrue(self.person._rr_may_share(self.ngo, "course"))
        self.assertTrue(self.person._rr_may_share(self.contact, "course"))
        self.assertTrue(self.person._rr_may_share(self.ngo))
        self.assertFalse(self.person._rr_may_share(self.other, "course"))
        self.assertFalse(self.person._rr_may_share(self.ngo, "support"))

    def test_without_a_permission_nothing_is_shared(self):
        self.permit(self.person)
        self.assertFalse(self.person._rr_may_share(self.ngo, "course"))

    def test_a_permission_holds_between_its_dates(self):
        self._share(date_from="2026-02-01", date_to="2026-03-31")
        for day, holds in (
            ("2026-01-31", False),
            ("2026-02-01", True),
            ("2026-03-31", True),
            ("2026-04-01", False),
        ):
            self.assertEqual(
                self.person._rr_may_share(self.ngo, "course", day), holds, day
            )

    def test_a_withdrawal_ends_sharing_on_its_day(self):
        permission = self._share()
        permission.with_user(self.officer).action_withdraw()
        self.assertFalse(self.person._rr_may_share(self.ngo, "course"))
        self.assertTrue(self.person._rr_may_share(self.ngo, "course", "2026-03-01"))

    def test_sharing_names_recipient_and_purpose(self):
        for missing in ("recipient_id", "purpose"):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.cr.savepoint(),
            ):
                self._share(**{missing: False})

    def test_a_withdrawal_before_the_beginning_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Withdrawn on"):
            self._share(withdrawn_on="2025-01-01")

    def test_an_officer_of_another_place_cannot_permit_for_the_person(self):
        with self.assertRaises(AccessError):
            self.env["rr.permission"].with_user(self.officer2).create(
                {"beneficiary_id": self.person.id, "kind": "participation"}
            )
