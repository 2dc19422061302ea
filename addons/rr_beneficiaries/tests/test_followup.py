# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import PeopleCase


@freeze_time("2026-03-02 10:00:00")
@tagged("post_install", "-at_install")
class TestFollowup(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_person()
        cls.model = cls.env["rr.outcome.followup"]

    def _schedule(self, date="2025-11-30", ref="C-1"):
        return self.model._schedule(self.person, "course", ref, date)

    def _answer(self, item, status="employed_formal", **values):
        item.with_user(self.officer).write(
            {"status": status, "verification": "2", "date_done": "2026-03-01", **values}
        )
        item.with_user(self.officer)._do_step("record")

    def test_four_waves_with_windows_follow_the_anchor(self):
        items = self._schedule("2025-11-30")
        self.assertEqual(
            [(item.wave, str(item.date_due)) for item in items.sorted("date_due")],
            [
                ("0", "2025-11-30"),
                ("3", "2026-02-28"),
                ("6", "2026-05-30"),
                ("12", "2026-11-30"),
            ],
        )
        wave = items.filtered(lambda item: item.wave == "3")
        self.assertEqual(str(wave.window_from), "2026-02-14")
        self.assertEqual(str(wave.window_to), "2026-03-30")

    def test_scheduling_twice_changes_nothing(self):
        first = self._schedule()
        self.assertEqual(self._schedule(), first)
        self.assertEqual(self.model.search_count([]), 4)

    def test_a_mended_anchor_moves_planned_waves_only(self):
        items = self._schedule("2025-11-30")
        wave = items.filtered(lambda item: item.wave == "3")
        self._answer(wave)
        self._schedule("2025-12-05")
        self.assertEqual(str(wave.date_due), "2026-02-28")
        other = items.filtered(lambda item: item.wave == "6")
        self.assertEqual(str(other.date_due), "2026-06-05")

    def test_two_anchors_stand_beside_each_other(self):
        self._schedule(ref="C-1")
        self._schedule(ref="C-2")
        self.assertEqual(self.model.search_count([]), 8)

    def test_an_answer_sets_the_latest_status(self):
        wave = self._schedule().filtered(lambda item: item.wave == "3")
        self._answer(wave, "self_employed")
        self.assertEqual(wave.state, "done")
        self.assertEqual(self.person.work_status, "self_employed")
        self.assertEqual(str(self.person.work_status_date), "2026-03-01")

    def test_an_older_answer_does_not_replace_a_newer_one(self):
        self.person._rr_set_work_status("education", fields.Date.to_date("2026-03-02"), "1")
        wave = self._schedule().filtered(lambda item: item.wave == "3")
        self._answer(wave, "seeking")
        self.assertEqual(self.person.work_status, "education")

    def test_an_answer_is_complete_and_inside_the_window(self):
        wave = self._schedule().filtered(lambda item: item.wave == "3")
        with self.assertRaisesRegex(UserError, "status, source and date"):
            wave.with_user(self.officer)._do_step("record")
        with self.assertRaisesRegex(UserError, "outside the window"):
            self._answer(wave, date_done="2026-02-13")

    def test_an_answer_from_the_future_is_refused(self):
        wave = self._schedule().filtered(lambda item: item.wave == "3")
        with self.assertRaisesRegex(ValidationError, "future"):
            self._answer(wave, date_done="2026-03-03")

    def test_a_recorded_answer_is_not_changed(self):
        wave = self._schedule().filtered(lambda item: item.wave == "3")
        self._answer(wave)
        with self.assertRaisesRegex(UserError, "no longer changes"):
            wave.with_user(self.head).write({"status": "seeking"})

    def test_a_recorded_answer_stays_with_its_person_and_anchor(self):
        wave = self._schedule("2025-11-30").filtered(lambda item: item.wave == "3")
        self._answer(wave)
        other = self.make_person()
        for values, text in (
            ({"beneficiary_id": other.id}, "no longer changes"),
            ({"anchor_ref": "C-2"}, "set by its steps"),
        ):
            with self.assertRaisesRegex(UserError, text):
                wave.with_user(self.officer).write(values)

    def test_the_daily_job_marks_lost_what_is_over(self):
        items = self._schedule()
        self.model.with_user(self.env.ref("base.user_root"))._cron_mark_lost()
        self.assertEqual(
            {item.wave: item.state for item in items},
            {"0": "lost", "3": "planned", "6": "planned", "12": "planned"},
        )

    def test_an_open_window_is_not_lost_yet(self):
        wave = self._schedule().filtered(lambda item: item.wave == "3")
        with self.assertRaisesRegex(UserError, "still open"):
            wave.with_user(self.officer)._do_step("lose")

    def test_an_answer_inside_the_window_may_be_typed_in_later(self):
        wave = self._schedule().filtered(lambda item: item.wave == "3")
        with freeze_time("2026-04-05 10:00:00"):
            self.model.with_user(self.env.ref("base.user_root"))._cron_mark_lost()
            self.assertEqual(wave.state, "lost")
            self._answer(wave, date_done="2026-03-29")
        self.assertEqual(wave.state, "done")

    def test_the_reporter_reads_follow_ups_and_writes_none(self):
        item = self._schedule()[:1].with_user(self.users["reporter"])
        item.read(["status", "wave"])
        with self.assertRaises(AccessError):
            item.write({"status": "seeking"})
        with self.assertRaises(AccessError):
            item._do_step("record")
