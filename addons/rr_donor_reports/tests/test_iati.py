# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..facts.iati import shares_of_hundred
from ..renderers import iati
from .common import ReportCase
from .iati_judge import NUMBERS, PLAIN, ruleset_errors, schema_errors


@tagged("post_install", "-at_install")
class TestIati(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement.donor_activity_ref = "XM-DAC-1-4711"
        cls.donor_a.rr_iati_ref = "XM-DAC-1"
        persons = cls.make_persons(8)
        cls.pay_persons(persons, 1000.5, "2025-08-01", cls.line)
        cls.pay(4000, "2025-11-01", cls.line2)
        cls.agreement._receive(30000, "2025-03-05", "rcv-1")
        target = cls.env["rr.indicator.target"]
        for key, value in (("a01", 40), ("a04", 30), ("a02", 9000), ("a08", 120)):
            target.create(
                {
                    "agreement_id": cls.agreement.id,
                    "indicator_id": cls.env.ref(f"rr_donor_reports.indicator_{key}").id,
                    "value": value,
                    "has_baseline": True,
                    "baseline": 3,
                    "baseline_year": 2024,
                }
            )
        cls.report = cls.make_report(cls.agreement)
        cls.report.action_generate()
        cls.snapshot = cls.report.sudo()._load_snapshot()
        cls.document = etree.fromstring(iati.render(cls.snapshot))

    def test_the_file_is_valid_by_schema_and_ruleset(self):
        self.assertEqual(schema_errors(self.document), [])
        self.assertEqual(ruleset_errors(self.document), [])

    def test_the_file_of_the_programme_is_valid_too(self):
        report = self.make_report()
        report.action_generate()
        document = etree.fromstring(iati.render(report.sudo()._load_snapshot()))
        self.assertEqual(schema_errors(document), [])
        self.assertEqual(ruleset_errors(document), [])
        self.assertTrue(document.xpath("//related-activity[@type='2']"))
        self.assertFalse(document.xpath("//transaction"))

    def test_the_judges_see_errors(self):
        broken = etree.fromstring(etree.tostring(self.document))
        broken.find("iati-activity/sector").getparent().insert(
            0, broken.find("iati-activity/sector")
        )
        self.assertTrue(schema_errors(broken))
        broken = etree.fromstring(etree.tostring(self.document))
        broken.find("iati-activity/transaction/transaction-date").set(
            "iso-date", "2999-01-01"
        )
        broken.find("iati-activity/recipient-country").set("percentage", "90")
        self.assertEqual(len(ruleset_errors(broken)), 2)

    def test_every_baseline_target_and_actual_is_a_plain_decimal(self):
        values = self.document.xpath(NUMBERS)
        self.assertTrue(values)
        for value in values:
            self.assertRegex(value, PLAIN)

    def test_a_withheld_count_has_no_element(self):
        titles = self.document.xpath(
            "//indicator[title/narrative='Persons with a paid individual grant under "
            "the agreement']"
        )
        self.assertEqual(len(titles), 1)
        self.assertFalse(titles[0].xpath(".//actual"))
        self.assertTrue(titles[0].xpath(".//target"))

    def test_nothing_is_placed_below_the_country(self):
        self.assertFalse(self.document.xpath("//location|//recipient-region"))
        self.assertEqual(self.document.xpath("//recipient-country/@code"), ["XK"])

    def test_the_sectors_sum_to_a_hundred_and_none_is_for_ex_combatants(self):
        sectors = self.document.xpath("//sector")
        self.assertAlmostEqual(sum(float(s.get("percentage")) for s in sectors), 100)
        self.assertNotIn("15240", [s.get("code") for s in sectors])

    def test_incoming_money_names_the_donors_activity(self):
        for code in ("1", "11"):
            found = self.document.xpath(
                f"//transaction[transaction-type/@code='{code}']"
                "/provider-org/@provider-activity-id"
            )
            self.assertEqual(found, ["XM-DAC-1-4711"])

    def test_all_payments_of_a_quarter_are_one_expenditure(self):
        spent = self.document.xpath("//transaction[transaction-type/@code='4']/value")
        self.assertEqual([v.text for v in spent], ["8004.00", "4000.00"])
        self.assertFalse(self.document.xpath("//transaction[transaction-type/@code='3']"))

    def test_budgets_are_a_year_at_most_and_sum_to_the_agreement(self):
        budgets = self.document.xpath("//budget")
        self.assertEqual(len(budgets), 2)
        self.assertEqual(sum(float(b.find("value").text) for b in budgets), 100000)

    def test_the_money_is_the_statement_of_the_workbook(self):
        spent = self.document.xpath("//transaction[transaction-type/@code='4']/value")
        told = self.find(
            self.snapshot, "statement", line="total", column="actual_cumulative"
        )
        self.assertAlmostEqual(sum(float(v.text) for v in spent), float(told["value"]))

    def test_shares_sum_to_a_hundred_whatever_the_amounts(self):
        for amounts in ({"a": 1, "b": 1, "c": 1}, {"a": 7}, {"a": 1, "b": 9999}):
            shares = shares_of_hundred(amounts)
            self.assertAlmostEqual(sum(float(s) for _c, s in shares), 100)

    def test_a_missing_upward_link_stops_the_issue(self):
        self.agreement.donor_activity_ref = False
        report = self.report
        report.action_generate()
        self.assertIn("upward link", " ".join(report._checklist_open()))

    def test_only_the_head_opens_the_export(self):
        report = self.walk(self.report)
        self.assertNotIn("xml", report._open_formats())
        for name in ("reporter", "finance", "dpo"):
            with self.subTest(role=name), self.assertRaises(AccessError):
                report.with_user(self.users[name]).action_authorise_iati()
        report.with_user(self.users["head"]).action_authorise_iati()
        self.assertIn("xml", report._open_formats())
