# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.first_steps import Step
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

STEPS = (
    Step(
        _lt("Donors, with a contact each"),
        _lt("A contact with the donor's role downloads issued reports."),
        "administrator",
        "_rr_check_donors",
        "base.action_partner_form",
        78,
    ),
    Step(
        _lt("Targets of the indicators"),
        _lt("Baseline and target for each agreement and period."),
        "reporter",
        "_rr_check_targets",
        "rr_donor_reports.rr_indicator_target_action",
        120,
    ),
)


class RrFirstSteps(models.AbstractModel):
    _inherit = "rr.first.steps"

    def _rr_steps(self):
        return super()._rr_steps() + list(STEPS)

    def _rr_check_donors(self):
        return self._rr_partners_with_users("donor")

    def _rr_check_targets(self):
        return self._rr_count("rr.indicator.target")
