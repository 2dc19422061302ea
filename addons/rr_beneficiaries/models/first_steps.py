# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.first_steps import Step
from odoo.tools.translate import LazyTranslate

from ..tools.crypto import KEY_VARIABLE

_lt = LazyTranslate(__name__)

STEPS = (
    Step(
        _lt("The key file of the identities"),
        _lt("Without it names are lost for ever: keep a copy apart from the backups."),
        "administrator",
        "_rr_check_identity_key",
        "",
        40,
    ),
    Step(
        _lt("The case officers' municipalities"),
        _lt("An officer opens the cases of these municipalities beside the own ones."),
        "administrator",
        "_rr_check_places",
        "base.action_res_users",
        55,
    ),
    Step(
        _lt("Decide the retention periods"),
        _lt("The shipped ones are proposals; the ministry decides."),
        "head",
        "_rr_check_retention",
        "rr_beneficiaries.rr_retention_rule_action",
        80,
    ),
    Step(
        _lt("Bring persons from an older list"),
        _lt("The dialogue has an empty workbook and a sample with invented rows."),
        "officer",
        "_rr_check_persons",
        "rr_beneficiaries.rr_person_import_action",
        90,
    ),
)


class RrFirstSteps(models.AbstractModel):
    _inherit = "rr.first.steps"

    def _rr_steps(self):
        return super()._rr_steps() + list(STEPS)

    def _rr_check_identity_key(self):
        return self._rr_key_file(KEY_VARIABLE)

    def _rr_check_places(self):
        holders = self.env["rr.start.page"]._rr_holders()
        officers = holders.get("officer", self.env["res.users"])
        without = officers.filtered(lambda user: not user.rr_municipality_ids)
        if without:
            return False, self.env._(
                "none yet: %(users)s", users=", ".join(without.mapped("name"))
            )
        return bool(officers), ""

    def _rr_check_retention(self):
        return self._rr_count("rr.retention.rule")

    def _rr_check_persons(self):
        return self._rr_count("rr.beneficiary")
