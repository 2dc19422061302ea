# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rounds of tables, regions, and answers to who asks for a table of their own."""

import base64
import io
import re
from datetime import date
from unittest.mock import patch

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import END
from .test_disclosure import DisclosureReportCase


@tagged("post_install", "-at_install")
class TestRoundsAndRequests(DisclosureReportCase):
    def request(self, **values):
        return self.env["rr.disclosure.request"].with_user(
            self.users["reporter"]
        ).create(
            {
                "partner_id": self.donor_a.id,
                "question": "Sex by region, please",
                "by_region": True,
                **values,
            }
        )

    def test_only_the_reporting_officer_starts_a_round(self):
        for role in ("dpo", "head", "finance", "officer"):
            with self.assertRaises(AccessError):
                self.env["rr.release.start"].with_user(self.users[role]).create(
                    {"date": END}
                ).action_start()

    def test_the_dialogue_opens_the_proposal(self):
        start = self.env["rr.release.start"].with_user(self.users["reporter"])
        action = start.create({"date": END}).action_start()
        release = self.env["rr.release"].browse(action["res_id"])
        self.assertEqual(release.state, "proposed")
        self.assertIn("programme/sex", release.proposed_text)
        self.assertIn("· Too little has changed in some category", release.proposed_text)
        self.assertFalse(re.search(r": \d+$", release.proposed_text, re.M))

    def test_a_second_attempt_within_half_a_year_is_refused(self):
        self.release(date(2025, 9, 30))
        with self.assertRaisesRegex(UserError, "half a year"):
            self.release(END)

    def test_proposed_regions_are_large_enough_and_taken_into_the_draft(self):
        policy = self.env.ref("rr_disclosure.policy_first").with_user(
            self.users["head"]
        ).copy({"valid_from": "2025-01-01"})
        action = policy.action_propose_regions()
        proposal = self.env["rr.region.proposal"].with_user(
            self.users["head"]
        ).browse(action["res_id"])
        # Tests with real sessions leave persons of their own in the database.
        everybody = self.env["rr.beneficiary"].search_count(
            [("kind", "=", "direct"), ("municipality_id", "!=", False)]
        )
        self.assertGreaterEqual(everybody, 136)
        self.assertEqual(sum(proposal.line_ids.mapped("persons")), everybody)
        self.assertTrue(all(n >= 30 for n in proposal.line_ids.mapped("persons")))
        proposal.action_apply()
        self.assertEqual(
            policy.region_ids.mapped("name"), proposal.line_ids.mapped("name")
        )

    def test_a_request_is_protected_signed_by_another_and_recorded(self):
        self.release(END)
        request = self.request()
        request.action_answer()
        self.assertIn("Passed", request.audit_text)
        with self.assertRaises(AccessError):
            request.action_hand_out()
        signed = request.with_user(self.users["dpo"])
        signed.action_hand_out()
        self.assertEqual(request.state, "handed_out")
        rows = self.env["rr.release.cell"].search(
            [("table_name", "=", f"request-{request.id}")]
        )
        self.assertEqual(len(rows), len(request.cells))
        self.assertEqual(set(rows.mapped("audience")), {self.donor_a.name})
        book = openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(request.sudo().file_xlsx))
        )
        values = [c.value for row in book.active.iter_rows() for c in row]
        for cell in request.cells:
            self.assertIn(cell.get("value", "·"), values)
        entry = self.env["rr.audit.entry"].sudo().search(
            [("model", "=", "rr.disclosure.request"), ("operation", "=", "export")]
        )
        self.assertTrue(entry)

    def test_small_cells_of_a_request_are_withheld_and_no_value_is_kept(self):
        self.people[0].sex = "m"
        few = self.people.filtered(lambda p: p.sex == "f" and p.birth_year == 1980)
        (few[3:]).write({"sex": "m"})
        self.release(END)
        request = self.request(by_region=False, by_age=True)
        request.action_answer()
        if request.is_blocked:
            self.assertFalse(request.cells)
            return
        hidden = [cell for cell in request.cells if cell.get("withheld")]
        self.assertTrue(hidden)
        self.assertTrue(all("value" not in cell for cell in hidden))
        self.assertIn("·", request.answer_html)

    def test_the_answer_to_two_dimensions_reads_as_a_table(self):
        self.release(END)
        request = self.request(by_age=True)
        request.action_answer()
        head, *rows = request._grid()
        regions = request.release_id.policy_id.region_ids.mapped("name")
        self.assertEqual(head, ["Sex", "Age at entry", *regions, "All"])
        # Two sexes and all, by three age bands and all; the margins come last.
        self.assertEqual(len(rows), 12)
        self.assertEqual(rows[-1][:2], ["All", "All"])
        self.assertEqual(rows[-1][-1], 136)
        cells = {
            tuple(cell["key"].get(name) for name in ("sex", "age", "region")): cell
            for cell in request.cells
        }
        found = cells["f", "0-17", regions[0]]
        row = next(r for r in rows if r[:2] == ["Women and girls", "0-17"])
        self.assertEqual(row[2], found.get("value", "·"))
        self.assertEqual(str(request.answer_html).count("<tr>"), 13)

    def test_a_new_request_has_no_half_name(self):
        self.assertFalse(self.env["rr.disclosure.request"].new({}).name)

    def test_a_round_is_proposed_for_a_day_on_which_it_can_be_made(self):
        start = self.env["rr.release.start"].with_user(self.users["reporter"])
        half_year = start._last_half_year()
        self.assertEqual(start.new({}).date, half_year)
        self.release(half_year)
        objection = start.new({"date": half_year}).objection
        self.assertRegex(objection, r"^[A-Z].*half a year later\.$")
        # Half a year after a round of long ago, today is as good as any day.
        today = date.today()
        with patch.object(
            type(self.env["rr.release"]), "_attempt_objection",
            lambda _self, day: None if day == today else "too near",
        ):
            self.assertEqual(start._proposed_date(), today)

    def test_a_request_in_between_is_protected_again(self):
        self.release(END)
        one, two = self.request(), self.request(by_region=False, by_age=True)
        one.action_answer()
        two.action_answer()
        one.with_user(self.users["dpo"]).action_hand_out()
        with self.assertRaisesRegex(UserError, "protect it again"):
            two.with_user(self.users["dpo"]).action_hand_out()

    def test_answers_are_never_typed(self):
        request = self.request()
        for values in ({"cells": []}, {"state": "handed_out"}, {"is_blocked": False}):
            with self.assertRaises(UserError):
                request.write(values)
            with self.assertRaises(UserError):
                request.sudo().write(values)
        with self.assertRaises(AccessError):
            self.request(cells=[{"key": {}, "value": 3}])

    def test_others_see_no_request(self):
        request = self.request()
        for user in (self.users["officer"], self.users["finance"], self.contact_a):
            with self.assertRaises(AccessError):
                request.with_user(user).read(["question"])

    def test_a_donors_contact_reads_no_release(self):
        self.release(END)
        for model in ("rr.release", "rr.release.table", "rr.release.cell",
                      "rr.disclosure.policy", "rr.known.total", "rr.disclosure.link"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.contact_a).search([])
