# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: What a lock holds still, and the words for it.
FACTS = [
    ("money", "Ledger entries"),
    ("attendance", "Attendance"),
    ("outcome", "Outcomes"),
]
#: An exception is open for this long at most.
LONGEST_EXCEPTION = timedelta(days=7)


class RrReportPeriod(models.Model):
    """A reporting period of an agreement. Once locked, facts dated inside it do not
    change any more: a late fact is dated into the next period."""

    _name = "rr.report.period"
    _inherit = ["mail.thread", "rr.audited.mixin", "rr.transition.mixin"]
    _description = "Reporting period"
    _order = "agreement_id, date_from"
    _frozen = {"locked": ("agreement_id", "date_from", "date_to")}
    _steps = {
        "begin_closing": {
            "from": ["open"],
            "to": "closing",
            "groups": ["rr_base.group_reporter", "rr_base.group_head"],
            "label": _lt("Begin closing"),
        },
        "lock": {
            "from": ["open", "closing"],
            "to": "locked",
            "groups": ["rr_base.group_head"],
            "system": True,
            "label": _lt("Lock"),
        },
        "reopen": {
            "from": ["closing", "locked"],
            "to": "open",
            "groups": ["rr_base.group_head"],
            "reason": True,
            "label": _lt("Open again"),
        },
    }

    agreement_id = fields.Many2one(
        "rr.fund.agreement", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    date_due = fields.Date(string="Report due", required=True)
    state = fields.Selection(
        [("open", "Open"), ("closing", "Closing"), ("locked", "Locked")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    exception_ids = fields.One2many("rr.report.period.exception", "period_id")

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from AND date_due >= date_to)",
        "A period ends after it begins, and the report is due after it.",
    )
    _start_once = models.Constraint(
        "UNIQUE (agreement_id, date_from)",
        "The agreement already has a period that begins on this day.",
    )

    @api.depends("agreement_id.code", "date_from", "date_to")
    def _compute_display_name(self):
        for period in self:
            period.display_name = (
                f"{period.agreement_id.code or ''} {period.date_from} – {period.date_to}"
            )

    @api.constrains("agreement_id", "date_from", "date_to")
    def _check_no_overlap(self):
        for period in self:
            if self.search_count(
                [
                    ("agreement_id", "=", period.agreement_id.id),
                    ("id", "!=", period.id),
                    ("date_from", "<=", period.date_to),
                    ("date_to", ">=", period.date_from),
                ],
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "%(period)s overlaps another period of the agreement.",
                        period=period.display_name,
                    )
                )

    def _guard_reopen(self, reason):
        # A yes or no over all reports of the period.
        issued = self.env["rr.donor.report"].sudo().search_count(
            [
                ("agreement_id", "=", self.agreement_id.id),
                ("date_to", ">=", self.date_from),
                ("date_from", "<=", self.date_to),
                ("state", "in", ("issued", "accepted", "sent_back")),
            ],
            limit=1,
        )
        if issued and self.state == "locked":
            return self.env._(
                "a report of it is issued: grant an exception, or restate the report"
            )
        return None

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if any(period.state != "open" for period in self):
            raise UserError(self.env._("Only an open period can be deleted."))

    def action_begin_closing(self):
        return self._do_step("begin_closing")

    def action_lock(self):
        return self._do_step("lock")

    # ------------------------------------------------------------------- locks

    @api.model
    def _locked_over(self, facts, kind):
        """The locked periods that hold facts, exceptions of this user taken out.

        :param facts: iterable of ``(agreement id, date)``
        :param kind: key of ``FACTS``
        :return: list of ``(period, date)``
        """
        facts = {(agreement, day) for agreement, day in facts if agreement and day}
        if not facts:
            return []
        # Who asks need not read periods; the answer is a refusal or nothing.
        locked = self.sudo().search(
            [
                ("state", "=", "locked"),
                ("agreement_id", "in", list({agreement for agreement, _d in facts})),
            ]
        )
        now = fields.Datetime.now()
        hits = []
        for agreement, day in sorted(facts, key=str):
            for period in locked:
                if (
                    period.agreement_id.id == agreement
                    and period.date_from <= day <= period.date_to
                    and not period._has_exception(kind, now)
                ):
                    hits.append((period, day))
        return hits

    def _has_exception(self, kind, now):
        self.ensure_one()
        return any(
            exception.kind == kind
            and exception.user_id == self.env.user
            and exception.valid_from <= now <= exception.valid_to
            for exception in self.exception_ids
        )

    @api.model
    def _refuse_locked(self, facts, kind):
        """Raise when a fact lies in a locked period; see :meth:`_locked_over`."""
        hits = self._locked_over(facts, kind)
        if hits:
            period, day = hits[0]
            raise UserError(
                self.env._(
                    "%(day)s lies in the locked reporting period %(period)s: date it "
                    "into the next period as a late fact, or ask the head of division "
                    "for an exception.",
                    day=day,
                    period=period.display_name,
                )
            )

    @api.model
    def _any_locked(self):
        """Whether any period is locked at all: most writes need not ask further."""
        # Who asks need not read periods; the answer is a refusal or nothing.
        locked = self.sudo().search_count([("state", "=", "locked")], limit=1)
        return bool(locked)

    @api.model
    def _facts_of_courses(self, pairs):
        """Agreements that pay for courses.

        :param pairs: iterable of ``(course id, date)``
        :return: list of ``(agreement id, date)``
        """
        pairs = {(course, day) for course, day in pairs if course and day}
        if not pairs or not self._any_locked():
            return []
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT f.course_id, l.agreement_id
                FROM rr_activity_funding f
                JOIN rr_budget_line l ON l.id = f.line_id
                WHERE f.state IN ('committed', 'closed') AND f.course_id = ANY(%s)""",
                list({course for course, _day in pairs}),
            )
        )
        paid = {}
        for course, agreement in rows:
            paid.setdefault(course, []).append(agreement)
        return [(a, day) for course, day in pairs for a in paid.get(course, ())]


class RrReportPeriodException(models.Model):
    """A named user may change one kind of fact in a locked period, for some days."""

    _name = "rr.report.period.exception"
    _inherit = ["rr.audited.mixin"]
    _description = "Exception to a locked period"
    _order = "valid_from desc, id desc"
    _fixed_fields = ("period_id", "kind", "user_id", "valid_from", "reason")
    _guard_hint = _lt("An exception can only end earlier.")

    period_id = fields.Many2one(
        "rr.report.period", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(FACTS, required=True, default="money")
    user_id = fields.Many2one("res.users", string="For", required=True)
    valid_from = fields.Datetime(required=True, default=fields.Datetime.now)
    valid_to = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now() + timedelta(days=1)
    )
    reason = fields.Char(required=True)
    granted_by_id = fields.Many2one(
        "res.users", readonly=True, required=True, default=lambda self: self.env.user
    )

    _not_for_oneself = models.Constraint(
        "CHECK (granted_by_id <> user_id)", "Nobody grants an exception to themselves."
    )

    @api.constrains("valid_from", "valid_to")
    def _check_time_box(self):
        for exception in self:
            length = exception.valid_to - exception.valid_from
            if not timedelta(0) < length <= LONGEST_EXCEPTION:
                raise ValidationError(
                    self.env._(
                        "An exception lasts %(days)s days at most.",
                        days=LONGEST_EXCEPTION.days,
                    )
                )

    @api.model
    def _rr_own_values(self, vals):
        return {**super()._rr_own_values(vals), "granted_by_id": self.env.uid}

    def write(self, vals):
        ends = fields.Datetime.to_datetime(vals.get("valid_to"))
        if ends and any(ends > exception.valid_to for exception in self):
            raise UserError(self.env._("An exception is not prolonged: grant another."))
        return super().write(vals)


class RrFundAgreement(models.Model):
    _inherit = "rr.fund.agreement"

    report_period_ids = fields.One2many("rr.report.period", "agreement_id")

    def _after_sign(self, reason):
        parent = getattr(super(), "_after_sign", None)
        result = parent(reason) if parent else None
        self._make_report_periods()
        return result

    def _make_report_periods(self):
        """Make the reporting periods of agreements that have none.

        Each period has ``report_months`` months, the last one ends with the agreement.
        """
        # Finance signs agreements and reads, but does not write, periods.
        rows = []
        for agreement in self.sudo():
            if agreement.report_period_ids or agreement.report_months <= 0:
                continue
            rows += [
                {
                    "agreement_id": agreement.id,
                    "date_from": start,
                    "date_to": end,
                    "date_due": end + relativedelta(days=agreement.report_due_days),
                }
                for start, end in agreement._report_spans()
            ]
        return self.env["rr.report.period"].sudo().create(rows)

    def _report_spans(self):
        """First and last days of the agreement's reporting periods.

        :return: list of ``(date, date)``, without a gap; the last one ends with the
            agreement
        """
        self.ensure_one()
        spans, start = [], self.date_start
        while start <= self.date_end:
            after = self.date_start + relativedelta(
                months=(len(spans) + 1) * self.report_months
            )
            spans.append((start, min(after - relativedelta(days=1), self.date_end)))
            start = after
        return spans
