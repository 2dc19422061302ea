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
from odoo.tools.translate import LazyTranslate

from ..engine import lead_time

_lt = LazyTranslate(__name__)

PLANNER = ("planner",)
DECIDERS = ("head", "director")
# A step of the budget year is told as missed for so long.
_MISSED_MONTHS = 6

PARTS = (
    Task(
        _lt("State and donors"), PLANNER, 10, action="rr_sustainability.transition_view_action"
    ),
    Task(
        _lt("Scenarios"),
        PLANNER,
        20,
        action="rr_sustainability.rr_transition_scenario_action",
    ),
    Task(
        _lt("Gap by line"),
        PLANNER,
        30,
        action="rr_sustainability.rr_transition_result_action",
    ),
    Task(
        _lt("Budget calendar"),
        PLANNER,
        40,
        action="rr_sustainability.rr_transition_calendar_action",
    ),
    Task(
        _lt("State and donors"),
        DECIDERS,
        60,
        action="rr_sustainability.transition_view_action",
    ),
    Waiting(
        _lt("Baselines to freeze"),
        PLANNER,
        10,
        model="rr.transition.scenario",
        domain=[("state", "=", "draft"), ("baseline_id", "=", False)],
    ),
    Waiting(
        _lt("Scenarios not submitted"),
        PLANNER,
        20,
        model="rr.transition.scenario",
        domain=[("state", "!=", "submitted"), ("baseline_id", "!=", False)],
    ),
    LateRows(_lt("Missed"), PLANNER, method="_rr_missed_steps"),
    Figure(_lt("Gap, next year"), PLANNER, 10, method="_rr_figure_gap"),
    Figure(
        _lt("State share of need, next year"), PLANNER, 20, method="_rr_figure_share"
    ),
    Figure(
        _lt("Money for next year: last day to ask"), PLANNER, 30, method="_rr_figure_ask"
    ),
    Picture(
        _lt("Need by year: state, donors, gap"), PLANNER, 10, method="_rr_picture_need"
    ),
    Hint(
        _lt("Make a baseline under Scenarios and load the register into it."), PLANNER
    ),
)


class RrStartPage(models.AbstractModel):
    """The planner's page: gap, share of the state, the budget's calendar."""

    _inherit = "rr.start.page"

    def _rr_parts(self):
        return super()._rr_parts() + list(PARTS)

    def _rr_baseline_years(self):
        """Rows per year of the newest frozen baseline, in its own view."""
        baseline = self.env["rr.transition.scenario"].search(
            [("baseline_id", "=", False), ("state", "!=", "draft")], limit=1
        )
        return self.env["rr.transition.result"].search(
            [
                ("scenario_id", "=", baseline.id),
                ("view", "=", baseline.view),
                ("kind", "=", "year"),
            ],
            order="year",
        )

    def _rr_next_year(self):
        year = fields.Date.context_today(self).year + 1
        return self._rr_baseline_years().filtered(lambda row: row.year == year)

    def _rr_figure_gap(self):
        row = self._rr_next_year()
        return self._rr_money(row.gap) if row else "–"

    def _rr_figure_share(self):
        row = self._rr_next_year()
        return f"{row.state_share_of_need:.0f} %" if row else "–"

    def _rr_figure_ask(self):
        today = fields.Date.context_today(self)
        steps, names = self.env["rr.transition.calendar"]._rr_steps()
        found = lead_time(today.year + 1, today, steps)
        if not found["deadline"]:
            return self.env._("missed")
        day = self._rr_day(fields.Date.to_date(found["deadline"]))
        return f"{day} ({names[found['next']]})"

    def _rr_missed_steps(self):
        """Steps of the calendar that lie in the last half year."""
        today = fields.Date.context_today(self)
        since = today - relativedelta(months=_MISSED_MONTHS)
        steps, _names = self.env["rr.transition.calendar"]._rr_steps()
        records = {
            step.code: step for step in self.env["rr.transition.calendar"].search([])
        }
        rows = []
        for year in range(today.year, today.year + 4):
            for step in lead_time(year, today, steps)["steps"]:
                day = fields.Date.to_date(step["deadline"])
                record = records[step["code"]]
                if since <= day < today and record.is_request:
                    text = self.env._("for %(year)s", year=year)
                    rows.append(
                        self._rr_late_row(record, record.name, text, day, today)
                    )
        return rows, len(rows)

    def _rr_picture_need(self):
        rows = []
        for row in self._rr_baseline_years():
            donors = max(row.funded - row.state, 0)
            rows.append(
                (
                    str(row.year),
                    {"state": row.state, "donors": donors, "gap": row.gap},
                    self._rr_money(row.need),
                )
            )
        return self._rr_bars(
            [
                ("state", self.env._("State")),
                ("donors", self.env._("Donors")),
                ("gap", self.env._("Gap")),
            ],
            rows,
        )
