# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PeopleCase

CASE_LINES = {
    "rr.need": {"domain": "housing"},
    "rr.plan.goal": {"name": "Find a flat", "domain": "housing"},
    "rr.service": {"kind": "medical"},
}


@tagged("post_install", "-at_install")
class TestNeedToKnow(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person(identity={})
        cls.case = cls.make_case(cls.person)
        cls.lines = {
            model: cls.env[model]
            .with_user(cls.officer)
            .create({"case_id": cls.case.id, **values})
            for model, values in CASE_LINES.items()
        }
        cls.env.flush_all()

    def _can_read(self, record, user):
        self.env.invalidate_all()
        try:
            record.with_user(user).read(["create_date"])
        except AccessError:
            return False
        return True

    def test_a_case_is_open_to_its_officer_the_head_and_the_psychologist(self):
        for record in (self.case, *self.lines.values()):
            for user in (self.officer, self.head, self.psychologist):
                self.assertTrue(self._can_read(record, user), (record, user.login))

    def test_a_case_is_closed_to_an_officer_of_another_place(self):
        for record in (self.case, self.person.identity_ids, *self.lines.values()):
            self.assertFalse(self._can_read(record, self.officer2), record)
            self.assertFalse(
                record.with_user(self.officer2).search_count([("id", "=", record.id)]),
                record,
            )

    def test_a_case_is_closed_to_every_other_role(self):
        for role in (
            "director",
            "finance",
            "reviewer",
            "chair",
            "planner",
            "reporter",
            "dpo",
            "ngo",
            "municipality",
            "donor",
            "admin",
        ):
            for record in (self.case, self.person.identity_ids, *self.lines.values()):
                self.assertFalse(
                    self._can_read(record, self.users[role]), (role, record)
                )

    def test_nothing_is_moved_into_a_file_that_is_closed_to_the_officer(self):
        person = self.make_person(self.officer2, municipality_id=self.prizren.id)
        foreign = self.make_case(person, self.officer2)
        self.env.flush_all()
        for line in self.lines.values():
            with self.subTest(model=line._name):
                self.env.invalidate_all()
                with self.assertRaises(AccessError), self.cr.savepoint():
                    line.with_user(self.officer).write({"case_id": foreign.id})
                self.env.invalidate_all()
                self.assertEqual(line.case_id, self.case)
        permission = self.permit(self.person)
        with self.assertRaises(AccessError), self.cr.savepoint():
            permission.with_user(self.officer).write({"beneficiary_id": person.id})

    def test_nobody_marks_a_file_as_erased_by_hand(self):
        for user in (self.officer, self.head):
            with self.assertRaises(AccessError):
                self.person.with_user(user).write({"erased_on": "2026-01-01"})
            with self.assertRaises(AccessError):
                self.make_person(user, erased_on="2026-01-01")
            with self.assertRaises(AccessError):
                self.env["rr.referral"].with_user(user).create(
                    {"municipality_id": self.gjilan.id, "erased_on": "2026-01-01"}
                )

    def test_the_own_municipality_opens_a_case_of_a_colleague(self):
        self.officer2.rr_municipality_ids += self.gjilan
        self.assertTrue(self._can_read(self.case, self.officer2))

    def test_an_own_case_stays_open_when_the_person_moves(self):
        self.person.with_user(self.officer).municipality_id = self.prizren
        self.env.flush_all()
        self.assertTrue(self._can_read(self.case, self.officer))
        self.assertTrue(self._can_read(self.case, self.officer2))

    def test_an_officer_without_place_and_case_sees_nothing(self):
        self.officer2.rr_municipality_ids = False
        cases = self.env["rr.case"].with_user(self.officer2)
        self.assertFalse(cases.search([]))
        self.assertFalse(self._can_read(self.person.identity_ids, self.officer2))

    def test_a_person_is_read_by_code_by_every_officer_and_written_by_few(self):
        self.assertTrue(self._can_read(self.person, self.officer2))
        with self.assertRaises(AccessError):
            self.person.with_user(self.officer2).write({"language": "en"})

    def test_an_officer_cannot_draw_a_person_to_their_own_place(self):
        with self.assertRaises(AccessError):
            self.person.with_user(self.officer2).write(
                {"municipality_id": self.prizren.id}
            )

    def test_an_officer_cannot_make_a_case_for_a_stranger_to_see_the_identity(self):
        stranger = self.make_person(identity={})
        with self.assertRaises(AccessError):
            self.make_case(stranger, self.officer2)

    def test_an_officer_cannot_move_an_own_case_to_a_stranger(self):
        own = self.make_case(
            self.make_person(self.officer2, municipality_id=self.prizren.id),
            self.officer2,
        )
        stranger = self.make_person(identity={})
        with self.assertRaises(UserError):
            own.write({"beneficiary_id": stranger.id})

    def test_an_officer_cannot_take_over_a_case_of_another_place(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.officer2).write({"officer_id": self.officer2.id})

    def test_an_officer_cannot_widen_their_own_places(self):
        with self.assertRaises(AccessError):
            self.officer2.with_user(self.officer2).write(
                {"rr_municipality_ids": [(4, self.gjilan.id)]}
            )

    def test_the_reporter_reads_persons_by_code_without_the_entry_route(self):
        reporter = self.users["reporter"]
        self.env.invalidate_all()
        values = self.person.with_user(reporter).read(["code", "sex"])[0]
        self.assertEqual(values["code"], self.person.code)
        for name in ("entry_route", "identity_ids", "case_id", "service_ids"):
            with self.assertRaises(AccessError):
                self.person.with_user(reporter).read([name])
        with self.assertRaises(AccessError):
            self.env["rr.beneficiary"].with_user(reporter).search(
                [("entry_route", "=", "offender")]
            )
        with self.assertRaises(AccessError):
            self.env["rr.beneficiary"].with_user(reporter).formatted_read_group(
                [], ["entry_route"], ["__count"]
            )

    def test_persons_are_closed_to_the_other_roles(self):
        for role in ("director", "finance", "planner", "dpo", "ngo", "admin"):
            self.assertFalse(self._can_read(self.person, self.users[role]), role)

    def test_nobody_deletes_a_person_or_a_case(self):
        for user in (self.officer, self.head, self.users["admin"]):
            for record in (self.person, self.case, self.person.identity_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
