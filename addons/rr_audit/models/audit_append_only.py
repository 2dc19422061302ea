# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError


class RrAuditAppendOnly(models.AbstractModel):
    """Rows that come from the database alone; for everybody else they are as carved.

    The refusal here is for the message: what holds is that Odoo's database role has no
    right to write there.
    """

    # Nothing to hand on to `super`: these methods exist to refuse.
    # pylint: disable=method-required-super,no-raise-unlink

    _name = "rr.audit.append.only"
    _description = "Rows of the Trail"

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(self.env._("Nobody writes into the trail by hand."))

    def write(self, vals):
        raise AccessError(self.env._("What the trail holds cannot be changed."))

    def unlink(self):
        raise AccessError(self.env._("What the trail holds cannot be deleted."))

    def copy(self, default=None):
        raise AccessError(self.env._("Nobody writes into the trail by hand."))
