# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class TransitionPart(models.AbstractModel):
    """A part of a scenario: it changes only while the scenario is a draft."""

    _name = "rr.transition.part"
    _inherit = ["rr.audited.mixin"]
    _description = "Part of a transition scenario"

    def _rr_scenarios(self):
        return self.mapped("scenario_id")

    def _rr_check_open(self):
        self._rr_scenarios()._rr_check_open_input()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._rr_check_open()
        return records

    def write(self, vals):
        before = self._rr_scenarios()
        result = super().write(vals)
        (before | self._rr_scenarios())._rr_check_open_input()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_in_draft(self):
        self._rr_check_open()
