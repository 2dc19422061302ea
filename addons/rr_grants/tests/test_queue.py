# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta

from odoo.addons.rr_base.tools import clock
from odoo.tests import TransactionCase, tagged

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestQueue(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    def days_on_which_it_waits(self, record, step, days):
        """Of some days by the business clock, those on which the queue has a record."""
        self.env.flush_all()
        found = []
        for day in days:
            with clock.at(datetime.combine(day, time(9))):
                if self.env["rr.grant.queue"].search_count(
                    [
                        ("res_model", "=", record._name),
                        ("res_id", "=", record.id),
                        ("step", "=", step),
                    ]
                ):
                    found.append(day)
        return found

    def test_a_tranche_waits_from_its_day_on(self):
        grant = self.make_grant(900, category="rent", months=3, line=self.rent_line)
        self.walk(grant)
        last = grant.tranche_ids[-1]
        before, due = last.date_due - timedelta(days=1), last.date_due
        self.assertEqual(
            self.days_on_which_it_waits(last, "request", [before, due]), [due]
        )

    def test_a_visit_waits_from_two_weeks_before_its_day_on(self):
        grant = self.make_grant(900)
        visit = self.env["rr.grant.visit"].create(
            {"grant_id": grant.id, "date_due": self.today + timedelta(days=90)}
        )
        early, ahead = (visit.date_due - timedelta(days=days) for days in (15, 14))
        self.assertEqual(
            self.days_on_which_it_waits(visit, "visit", [early, ahead]), [ahead]
        )
