# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import sys
from datetime import date, datetime
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase

from ..tools import clock

MOMENT = datetime(2021, 3, 14, 23, 30)


def is_moved():
    """Whether Odoo's fields ask another clock than the machine's."""
    return sys.modules[fields.Date.__module__].date is not date


class TestBusinessClock(TransactionCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(clock.set_now, None)
        self.user = self.env.user

    def test_fields_take_the_moved_day_for_today(self):
        clock.set_now(MOMENT)
        self.assertEqual(fields.Datetime.now(), MOMENT)
        self.assertEqual(fields.Date.today(), date(2021, 3, 14))
        self.user.tz = "Europe/Belgrade"  # half an hour past midnight there
        self.assertEqual(fields.Date.context_today(self.user), date(2021, 3, 15))

    def test_a_default_that_a_field_declared_earlier_follows(self):
        clock.set_now(MOMENT)
        default = self.env["rr.standin"].default_get(["date_from"])
        self.assertEqual(default.get("date_from"), date(2021, 3, 14))

    def test_a_number_of_a_year_is_of_the_moved_year(self):
        sequence = self.env["ir.sequence"].create(
            {"name": "T", "code": "rr.t", "prefix": "T/%(range_y)s/",
             "use_date_range": True}
        )
        clock.set_now(MOMENT)
        self.assertEqual(sequence.next_by_id(), "T/21/1")

    def test_real_days_and_moments_stay_what_they_are(self):
        clock.set_now(MOMENT)
        for value in (date(2020, 1, 2), datetime(2020, 1, 2, 3)):
            self.assertEqual(fields.Date.to_date(value), date(2020, 1, 2))
        self.assertIs(type(fields.Datetime.now()), datetime)
        self.assertIs(type(fields.Date.today()), date)
        self.assertIs(type(fields.Datetime.to_datetime("2020-01-02 03:00:00")), datetime)
        self.assertIs(type(fields.Date.to_date("2020-01-02")), date)

    def test_the_database_keeps_true_time(self):
        self.env.cr.execute("SELECT now() AT TIME ZONE 'UTC'")
        [true] = self.env.cr.fetchone()
        clock.set_now(MOMENT)
        partner = self.env["res.partner"].create({"name": "Somebody"})
        self.assertEqual(
            partner.create_date.replace(microsecond=0), true.replace(microsecond=0)
        )

    def test_the_machine_s_time_comes_back(self):
        with clock.at(MOMENT):
            self.assertTrue(is_moved())
        self.assertFalse(is_moved())
        self.assertNotEqual(fields.Date.today().year, 2021)

    def test_a_server_in_production_refuses(self):
        with (
            patch.dict(os.environ, {"RR_PRODUCTION": "1"}),
            self.assertRaisesRegex(RuntimeError, "production"),
        ):
            clock.set_now(MOMENT)
        self.assertFalse(is_moved())

    def test_no_call_carries_another_day(self):
        clock.set_now(None)
        context = {"rr_business_date": "2021-03-14", "rr_now": str(MOMENT)}
        moved = self.env["rr.standin"].with_context(**context)
        self.assertEqual(
            moved.default_get(["date_from"]).get("date_from"),
            fields.Date.context_today(self.user),
        )
