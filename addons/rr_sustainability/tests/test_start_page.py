# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from .common import TransitionCase


@freeze_time("2026-07-10 10:00:00")
@tagged("post_install", "-at_install")
class TestStartPage(TransitionCase):
    def page(self):
        self.env.flush_all()
        return self.env["rr.start.page"].with_user(self.planner).get_data()

    def test_what_the_planner_opens_waits_until_it_is_frozen(self):
        items = {item["label"] for item in self.page()["waiting"]}
        self.assertIn("Baselines to freeze", items)

    def test_gap_and_share_are_those_of_the_frozen_baseline(self):
        self.golden.action_freeze()
        pages = self.env["rr.start.page"].with_user(self.planner)
        rows = pages._rr_baseline_years()
        self.assertEqual(rows.scenario_id.state, "frozen")
        figures = {item["label"]: item["value"] for item in self.page()["figures"]}
        self.assertEqual(len(figures), 3)
        if rows.scenario_id == self.golden:
            picture = self.page()["picture"]
            self.assertEqual(
                [row["text"] for row in picture["rows"]],
                ["200,000 €", "204,000 €", "208,080 €"],
            )

    def test_a_step_of_the_budget_year_that_has_passed_is_told(self):
        late = self.page()["late"]
        self.assertTrue(late)
        for row in late:
            self.assertEqual(row["model"], "rr.transition.calendar")
            self.assertLess(row["date"], "2026-07-10")

    def test_it_opens_no_person_and_no_case(self):
        models = {item["model"] for item in self.page()["waiting"]}
        self.assertFalse([name for name in models if "beneficiary" in name])
