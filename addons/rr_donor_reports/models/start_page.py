# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.addons.rr_base.tools.start_parts import (
    Figure,
    Hint,
    LateRows,
    Picture,
    Task,
    Waiting,
)
from odoo.tools import date_utils
from odoo.tools.translate import LazyTranslate

from .report_states import FINAL

_lt = LazyTranslate(__name__)

REPORTER = ("reporter",)
SIGNERS = ("head", "finance", "dpo")
MODEL = "rr.donor.report"


def _state(label, role, sequence, state):
    return Waiting(
        label, (role,), sequence, model=MODEL, domain=[("state", "=", state)]
    )


PARTS = (
    Task(
        _lt("Donor reports"), REPORTER, 10, action="rr_donor_reports.rr_donor_report_action"
    ),
    Task(
        _lt("Reporting periods"),
        REPORTER,
        20,
        action="rr_donor_reports.rr_report_period_action",
    ),
    Task(
        _lt("Targets"), REPORTER, 30, action="rr_donor_reports.rr_indicator_target_action"
    ),
    Task(
        _lt("Indicators"), REPORTER, 40, action="rr_donor_reports.rr_indicator_action"
    ),
    Task(
        _lt("Deliveries"),
        REPORTER,
        50,
        action="rr_donor_reports.rr_report_delivery_action",
    ),
    Task(
        _lt("Donor reports"), SIGNERS, 35, action="rr_donor_reports.rr_donor_report_action"
    ),
    _state(_lt("Reports to approve"), "head", 18, "finance_signed"),
    _state(_lt("Reports to issue"), "head", 19, "approved"),
    _state(_lt("Reports to sign for finance"), "finance", 18, "checked"),
    _state(_lt("Reports to check for disclosure"), "dpo", 10, "generated"),
    _state(_lt("Drafts to generate"), "reporter", 10, "draft"),
    _state(_lt("Sent back by the donor"), "reporter", 20, "sent_back"),
    _state(_lt("Waiting for the donor's answer"), "reporter", 30, "issued"),
    Waiting(
        _lt("Waiting for a signature of others"),
        REPORTER,
        40,
        model=MODEL,
        domain=[("state", "in", ["generated", "checked", "finance_signed", "approved"])],
    ),
    LateRows(_lt("Report was due"), REPORTER + ("head",), method="_rr_late_reports"),
    Figure(_lt("Issued, this year"), REPORTER, 10, method="_rr_figure_issued"),
    Figure(_lt("Accepted by donors, this year"), REPORTER, 20, method="_rr_figure_accepted"),
    Figure(_lt("Next report due"), REPORTER, 30, method="_rr_figure_next_due"),
    Picture(
        _lt("Reporting periods that have ended"),
        REPORTER,
        10,
        method="_rr_picture_periods",
    ),
    Hint(_lt("Enter indicators and targets, then make a report of a period."), REPORTER),
)


class RrStartPage(models.AbstractModel):
    """Reports: who signs next, which are due."""

    _inherit = "rr.start.page"

    def _rr_parts(self):
        return super()._rr_parts() + list(PARTS)

    def _rr_without_report(self, periods):
        """Those of the periods that no issued report covers."""
        reports = self.env[MODEL].search_fetch(
            [("state", "in", list(FINAL)), ("agreement_id", "!=", False)],
            ["agreement_id", "date_from", "date_to"],
        )
        by_agreement = reports.grouped("agreement_id")
        return periods.filtered(
            lambda period: not any(
                report.date_from <= period.date_from
                and report.date_to >= period.date_to
                for report in by_agreement.get(period.agreement_id, ())
            )
        )

    def _rr_periods(self, domain):
        return self.env["rr.report.period"].search_fetch(
            domain, ["agreement_id", "date_from", "date_to", "date_due"], order="date_due"
        )

    def _rr_late_reports(self):
        today = fields.Date.context_today(self)
        # What was due before is told by the picture; here is what can still be sent.
        since = today - relativedelta(years=1)
        periods = self._rr_periods([("date_due", "<", today), ("date_due", ">=", since)])
        missing = self._rr_without_report(periods)
        rows = [
            self._rr_late_row(
                period,
                period.display_name,
                self.env._("Report was due"),
                period.date_due,
                today,
            )
            for period in missing
        ]
        return rows, len(rows)

    def _rr_figure_issued(self):
        start = date_utils.start_of(fields.Date.context_today(self), "year")
        return str(self.env[MODEL].search_count([("issued_on", ">=", start)]))

    def _rr_figure_accepted(self):
        start = date_utils.start_of(fields.Date.context_today(self), "year")
        issued = [("issued_on", ">=", start), ("agreement_id", "!=", False)]
        return self._rr_of(
            self.env[MODEL].search_count([*issued, ("state", "=", "accepted")]),
            self.env[MODEL].search_count(issued),
        )

    def _rr_figure_next_due(self):
        today = fields.Date.context_today(self)
        periods = self._rr_periods([("date_due", ">=", today)])
        due = self._rr_without_report(periods)[:1].date_due
        return self._rr_day(due) if due else "–"

    def _rr_picture_periods(self):
        """Per agreement: periods that have ended, with a report and without."""
        today = fields.Date.context_today(self)
        periods = self._rr_periods([("date_to", "<", today)])
        missing = self._rr_without_report(periods)
        rows = []
        for agreement, ended in periods.grouped("agreement_id").items():
            done = len(ended - missing)
            rows.append(
                (
                    agreement.code,
                    {"issued": done, "open": len(ended) - done},
                    self._rr_of(done, len(ended)),
                )
            )
        return self._rr_bars(
            [
                ("issued", self.env._("Report issued")),
                ("open", self.env._("No report yet")),
            ],
            rows,
        )
