# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates of a series, without a database."""

from datetime import date, datetime, time

from hypothesis import strategies as st
from odoo.addons.rr_base.tests.chance import given, settings
from odoo.addons.rr_base.tools.language import format_date
from odoo.tests import BaseCase, tagged

from ..engine.series import MAXIMUM, Series, moved, occurrences, to_local

TUESDAY, WEDNESDAY = 1, 2


def series(**values):
    return Series(
        **{
            "start": date(2026, 10, 13),
            "weekdays": frozenset({TUESDAY}),
            "time_from": time(17),
            "time_to": time(19),
            "count": 4,
            **({"count": None} if "until" in values else {}),
            **values,
        }
    )


@tagged("at_install")
class TestSeries(BaseCase):
    def test_tuesday_and_wednesday_fit_in_one_series(self):
        days = occurrences(series(weekdays=frozenset({TUESDAY, WEDNESDAY})))
        self.assertEqual(
            [day.day for day in days],
            [date(2026, 10, 13), date(2026, 10, 14), date(2026, 10, 20),
             date(2026, 10, 21)],
        )  # fmt: skip

    def test_the_wall_clock_survives_the_end_of_october(self):
        days = occurrences(series())
        self.assertEqual({to_local(day.start).time() for day in days}, {time(17)})
        self.assertEqual(
            [day.start.hour for day in days], [15, 15, 16, 16], "UTC moves by one hour"
        )
        self.assertEqual({day.minutes for day in days}, {120})

    def test_a_holiday_is_left_out_and_uses_up_no_session(self):
        days = occurrences(series(), {date(2026, 10, 20): "Holiday"})
        self.assertEqual([day.holiday for day in days].count("Holiday"), 1)
        self.assertEqual(sum(day.holiday is None for day in days), 4)
        self.assertEqual(days[-1].day, date(2026, 11, 10))

    def test_every_second_week_keeps_both_days_together(self):
        days = occurrences(
            series(
                start=date(2026, 10, 14),
                weekdays=frozenset({TUESDAY, WEDNESDAY}),
                interval=2,
                count=3,
            )
        )
        self.assertEqual(
            [day.day for day in days],
            [date(2026, 10, 14), date(2026, 10, 27), date(2026, 10, 28)],
        )

    def test_the_last_day_is_included(self):
        days = occurrences(series(until=date(2026, 10, 27)))
        self.assertEqual(days[-1].day, date(2026, 10, 27))

    def test_moving_by_days_keeps_the_wall_clock(self):
        self.assertEqual(
            moved(datetime(2026, 10, 20, 15), days=7), datetime(2026, 10, 27, 16)
        )

    def test_rules_that_make_no_sense_are_refused(self):
        for wrong in (
            {"weekdays": frozenset()},
            {"time_to": time(17)},
            {"interval": 0},
            {"count": 0},
            {"until": date(2026, 10, 12)},
        ):
            with self.assertRaises(ValueError):
                series(**wrong)

    @given(
        start=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
        weekdays=st.frozensets(st.integers(0, 6), min_size=1),
        interval=st.integers(1, 4),
        count=st.integers(1, 60),
        hour=st.integers(5, 20),
        off=st.frozensets(st.integers(0, 300), max_size=20),
    )
    @settings(max_examples=60)
    def test_any_series_keeps_its_days_clock_and_count(
        self, start, weekdays, interval, count, hour, off
    ):
        holidays = {date.fromordinal(start.toordinal() + day): "off" for day in off}
        days = occurrences(
            Series(start, weekdays, time(hour), time(hour, 45), interval, count=count),
            holidays,
        )
        self.assertEqual(sum(day.holiday is None for day in days), count)
        self.assertLessEqual(len(days), MAXIMUM)
        for day in days:
            self.assertGreaterEqual(day.day, start)
            self.assertIn(day.day.weekday(), weekdays)
            self.assertEqual(to_local(day.start).time(), time(hour))
            self.assertEqual(day.minutes, 45)
            self.assertEqual(day.day in holidays, day.holiday is not None)

    def test_serbian_days_are_written_in_latin(self):
        class Page:
            lang = "sr@latin"

        self.assertEqual(
            format_date(Page, date(2026, 11, 21), date_format="EEEE d MMMM"),
            "subota 21. novembra",
        )
