# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.first_steps import Step
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

STEPS = (
    Step(
        _lt("The budget calendar"),
        _lt("The shipped one follows the law on public finances; check the dates."),
        "planner",
        "_rr_check_calendar",
        "rr_sustainability.rr_transition_calendar_action",
        130,
    ),
    Step(
        _lt("A first baseline"),
        _lt("Load need and agreements from the register, then freeze it."),
        "planner",
        "_rr_check_baseline",
        "rr_sustainability.rr_transition_scenario_action",
        132,
    ),
)


class RrFirstSteps(models.AbstractModel):
    _inherit = "rr.first.steps"

    def _rr_steps(self):
        return super()._rr_steps() + list(STEPS)

    def _rr_check_calendar(self):
        return self._rr_count("rr.transition.calendar")

    def _rr_check_baseline(self):
        return self._rr_count(
            "rr.transition.scenario",
            [("baseline_id", "=", False), ("state", "!=", "draft")],
        )
