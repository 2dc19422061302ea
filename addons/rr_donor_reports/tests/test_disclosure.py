# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a report says of persons: issued, held with its own date, or withheld."""

import io
from datetime import date
from unittest.mock import patch

import openpyxl
from lxml import etree
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import END, ReportCase

JUNE = date(2025, 6, 30)


class DisclosureReportCase(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        pristina = cls.env.ref("rr_base.municipality_pr")
        cls.people = cls.env["rr.beneficiary"]
        for place, count in ((pristina, 60), (cls.gjilan, 40), (cls.prizren, 36)):
            cls.people |= cls.make_persons(count, municipality_id=place.id)
        for number, person in enumerate(cls.people):
            person.birth_year = (2015, 2000, 1980)[number % 3]
        # Three quarters of them get a grant of the agreement before the summer.
        cls.pay_persons(cls.people[0:136:2], 100, "2025-05-01", cls.line)
        cls.pay_persons(cls.people[1:136:4], 100, "2025-05-01", cls.line)

    @classmethod
    def release(cls, day):
        release = cls.env["rr.release"].with_user(cls.users["reporter"])._start(day)
        release.with_user(cls.users["dpo"]).action_check()
        return release.with_env(cls.env).sudo()

    def generated(self, **values):
        return self.walk(self.make_report(self.agreement, **values), "generated").sudo()

    def table(self, snapshot, name):
        return next(t for t in snapshot["tables"] if t["name"] == name)


@tagged("post_install", "-at_install")
class TestReportTables(DisclosureReportCase):
    def test_a_report_prints_the_tables_that_a_release_issued(self):
        self.release(END)
        snapshot = self.generated()._load_snapshot()
        entry = self.table(snapshot, "FA-1/sex")
        self.assertEqual((entry["version"], entry["held"]), (1, False))
        printed = {
            c["key"]["sex"]: c["value"] for c in snapshot["cells"]
            if c["table"] == "FA-1/sex"
        }
        true = {
            sex: len(
                self.env["rr.grant"].search(
                    [("beneficiary_id", "in", self.people.ids)]
                ).beneficiary_id.filtered(lambda p, sex=sex: p.sex == sex)
            )
            for sex in "fm"
        }
        self.assertEqual(printed, true)

    def test_without_a_release_there_are_totals_alone(self):
        snapshot = self.generated()._load_snapshot()
        self.assertEqual(snapshot["tables"], [])
        tables = {cell["table"] for cell in snapshot["cells"]}
        self.assertLessEqual(tables, {"public_totals", "results"})

    def test_a_held_table_is_printed_with_its_own_date_in_all_four_files(self):
        self.release(JUNE)
        # Three more: too few for a new version.
        self.pay_persons(self.people[3:15:4], 100, "2025-10-01", self.line)
        self.release(END)
        report = self.walk(self.make_report(self.agreement)).sudo()
        snapshot = report._load_snapshot()
        entry = self.table(snapshot, "FA-1/sex")
        self.assertTrue(entry["held"])
        self.assertEqual(entry["date"], JUNE.isoformat())
        values = [
            c["value"] for c in snapshot["cells"] if c["table"] == "FA-1/sex"
        ]
        self.assertEqual(sum(values), 102)
        total = self.find(snapshot, "public_totals", measure="agreement_persons")
        self.assertEqual(total["value"], 105)
        book = openpyxl.load_workbook(io.BytesIO(report._file_content("xlsx")))
        sheet = [
            cell.value for row in book["Participation"].iter_rows() for cell in row
        ]
        for value in values:
            self.assertIn(value, sheet)
        dated = [text for text in sheet if isinstance(text, str) and "Held" in text]
        self.assertTrue(any("30 June 2025" in t or "30 Jun 2025" in t for t in dated), dated)
        tree = etree.fromstring(report._file_content("xml"))
        found = [
            (period.find("period-end").get("iso-date"), actual.get("value"))
            for period in tree.iter("period")
            for actual in period.findall("actual")
            if actual.find("dimension") is not None
            and actual.find("dimension").get("name") == "sex"
            and actual.find("dimension").get("value") == "f"
        ]
        self.assertIn((JUNE.isoformat(), str(values[0])), found)
        self.assertIn(b'"held":true', report._file_content("json").replace(b": ", b":"))

    def test_an_indicator_of_persons_shows_its_issued_count_or_nothing(self):
        indicator = self.env.ref("rr_donor_reports.indicator_a04")
        self.env["rr.indicator.target"].create(
            {"indicator_id": indicator.id, "agreement_id": self.agreement.id,
             "value": 150}
        )
        before = self.generated()._load_snapshot()
        cell = self.find(
            before, "results", indicator="A04", column="actual_cumulative"
        )
        self.assertTrue(cell.get("withheld"))
        self.release(END)
        after = self.generated(date_from="2025-08-01")._load_snapshot()
        cell = self.find(after, "results", indicator="A04", column="actual_cumulative")
        self.assertEqual(cell["value"], 102)
        row = next(i for i in after["indicators"] if i["code"] == "A04")
        self.assertEqual(row["issue"]["date"], END.isoformat())
        cell = self.find(after, "results", indicator="A04", column="actual_period")
        self.assertTrue(cell.get("withheld"))

    def test_the_methods_tell_of_the_check_and_help_no_attacker(self):
        self.release(END)
        report = self.generated()
        told = report._load_snapshot()["disclosure"]
        self.assertEqual(told["audit"], "passed")
        self.assertEqual(
            set(told),
            {"release", "date", "policy", "thresholds", "attacker", "audit",
             "approver", "issued", "held"},
        )

    def test_an_erased_person_loses_the_link_and_published_counts_stay(self):
        release = self.release(END)
        person = self.people[0]
        links = self.env["rr.disclosure.link"]
        self.assertTrue(links.search([("beneficiary_id", "=", person.id)]))
        before = {cell.id: cell.value for cell in release.cell_ids}
        atoms = self.env["rr.release.atom"].search_count([])
        person._rr_erase(reason="test")
        self.assertFalse(links.search([("beneficiary_id", "=", person.id)]))
        after = self.env["rr.release.cell"].search([("id", "in", release.cell_ids.ids)])
        self.assertEqual({cell.id: cell.value for cell in after}, before)
        self.assertEqual(self.env["rr.release.atom"].search_count([]), atoms)
        release._load_register().check()

    def test_the_trail_does_not_keep_whose_number_it_is(self):
        self.release(END)
        self.env.flush_all()
        number = self.env["rr.disclosure.link"].search([], limit=1)
        self.assertNotIn("number", number._rr_audit_only)

    def test_a_person_without_birth_year_stops_the_round_by_code(self):
        self.people[5].birth_year = False
        with self.assertRaisesRegex(UserError, self.people[5].code):
            self.release(END)

    def test_totals_of_a_report_enter_the_release_ledger(self):
        self.release(JUNE)
        self.walk(self.make_report(self.agreement), "checked")
        last = self.env["rr.release"]._last()
        self.assertEqual(last.date, END)
        self.assertFalse(last.is_attempt)
        self.assertEqual(last.totals["programme"], 136)


@tagged("post_install", "-at_install")
class TestDisclosureCheck(DisclosureReportCase):
    def check(self, report):
        report.with_user(self.users["dpo"]).action_check()

    def test_a_count_that_no_release_issued_fails_the_check(self):
        self.release(END)
        report = self.generated()
        snapshot = report._load_snapshot()
        cell = next(c for c in snapshot["cells"] if c["table"] == "FA-1/sex")
        cell["value"] += 1
        with patch.object(type(report), "_load_snapshot", return_value=snapshot):
            self.assertIn("was not issued", report._cells_objection())

    def test_an_audit_that_fails_stops_check_and_issue(self):
        self.release(END)
        report = self.walk(self.make_report(self.agreement), "generated")
        fails = patch.object(
            type(self.env["rr.release"]), "_audit_objection", lambda self: "it leaks"
        )
        with fails, self.assertRaisesRegex(UserError, "it leaks"):
            self.check(report)
        for step, user in (
            ("action_check", "dpo"), ("action_sign", "finance"), ("action_approve", "head")
        ):
            getattr(report.with_user(self.users[user]), step)()
        with fails, self.assertRaisesRegex(UserError, "it leaks"):
            report.with_user(self.users["head"]).action_issue()
        self.assertEqual(report.state, "approved")

    def test_an_audit_that_runs_out_of_time_fails_the_check(self):
        release = self.release(END)
        release._storing().record = {**release.record, "audited": ""}
        late = type("Finding", (), {"reason": "time"})()
        verdict = type("Audit", (), {"safe": False, "findings": [late]})()
        report = self.walk(self.make_report(self.agreement), "generated")
        with (
            patch.object(type(release), "_audit", lambda *_args: verdict),
            self.assertRaisesRegex(UserError, "time limit"),
        ):
            self.check(report)

    def test_a_number_beside_a_category_blocks_issue_and_names_the_field(self):
        report = self.make_report(
            self.agreement, summary="Three women of Gjilan found work."
        )
        report = self.walk(report, "approved")
        with self.assertRaisesRegex(UserError, "Summary: summary.*Three.*women"):
            report.with_user(self.users["head"]).action_issue()

    def test_a_printed_total_may_be_named(self):
        report = self.make_report(self.agreement, summary="136 persons took part.")
        self.walk(report)
        self.assertEqual(report.state, "issued")

    def test_a_restatement_is_audited_with_the_first_version(self):
        self.release(JUNE)
        first = self.walk(self.make_report(self.agreement))
        self.make_persons(3, entry_date="2025-12-01")
        second = first.with_user(self.users["reporter"]).action_restate("Found late.")
        self.walk(second)
        rows = self.env["rr.release.cell"].search(
            [("table_name", "=", "total/programme")]
        )
        self.assertEqual(sorted(rows.mapped("value")), [136, 136, 139])
        self.assertEqual(self.env["rr.release"]._last().name, f"{END}/2")
        self.assertEqual(first.state, "restated")


@tagged("post_install", "-at_install")
class TestLateFacts(ReportCase):
    def test_a_fact_of_a_reported_period_is_marked_late_in_the_next_report(self):
        people = self.make_persons(12)
        self.pay_persons(people, 100, "2025-08-01", self.line)
        first = self.walk(self.make_report(self.agreement))
        self.assertEqual(first.sudo()._load_snapshot()["late"], [])
        self.make_persons(2, entry_date="2025-11-01")
        # Under an exception the head may let a payment in.
        with patch.object(
            type(self.env["rr.report.period"]), "_refuse_locked", lambda *_args: None
        ):
            self.pay_persons(self.make_persons(6), 50, "2025-12-01", self.line)
        following = {"date_from": "2026-01-01", "date_to": "2026-06-30"}
        report = self.walk(
            self.make_report(self.agreement, **following), "generated"
        ).sudo()
        late = report._load_snapshot()["late"]
        self.assertIn(
            {"kind": "line", "name": "1", "until": END.isoformat()}, late
        )
        self.assertIn("direct_beneficiaries", [entry["name"] for entry in late])
        document, _words = report._document("en_US")
        sheet = next(s for s in document.sheets if s.name == "Change log")
        table = next(b for b in sheet.blocks if getattr(b, "name", "") == "late")
        texts = [row[0].value for row in table.rows]
        self.assertIn("Financial statement, line 1", texts)
        self.assertFalse(any(row[1].kind != "date" for row in table.rows))

    def test_a_period_says_no_more_of_persons_than_the_totals_around_it(self):
        """Who subtracts everything printed from everything else learns of no group:
        a count by the day of the facts would leave the size of what came late."""
        self.pay_persons(self.make_persons(12), 100, "2025-08-01", self.line)
        first = self.walk(self.make_report(self.agreement)).sudo()
        self.pay_persons(
            self.make_persons(2, entry_date="2025-11-01"), 50, "2026-02-01", self.line
        )
        self.make_persons(1, entry_date="2026-03-01")
        following = {"date_from": "2026-01-01", "date_to": "2026-06-30"}
        report = self.walk(
            self.make_report(self.agreement, **following), "generated"
        ).sudo()
        before, after = first._load_snapshot(), report._load_snapshot()
        self.assertTrue(after["late"])
        for code, new in (("P01", 3), ("P02", 3), ("P03", 2), ("P06", 0), ("A01", 2)):
            with self.subTest(indicator=code):
                key = {"indicator": code, "column": "actual_cumulative"}
                now = self.find(after, "results", **key)["value"]
                then = self.find(before, "results", **key)["value"]
                period = self.find(
                    after, "results", indicator=code, column="actual_period"
                )
                self.assertEqual(period["value"], now - then)
                self.assertEqual(period["value"], new)

    def test_the_total_before_a_period_is_the_one_printed_for_anybody(self):
        self.make_persons(12)
        self.walk(self.make_report())
        self.make_persons(1, entry_date="2025-11-01")
        following = {"date_from": "2026-01-01", "date_to": "2026-06-30"}
        report = self.walk(
            self.make_report(self.agreement, **following), "generated"
        ).sudo()
        cell = self.find(
            report._load_snapshot(), "results", indicator="P01", column="actual_period"
        )
        self.assertEqual(cell["value"], 1)

    def test_without_a_printed_total_a_period_counts_from_the_day_before_it(self):
        self.make_persons(12)
        self.make_persons(3, entry_date="2025-09-01")
        report = self.walk(self.make_report(self.agreement), "generated").sudo()
        cell = self.find(
            report._load_snapshot(), "results", indicator="P01", column="actual_period"
        )
        self.assertEqual(cell["value"], 3)

    def test_on_time_facts_are_not_marked(self):
        self.pay_persons(self.make_persons(12), 100, "2025-08-01", self.line)
        self.walk(self.make_report(self.agreement))
        self.make_persons(3, entry_date="2026-02-01")
        following = {"date_from": "2026-01-01", "date_to": "2026-06-30"}
        report = self.walk(
            self.make_report(self.agreement, **following), "generated"
        ).sudo()
        self.assertEqual(report._load_snapshot()["late"], [])
