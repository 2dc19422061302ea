# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.register_counts import count_by_place
from ..tools.places import protected
from .common import TransitionCase

#: models that hold persons, cases or money of persons
CLOSED = (
    "rr.beneficiary", "rr.beneficiary.identity", "rr.household", "rr.case", "rr.need",
    "rr.service", "rr.permission", "rr.referral", "rr.outcome.followup",
    "rr.course", "rr.enrolment", "rr.attendance", "rr.grant", "rr.grant.payment",
    "rr.payee", "rr.support.record", "rr.fund.entry", "rr.fund.agreement",
    "rr.activity.funding", "rr.audit.entry",
)
#: field types that lead to another model
LINKS = ("many2one", "one2many", "many2many")


@tagged("post_install", "-at_install")
class TestPlannerAccess(TransitionCase):
    def test_planner_reads_no_model_of_persons_or_cases(self):
        for name in CLOSED:
            model = self.env[name].with_user(self.planner)
            for call in (
                lambda m=model: m.search([]).ids,
                lambda m=model: m.search_count([]),
                lambda m=model: m.name_search(""),
                lambda m=model: m.search_read([], ["display_name"]),
                lambda m=model: m.formatted_read_group([], [], ["__count"]),
            ):
                with self.assertRaises(AccessError, msg=name):
                    call()

    def test_no_field_of_a_scenario_leads_to_a_person_or_a_case(self):
        own = [name for name in self.env if name.startswith("rr.transition.")]
        for name in own:
            for field in self.env[name]._fields.values():
                if field.type in LINKS:
                    self.assertNotIn(field.comodel_name, CLOSED, f"{name}.{field.name}")

    def test_head_and_director_read_scenarios_and_change_nothing(self):
        self.golden.action_freeze()
        for role in ("head", "director"):
            user = new_test_user(
                self.env, f"plan_{role}", groups=f"rr_base.group_{role}"
            )
            model = self.env["rr.transition.scenario"].with_user(user)
            screen = model.get_screen(self.golden.id)
            self.assertEqual(screen["result"]["years"][0]["gap"], "25200.00")
            self.assertFalse(screen["can_write"])
            with self.assertRaises(AccessError):
                model.browse(self.golden.id).action_new_version()
            with self.assertRaises(AccessError):
                model.save_edits(
                    self.golden.id, {"grants": {"kind": "linear"}}, "why", name="x"
                )
            with self.assertRaises(AccessError):
                model.browse(self.golden.id)._do_step("submit", "x")

    def test_no_other_role_reads_a_scenario(self):
        for role in ("officer", "psychologist", "finance", "reviewer", "reporter",
                     "dpo", "ngo", "municipality", "donor"):
            user = new_test_user(
                self.env, f"plan_no_{role}", groups=f"rr_base.group_{role}"
            )
            model = self.env["rr.transition.scenario"].with_user(user)
            self.env.invalidate_all()
            for call in (
                lambda m=model: m.get_screen(self.golden.id),
                lambda m=model: m.get_comparison(self.golden.id),
                lambda m=model: m.get_sensitivity(self.golden.id),
                lambda m=model: m.browse(self.golden.id).read(["name"]),
                lambda m=model: m.browse(self.golden.id)._rr_workbook(),
            ):
                with self.assertRaises(AccessError, msg=role):
                    call()


