# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.addons.rr_beneficiaries.models.constants import IN_WORK
from odoo.tests import tagged
from odoo.tools import file_path

from .. import measures
from ..measures.catalogue import MEASURES, public_totals
from .common import END, START, ReportCase


@tagged("post_install", "-at_install")
class TestMeasures(ReportCase):
    def count(self, name, as_of=END, agreement=None):
        self.env.flush_all()
        return measures.persons(
            self.env.cr, name, as_of=as_of, start=START, agreement=agreement
        )

    def value(self, name, as_of=END, agreement=None):
        self.env.flush_all()
        return measures.value(
            self.env.cr, name, as_of=as_of, start=START, agreement=agreement
        )

    def test_every_measure_is_one_statement_in_its_own_file(self):
        folder = Path(file_path("rr_donor_reports/measures/sql"))
        self.assertEqual({p.stem for p in folder.glob("*.sql")}, set(MEASURES))
        for name in MEASURES:
            text = re.sub(r"--[^\n]*", "", measures.query(name))
            self.assertNotIn(";", text, name)

    def test_every_part_of_a_statement_is_used(self):
        folder = Path(file_path("rr_donor_reports/measures/sql"))
        texts = [p.read_text(encoding="utf-8") for p in folder.rglob("*.sql")]
        used = {name for text in texts for name in re.findall(r"{(\w+)}", text)}
        self.assertEqual({p.stem for p in (folder / "parts").glob("*.sql")}, used)
        for name in MEASURES:
            self.assertNotRegex(measures.query(name), r"[{}]")

    def test_in_work_means_the_same_for_persons_and_for_measures(self):
        self.assertEqual(measures.IN_WORK, IN_WORK)

    def test_every_measure_runs_for_the_programme_and_for_an_agreement(self):
        self.env.flush_all()
        for name in MEASURES:
            for agreement in (None, self.agreement.id):
                measures.rows(
                    self.env.cr, name,
                    as_of=END, start=START, agreement=agreement, threshold=5,
                )

    def test_the_public_mapping_names_measures_that_return_one_number(self):
        for key, name in public_totals().items():
            self.assertIn(MEASURES[name]["kind"], ("persons", "number"), key)

    def test_a_direct_beneficiary_counts_from_the_entry_date_on(self):
        before = self.count("direct_beneficiaries")
        self.make_persons(2, entry_date="2025-07-01")
        self.make_persons(1, entry_date="2025-06-30")
        self.make_persons(1, entry_date="2026-01-01")
        total, new = self.count("direct_beneficiaries")
        self.assertEqual((total - before[0], new - before[1]), (3, 2))

    def test_an_archived_person_still_counts(self):
        before, _new = self.count("direct_beneficiaries")
        self.make_persons(1).active = False
        self.assertEqual(self.count("direct_beneficiaries")[0], before + 1)

    def test_family_counts_with_a_direct_member_in_the_household(self):
        before, _new = self.count("direct_and_family")
        household, lonely = self.env["rr.household"].create(
            [{"municipality_id": self.gjilan.id} for _number in range(2)]
        )
        self.make_persons(1, household_id=household.id)
        self.make_persons(3, household_id=household.id, kind="family")
        self.make_persons(2, household_id=lonely.id, kind="family")
        self.make_persons(1, kind="family")
        self.assertEqual(self.count("direct_and_family")[0], before + 4)

    def test_a_paid_grant_counts_the_person_once_whoever_pays(self):
        before, _new = self.count("supported_by_grants")
        first, second, third, fourth = self.make_persons(4)
        self.pay_persons(first | first, 100, "2025-08-01", self.line)
        self.env["rr.support.record"].create(
            [
                {
                    "beneficiary_id": person.id,
                    "category": "rent",
                    "date_from": "2025-08-01",
                    "date_to": "2025-08-31",
                    "amount": 100,
                    "payer_kind": "municipality",
                    "status": status,
                    "origin": "declaration",
                }
                for person, status in (
                    (first, "paid"), (second, "paid"), (third, "asked"),
                    (fourth, "approved"),
                )
            ]
        )
        self.assertEqual(self.count("supported_by_grants")[0], before + 2)

    def test_a_returned_payment_no_longer_counts(self):
        before, _new = self.count("supported_by_grants")
        person = self.make_persons(1)
        grant = self.make_grant(person)
        paid = self.pay(100, "2025-08-01", self.line, grant_id=grant.id)
        self.assertEqual(self.count("supported_by_grants")[0], before + 1)
        self.env["rr.fund.entry"]._reverse(paid, "back", date="2025-09-01")
        self.assertEqual(self.count("supported_by_grants")[0], before)

    def test_family_members_are_no_direct_beneficiaries_with_a_grant(self):
        before, _new = self.count("supported_by_grants")
        self.pay_persons(
            self.make_persons(1, kind="family"), 100, "2025-08-01", self.line
        )
        self.assertEqual(self.count("supported_by_grants")[0], before)

    def test_the_latest_status_on_the_day_decides_employment(self):
        before, _new = self.count("employed_or_self_employed")
        persons = self.make_persons(7)
        for person, status in zip(
            persons,
            (
                "employed_formal", "employed_informal", "self_employed", "subsidised",
                "apprenticeship", "education", "seeking",
            ),
            strict=True,
        ):
            person.sudo()._rr_set_work_status(status, date(2025, 9, 1), "4")
        self.assertEqual(self.count("employed_or_self_employed")[0], before + 5)
        self.assertEqual(
            self.count("employed_or_self_employed", date(2025, 8, 31))[0], before
        )

    def test_of_two_follow_ups_of_one_day_the_one_recorded_last_counts(self):
        before, _new = self.count("employed_or_self_employed")
        followups = self.env["rr.outcome.followup"]
        for statuses in (("seeking", "employed_formal"), ("employed_formal", "seeking")):
            for is_first_last in (False, True):
                person = self.make_persons(1)
                pair = followups.browse()
                for _number in range(2):
                    grant = self.make_grant(person)
                    known = followups.search([("beneficiary_id", "=", person.id)])
                    followups._schedule(person, "grant", grant.name, "2025-06-01")
                    new = followups.search([("beneficiary_id", "=", person.id)]) - known
                    pair |= new.sorted("date_due")[:1]
                self.assertEqual(len(pair), 2)
                for item, status in zip(
                    reversed(pair) if is_first_last else pair, statuses, strict=True
                ):
                    item.write(
                        {"status": status, "verification": "4", "date_done": "2025-06-02"}
                    )
                    item.with_user(self.users["head"])._do_step("record")
                self.assertEqual(person.work_status, statuses[-1])
        self.assertEqual(self.count("employed_or_self_employed")[0], before + 2)

    def test_a_municipality_counts_once(self):
        before, _new = self.value("municipalities_with_beneficiaries")
        place = self.env.ref("rr_base.municipality_ds", raise_if_not_found=False)
        place = place or self.env["rr.municipality"].search([], order="id desc", limit=1)
        self.make_persons(3, municipality_id=place.id)
        self.make_persons(1, municipality_id=self.prizren.id, kind="family")
        after, _new = self.value("municipalities_with_beneficiaries")
        self.assertEqual(after, before + 1)

    def test_persons_of_an_agreement_come_from_its_paid_lines_alone(self):
        first, second, third = self.make_persons(3)
        other = self.make_agreement(self.donor_b, "FB-9", "EUR", 1000)
        line = self.make_line(other, "1", 1000, "individual_grants")
        self.sign(other)
        self.pay_persons(first, 100, "2025-08-01", self.line)
        self.pay_persons(second, 100, "2025-08-01", line)
        grant = self.make_grant(third)
        self.post("reserve", 100, "2025-08-01", self.line, grant_id=grant.id)
        self.assertEqual(self.count("agreement_persons", agreement=self.agreement.id), (1, 1))
        self.assertEqual(self.count("agreement_persons", agreement=other.id), (1, 1))

    def test_money_of_grants_is_net_of_reversals(self):
        person = self.make_persons(1)
        grant = self.make_grant(person)
        paid = self.pay(100, "2025-08-01", self.line, grant_id=grant.id)
        self.pay(250, "2025-03-01", self.line, grant_id=grant.id)
        self.env["rr.fund.entry"]._reverse(paid, "back", date="2025-09-01")
        self.pay(60, "2025-09-02", self.line, grant_id=grant.id)
        found = self.value("grants_paid", agreement=self.agreement.id)
        self.assertEqual(found, (Decimal(310), Decimal(60)))

    def test_access_rights_never_change_a_count(self):
        self.make_persons(3)
        report = self.make_report()
        told = report.with_user(self.users["reporter"])._measure("direct_beneficiaries")
        self.env.cr.execute(
            "SELECT count(*) FROM rr_beneficiary "
            "WHERE kind = 'direct' AND entry_date <= %s",
            [report.date_to],
        )
        self.assertEqual(told[0], self.env.cr.fetchone()[0])
