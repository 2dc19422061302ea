# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.first_steps import Step
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class RrFirstSteps(models.AbstractModel):
    _inherit = "rr.first.steps"

    def _rr_steps(self):
        return super()._rr_steps() + [
            Step(
                _lt("Organisations that hold courses, with a user each"),
                _lt("Mark the contact as an NGO and give its person the NGO role."),
                "administrator",
                "_rr_check_providers",
                "base.action_partner_form",
                75,
            ),
            Step(
                _lt("Public holidays"),
                _lt("No session is planned on them."),
                "head",
                "_rr_check_holidays",
                "rr_training.rr_holiday_action",
                82,
            ),
        ]

    def _rr_partners_with_users(self, kind):
        """Organisations of a kind, and whether each has a user of its role."""
        partners = self.env["res.partner"].search(
            [("rr_kind", "=", kind), ("is_company", "=", True)]
        )
        holders = self.env["rr.start.page"]._rr_holders()
        users = holders.get(kind, self.env["res.users"])
        reached = users.mapped("commercial_partner_id") & partners
        return bool(reached), self.env._(
            "%(part)s of %(whole)s", part=len(reached), whole=len(partners)
        )

    def _rr_check_providers(self):
        return self._rr_partners_with_users("ngo")

    def _rr_check_holidays(self):
        return self._rr_count("rr.holiday", [("date", ">=", "today")])
