# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..facts.merge import merge_small
from .common import ReportCase


@tagged("post_install", "-at_install")
class TestStatement(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.persons = cls.make_persons(9)
        cls.pay_persons(cls.persons[:6], 1200.35, "2025-03-10", cls.line)
        cls.pay_persons(cls.persons[6:], 999.99, "2025-10-10", cls.line, "rent")
        cls.pay(4000.01, "2025-11-30", cls.line2)
        cls.pay(250.5, "2025-12-31", cls.line3)
        cls.post("reserve", 800, "2025-12-01", cls.line2)
        cls.post("commit", 800, "2025-12-01", cls.line2)

    def snapshot(self, **values):
        report = self.make_report(values.pop("agreement", self.agreement), **values)
        report.action_generate()
        return report.sudo()._load_snapshot()

    def amount(self, snapshot, column, line="total"):
        cell = self.find(snapshot, "statement", line=line, column=column)
        return Decimal(cell["value"])

    def test_the_statement_equals_the_ledger_to_the_cent(self):
        snapshot = self.snapshot()
        balance = self.env["rr.fund.entry"]._balances(
            "agreement_id", agreements=self.agreement, date_to="2025-12-31"
        )[self.agreement.id]
        self.assertEqual(self.amount(snapshot, "revised"), balance["allocated"])
        self.assertEqual(self.amount(snapshot, "actual_cumulative"), balance["paid"])
        self.assertEqual(self.amount(snapshot, "commitments"), balance["committed"])
        period = self.env["rr.fund.entry"]._sum_effects(
            ("pay",), "agreement_id", agreements=self.agreement,
            date_from="2025-07-01", date_to="2025-12-31",
        )[self.agreement.id]
        self.assertEqual(self.amount(snapshot, "actual_period"), period)

    def test_each_line_equals_its_ledger(self):
        snapshot = self.snapshot()
        for line in (self.line, self.line2, self.line3):
            paid = self.env["rr.fund.entry"]._sum_effects(
                ("pay",), "line_id", lines=line, date_to="2025-12-31"
            )[line.id]
            self.assertEqual(
                self.amount(snapshot, "actual_cumulative", line.code), paid
            )

    def test_what_is_booked_after_the_period_is_not_in_it(self):
        before = self.snapshot()
        self.pay(77, "2026-01-01", self.line2)
        after = self.snapshot(lang="sq_AL", date_from="2025-07-02")
        self.assertEqual(
            self.amount(before, "actual_cumulative"),
            self.amount(after, "actual_cumulative"),
        )

    def test_cash_opens_and_closes_with_the_ledger(self):
        self.agreement._receive(20000, "2025-01-15", "r1")
        self.agreement._receive(500, "2025-08-15", "r2", interest=True)
        snapshot = self.snapshot()
        cash = {
            cell["key"]["item"]: Decimal(cell["value"])
            for cell in snapshot["money"]
            if cell["table"] == "cash"
        }
        self.assertEqual(cash["opening"], Decimal("20000") - Decimal("7202.10"))
        self.assertEqual(cash["interest"], 500)
        self.assertEqual(
            cash["opening"] + cash["received"] + cash["interest"] - cash["spent"],
            cash["closing"],
        )
        self.assertEqual(cash["spent"], self.amount(snapshot, "actual_period"))

    def test_off_budget_money_is_no_cash_of_the_ministry(self):
        agreement = self.make_agreement(
            self.donor_b, "OB-1", "EUR", 1000, channel="off_budget"
        )
        line = self.make_line(agreement, "1", 1000, "training")
        self.sign(agreement)
        self.pay(100, "2025-08-01", line)
        snapshot = self.snapshot(agreement=agreement)
        self.assertFalse([c for c in snapshot["money"] if c["table"] == "cash"])
        self.assertEqual(snapshot["statement"]["channel"], "off_budget")

    def test_foreign_currency_is_reported_in_its_own_and_in_euro(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": usd.id, "name": "2024-12-31", "rate": 1.25},
                {"currency_id": usd.id, "name": "2025-09-01", "rate": 1.6},
            ]
        )
        agreement = self.make_agreement(self.donor_b, "US-1", "USD", 10000)
        line = self.make_line(agreement, "1", 10000, "training")
        self.sign(agreement)
        self.pay(1000, "2025-08-01", line)
        self.pay(600, "2025-10-01", line)
        snapshot = self.snapshot(agreement=agreement)
        self.assertEqual(self.amount(snapshot, "actual_cumulative"), 1600)
        self.assertEqual(self.amount(snapshot, "this_donor"), 1175)
        self.assertEqual(snapshot["statement"]["rate"], round(1600 / 1175, 4))
        self.assertEqual(
            self.find(snapshot, "statement", line="total", column="this_donor")[
                "currency"
            ],
            "EUR",
        )

    def test_other_payers_of_the_same_grants_stand_beside(self):
        state = self.make_agreement(
            False, "ST-1", "EUR", 9000, kind="state_mia", channel="state_budget"
        )
        line = self.make_line(state, "1", 9000, "individual_grants")
        self.sign(state)
        grant = self.env["rr.fund.entry"].search(
            [("line_id", "=", self.line.id), ("effect", "=", "pay")], limit=1
        ).grant_id
        self.pay(400, "2025-09-01", line, grant_id=grant.id)
        self.pay(55, "2025-09-01", line)
        snapshot = self.snapshot()
        self.assertEqual(self.amount(snapshot, "state", "1"), 400)
        self.assertEqual(self.amount(snapshot, "state"), 400)

    def test_a_line_over_the_tolerance_asks_for_an_explanation(self):
        snapshot = self.snapshot()
        variance = self.find(snapshot, "statement", line="2", column="variance")
        self.assertGreater(abs(variance["value"]), 0.10)
        self.assertIn("2", snapshot["variance_lines"])

    def test_indirect_costs_above_the_cap_ask_for_an_explanation(self):
        self.assertFalse(self.template.has_indirect_cap is False)
        self.pay(3000, "2025-12-31", self.line3)
        snapshot = self.snapshot()
        self.assertFalse(snapshot["statement"]["is_cap_kept"])
        self.assertIn("3", snapshot["variance_lines"])

    def test_in_the_year_a_line_with_few_new_payees_is_shown_with_the_next(self):
        line4 = self.make_line_of_new_agreement()
        snapshot = self.snapshot(
            agreement=line4.agreement_id, date_from="2025-07-01", date_to="2025-09-30"
        )
        codes = [line["code"] for line in snapshot["lines"]]
        self.assertEqual(codes, ["A+B", "C"])
        for cell in snapshot["money"]:
            self.assertNotIn(cell["key"].get("line"), ("A", "B"))
        parts = snapshot["lines"][0]["parts"]
        self.assertEqual([part["code"] for part in parts], ["A", "B"])

    def test_when_the_year_has_closed_each_line_stands_alone(self):
        line4 = self.make_line_of_new_agreement()
        snapshot = self.snapshot(agreement=line4.agreement_id)
        self.assertEqual([line["code"] for line in snapshot["lines"]], ["A", "B", "C"])

    def make_line_of_new_agreement(self):
        agreement = self.make_agreement(self.donor_b, "SM-1", "EUR", 30000)
        line = self.make_line(agreement, "A", 10000, "individual_grants")
        second = self.make_line(agreement, "B", 10000, "rent")
        self.make_line(agreement, "C", 10000, "training")
        self.sign(agreement)
        self.pay_persons(self.persons[:2], 3000, "2025-08-01", line)
        self.pay_persons(self.persons[:6], 100, "2025-08-01", second, "rent")
        return line

    def test_groups_never_tell_of_few_payees_alone(self):
        def line(payees, spent=True, fixed=False):
            return {"payees": payees, "spent": spent, "fixed": fixed}

        self.assertEqual(merge_small([line(2), line(0), line(0)], 5), [[0, 1], [2]])
        self.assertEqual(merge_small([line(2), line(0, spent=False), line(9)], 5), [[0, 1, 2]])
        self.assertEqual(merge_small([line(9), line(3)], 5), [[0, 1]])
        self.assertEqual(
            merge_small([line(3), line(0, fixed=True), line(0)], 5), [[0, 2], [1]]
        )

    def test_the_report_of_the_programme_sums_all_agreements_in_euro(self):
        report = self.make_report()
        report.action_generate()
        snapshot = report.sudo()._load_snapshot()
        self.env.cr.execute(
            "SELECT sum(sign * amount_eur) FROM rr_fund_entry"
            " WHERE effect = 'pay' AND date <= '2025-12-31'"
        )
        booked = Decimal(str(self.env.cr.fetchone()[0]))
        self.assertEqual(self.amount(snapshot, "actual_cumulative"), booked)

    def test_a_restatement_lists_each_figure_that_changed(self):
        first = self.walk(self.make_report(self.agreement))
        period = self.agreement.report_period_ids.filtered(
            lambda p: str(p.date_to) == "2025-12-31"
        )
        self.env["rr.report.period.exception"].with_user(self.users["head"]).create(
            {
                "period_id": period.id, "user_id": self.env.uid,
                "reason": "Invoice found",
            }
        )
        self.pay(123.45, "2025-12-15", self.line2)
        new = first.with_user(self.users["reporter"]).action_restate("Invoice found")
        new.with_user(self.users["reporter"]).action_generate()
        changes = new.sudo()._load_snapshot()["changes"]
        labels = [change["label"] for change in changes]
        self.assertIn("statement: actual cumulative, 2", labels)
        told = next(c for c in changes if c["label"] == "statement: actual cumulative, 2")
        self.assertEqual((told["before"], told["after"]), ("4000.01", "4123.46"))
        self.assertNotIn("statement: actual cumulative, 1", labels)

    def test_a_number_opens_its_rows_as_far_as_the_reader_may(self):
        report = self.make_report(self.agreement)
        report.action_generate()
        result = report.result_ids.filtered(lambda r: r.indicator_id.code == "A01")
        action = result.with_user(self.users["reporter"]).action_open_rows()
        self.assertEqual(set(action["domain"][0][2]), set(self.persons.ids))
        self.assertIn("9 of 9", action["name"])
        with self.assertRaises(AccessError):
            result.with_user(self.contact_a).action_open_rows()
        typed = report.result_ids.filtered(lambda r: r.indicator_id.kind == "typed")
        with self.assertRaises(UserError):
            typed[:1].with_user(self.users["reporter"]).action_open_rows()
