# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class RrAuditedMixin(models.AbstractModel):
    """What belongs to an enrolment belongs to the file of who is enrolled."""

    _inherit = "rr.audited.mixin"

    @classmethod
    def _rr_parents(cls):
        return [*super()._rr_parents(), "enrolment_id"]
