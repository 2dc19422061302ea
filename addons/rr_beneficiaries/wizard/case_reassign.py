# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class RrCaseReassign(models.TransientModel):
    """The head gives an officer's open cases to another, for a leave or for good."""

    _name = "rr.case.reassign"
    _description = "Reassignment of cases"

    from_user_id = fields.Many2one(
        "res.users", string="From", required=True, domain="[('share', '=', False)]"
    )
    to_user_id = fields.Many2one(
        "res.users", string="To", required=True, domain="[('share', '=', False)]"
    )
    date_back = fields.Date(
        string="Until",
        help="The cases go back on the day after. Leave empty for good.",
    )
    case_ids = fields.Many2many(
        "rr.case",
        string="Cases",
        compute="_compute_case_ids",
        store=True,
        readonly=False,
    )
    reason = fields.Char(required=True)

    @api.depends("from_user_id")
    def _compute_case_ids(self):
        for wizard in self:
            wizard.case_ids = self.env["rr.case"].search(
                [
                    ("officer_id", "=", wizard.from_user_id.id),
                    ("state", "!=", "closed"),
                ]
            )

    def action_reassign(self):
        self.ensure_one()
        if not self.env.user._rr_holds_role("head"):
            raise AccessError(self.env._("The head of division reassigns cases."))
        if self.from_user_id == self.to_user_id:
            raise UserError(self.env._("From and to are the same person."))
        if self.date_back and self.date_back < fields.Date.context_today(self):
            raise UserError(self.env._("Until: it lies in the past."))
        foreign = self.case_ids.filtered(
            lambda case: case.officer_id != self.from_user_id
        )
        if foreign:
            raise UserError(
                self.env._(
                    "These are not cases of %(user)s: %(cases)s",
                    user=self.from_user_id.name,
                    cases=", ".join(foreign.mapped("display_name")),
                )
            )
        self.case_ids._rr_step_write(
            {
                "officer_id": self.to_user_id.id,
                "return_officer_id": self.date_back and self.from_user_id.id,
                "return_date": self.date_back,
            }
        )
        for case in self.case_ids:
            case.message_post(body=self.reason, subtype_xmlid="mail.mt_note")
        return {"type": "ir.actions.act_window_close"}
