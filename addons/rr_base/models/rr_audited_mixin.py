# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class RrAuditedMixin(models.AbstractModel):
    """Marks a model whose writes belong in the trail.

    Every model of the register inherits it. The trail addon fills the mixin: it puts
    database triggers on the table of each model that inherits it.
    """

    _name = "rr.audited.mixin"
    _description = "Model recorded in the trail"

    # Names of fields whose values never enter the trail (the entry then says only
    # that the field changed): encrypted columns, free text about a person.
    _rr_audit_exclude = frozenset()
