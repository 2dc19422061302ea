# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestIdentitySearch(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dorde = cls.make_person(
            identity={
                "first_name": "Đorđe",
                "last_name": "Šaćiri",
                "personal_number": "1000000001",
            }
        )
        cls.gezim = cls.make_person(
            identity={"first_name": "Gëzim", "last_name": "Çelaj"}
        )
        cls.far = cls.make_person(
            cls.officer2,
            municipality_id=cls.prizren.id,
            identity={
                "first_name": "Gezim",
                "last_name": "Hoxha",
                "personal_number": "2000000002",
            },
        )

    def _find(self, text, user=None, operator="ilike"):
        return (
            self.env["rr.beneficiary"]
            .with_user(user or self.officer)
            .search([("identity_query", operator, text)])
        )

    def test_a_name_is_found_without_marks_in_any_case_and_script(self):
        for text in ("dorde", "ĐORĐE", "Djordje", "Ђорђе", "saciri", "Шаћири djo"):
            self.assertEqual(self._find(text), self.dorde, text)
        self.assertEqual(self._find("gezim CELAJ"), self.gezim)

    def test_part_of_a_name_is_enough(self):
        self.assertEqual(self._find("ord"), self.dorde)

    def test_all_words_must_fit(self):
        self.assertFalse(self._find("gezim saciri"))

    def test_a_personal_number_is_found_as_a_whole_only(self):
        self.assertEqual(self._find("1000000001"), self.dorde)
        self.assertEqual(self._find("10000 00001"), self.dorde)
        self.assertFalse(self._find("100000000"))

    def test_fewer_than_three_letters_are_refused(self):
        for text in ("ge", "a b", "%", "__"):
            with self.assertRaises(UserError):
                self._find(text)

    def test_only_identities_that_the_officer_may_open_are_found(self):
        self.assertEqual(self._find("gezim"), self.gezim)
        self.assertEqual(self._find("gezim", self.officer2), self.far)
        self.assertEqual(self._find("gezim", self.head), self.gezim | self.far)
        self.assertFalse(self._find("2000000002"))

    def test_roles_without_identity_cannot_search_by_name(self):
        for role in ("psychologist", "reporter", "finance", "planner", "ngo"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._find("gezim", self.users[role])

    def test_an_unknown_operator_is_refused(self):
        with self.assertRaises(UserError):
            self._find(5, operator=">")

    def test_a_similar_name_and_year_is_shown_as_a_code(self):
        similar = self.env["rr.beneficiary.identity"].with_user(self.officer)
        found = similar._rr_similar("Gezim", "Celay", 1991)
        self.assertIn(self.gezim, found)
        self.assertNotIn(self.dorde, found)

    def test_the_order_of_the_names_does_not_matter(self):
        similar = self.env["rr.beneficiary.identity"].with_user(self.officer)
        self.assertIn(self.gezim, similar._rr_similar("Celaj", "Gezim", 1990))

    def test_another_generation_is_not_similar(self):
        similar = self.env["rr.beneficiary.identity"].with_user(self.officer)
        self.assertFalse(similar._rr_similar("Gëzim", "Çelaj", 1960))
