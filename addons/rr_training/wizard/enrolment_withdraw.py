# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class RrEnrolmentWithdraw(models.TransientModel):
    """Asks for the last day and the reason of a withdrawal."""

    _name = "rr.enrolment.withdraw"
    _description = "Withdraw a participant"

    enrolment_ids = fields.Many2many("rr.enrolment", required=True)
    date_to = fields.Date(
        string="Last day", required=True, default=fields.Date.context_today
    )
    drop_reason = fields.Selection(
        selection=lambda self: self.env["rr.enrolment"]
        ._fields["drop_reason"]
        ._description_selection(self.env),
        string="Reason",
        required=True,
        default="unknown",
    )

    def action_apply(self):
        self.ensure_one()
        self.enrolment_ids.action_withdraw(self.date_to, self.drop_reason)
        return {"type": "ir.actions.act_window_close"}
