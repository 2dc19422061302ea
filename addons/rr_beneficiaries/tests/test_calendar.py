# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Days that come rarely, and clocks that jump: terms, waves, the notice of a breach."""

from datetime import date

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.retention_clock import _LAST, _SINCE
from .common import PeopleCase

CLOCK = "odoo.addons.rr_beneficiaries.models.retention_clock"


@tagged("post_install", "-at_install")
class TestCalendar(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("rr_beneficiaries.retention_case_closed")
        cls.env["ir.config_parameter"].search([("key", "in", (_LAST, _SINCE))]).unlink()

    def closed(self, day, months):
        """A person whose case closed on a day, under a rule of so many months."""
        with freeze_time(f"{day} 10:00:00"):
            person = self.make_person(entry_date=day)
            case = self.make_case(person, date_open=day)
            case.write({"exit_reason": "goals_met", "date_closed": day})
            case.with_user(self.officer)._do_step("close")
        self.rule.months = months
        return person

    def due_on(self, person, day):
        with freeze_time(f"{day} 10:00:00"):
            return person in self.rule._rr_due()

    # ------------------------------------------------------------------ retention

    def test_a_term_from_29_february_ends_with_february_of_the_year(self):
        person = self.closed("2024-02-29", 60)
        self.assertFalse(self.due_on(person, "2029-02-28"))
        self.assertTrue(self.due_on(person, "2029-03-01"))

    def test_a_term_to_29_february_ends_on_that_day(self):
        person = self.closed("2023-02-28", 60)
        self.assertFalse(self.due_on(person, "2028-02-27"))
        self.assertTrue(self.due_on(person, "2028-02-28"))

    def test_a_term_from_the_31st_ends_with_the_shorter_month(self):
        person = self.closed("2025-08-31", 6)
        self.assertFalse(self.due_on(person, "2026-02-28"))
        self.assertTrue(self.due_on(person, "2026-03-01"))

    def test_a_term_over_the_turn_of_the_year(self):
        person = self.closed("2025-12-31", 12)
        self.assertFalse(self.due_on(person, "2026-12-30"))
        self.assertTrue(self.due_on(person, "2026-12-31"))

    # --------------------------------------------------------------- clock jumps

    def erased_after(self, person, *days):
        for day in days:
            with freeze_time(f"{day} 03:00:00"):
                self.env["rr.retention.rule"]._cron_apply()
        return bool(person.erased_on)

    def test_a_clock_that_jumps_years_ahead_erases_nobody(self):
        person = self.closed("2026-03-01", 60)
        self.assertFalse(self.erased_after(person, "2026-11-20", "2026-11-21"))
        with self.assertLogs(CLOCK, "WARNING") as log:
            self.assertFalse(self.erased_after(person, "2036-11-22", "2036-11-23"))
        self.assertIn("Check the server's date", log.output[0])

    def test_a_clock_set_right_again_waits_too_and_then_goes_on(self):
        person = self.closed("2021-12-01", 60)
        with self.assertLogs(CLOCK, "WARNING"):
            self.assertFalse(
                self.erased_after(
                    person, "2026-11-20", "2036-11-21", "2026-11-22", "2026-11-28"
                )
            )
        self.assertFalse(self.erased_after(person, "2026-11-29", "2026-11-30"))
        self.assertTrue(self.erased_after(person, "2026-12-01"))

    @mute_logger(CLOCK)
    def test_a_server_that_was_off_for_months_erases_after_a_week(self):
        person = self.closed("2021-01-10", 60)
        self.assertFalse(self.erased_after(person, "2025-06-01", "2026-02-01"))
        week = [f"2026-02-0{day}" for day in range(2, 8)]
        self.assertFalse(self.erased_after(person, *week))
        self.assertTrue(self.erased_after(person, "2026-02-08"))

    def test_days_without_a_jump_ask_for_no_week(self):
        person = self.closed("2021-12-01", 60)
        self.assertTrue(self.erased_after(person, "2026-11-30", "2026-12-01"))

    # ------------------------------------------------------------ waves, notices

    def test_waves_fall_on_29_february_and_the_last_of_a_short_month(self):
        for anchor, due in (
            ("2027-11-29", "2028-02-29"),
            ("2027-11-30", "2028-02-29"),
            ("2026-11-30", "2027-02-28"),
            ("2027-12-31", "2028-03-31"),
        ):
            person = self.make_person(entry_date="2026-01-05")
            waves = self.env["rr.outcome.followup"]._schedule(
                person, "course", f"C-{anchor}", anchor
            )
            third = waves.filtered(lambda wave: wave.wave == "3")
            self.assertEqual(str(third.date_due), due, anchor)
            self.assertLess(third.window_from, third.date_due)
            self.assertEqual((third.window_to - third.window_from).days, 44)

    def test_the_72_hours_of_a_breach_are_hours_not_days_of_the_wall(self):
        with freeze_time("2026-03-30 12:00:00"):
            breach = self.env["rr.breach"].create(
                {"name": "Lost phone", "date_known": "2026-03-28 12:00:00"}
            )
            hours = (breach.date_deadline - breach.date_known).total_seconds() / 3600
        self.assertEqual(hours, 72)

    def test_a_birth_of_this_year_is_taken_until_the_year_turns(self):
        with freeze_time("2026-12-31 12:00:00"):
            self.assertTrue(self.make_person(birth_year=2026, entry_date=date.today()))
