# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class RrAuditedMixin(models.AbstractModel):
    """What belongs to a grant or a tranche belongs to the grantee's file."""

    _inherit = "rr.audited.mixin"

    @classmethod
    def _rr_parents(cls):
        return [*super()._rr_parents(), "grant_id", "tranche_id"]