@tagged("post_install", "-at_install")
class TestRegisterCounts(TransitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        places = {"municipality_pr": 9, "municipality_fk": 3, "municipality_gl": 2,
                  "municipality_gj": 2}
        officer = new_test_user(
            cls.env, "plan_officer", groups="rr_base.group_officer"
        )
        for xmlid, number in places.items():
            place = cls.env.ref(f"rr_base.{xmlid}")
            for _number in range(number):
                person = cls.env["rr.beneficiary"].create(
                    {"municipality_id": place.id, "sex": "f", "birth_year": 1990,
                     "kind": "direct", "entry_route": "returnee",
                     "entry_date": "2024-02-01", "entry_status": "seeking"}
                )
                cls.env["rr.case"].create(
                    {"beneficiary_id": person.id, "officer_id": officer.id,
                     "date_open": "2024-02-01"}
                )

    def _line(self, **values):
        return self.golden.line_ids.create(
            {"scenario_id": self.golden.id, "code": "cases", "name": "Cases",
             "driver": "open_cases", "quantity": 50, "unit_cost": 1,
             "category": "goods_services", **values}
        )

    def test_a_driver_counts_everybody_and_shows_nobody(self):
        line = self._line()
        self.golden.action_load_register()
        self.assertEqual((line.quantity, line.actual_quantity), (16, 16))

    def test_no_place_is_shown_with_four_persons_or_fewer(self):
        counts = count_by_place(self.env, "open_cases", *self.golden._rr_last_year())
        gjilan = self.env.ref("rr_base.municipality_gj")
        self.assertTrue(counts[(gjilan.district, gjilan.code)])
        shown = protected(counts)
        self.assertTrue(shown)
        self.assertTrue(all(count > 4 for count in shown.values()), shown)
        self.assertNotIn(("municipality", gjilan.code), shown)

    def test_a_line_of_few_persons_in_a_place_is_kept_by_district(self):
        line = self._line(municipality_id=self.env.ref("rr_base.municipality_gj").id)
        self.assertTrue(line.municipality_id)
        line.quantity = 4
        self.assertFalse(line.municipality_id)
        self.assertEqual(line.district, "GJ")
        other = self._line(
            code="small", quantity=2,
            municipality_id=self.env.ref("rr_base.municipality_pr").id,
        )
        self.assertFalse(other.municipality_id)
        self.assertEqual(other.place, "District of Pristina")

    def test_a_unit_cost_of_few_cases_is_not_read(self):
        line = self.golden.line_ids[0]
        line.cost_basis = "individual_grants"
        before = line.unit_cost
        action = self.golden.action_load_register()
        self.assertEqual(line.unit_cost, before)
        self.assertIn("too few", action["params"]["message"])


@tagged("post_install", "-at_install")
class TestHttp(HttpCase):
    def test_workbook_and_brief_follow_the_readers_rights(self):
        env = self.env
        planner = new_test_user(
            env, "plan_http", password="plan_http_pw", groups="rr_base.group_planner"
        )
        officer = new_test_user(
            env, "officer_http", password="officer_http_pw", groups="rr_base.group_officer"
        )
        scenario = TransitionCase._golden(env(user=planner))
        route = f"/rr/transition/{scenario.id}/workbook"
        brief = f"/report/pdf/rr_sustainability.transition_brief/{scenario.id}"
        self.authenticate(planner.login, "plan_http_pw")
        answer = self.url_open(route)
        self.assertEqual((answer.status_code, answer.content[:2]), (200, b"PK"))
        answer = self.url_open(brief)
        self.assertEqual(answer.content[:5], b"%PDF-")
        self.authenticate(officer.login, "officer_http_pw")
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertEqual(self.url_open(route).status_code, 403)
        self.authenticate(None, None)
        self.assertNotIn(b"PK", self.url_open(route).content[:2])

    def test_rpc_gives_a_planner_no_person(self):
        new_test_user(
            self.env, "plan_rpc", password="plan_rpc_pw", groups="rr_base.group_planner"
        )
        self.authenticate("plan_rpc", "plan_rpc_pw")
        for model in ("rr.beneficiary", "rr.case", "rr.grant", "rr.fund.entry"):
            with self.assertLogs("odoo.http", "WARNING"):
                answer = self.url_open(
                    f"/web/dataset/call_kw/{model}/search_read",
                    data=json.dumps({
                        "jsonrpc": "2.0", "method": "call",
                        "params": {"model": model, "method": "search_read", "args": [[]],
                                   "kwargs": {"fields": ["display_name"]}},
                    }),
                    headers={"Content-Type": "application/json"},
                ).json()
            self.assertTrue(re.search("AccessError", json.dumps(answer["error"])), model)
