# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TransitionCase


@tagged("post_install", "-at_install")
class TestGolden(TransitionCase):
    def test_the_screen_shows_the_worked_example_to_the_cent(self):
        years = self._screen(self.golden, view="secure")["result"]["years"]
        self.assertEqual(
            [row["need"] for row in years], ["200000.00", "204000.00", "208080.00"]
        )
        self.assertEqual(
            [(row["gap"], row["gap_pct"]) for row in years],
            [("25200.00", "12.60"), ("73840.00", "36.20"), ("158140.80", "76.00")],
        )
        self.assertEqual(years[0]["stranded"], "5000.00")
        self.assertEqual(
            [row["state_share_of_funding"] for row in years],
            ["27.46", "37.62", "100.00"],
        )
        self.assertEqual(
            [row["cliff"] for row in years], ["0.00", "50600.00", "81200.00"]
        )

    def test_tried_shares_change_the_screen_and_nothing_stored(self):
        edits = {"grants": {"kind": "linear", "until": 2028}}
        tried = self._screen(self.golden, edits=edits)
        grants = next(line for line in tried["lines"] if line["code"] == "grants")
        self.assertEqual(grants["shares"], ["0.000000", "0.500000", "1.000000"])
        self.assertEqual(tried["result"]["years"][2]["state"], "143575.20")
        again = self._screen(self.golden)
        self.assertEqual(again["result"]["years"][2]["state"], "49939.20")

    def test_a_path_that_is_none_is_refused_by_name(self):
        with self.assertRaisesRegex(UserError, "grants"):
            self._screen(self.golden, edits={"grants": {"kind": "magic"}})
        with self.assertRaisesRegex(UserError, "nothing"):
            self._screen(self.golden, edits={"nothing": {"kind": "linear"}})


@tagged("post_install", "-at_install")
class TestStates(TransitionCase):
    def test_a_frozen_baseline_no_longer_changes(self):
        self.golden.action_freeze()
        self.assertTrue(self.golden.digest)
        parts = (
            self.golden.line_ids[0], self.golden.commitment_ids[0],
            self.golden.price_ids[0], self.golden.line_ids[0].year_ids[0],
            self.golden.commitment_ids.tranche_ids[0],
        )
        values = ({"quantity": 1}, {"amount": 1}, {"growth": 0}, {"quantity": 1},
                  {"amount": 1})
        for part, vals in zip(parts, values, strict=True):
            with self.assertRaisesRegex(UserError, "only a baseline in draft"):
                part.write(vals)
            with self.assertRaises(UserError):
                part.unlink()
        with self.assertRaises(UserError):
            self.golden.write({"base_year": 2030})
        with self.assertRaises(UserError):
            self.golden.write({"frozen_text": "{}"})
        with self.assertRaises(UserError):
            self.golden.sudo().write({"state": "draft"})

    def test_a_baseline_that_the_engine_refuses_is_not_frozen(self):
        self.golden.commitment_ids[0].tranche_ids[0].amount = 1
        with self.assertRaisesRegex(UserError, r"commitments\[A1\]"):
            self.golden.action_freeze()

    def test_a_scenario_without_overrides_equals_the_baseline_byte_for_byte(self):
        self.golden.action_freeze()
        scenario = self.golden.create(
            {"name": "Same", "code": "same", "baseline_id": self.golden.id}
        )
        self.assertEqual(scenario._rr_input(), json.loads(self.golden.frozen_text))
        scenario._do_step("submit", "as it is")
        self.assertEqual(scenario.frozen_text, self.golden.frozen_text)
        self.assertEqual(scenario.digest, self.golden.digest)

    def test_six_scenarios_are_shipped_with_who_when_and_why(self):
        self.golden.action_freeze()
        self.golden.action_ship_scenarios()
        self.golden.action_ship_scenarios()
        self.assertEqual(len(self.golden.scenario_ids), 6)
        takeover = self.golden.scenario_ids.filtered(
            lambda s: s.code == "golden-planned-takeover"
        )
        row = takeover.override_ids[0]
        self.assertEqual(row.user_id, self.planner)
        self.assertTrue(row.why and row.date)
        self.assertIn("State share", row.what)

    def test_an_override_needs_a_reason_and_is_never_changed(self):
        self.golden.action_freeze()
        model = self.golden.browse()
        edits = {"grants": {"kind": "linear", "until": 2028}}
        with self.assertRaisesRegex(UserError, "why"):
            model.save_edits(self.golden.id, edits, "  ", name="Mine")
        scenario = model.browse(
            model.save_edits(self.golden.id, edits, "agreed in May", name="Mine")
        )
        self.assertEqual(scenario.override_ids.why, "agreed in May")
        with self.assertRaises(UserError):
            scenario.override_ids.write({"why": "other"})
        scenario._do_step("submit", "framework 2027")
        with self.assertRaisesRegex(UserError, "submitted"):
            scenario.override_ids.unlink()
        with self.assertRaises(UserError):
            model.save_edits(scenario.id, edits, "more")
        self.assertEqual(scenario.submit_reason, "framework 2027")

    def test_results_are_stored_for_every_view_and_written_by_nobody(self):
        self.golden.action_freeze()
        rows = self.golden.result_ids.filtered(
            lambda r: r.kind == "line" and r.view == "secure" and r.year == 2028
        )
        self.assertAlmostEqual(sum(rows.mapped("gap")), 158140.80, 2)
        self.assertEqual({r.view for r in self.golden.result_ids},
                         {"secure", "probable", "expected"})
        with self.assertRaises(AccessError):
            rows[0].write({"gap": 0})

    def test_a_new_version_is_a_draft_with_the_same_input(self):
        self.golden.action_freeze()
        action = self.golden.action_new_version()
        version = self.golden.browse(action["res_id"])
        self.assertEqual(version.state, "draft")
        self.assertEqual(version._rr_draft_input(), json.loads(self.golden.frozen_text))

    def test_stale_prices_warn(self):
        self.golden.price_ids.as_of = "2025-01-01"
        self.assertIn("2025-01-01", self.golden.warning)
        self.assertTrue(self._screen(self.golden)["warnings"])
