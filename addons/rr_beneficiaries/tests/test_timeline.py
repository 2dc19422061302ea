# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import PeopleCase


@freeze_time("2026-03-02 10:00:00")
@tagged("post_install", "-at_install")
class TestTimeline(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case()
        cls.person = cls.case.beneficiary_id
        cls.env["rr.permission"].create(
            {"beneficiary_id": cls.person.id, "date_from": "2026-01-06"}
        )
        cls.env["rr.case.note"].with_user(cls.officer).create(
            {"case_id": cls.case.id, "note": "Secret", "date": "2026-02-01 09:00:00"}
        )
        cls.env["rr.handover"].create(
            {
                "case_id": cls.case.id,
                "date_notice": "2026-02-02",
                "date_release": "2026-05-10",
            }
        )
        cls.env["rr.outcome.followup"]._schedule(
            cls.person, "course", "C-1", "2026-02-20"
        )

    def _events(self, user):
        self.env.invalidate_all()
        return self.person.with_user(user).timeline

    def test_the_way_is_told_newest_first_and_each_event_opens_its_record(self):
        events = self._events(self.officer)
        dates = [event["date"] for event in events]
        self.assertEqual(dates, sorted(dates, reverse=True))
        kinds = {event["kind"] for event in events}
        self.assertLessEqual(
            {
                "Case opened", "Permission", "Visit",
                "Release announced", "Release from prison",
            },
            kinds,
        )
        for event in events:
            record = self.env[event["model"]].browse(event["id"])
            self.assertTrue(record.exists())

    def test_what_lies_ahead_is_marked(self):
        ahead = {e["kind"] for e in self._events(self.officer) if e["is_ahead"]}
        self.assertIn("Release from prison", ahead)
        self.assertNotIn("Case opened", ahead)

    def test_no_text_of_a_note_is_on_it(self):
        self.assertNotIn("Secret", repr(self._events(self.officer)))

    def test_everybody_sees_on_it_only_what_they_may_read(self):
        # Also through the case, as its form shows it.
        self.env.invalidate_all()
        events = self.case.with_user(self.psychologist).read(["timeline"])[0][
            "timeline"
        ]
        models = {event["model"] for event in events}
        self.assertNotIn("rr.case.note", models)
        self.assertNotIn("rr.permission", models)
        models = {event["model"] for event in self._events(self.psychologist)}
        self.assertIn("rr.case", models)
        self.assertNotIn("rr.case.note", models)
        self.assertNotIn("rr.permission", models)
        models = {event["model"] for event in self._events(self.officer2)}
        self.assertNotIn("rr.case", models)
        self.assertNotIn("rr.handover", models)
        with self.assertRaises(AccessError):
            self.person.with_user(self.users["reporter"]).read(["timeline"])

    def test_needs_goals_and_permissions_stand_beside_it(self):
        self.env["rr.need"].create(
            [
                {"case_id": self.case.id, "domain": "income", "date": "2026-01-10"},
                {
                    "case_id": self.case.id,
                    "domain": "income",
                    "date": "2026-02-10",
                    "status": "met",
                },
            ]
        )
        self.env["rr.plan.goal"].create(
            {
                "case_id": self.case.id,
                "name": "Find work",
                "domain": "income",
                "date_target": "2026-03-01",
            }
        )
        overview = self.case.with_user(self.officer).overview
        self.assertEqual([n["status"] for n in overview["needs"]], ["met"])
        self.assertEqual([g["is_late"] for g in overview["goals"]], [True])
        self.assertEqual(len(overview["permissions"]), 1)

    def test_the_psychologist_sees_no_permissions_beside_it(self):
        self.env.invalidate_all()
        overview = self.case.with_user(self.psychologist).overview
        self.assertEqual(overview["permissions"], [])
