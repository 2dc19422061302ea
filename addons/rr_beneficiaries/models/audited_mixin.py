# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class RrAuditedMixin(models.AbstractModel):
    """What belongs to a person's file hangs on the person or the case."""

    _inherit = "rr.audited.mixin"

    @classmethod
    def _rr_parents(cls):
        return [*super()._rr_parents(), "beneficiary_id", "case_id"]
