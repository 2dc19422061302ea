# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("-at_install", "post_install")
class TestScreen(TransactionCase):
    """One search for the data protection officer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dpo = new_test_user(cls.env, "trail_dpo", "rr_base.group_dpo")
        cls.officer = new_test_user(cls.env, "trail_officer", "rr_base.group_officer")
        cls.env["rr.audit.entry"].with_user(cls.officer)._log(
            "read", "rr.beneficiary.identity", [5], reason="home visit"
        )
        cls.Search = cls.env["rr.audit.search"].with_user(cls.dpo)

    def test_search_by_user_shows_what_they_read_and_why(self):
        form = Form(self.Search)
        form.user_id = self.officer
        search = form.save()
        self.assertEqual(search.entry_ids.mapped("reason"), ["home visit"])
        self.assertIn("Read: 1", search.summary)

    def test_whole_answer_opens_as_a_list(self):
        search = self.Search.create({"user_id": self.officer.id})
        action = search.action_open()
        found = self.env["rr.audit.entry"].with_user(self.dpo).search(action["domain"])
        self.assertEqual(found, search.entry_ids)

    def test_changes_are_told_in_the_words_of_the_screens(self):
        place = self.env["rr.municipality"].search([], limit=1)
        other = place.search([("district", "!=", place.district)], limit=1)
        labels = dict(place._fields["district"]._description_selection(self.env))
        old, new = labels[place.district], labels[other.district]
        place.write({"district": other.district, "active": False})
        self.env.flush_all()
        entry = self.env["rr.audit.entry"].search(
            [("model", "=", "rr.municipality"), ("operation", "=", "write")], limit=1
        )
        self.assertIn(f"District: {old} → {new}", entry.changes_text)
        self.assertIn("Active: yes → no", entry.changes_text)

    def test_encrypted_column_goes_by_the_label_of_its_field(self):
        mark = self.env["rr.audit.entry"].search([], limit=1).id
        user = self.officer
        user.password = "Another-secret-phrase-2"
        self.env.flush_all()
        entry = self.env["rr.audit.entry"].search(
            [("model", "=", "res.users"), ("id", ">", mark)], limit=1
        )
        self.assertEqual(entry.changes_text, "Password: changed")

    def test_unknown_code_says_so(self):
        search = self.Search.create({"code": "RR-999999"})
        self.assertIn("RR-999999", search.summary)
        self.assertFalse(search.entry_ids)

    def test_period_upside_down_is_refused(self):
        search = self.Search.create({"date_from": "2026-10-02", "date_to": "2026-10-01"})
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            search.action_open()

    def test_state_of_the_seals_is_said_in_words(self):
        self.assertTrue(self.Search.create({}).seal_text)

    def test_other_roles_cannot_open_the_search(self):
        with self.assertRaises(AccessError):
            self.env["rr.audit.search"].with_user(self.officer).create({})

    def test_every_view_opens_for_the_officer(self):
        Entry = self.env["rr.audit.entry"].with_user(self.dpo)
        Entry.get_views([(False, "list"), (False, "form"), (False, "pivot")])
        entry = Entry.search([], limit=3)
        entry.web_read(
            {
                name: {}
                for name in ("changes_text", "person_code", "model_name", "is_sealed")
            }
        )
        Entry.formatted_read_group([], ["user_id", "operation"], ["__count"])

    def test_a_user_whom_the_trail_names_is_archived_and_not_deleted(self):
        with self.assertRaises(UserError):
            self.officer.unlink()
        self.officer.active = False
        new_test_user(self.env, "trail_unknown", "rr_base.group_officer").unlink()

    def test_a_translated_value_is_told_in_the_readers_words(self):
        place = self.env["rr.municipality"].search([], limit=1)
        place.name = "Renamed"
        self.env.flush_all()
        form = Form(self.Search)
        found = form.save().entry_ids.filtered(
            lambda entry: entry.model == "rr.municipality" and entry.res_id == place.id
        )
        self.assertIn("Renamed", found[:1].changes_text)

    def test_the_start_page_counts_exports_and_the_days_but_names_nobody(self):
        pages = self.env["rr.start.page"].with_user(self.dpo)
        before = int(pages._rr_figure_exports())
        self.env["rr.audit.entry"].with_user(self.officer)._log(
            "export", "rr.municipality", [5], reason="list for the mayor"
        )
        page = pages.get_data()
        figures = {item["label"]: item["value"] for item in page["figures"]}
        self.assertEqual(figures["Exports in 30 days"], str(before + 1))
        rows = page["picture"]["rows"]
        self.assertEqual(len(rows), 7)
        self.assertGreaterEqual(rows[-1]["parts"][2]["value"], 1)
        self.assertNotIn("trail_officer", str(page))

    def test_the_days_of_the_picture_begin_at_the_readers_midnight(self):
        pages = self.env["rr.start.page"].with_user(self.dpo)
        for day, zone, moment in (
            ("2026-07-01", "Europe/Belgrade", "2026-06-30 22:00:00"),
            ("2026-03-29", "Europe/Belgrade", "2026-03-28 23:00:00"),
            ("2026-03-30", "Europe/Belgrade", "2026-03-29 22:00:00"),
            ("2026-10-25", "Europe/Belgrade", "2026-10-24 22:00:00"),
            ("2026-10-26", "Europe/Belgrade", "2026-10-25 23:00:00"),
            ("2028-02-29", "UTC", "2028-02-29 00:00:00"),
        ):
            midnight = pages.with_context(tz=zone)._rr_midnight(
                fields.Date.to_date(day)
            )
            self.assertEqual(fields.Datetime.to_string(midnight), moment, day)

    def test_the_picture_counts_what_each_kind_of_act_left_today(self):
        pages = self.env["rr.start.page"].with_user(self.dpo)
        # Entries are dated by the database, days begin at the reader's midnight: from
        # 22 or 23 o'clock of UTC on it is the next day.
        now = self.env.cr.now()
        today = fields.Datetime.context_timestamp(pages, now).date()
        before = pages._rr_trail_counts(today, today)[today]
        log = self.env["rr.audit.entry"].with_user(self.officer)._log
        for operation in ("read", "read", "export", "override", "login"):
            log(operation, "rr.municipality", [5], reason="why")
        after = pages._rr_trail_counts(today, today)[today]
        more = {kind: after[kind] - before[kind] for kind in after}
        self.assertEqual(more, {"read": 2, "export": 1, "other": 2})

    def test_counts_of_the_trail_come_from_an_index_alone(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_bitmapscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT count(*) FROM rr_trail.entry_list"
            " WHERE operation IN ('export') AND date >= %s",
            [self.env.cr.now()],
        )
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("Index Only Scan using entry_operation_idx", plan)
