# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, new_test_user

GOLDEN_LINES = (
    # code, quantity, unit cost, priority, category
    ("grants", 30, 3000, 1, "subsidies_transfers"),
    ("training", 40, 800, 2, "goods_services"),
    ("rent", 20, 2400, 3, "subsidies_transfers"),
    ("psychosocial", 60, 500, 4, "goods_services"),
)


@freeze_time("2026-11-20 10:00:00", tick=True)
class TransitionCase(TransactionCase):
    """A planner, and the worked example as records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(
            cls.env, "plan_test", groups="rr_base.group_planner", name="Pia Plan"
        )
        cls.golden = cls._golden(cls.env(user=cls.planner))

    @classmethod
    def _golden(cls, env):
        """The worked example: need 200,000 a year, two donors, rent by the state."""
        scenario = env["rr.transition.scenario"].create(
            {"name": "Worked example", "code": "golden", "base_year": 2026,
             "year_count": 3}
        )
        for year in (2027, 2028):
            env["rr.transition.price"].create(
                {"scenario_id": scenario.id, "price_group": "cpi", "year": year,
                 "growth": 0.02}
            )
        lines = {}
        for code, quantity, cost, priority, category in GOLDEN_LINES:
            lines[code] = env["rr.transition.line"].create(
                {"scenario_id": scenario.id, "code": code, "name": code.title(),
                 "quantity": quantity, "unit_cost": cost, "priority": priority,
                 "category": category}
            )
        lines["rent"].year_ids.state_share = 1
        sources = {
            code: env["rr.transition.source"].create(
                {"scenario_id": scenario.id, "code": code, "name": f"Source {code}",
                 "type": kind}
            )
            for code, kind in (("STATE", "state"), ("A", "donor"), ("B", "donor"))
        }
        env["rr.transition.commitment"].create(
            [
                {"scenario_id": scenario.id, "code": "A1", "source_id": sources["A"].id,
                 "amount": 140000, "date_start": "2026-01-01",
                 "date_end": "2027-12-31", "line_ids": [(6, 0, lines["grants"].ids)],
                 "tranche_ids": [
                     Command.create({"year": 2026, "amount": 95000}),
                     Command.create({"year": 2027, "amount": 45000}),
                 ]},
                {"scenario_id": scenario.id, "code": "B1", "source_id": sources["B"].id,
                 "amount": 73000, "date_start": "2026-07-01",
                 "date_end": "2027-06-30",
                 "line_ids": [
                     (6, 0, (lines["training"] + lines["psychosocial"]).ids)
                 ]},
            ]
        )
        return scenario

    def _full(self):
        """The worked example with what else there is: a currency, free money, an
        overlay with computed shares, ceilings, fractions of persons, odd cents."""
        golden = self.golden.copy({"code": "full", "name": "Full case"})
        env = golden.env
        golden.year_count = 5
        for line, cost, quantity in zip(
            golden.line_ids, (3333.33, 812.555, 2399.99, 517.0051), (31, 43.5, 19, 67),
            strict=True,
        ):
            line.write({"unit_cost": cost, "quantity": quantity, "overhead": 0.07})
        golden.line_ids[0].kind = "new"
        sources = {row.code: row for row in golden.source_ids}
        town = env["rr.transition.source"].create(
            {"scenario_id": golden.id, "code": "GJ", "name": 'Town "Gjilan"',
             "type": "municipality"}
        )
        dollar = env.ref("base.USD")
        for year, rate in zip(range(2026, 2031), (0.91, 0.905, 0.9, 0.893, 0.887), strict=True):
            env["rr.transition.rate"].create(
                {"scenario_id": golden.id, "currency": "USD", "year": year, "rate": rate}
            )
        common = {"scenario_id": golden.id}
        env["rr.transition.commitment"].create(
            [
                {**common, "code": "U1", "source_id": sources["B"].id,
                 "currency_id": dollar.id, "amount": 61234.57,
                 "date_start": "2026-03-15", "date_end": "2029-10-02"},
                {**common, "code": "S1", "source_id": sources["STATE"].id,
                 "amount": 12000, "date_start": "2026-01-01",
                 "date_end": "2030-12-31", "status": "appropriated"},
                {**common, "code": "T1", "source_id": town.id, "amount": 7777.77,
                 "date_start": "2027-02-01", "date_end": "2028-01-31",
                 "status": "pledged"},
                {**common, "code": "P1", "source_id": sources["A"].id, "amount": 90000,
                 "date_start": "2028-01-01", "date_end": "2030-06-30",
                 "status": "pipeline", "probability": 0.35},
            ]
        )
        env["rr.transition.ceiling"].create(
            [
                {**common, "category": category, "year": year, "amount": amount}
                for year in range(2027, 2031)
                for category, amount in (
                    ("subsidies_transfers", 60000), ("goods_services", 30000.5),
                )
            ]
        )
        golden.action_freeze()
        golden.action_ship_scenarios()
        return golden

    def _screen(self, scenario, **kwargs):
        return json.loads(
            json.dumps(self.env(user=self.planner)["rr.transition.scenario"].get_screen(
                scenario.id, **kwargs
            ))
        )
