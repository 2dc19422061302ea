# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sheet of a session: draft → submitted → verified → locked."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import series as calendar

FREE_REOPENING = timedelta(minutes=60)

class RrCourseSession(models.Model):
    _inherit = "rr.course.session"

    _steps_depend = ("date", "submitted_by_id", "taken_by_id")

    can_reopen_freely = fields.Boolean(compute="_compute_can_reopen_freely")

    @api.depends_context("uid")
    @api.depends("sheet_state", "submitted_by_id", "submitted_at")
    def _compute_can_reopen_freely(self):
        for session in self:
            session.can_reopen_freely = session._is_freely_reopened()

    # Actions

    def action_submit_sheet(self):
        """Submit the sheets: everybody on the roster not marked was present."""
        return self._do_step("submit_sheet")

    def action_reopen_sheet(self, reason=None):
        """Reopen submitted or verified sheets for correction.

        :param reason: why; needed unless the submitter reopens an unverified
            sheet within 60 minutes
        """
        return self._do_step("reopen_sheet", reason)

    def action_verify_sheet(self):
        """Verify submitted sheets: somebody other than who took or submitted."""
        return self._do_step("verify_sheet")

    # Steps

    def _may_submit_sheet(self):
        # a form that is just begun has no day yet
        return bool(self.date) and not self._why_not_markable()

    def _guard_submit_sheet(self, reason):
        if self._may_submit_sheet():
            return None
        return self._markable_message(self._why_not_markable())

    def _before_submit_sheet(self, reason):
        now = fields.Datetime.now()
        for session in self:
            session._mark_rest_present()
        self.write(
            {
                "submitted_by_id": self.env.uid,
                "submitted_at": now,
                "taken_by_id": self.env.uid,
                "taken_at": now,
            }
        )

    def _after_submit_sheet(self, reason):
        self.filtered(lambda session: session.state == "planned")._do_step("hold")
        self.env["rr.attendance.alert"]._raise_for(self)

    def _guard_reopen_sheet(self, reason):
        if reason or self._is_freely_reopened():
            return None
        return self.env._(
            "say why the sheet is reopened. Without a reason the submitter alone "
            "reopens it, within 60 minutes and before it is verified"
        )

    def _after_reopen_sheet(self, reason):
        self.write(
            {
                "reopen_reason": reason or False,
                "verified_by_id": False,
                "verified_at": False,
            }
        )

    def _may_verify_sheet(self):
        """A second person: neither who took nor who submitted the sheet."""
        return self.env.uid not in (self.submitted_by_id.id, self.taken_by_id.id)

    def _guard_verify_sheet(self, reason):
        if self._may_verify_sheet():
            return None
        raise AccessError(
            self.env._(
                "%(session)s: who took or submitted a sheet does not verify "
                "it. A second person of the provider or the case officer does.",
                session=self.display_name,
            )
        )

    def _after_verify_sheet(self, reason):
        self.write(
            {"verified_by_id": self.env.uid, "verified_at": fields.Datetime.now()}
        )

    def _after_lock_sheet(self, reason):
        self.write({"locked_at": fields.Datetime.now()})

    @api.model
    def _lock_sheets(self, date_from, date_to, courses=None):
        """Lock the verified sheets of a period; for good.

        Called by a stipend run for its month and by the closing of a reporting
        period; what is locked is never reopened.

        :param date_from: first local day, included
        :param date_to: last local day, included
        :param courses: only these courses; all without it
        :returns: the sessions locked now. Sheets of the period that are not
            verified stay as they are: see :meth:`_unverified_sheets`
        """
        domain = self._period_domain(date_from, date_to, courses)
        # Called by a stipend run and the closing of a period: all providers' sheets.
        sheets = self.sudo().search([*domain, ("sheet_state", "=", "verified")])
        if sheets:
            sheets._do_step("lock_sheet")
        return self.browse(sheets.ids)

    @api.model
    def _unverified_sheets(self, date_from, date_to, courses=None):
        """Return the held sessions of a period whose sheets nobody verified."""
        domain = self._period_domain(date_from, date_to, courses)
        return self.search(
            [
                *domain,
                ("state", "=", "held"),
                ("sheet_state", "in", ("draft", "submitted")),
            ]
        )

    # Tools

    def _period_domain(self, date_from, date_to, courses):
        domain = [("date", ">=", date_from), ("date", "<=", date_to)]
        if courses is not None:
            domain.append(("course_id", "in", courses.ids))
        return domain

    def _is_freely_reopened(self):
        self.ensure_one()
        return bool(
            self.sheet_state == "submitted"
            and self.submitted_by_id.id == self.env.uid
            and self.submitted_at
            and fields.Datetime.now() - self.submitted_at <= FREE_REOPENING
        )

    def _is_submitted(self):
        """Whether the sheet was handed in, be it verified or locked since."""
        self.ensure_one()
        return self.sheet_state != "draft"

    def _is_locked(self):
        """Whether the sheet stays as it is, for good."""
        self.ensure_one()
        return self.sheet_state == "locked"

    def _check_markable(self):
        """Raise unless marks can be entered on this session now."""
        self.ensure_one()
        code = self._why_not_markable()
        if code:
            raise UserError(self._markable_message(code))

    def _why_not_markable(self):
        """Return why no mark can be entered, as a code; None when one can.

        A session is future while its local day lies ahead: a trainer opens the
        roster of the day before the first participant arrives.
        """
        self.ensure_one()
        if self._is_submitted():
            return self.sheet_state
        if self.state in ("cancelled", "postponed"):
            return self.state
        if self.date > calendar.to_local(fields.Datetime.now()).date():
            return "future"
        return None

    def _markable_message(self, code):
        name = self.display_name
        return {
            "locked": self.env._("%(session)s is locked; its marks stay.", session=name),
            "verified": self.env._(
                "The sheet of %(session)s was verified; reopen it first.",
                session=name,
            ),
            "submitted": self.env._(
                "The sheet of %(session)s was submitted; reopen it first.",
                session=name,
            ),
            "cancelled": self.env._("%(session)s was cancelled.", session=name),
            "postponed": self.env._("%(session)s was postponed.", session=name),
            "future": self.env._("%(session)s has not begun yet.", session=name),
        }[code]
