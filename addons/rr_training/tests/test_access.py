# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who sees and touches what; every sentence is a denial or its counterpart."""

from datetime import date

from freezegun import freeze_time
from odoo.addons.rr_base.tests.steps import press
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import CourseCase

MODELS = (
    "rr.course",
    "rr.course.session",
    "rr.session.series",
    "rr.enrolment",
    "rr.attendance",
    "rr.attendance.alert",
    "rr.certificate",
)
NOBODY = (
    "psychologist",
    "director",
    "reviewer",
    "chair",
    "planner",
    "dpo",
    "municipality",
    "donor",
)
#: Fields of the office, each with a value that a stranger would try.
HIDDEN = {
    "beneficiary_id": 1,
    "participant_kind": "beneficiary",
    "name_kind": "first_name",
    "drop_reason": "moved",
}


@tagged("post_install", "-at_install")
class TestAccess(CourseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        absent = {cls.enrolments[0]: "absent", cls.enrolments[1]: "absent"}
        cls.sessions = cls._held(-3, absent) | cls._held(-2, absent)
        cls.sessions |= cls._session(0)
        cls.env["rr.session.series"].create(
            {"course_id": cls.course.id, "monday": True, "count": 2}
        )

    def test_other_organisation_sees_nothing_by_any_door(self):
        for name in MODELS:
            model = self.env[name].with_user(self.stranger)
            with self.subTest(model=name):
                self.assertFalse(model.search([]))
                self.assertEqual(model.search_count([]), 0)
                self.assertFalse(model.name_search("Saldator"))
                self.assertFalse(model.formatted_read_group([], ["id"], ["__count"]))
                record = self.env[name].search([], limit=1)
                if record:
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError):
                        record.with_user(self.stranger).read(["id", "display_name"])
                    with self.assertRaises(UserError):
                        record.with_user(self.stranger).export_data(["id"])

    def test_other_organisation_writes_nothing(self):
        session = self.sessions[-1].with_user(self.stranger)
        for refused in (
            lambda: session.write({"venue": "elsewhere"}),
            lambda: session.action_cancel("no"),
            lambda: session.get_roster(),
            lambda: session.copy(),
            lambda: self.env["rr.course.session"]
            .with_user(self.stranger)
            .create(
                {
                    "course_id": self.course.id,
                    "date_start": "2026-05-05 10:00:00",
                    "date_end": "2026-05-05 12:00:00",
                }
            ),
            lambda: self.env["rr.enrolment"]
            .with_user(self.stranger)
            .create({"course_id": self.course.id, "roster_name": "X"}),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_user_without_an_organisation_sees_nothing(self):
        lost = new_test_user(self.env, "t_lost", groups="rr_base.group_ngo")
        for name in MODELS:
            self.assertFalse(self.env[name].with_user(lost).search([]))

    def test_roles_without_business_here_have_no_right_at_all(self):
        for role in NOBODY:
            user = self._user(role)
            for name in MODELS:
                with self.subTest(role=role, model=name):
                    self.assertFalse(self.env[name].with_user(user).has_access("read"))

    def test_administrator_reads_no_enrolment(self):
        admin = new_test_user(self.env, "t_root", groups="base.group_system")
        for name in MODELS:
            self.assertFalse(self.env[name].with_user(admin).has_access("read"))

    def test_provider_reads_none_of_the_fields_of_the_office(self):
        model = self.env["rr.enrolment"].with_user(self.trainer)
        self.assertFalse(HIDDEN.keys() & model.fields_get().keys())
        for name, value in HIDDEN.items():
            with self.subTest(field=name):
                for refused in (
                    lambda n=name: model.search([]).read([n]),
                    lambda n=name, v=value: model.search([(n, "=", v)]),
                    lambda n=name: model.search([], order=n),
                    lambda n=name: model.formatted_read_group([], [n], ["__count"]),
                    lambda n=name: model.search([]).export_data([n]),
                    lambda n=name, v=value: self.env["rr.course"]
                    .with_user(self.trainer)
                    .search([(f"enrolment_ids.{n}", "=", v)]),
                    lambda n=name, v=value: self.env["rr.attendance"]
                    .with_user(self.trainer)
                    .search([(f"enrolment_id.{n}", "=", v)]),
                ):
                    # An export is refused as a whole, for want of the right.
                    with self.assertRaises(UserError):
                        refused()

    def test_provider_cannot_read_a_person(self):
        with self.assertRaises(AccessError):
            self.env["rr.beneficiary"].with_user(self.trainer).search([])

    def test_provider_reads_no_community_count(self):
        course = self.course.with_user(self.trainer)
        self.assertNotIn("community_count", course.fields_get())
        with self.assertRaises(AccessError):
            course.read(["community_count"])
        self.assertEqual(self.course.with_user(self.reporter).community_count, 2)

    def test_nobody_but_officer_head_and_provider_reads_a_roster_name(self):
        for user in (self.finance, self.reporter):
            enrolments = self.enrolments.with_user(user)
            self.env.invalidate_all()
            self.assertTrue(enrolments.read(["beneficiary_id"]))
            with self.assertRaises(AccessError):
                enrolments.read(["roster_name"])
        self.env.invalidate_all()
        self.assertEqual(self.enrolments[0].with_user(self.trainer).roster_name, "Arta")

    def test_the_name_is_sealed_in_the_database(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT roster_name_cipher FROM rr_enrolment WHERE id = %s",
            [self.enrolments[0].id],
        )
        (sealed,) = self.env.cr.fetchone()
        self.assertTrue(sealed)
        self.assertNotIn("Arta", sealed)

    def test_provider_changes_no_course_and_no_enrolment_of_the_office(self):
        with self.assertRaises(AccessError):
            self.course.with_user(self.trainer).write({"planned_hours": 1})
        for values in (
            {"date_to": "2026-12-01"},
            {"number": 99},
            {"roster_name": "Other"},
            {"beneficiary_id": False},
        ):
            with self.assertRaises(AccessError):
                self.enrolments[0].with_user(self.trainer).write(values)
        with self.assertRaises(UserError):
            self.enrolments[0].with_user(self.trainer).action_withdraw()

    def test_nothing_is_moved_into_a_course_of_another_organisation(self):
        foreign = self._course(
            provider_id=self.other_ngo.id, trainer_id=self.stranger.id
        )
        series = self.env["rr.session.series"].search(
            [("course_id", "=", self.course.id)], limit=1
        )
        for mine in (self.sessions[-1], series):
            with self.subTest(model=mine._name):
                self.env.invalidate_all()
                with self.assertRaises(AccessError), self.cr.savepoint():
                    mine.with_user(self.trainer).write({"course_id": foreign.id})
                self.env.invalidate_all()
                self.assertEqual(mine.course_id, self.course)

    def test_added_name_makes_no_person_whatever_is_sent(self):
        before = self.env["rr.beneficiary"].search_count([])
        model = self.env["rr.enrolment"].with_user(self.trainer)
        with self.assertRaises(AccessError):
            model.create(
                {
                    "course_id": self.course.id,
                    "roster_name": "Vesa",
                    "beneficiary_id": self.beneficiaries[0].id,
                }
            )
        for default in (
            {"default_beneficiary_id": self.beneficiaries[0].id},
            {"default_participant_kind": "community"},
        ):
            with self.assertRaises(AccessError):
                model.with_context(**default).create(
                    {"course_id": self.course.id, "roster_name": "Vesa"}
                )
        added = model.create({"course_id": self.course.id, "roster_name": "Vesa"})
        self.assertEqual(added.sudo().participant_kind, "added")
        self.assertFalse(added.sudo().beneficiary_id)
        self.assertEqual(self.env["rr.beneficiary"].search_count([]), before)

    def test_both_answers_about_an_added_name_look_alike_to_the_provider(self):
        session = self.sessions[-1].with_user(self.trainer)
        people = [session._add_name("Vesa"), session._add_name("Luan")]
        person = self.env["rr.beneficiary"].create(self._person_values())
        people[0].with_user(self.officer).action_resolve(person.id)
        people[1].with_user(self.officer).action_resolve()
        self.env.flush_all()
        self.env.invalidate_all()
        names = sorted(
            self.env["rr.enrolment"].with_user(self.trainer).fields_get().keys()
            - {"id", "number", "roster_name", "display_name"}
        )
        first, second = (e.with_user(self.trainer).read(names)[0] for e in people)
        for read in (first, second):
            read.pop("id")
        self.assertEqual(first, second)

    def test_first_name_of_a_beneficiary_needs_a_sharing_permission(self):
        enrolment = self.enrolments[0].with_user(self.officer)
        with self.assertRaises(UserError):
            enrolment.name_kind = "first_name"
        permission = self.env["rr.permission"].create(
            {
                "beneficiary_id": self.beneficiaries[0].id,
                "kind": "sharing",
                "recipient_id": self.ngo.id,
                "purpose": "course",
            }
        )
        enrolment.write({"name_kind": "first_name", "roster_name": "Arta"})
        permission.withdrawn_on = self.today
        self.env.invalidate_all()
        mine = self.enrolments[0].with_user(self.trainer)
        self.assertNotIn("Arta", mine.roster_name)

    def test_names_of_courses_long_over_are_erased(self):
        course = self._course(name="Old", date_end=date(2026, 1, 31))
        (old,) = self._enrol(course, [("Vesa", None)])
        with freeze_time("2027-01-20"):
            self.env["rr.enrolment"]._cron_roster_names()
        self.assertTrue(old.sudo().roster_name_cipher)
        press(course.with_user(self.officer), "finish")
        with freeze_time("2027-02-20"):
            self.env["rr.enrolment"]._cron_roster_names()
        self.assertFalse(old.with_user(self.trainer).roster_name)
        self.assertTrue(self.enrolments[0].with_user(self.trainer).roster_name)

    def test_signed_sheet_is_for_the_provider_and_the_case_officer(self):
        session = self.sessions[0]
        session.with_user(self.trainer).signed_sheet = b"JVBERi0xLjQK"
        self.env.flush_all()
        for user in (self.finance, self.reporter):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                session.with_user(user).read(["signed_sheet"])
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "rr.course.session"), ("res_id", "=", session.id),
             ("res_field", "=", "signed_sheet")]
        )  # fmt: skip
        self.assertEqual(len(attachment), 1)
        self.assertFalse(attachment.public)
        for user in (self.stranger, self.trainer, self.finance):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                attachment.with_user(user).read(["datas"])

    def test_no_field_ranks_a_person(self):
        words = ("score", "risk", "rank", "danger", "predict", "belief")
        for name in MODELS:
            for field in self.env[name]._fields:
                self.assertFalse([word for word in words if word in field])
