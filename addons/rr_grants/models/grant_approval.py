# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class GrantApproval(models.Model):
    """A decision on a grant. It is kept for ever; an edit makes it invalid."""

    _name = "rr.grant.approval"
    _inherit = ["rr.audited.mixin"]
    _description = "Approval of a grant"
    _order = "id desc"

    grant_id = fields.Many2one(
        "rr.grant", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    role = fields.Char(string="Role key", required=True, readonly=True)
    role_name = fields.Char(string="Role", compute="_compute_role_name")
    standin_id = fields.Many2one(
        "rr.standin", string="Stand-in", readonly=True, ondelete="restrict"
    )
    amendment_id = fields.Many2one("rr.grant.amendment", readonly=True)
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="grant_id.currency_id")
    content_digest = fields.Char(readonly=True)
    is_valid = fields.Boolean(string="Valid", default=True, readonly=True)
    void_reason = fields.Char(string="Void because", readonly=True)
    void_on = fields.Datetime(readonly=True)

    @api.depends("role")
    @api.depends_context("lang")
    def _compute_role_name(self):
        roles = dict(
            self.env["rr.grant.queue"]._fields["role"]._description_selection(self.env)
        )
        for approval in self:
            approval.role_name = roles.get(approval.role, approval.role)

    @api.model
    def _record(self, grant, role, amendment=None):
        user = self.env.user
        own = role in user._rr_roles()
        # Nobody types approvals: the step that was checked leaves one.
        return self.sudo().create(
            {
                "grant_id": grant.id,
                "user_id": user.id,
                "role": role,
                "standin_id": False if own else user._rr_standin_for(role).id,
                "amendment_id": amendment.id if amendment else False,
                "date": fields.Date.context_today(grant),
                "amount": grant.amount,
                "content_digest": grant._content_digest(),
            }
        )

    def _void(self, reason):
        # An edit or a conflict makes them invalid, whoever causes it.
        self.sudo().filtered("is_valid").write(
            {
                "is_valid": False,
                "void_reason": reason,
                "void_on": fields.Datetime.now(),
            }
        )
