# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class RrTransitionReason(models.TransientModel):
    """Asks for the reason of a step and takes it. It adds no right of its own."""

    _name = "rr.transition.reason"
    _description = "Reason of a step"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Char(required=True, readonly=True)
    step = fields.Char(required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not hasattr(model, "_do_step"):
            raise UserError(self.env._("This record has no steps."))
        ids = [int(item) for item in self.res_ids.split(",") if item.isdigit()]
        model.browse(ids)._take_step(self.step, self.reason)
        return {"type": "ir.actions.act_window_close"}
