# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.fields import Domain
from odoo.tools import date_utils

from .grant import AMENDING


class GrantTrancheStipend(models.Model):
    _inherit = "rr.grant.tranche"

    def _stipend_amount(self):
        """Return what a month of locked attendance earns, at most what is planned.

        Hours credited × rate per hour; nothing below the minimum attendance.

        :return: Decimal in the grant's currency, or None when nothing is locked.
        """
        self.ensure_one()
        # Hours decide the amount; finance reads the sum, not the marks of a course.
        grant = self.grant_id.sudo()
        rule = self.env["rr.grant.rule"]._for(grant.kind, "stipend")
        enrolment = grant.enrolment_id
        where = enrolment._standings(
            self.month, date_utils.end_of(self.month, "month"), locked=True
        )[enrolment.id]
        if not (where.held or where.credited):
            return None
        if where.is_below(Decimal(str(rule.min_attendance))):
            return money(0)
        earned = money(Decimal(where.credited) * money(rule.hour_rate) / 60)
        return min(earned, money(self.amount))

    def _stipend_hindrance(self):
        if self.grant_id.category != "stipend":
            return None
        if not self.grant_id.enrolment_id:
            return self.env._("no enrolment is named")
        if self.month >= fields.Date.context_today(self).replace(day=1):
            return self.env._("the month is not over")
        if self._stipend_amount() is None:
            return self.env._("no attendance of the month is locked")
        return None

    def _after_certify(self, reason):
        """Pay what was earned; what was not is released with the tranche."""
        for tranche in self.filtered(lambda t: t.grant_id.category == "stipend"):
            earned = tranche._stipend_amount()
            unearned = money(tranche.amount) - earned
            if unearned:
                AMENDING.on(tranche).write(
                    {"amount": float(earned)}
                )
                tranche.grant_id._post_split(
                    "release",
                    unearned,
                    variant="committed",
                    source=tranche,
                    step="unearned",
                )
        result = super()._after_certify(reason)
        nothing = self.filtered(lambda t: not money(t.amount))
        if nothing:
            nothing._do_step("cancel", self.env._("Nothing was earned."))
        return result


class GrantStipend(models.Model):
    _inherit = "rr.grant"

    @api.model
    def _stipend_run(self, month):
        """Lock the verified sheets of a month and request its stipends.

        :param month: any day of the month.
        :return: the tranches that now wait for certification: the batch pay list.
        """
        first = date_utils.start_of(month, "month")
        last = date_utils.end_of(month, "month")
        tranches = self.env["rr.grant.tranche"].search(
            Domain("month", "=", first)
            & Domain("state", "in", ("planned", "returned"))
            & Domain("grant_id.state", "=", "active")
            & Domain("grant_id.category", "=", "stipend")
        )
        # The job and the office lock sheets of every provider; sessions are made up with
        # other groups too.
        enrolments = tranches.sudo().grant_id.enrolment_id
        lines = enrolments.attendance_ids.filtered(
            lambda line: first <= line.date <= last
        )
        courses = enrolments.course_id | lines.course_id
        if courses:
            self.env["rr.course.session"]._lock_sheets(first, last, courses)
        tranches._do_step("request")
        return tranches

    def _admit_stipends(self):
        """Admit paid stipends: locked attendance is their proof, no receipts."""
        for grant in self.filtered(lambda g: g.category == "stipend"):
            if money(grant.unsettled) > 0:
                grant._post_split(
                    "admit",
                    money(grant.unsettled),
                    step="stipend",
                    document=grant.enrolment_id.display_name,
                )

    def _after_verify(self, reason):
        result = super()._after_verify(reason)
        self._admit_stipends()
        return result


class GrantRentStop(models.Model):
    _inherit = "rr.grant"

    @api.model
    def _cron_stop_rent(self):
        """Cancel months of rent after the lease's end or the person's exit."""
        # A job over all grants.
        grants = self.sudo().search(
            Domain("category", "=", "rent") & Domain("state", "=", "active")
        )
        stopped = self.env["rr.grant.tranche"]
        for grant in grants:
            end = grant._rent_end()
            if not end:
                continue
            late = grant.tranche_ids.filtered(
                lambda t, end=end: (
                    t.state in ("planned", "requested", "certified") and t.month > end
                )
            )
            if late:
                late._do_step(
                    "cancel", self.env._("Rent ended on %(date)s.", date=end)
                )
                stopped |= late
        return stopped

    def _rent_end(self):
        """Return the day after which no month is paid, or None."""
        cases = self.env["rr.case"].search(
            [("beneficiary_id", "=", self.beneficiary_id.id)]
        )
        days = [self.lease_end] if self.lease_end else []
        if cases and all(case.date_closed for case in cases):
            days.append(max(cases.mapped("date_closed")))
        return min(days, default=None)
