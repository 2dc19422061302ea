# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.first_steps import Step
from odoo.tools.translate import LazyTranslate

from .audit_seal import KEY_VARIABLE

_lt = LazyTranslate(__name__)


class RrFirstSteps(models.AbstractModel):
    _inherit = "rr.first.steps"

    def _rr_steps(self):
        return super()._rr_steps() + [
            Step(
                _lt("The key file of the trail"),
                _lt("It proves that the trail was not rewritten."),
                "administrator",
                "_rr_check_trail_key",
                "",
                42,
            ),
            Step(
                _lt("The trail is being sealed"),
                _lt("A job seals the entries every five minutes."),
                "dpo",
                "_rr_check_seals",
                "rr_audit.rr_audit_seal_action",
                85,
            ),
        ]

    def _rr_check_trail_key(self):
        return self._rr_key_file(KEY_VARIABLE)

    def _rr_check_seals(self):
        return self._rr_count("rr.audit.seal")
