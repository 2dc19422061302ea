# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import date
from unittest.mock import patch

import psycopg2
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.table_title import table_title
from .common import FIRST, DisclosureCase

SECOND, THIRD = date(2030, 12, 31), date(2031, 6, 30)


@tagged("post_install", "-at_install")
class TestRelease(DisclosureCase):
    def statuses(self, release):
        return {table.name: table.status for table in release.table_ids}

    def test_a_signed_release_issues_what_passes_and_holds_the_rest(self):
        release = self.release(self.make_records(180, grants=40))
        found = self.statuses(release)
        self.assertEqual(found["programme/sex"], "issued")
        self.assertEqual(found["programme/region"], "issued")
        self.assertEqual(release.totals, {"programme": 180, "grants": 40})
        table = release.table_ids.filtered(lambda t: t.name == "programme/sex")
        self.assertEqual(table._cells().mapped("value"), [90, 90])

    def test_what_a_table_counts_stands_in_words(self):
        release = self.release(self.make_records(180, grants=40))
        titles = {table.name: table.title for table in release.table_ids}
        self.assertEqual(titles["programme/sex"], "Whole programme: persons by sex")
        self.assertEqual(
            table_title(self.env, "employed/sex", "employed@2030-06-30"),
            "In work, latest known status: persons by sex (30 June 2030)",
        )
        cell = release.cell_ids.filtered(lambda c: c.table_name == "total/programme")
        self.assertEqual(cell.title, "Whole programme: total")
        self.assertEqual(
            table_title(self.env, "total/employed@2030-06-30"),
            "In work, latest known status: total (30 June 2030)",
        )
        self.assertEqual(
            table_title(self.env, "EU-1/agreement_course_persons"),
            "EU-1: persons enrolled in its courses",
        )
        self.assertEqual(table_title(self.env, "request-1"), "request-1")

    def test_what_was_published_last_stands_first(self):
        self.release(self.make_records(180))
        second = self.release(self.make_records(240), SECOND)
        for model in ("rr.release.cell", "rr.release.table"):
            self.assertEqual(self.env[model].search([], limit=1).release_id, second)

    def test_a_table_that_hardly_grew_is_held_with_its_own_date(self):
        self.release(self.make_records(180))
        second = self.release(self.make_records(183), SECOND)
        table = second.table_ids.filtered(lambda t: t.name == "programme/sex")
        self.assertEqual(table.status, "held")
        self.assertEqual(table.version_date, FIRST)
        self.assertEqual(table.held_since, SECOND.isoformat())
        self.assertEqual(sum(table._cells().mapped("value")), 180)
        third = self.release(self.make_records(240), THIRD)
        table = third.table_ids.filtered(lambda t: t.name == "programme/sex")
        self.assertEqual((table.status, table.version_date), ("issued", THIRD))
        self.assertEqual(table.version, 2)

    def test_hints_name_no_count(self):
        self.release(self.make_records(180))
        second = self.release(self.make_records(183, grants=3), SECOND)
        hints = second.table_ids.mapped("hint")
        self.assertTrue(any(hints))
        for hint in hints:
            self.assertFalse(re.search(r"\d", hint or ""), hint)

    def test_a_proposal_publishes_nothing(self):
        self.propose(self.make_records(180))
        self.assertFalse(self.env["rr.release.cell"].search_count([]))
        self.assertFalse(self.env["rr.release"]._last())

    def test_only_the_data_protection_officer_signs(self):
        release = self.propose(self.make_records(180))
        for role in ("reporter", "head", "officer"):
            with self.assertRaises(AccessError):
                release.with_user(self.users[role]).action_check()

    def test_a_release_whose_audit_fails_is_not_signed(self):
        release = self.propose(self.make_records(180))
        release._storing().audit_safe = False
        with self.assertRaisesRegex(UserError, "audit did not pass"):
            release.with_user(self.users["dpo"]).action_check()

    def test_an_audit_that_runs_out_of_time_issues_nothing(self):
        draft = self.policy.with_user(self.users["head"]).copy(
            {"valid_from": "2028-01-01", "audit_seconds": 0.000001}
        )
        draft.with_user(self.users["dpo"]).action_put_in_force()
        with patch.object(type(self), "policy", draft):
            # Few enough that some cell of two dimensions is small.
            release = self.release(self.make_records(36))
        self.assertNotIn("issued", self.statuses(release).values())
        self.assertFalse(
            self.env["rr.release.cell"].search_count([("version", ">", 0)])
        )

    def test_a_proposal_is_worthless_once_something_else_was_published(self):
        self.release(self.make_records(180))
        release = self.propose(self.make_records(240), SECOND)
        first = self.env["rr.release"]._last()
        _release, shown, _protected = first._answer(["sex"])
        first._hand_out(shown, None, 5, "a donor")
        with self.assertRaisesRegex(UserError, "since it was proposed"):
            release.with_user(self.users["dpo"]).action_check()

    def test_nobody_changes_what_was_published(self):
        release = self.release(self.make_records(180))
        cell, table = release.cell_ids[0], release.table_ids[0]
        atom = self.env["rr.release.atom"].search([], limit=1)
        for row in (cell, table, atom):
            with self.assertRaises(AccessError):
                row.sudo().write({"create_uid": 1})
            with self.assertRaises(AccessError):
                row.sudo().unlink()
            with self.assertRaises(AccessError):
                row.sudo().create({})
        with self.assertRaises(AccessError):
            release.sudo().write({"totals": {}})
        with self.assertRaises(UserError):
            release.sudo().unlink()

    def test_the_database_refuses_as_well(self):
        self.release(self.make_records(180))
        for statement in (
            "UPDATE rr_release_cell SET value = value + 1",
            "DELETE FROM rr_release_cell",
            "TRUNCATE rr_release_cell CASCADE",
            "UPDATE rr_release_table SET version_date = version_date + 1",
            "DELETE FROM rr_release_table",
            "DELETE FROM rr_release_atom",
            "UPDATE rr_release_atom SET joined = '{}' WHERE joined <> '{}'",
            "UPDATE rr_release_atom SET entry = entry + 1",
            "DELETE FROM rr_release_group",
        ):
            with (
                self.subTest(statement),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
                self.cr.savepoint(),
            ):
                if "joined" in statement:
                    self.cr.execute(
                        "UPDATE rr_release_atom SET joined = '{\"grants\": [0, null]}'"
                    )
                self.cr.execute(statement)

    def test_rows_give_the_ledger_that_the_engine_left(self):
        records = self.make_records(180, grants=40)
        release = self.propose(records)
        kept = release.sudo().proposal
        release.with_user(self.users["dpo"]).action_check()
        register = release._load_register()
        again = register.to_dict()
        for part in ("rows", "versions", "atoms", "periods", "held_since"):
            self.assertEqual(_plain(again[part]), _plain(kept[part]), part)
        register.check()

    def test_totals_of_a_quarter_need_no_signature_and_issue_no_table(self):
        self.release(self.make_records(180))
        totals = self.propose(self.make_records(184), date(2030, 9, 30), tables=[])
        totals.with_user(self.users["reporter"])._do_step("record")
        self.assertEqual(totals.state, "checked")
        self.assertFalse(totals.table_ids)
        self.assertEqual(totals.totals["programme"], 184)

    def test_a_round_with_tables_is_not_passed_off_as_totals(self):
        release = self.propose(self.make_records(180))
        with self.assertRaisesRegex(UserError, "signed after its audit"):
            release.with_user(self.users["reporter"])._do_step("record")

    def test_tables_are_attempted_half_yearly(self):
        self.release(self.make_records(180))
        release = self.env["rr.release"]
        self.assertIn("half a year", release._attempt_objection(date(2030, 9, 30)))
        self.assertIn("follow one another", release._attempt_objection(date(2030, 1, 1)))
        self.assertIsNone(release._attempt_objection(SECOND))

    def test_the_whole_ledger_passes_the_audit_again(self):
        self.release(self.make_records(180, grants=40))
        self.release(self.make_records(240, grants=60), SECOND)
        self.assertIsNone(self.env["rr.release"]._audit_objection())

    def test_bad_records_are_refused_and_nothing_is_kept(self):
        records = self.make_records(20)
        records[3]["region"] = "Nowhere"
        with self.assertRaisesRegex(UserError, r"records\[3\].region"):
            self.propose(records)
        self.assertFalse(self.env["rr.release"].search_count([]))

    def test_a_known_total_tells_how_the_audit_takes_it(self):
        known = self.env["rr.known.total"].create(
            {
                "name": "Women and girls, by announcement",
                "source": "Announcement",
                "date": FIRST,
                "persons": 90,
                "use": "equation",
                "sex": "f",
            }
        )
        self.assertIn("waits", known.verdict)
        self.release(self.make_records(180))
        known.invalidate_recordset()
        self.assertIn("an equation of", known.verdict)
        known.persons = 91
        self.assertIn("do not agree", known.verdict)
        known.use = "bound"
        self.assertIn("a bound in", known.verdict)
        known.use = "none"
        self.assertIn("no field of the records", known.verdict)

    def test_the_whole_ledger_is_read_once_for_known_totals_until_more_is_published(self):
        known = self.env["rr.known.total"].create(
            {"name": "All", "source": "A", "date": FIRST, "persons": 180, "use": "none"}
        )
        releases = type(self.env["rr.release"])
        load = releases._load_register
        for count, day, verdict in (
            (180, FIRST, "an equation of"), (240, SECOND, "do not agree")
        ):
            known.use = "none"  # what contradicts the records stops the round
            self.release(self.make_records(count), day)
            known.use = "equation"
            with patch.object(releases, "_load_register", autospec=True, side_effect=load) as read:
                for _time in range(3):
                    known.invalidate_recordset()
                    self.assertIn(verdict, known.verdict)
            self.assertEqual(read.call_count, 1)

    def test_a_known_total_that_the_records_contradict_stops_the_round(self):
        self.release(self.make_records(180))
        known = self.env["rr.known.total"].create(
            {"name": "Women", "source": "Gazette", "date": FIRST, "persons": 12,
             "use": "bound", "sex": "f"}
        )
        self.assertIn("do not agree", known.verdict)
        with self.assertRaisesRegex(UserError, "Women"):
            self.propose(self.make_records(240), SECOND)
        known.persons = 100
        self.propose(self.make_records(240), SECOND)

    def test_seeded_facts_are_kept_and_refused_by_name(self):
        seeds = self.env["rr.known.total"].search([("source", "like", "Announcement%")])
        self.assertEqual(
            sorted(seeds.mapped("persons")), [4, 11, 32, 74, 110]
        )
        for seed in seeds:
            self.assertIn("refused", seed.verdict)

    def test_atoms_are_read_by_nobody(self):
        self.release(self.make_records(180))
        for user in self.users.values():
            for model in ("rr.release.atom", "rr.release.group"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
        for role in ("officer", "planner", "finance"):
            for model in ("rr.release", "rr.release.table", "rr.release.cell"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(self.users[role]).search([])

    def test_what_a_withheld_cell_hides_is_shown_to_nobody(self):
        release = self.release(self.make_records(180))
        fields_seen = release.cell_ids.with_user(self.users["dpo"]).fields_get()
        self.assertNotIn("hidden_value", fields_seen)
        with self.assertRaises(AccessError):
            release.cell_ids.with_user(self.users["dpo"]).read(["hidden_value"])


def _plain(data):
    """Tuples and lists alike, as JSON sees them."""
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    return data
