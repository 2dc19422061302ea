# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import PeopleCase


@freeze_time("2026-03-02 10:00:00")
@tagged("post_install", "-at_install")
class TestCohort(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [cls.make_person() for _ in range(5)]
        cls.items = cls.env["rr.outcome.followup"]
        for person in cls.people:
            cls.items |= cls.items._schedule(person, "course", "C-1", "2025-11-10")
        waves = cls.items.filtered(lambda item: item.wave == "3")
        answers = (
            ("employed_formal", "1"),
            ("self_employed", "4"),  # by a call only: reached, not verified
            ("education", "2"),
            ("seeking", "3"),
        )
        for item, (status, verification) in zip(waves, answers, strict=False):
            item.with_user(cls.officer).write(
                {
                    "status": status,
                    "verification": verification,
                    "date_done": "2026-02-20",
                }
            )
            item.with_user(cls.officer)._do_step("record")
        cls.env.flush_all()

    def _row(self, wave, user=None):
        self.env.flush_all()
        row = (
            self.env["rr.outcome.cohort"]
            .with_user(user or self.officer)
            .search([("wave", "=", wave), ("quarter", "=", "2025-10-01")])
        )
        row.invalidate_recordset()
        return row

    def test_who_is_not_yet_due_stands_apart(self):
        row = self._row("6")
        self.assertEqual((row.person_count, row.censored_count), (5, 5))
        self.assertEqual((row.due_count, row.reached_count, row.lost_count), (0, 0, 0))
        self.assertFalse(row.reached_share)

    def test_an_answer_before_the_window_closes_counts_and_the_rest_waits(self):
        row = self._row("3")
        self.assertEqual((row.person_count, row.censored_count), (5, 1))
        self.assertEqual((row.due_count, row.reached_count), (4, 4))

    def test_who_was_not_reached_stays_in_the_denominator(self):
        with freeze_time(datetime.datetime(2026, 3, 20, 10)):
            row = self._row("3")
            self.assertEqual((row.due_count, row.reached_count), (5, 4))
            self.assertEqual((row.lost_count, row.censored_count), (1, 0))
            self.assertAlmostEqual(row.reached_share, 0.8)

    def test_headlines_use_verified_answers_only(self):
        row = self._row("3")
        self.assertEqual(row.verified_count, 3)
        self.assertEqual(row.in_work_count, 1)
        self.assertEqual(row.education_count, 1)
        self.assertEqual(row.not_in_work_count, 1)
        self.assertEqual(row.other_count, 0)
        self.assertAlmostEqual(row.in_work_share, 0.25)

    def test_the_parts_add_up(self):
        for row in self.env["rr.outcome.cohort"].search([]):
            self.assertEqual(row.person_count, row.censored_count + row.due_count)
            self.assertEqual(row.due_count, row.reached_count + row.lost_count)

    def test_a_person_counts_once_per_cohort(self):
        self.items._schedule(self.people[0], "course", "C-2", "2025-12-10")
        self.assertEqual(self._row("6").person_count, 5)

    def test_counts_are_the_same_for_every_reader(self):
        expected = self._row("3").person_count
        for user in (self.officer2, self.head, self.users["reporter"]):
            self.assertEqual(self._row("3", user).person_count, expected)

    def test_other_roles_see_no_counts(self):
        for role in ("finance", "planner", "ngo", "donor", "dpo"):
            with self.assertRaises(AccessError):
                self._row("3", self.users[role])
