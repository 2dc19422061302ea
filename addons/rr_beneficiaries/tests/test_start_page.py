# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from .common import PeopleCase


@freeze_time("2026-05-20 10:00:00")
@tagged("post_install", "-at_install")
class TestStartPage(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case()
        cls.env["rr.referral"].create(
            [
                {"municipality_id": place.id, "date": "2026-05-17"}
                for place in (cls.gjilan, cls.prizren)
            ]
        )

    def _data(self, user=None):
        self.env.flush_all()
        return self.env["rr.start.page"].with_user(user or self.officer).get_data()

    def _count(self, label, user=None):
        items = {i["label"]: i for i in self._data(user)["waiting"]}
        return items[label]["count"] if label in items else 0

    def test_what_waits_is_counted_under_the_readers_own_rules(self):
        self.assertEqual(self._count("Referrals to answer"), 1)
        self.assertEqual(self._count("Referrals to answer", self.head), 2)

    def test_each_line_opens_the_rows_it_counts(self):
        for item in self._data()["waiting"]:
            records = self.env[item["model"]].with_user(self.officer)
            self.assertEqual(records.search_count(item["domain"]), item["count"])

    def test_the_oldest_referral_is_told(self):
        item = self._data()["waiting"][0]
        self.assertIn("3 days", item["detail"])

    def test_nothing_that_is_empty_is_shown(self):
        labels = [item["label"] for item in self._data()["waiting"]]
        self.assertNotIn("Open complaints", labels)

    def test_late_cases_and_services_are_listed_oldest_first(self):
        self.case.with_user(self.officer)._do_step("assess")
        self.case.with_user(self.officer)._do_step("accept")
        self.case.date_intake = "2026-03-01"
        self.env["rr.service"].create(
            {
                "case_id": self.case.id,
                "kind": "medical",
                "date_planned": "2026-03-10",
            }
        )
        late = self._data()["late"]
        self.assertEqual([row["date"] for row in late], ["2026-03-10", "2026-03-31"])
        self.assertFalse(self._data(self.officer2)["late"])

    def test_plans_within_thirty_days_are_told_with_their_denominator(self):
        self.case.write({"date_intake": "2026-04-01", "date_plan": "2026-04-20"})
        other = self.make_case()
        other.write({"date_intake": "2026-04-05", "date_plan": "2026-05-19"})
        figures = {f["label"]: f["value"] for f in self._data()["figures"]}
        self.assertEqual(figures["Plans within 30 days, this quarter"], "1 of 2")

    def test_needs_are_told_at_first_and_now(self):
        self.env["rr.need"].create(
            [
                {"case_id": self.case.id, "domain": "housing", "date": "2026-01-10"},
                {
                    "case_id": self.case.id,
                    "domain": "housing",
                    "date": "2026-04-10",
                    "status": "met",
                },
                {
                    "case_id": self.case.id,
                    "domain": "legal",
                    "date": "2026-01-10",
                    "status": "none",
                },
            ]
        )
        picture = self._data()["picture"]
        [row] = picture["rows"]
        self.assertEqual((row["label"], row["text"]), ("Housing", "0 → 1 / 1"))
        self.assertEqual((row["parts"][0]["value"], row["mark"]), (1, 0))

    def test_a_person_is_told_by_code_alone(self):
        person = self.make_person(identity={})
        case = self.make_case(person)
        self.env["rr.service"].create(
            {"case_id": case.id, "kind": "medical", "date_planned": "2026-03-10"}
        )
        text = str(self._data())
        self.assertIn(person.code, text)
        for name in ("Arta", "Gashi"):
            self.assertNotIn(name, text)

    def test_the_psychologist_sees_own_sessions_only(self):
        self.env["rr.psychosocial.session"].create(
            [
                {
                    "case_id": self.case.id,
                    "date": "2026-05-10",
                    "psychologist_id": self.users[role].id,
                    "is_attended": attended,
                }
                for role, attended in (
                    ("psychologist", True),
                    ("psychologist", False),
                    ("head", True),
                )
            ]
        )
        page = self._data(self.users["psychologist"])
        self.assertEqual([f["value"] for f in page["figures"]], ["2", "1 of 2", "1"])
        may = [row for row in page["picture"]["rows"] if row["text"] == "1 of 2"]
        self.assertEqual(len(may), 1)

    def test_more_rows_cost_no_more_queries(self):
        self._data()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["rr.start.page"].with_user(self.officer).get_data()
            return self.env.cr.sql_log_count - before

        few = queries()
        cases = [self.make_case() for _ in range(12)]
        self.env["rr.need"].create(
            [{"case_id": case.id, "domain": "housing"} for case in cases]
        )
        self.env["rr.service"].create(
            [
                {"case_id": case.id, "kind": "medical", "date_planned": "2026-03-10"}
                for case in cases
            ]
        )
        self.assertEqual(len(self._data()["late"]), 8)
        self.assertLessEqual(queries(), few + 6)
