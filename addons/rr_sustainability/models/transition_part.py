# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError


class TransitionPart(models.AbstractModel):
    """A part of a scenario: it changes only while the scenario is a draft."""

    _name = "rr.transition.part"
    _inherit = ["rr.audited.mixin"]
    _description = "Part of a transition scenario"

    def _rr_scenarios(self):
        return self.mapped("scenario_id")

    def _rr_check_open(self):
        for scenario in self._rr_scenarios():
            if scenario.state != "draft" or scenario.baseline_id:
                raise UserError(
                    self.env._(
                        "%(scenario)s: only a baseline in draft can be edited; a frozen "
                        "one is changed by the overrides of a scenario on top of it.",
                        scenario=scenario.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._rr_check_open()
        return records

    def write(self, vals):
        self._rr_check_open()
        result = super().write(vals)
        if "scenario_id" in vals or "line_id" in vals:
            self._rr_check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_in_draft(self):
        self._rr_check_open()
