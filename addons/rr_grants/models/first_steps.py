# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.first_steps import Step
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

STEPS = (
    Step(
        _lt("Approval bands"),
        _lt("Up to which amount the head approves; above it the director does."),
        "director",
        "_rr_check_bands",
        "rr_grants.rr_grant_band_action",
        100,
    ),
    Step(
        _lt("Rules and limits of grants"),
        _lt("The shipped ones are proposals."),
        "head",
        "_rr_check_rules",
        "rr_grants.rr_grant_rule_action",
        102,
    ),
    Step(
        _lt("Agreements with donors and the state's budget"),
        _lt("Sources, agreements and budget lines: without them nothing is paid."),
        "finance",
        "_rr_check_agreements",
        "rr_grants.rr_fund_agreement_action",
        110,
    ),
    Step(
        _lt("Balances and payments of the years before"),
        _lt("The dialogue has an empty workbook and a sample with invented rows."),
        "finance",
        "_rr_check_ledger",
        "rr_grants.rr_money_import_action",
        112,
    ),
)


class RrFirstSteps(models.AbstractModel):
    _inherit = "rr.first.steps"

    def _rr_steps(self):
        return super()._rr_steps() + list(STEPS)

    def _rr_check_bands(self):
        return self._rr_count("rr.grant.band")

    def _rr_check_rules(self):
        return self._rr_count("rr.grant.rule")

    def _rr_check_agreements(self):
        return self._rr_count("rr.fund.agreement", [("state", "!=", "draft")])

    def _rr_check_ledger(self):
        return self._rr_count("rr.fund.entry", [("effect", "=", "pay")])
