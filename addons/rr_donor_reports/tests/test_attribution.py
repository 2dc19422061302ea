# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.rr_base.tools.money import largest_remainder
from odoo.tests import tagged

from .. import measures
from ..facts.attribution import persons_of
from .common import END, START, ReportCase


@tagged("post_install", "-at_install")
class TestAttribution(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_agreement(cls.donor_b, "FB-2", "EUR", 50000)
        cls.other_line = cls.make_line(cls.other, "1", 50000, "individual_grants")
        cls.sign(cls.other)
        both = cls.make_persons(3)
        only = cls.make_persons(4)
        for person in both:
            grant = cls.make_grant(person)
            cls.pay(300, "2025-08-01", cls.line, grant_id=grant.id)
            cls.pay(700, "2025-08-01", cls.other_line, grant_id=grant.id)
        cls.pay_persons(only, 100, "2025-08-02", cls.line)

    def rows(self):
        self.env.flush_all()
        return measures.rows(
            self.env.cr, "attribution", as_of=END, start=START, agreement=None
        )

    def test_contribution_counts_each_person_in_full_for_each_funder(self):
        rows = self.rows()
        self.assertEqual(persons_of(rows, self.agreement.id, "contribution"), 7)
        self.assertEqual(persons_of(rows, self.other.id, "contribution"), 3)
        for agreement in (self.agreement, self.other):
            told = measures.persons(
                self.env.cr, "agreement_persons",
                as_of=END, start=START, agreement=agreement.id,
            )
            self.assertEqual(
                told[0], persons_of(rows, agreement.id, "contribution")
            )

    def test_lead_counts_each_person_for_the_greatest_share(self):
        rows = self.rows()
        self.assertEqual(persons_of(rows, self.agreement.id, "lead"), 4)
        self.assertEqual(persons_of(rows, self.other.id, "lead"), 3)

    def test_pro_rata_sums_to_the_unique_count(self):
        rows = self.rows()
        shares = [persons_of(rows, row["agreement_id"], "pro_rata") for row in rows]
        self.assertEqual(sum(shares), rows[0]["total"])
        self.assertEqual(rows[0]["total"], 7)
        self.assertEqual(persons_of(rows, self.agreement.id, "pro_rata"), 5)

    def test_largest_remainder_is_exact_for_awkward_shares(self):
        self.assertEqual(
            sum(largest_remainder([10 / 3] * 3, 10)), 10
        )

    def test_the_report_uses_the_mode_of_the_agreement_alone(self):
        self.agreement.attribution = "pro_rata"
        report = self.make_report(self.agreement)
        report.action_generate()
        snapshot = report.sudo()._load_snapshot()
        cell = self.find(snapshot, "public_totals", measure="agreement_persons")
        self.assertEqual(cell["value"], 5)
        told = self.find(
            snapshot, "results", indicator="A01", column="actual_cumulative"
        )
        self.assertEqual(told["value"], 5)
        self.assertEqual(snapshot["meta"]["attribution"], "pro_rata")
