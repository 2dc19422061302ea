# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import time, timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import STEP
from odoo.addons.rr_base.tools.language import format_date, format_number
from odoo.exceptions import UserError, ValidationError

from ..engine import series as calendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SCOPES = ("one", "following", "all")


def clock(hours):
    """Return the time of day of a float in hours (17.5 is 17:30)."""
    minutes = round(hours * 60)
    return time(minutes // 60 % 24, minutes % 60)


class RrSessionSeries(models.Model):
    """A rule that plans sessions: weekdays, interval, until or count."""

    _name = "rr.session.series"
    _inherit = ["rr.audited.mixin"]
    _description = "Series of sessions"
    _order = "course_id, date_from"
    _rec_name = "course_id"

    course_id = fields.Many2one(
        "rr.course", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date(
        string="First day", required=True, default=fields.Date.context_today
    )
    monday = fields.Boolean()
    tuesday = fields.Boolean()
    wednesday = fields.Boolean()
    thursday = fields.Boolean()
    friday = fields.Boolean()
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    interval = fields.Integer(string="Every … weeks", default=1, required=True)
    end_kind = fields.Selection(
        [("until", "Until a day"), ("count", "Number of sessions")],
        string="Ends",
        default="count",
        required=True,
    )
    until = fields.Date(string="Last day")
    count = fields.Integer(string="Sessions", default=10)
    time_from = fields.Float(string="From", required=True, default=17.0)
    time_to = fields.Float(string="To", required=True, default=19.0)
    venue = fields.Char()
    trainer_id = fields.Many2one("res.users", string="Substitute trainer")
    session_ids = fields.One2many("rr.course.session", "series_id")
    is_created = fields.Boolean(string="Sessions created", readonly=True, copy=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # Constraints

    @api.constrains(
        "date_from", "interval", "end_kind", "until", "count", "time_from", "time_to",
        *WEEKDAYS,
    )  # fmt: skip
    def _check_rule(self):
        for series in self:
            series._rule()

    # Computes

    @api.depends(
        "date_from", "interval", "end_kind", "until", "count", "time_from", "time_to",
        "course_id", *WEEKDAYS,
    )  # fmt: skip
    def _compute_preview(self):
        for series in self:
            try:
                days = series._occurrences()
            except ValidationError as error:
                series.preview = Markup("<p class='text-muted'>%s</p>") % str(error)
                continue
            series.preview = series._preview_table(days)

    def _preview_table(self, days):
        sessions = [day for day in days if not day.holiday]
        rows = Markup().join(
            Markup("<tr class='%s'><td>%s</td><td>%s</td></tr>")
            % (
                "text-muted" if day.holiday else "",
                format_date(self.env, day.day, date_format="EEE d MMM y"),
                day.holiday
                or f"{calendar.to_local(day.start):%H:%M}–"
                f"{calendar.to_local(day.end):%H:%M}",
            )
            for day in days
        )
        total = self.env._(
            "%(count)s sessions, %(hours)s hours",
            count=len(sessions),
            hours=format_number(self.env, sum(day.minutes for day in sessions) / 60),
        )
        return Markup("<p><b>%s</b></p><table class='table table-sm'>%s</table>") % (
            total,
            rows,
        )

    # Actions

    def action_create_sessions(self):
        """Create the sessions of the previewed days; holidays are left out."""
        Session = self.env["rr.course.session"]
        for series in self:
            if series.is_created:
                raise UserError(
                    self.env._("The sessions of this series exist already.")
                )
            # a provider plans sessions and names no series of its own
            STEP.on(Session).create(
                [
                    {
                        "course_id": series.course_id.id,
                        "series_id": series.id,
                        "date_start": day.start,
                        "date_end": day.end,
                        "venue": series.venue,
                        "trainer_id": series.trainer_id.id,
                    }
                    for day in series._occurrences()
                    if not day.holiday
                ]
            )
            series._rr_step_write({"is_created": True})
        return True

    # Tools

    def _rule(self):
        """Return the series as the calendar knows it.

        :raises ValidationError: names what is wrong with the rule
        """
        self.ensure_one()
        try:
            return calendar.Series(
                start=self.date_from,
                weekdays=frozenset(
                    number for number, day in enumerate(WEEKDAYS) if self[day]
                ),
                time_from=clock(self.time_from),
                time_to=clock(self.time_to),
                interval=self.interval,
                until=(self.until or None) if self.end_kind == "until" else None,
                count=self.count if self.end_kind == "count" else None,
            )
        except ValueError as error:
            raise ValidationError(
                {
                    "weekdays": self.env._("Choose at least one day of the week."),
                    "time_to": self.env._("The sessions must end after they start."),
                    "interval": self.env._("The interval is 1 week or more."),
                    "until": self.env._("The last day must not lie before the first day."),
                    "count": self.env._(
                        "The number of sessions lies between 1 and %(maximum)s.",
                        maximum=calendar.MAXIMUM,
                    ),
                }[str(error)]
            ) from None

    def _occurrences(self):
        """Return the days of the series, holidays named."""
        rule = self._rule()
        last = rule.until or rule.start + timedelta(days=7 * rule.interval * 500)
        holidays = self.env["rr.holiday"]._between(rule.start, last)
        return calendar.occurrences(rule, holidays)


class RrCourseSession(models.Model):
    _inherit = "rr.course.session"

    def _scope_sessions(self, scope):
        """Return the sessions an edit of this one reaches.

        :param scope: ``one``, ``following`` (this and later ones of its series) or
            ``all`` of its series. Held sessions, and those on whose sheet somebody
            is marked, are never among them.
        """
        self.ensure_one()
        if scope not in SCOPES:
            raise UserError(self.env._("Choose one, following or all."))
        sessions = self
        if scope != "one" and self.series_id:
            domain = [("series_id", "=", self.series_id.id)]
            if scope == "following":
                domain.append(("date_start", ">=", self.date_start))
            sessions = self.search(domain)
        return sessions.filtered(
            lambda s: s.state in ("planned", "postponed") and not s.attendance_ids
        )

    def _edit_series(self, scope, days=0, time_from=None, time_to=None, **values):
        """Change this session, this and the following, or all of its series.

        :param days: local days to move by (may be negative)
        :param time_from: new local start, hours as float; unchanged without it
        :param time_to: new local end
        :param values: other fields to write: ``venue``, ``trainer_id``, ``note``
        :returns: the sessions changed
        """
        sessions = self._scope_sessions(scope)
        if not sessions:
            raise UserError(
                self.env._("Held and cancelled sessions stay; nothing was left to edit.")
            )
        for session in sessions:
            start = calendar.moved(
                session.date_start, days, None if time_from is None else clock(time_from)
            )
            # The day of the end follows the day of the start.
            end = calendar.moved(
                session.date_end, days, None if time_to is None else clock(time_to)
            )
            if end <= start:
                raise ValidationError(
                    self.env._("The sessions must end after they start.")
                )
            vals = dict(values)
            if (start, end) != (session.date_start, session.date_end):
                vals.update(date_start=start, date_end=end)
            if vals:
                session.write(vals)
        postponed = sessions.filtered(lambda s: s.state == "postponed")
        if postponed and (days or time_from is not None):
            postponed.action_replan()
        return sessions
