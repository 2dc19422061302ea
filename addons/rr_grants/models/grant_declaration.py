# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL
from odoo.exceptions import AccessError, UserError

from .community_data import DECLARATION_STATES, DECLARATION_STEPS


class GrantDeclaration(models.Model):
    """A member's word on a conflict of interest, given before the file opens.

    Until the member declares that there is no conflict, the record rules open
    nothing of the application. A conflict takes away reading, review and vote, and
    is never taken back.
    """

    _name = "rr.grant.declaration"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Declaration on conflict of interest"
    _order = "application_name, id"
    _steps = DECLARATION_STEPS
    _step_as_sudo = True
    # asked for by the office, given by its steps
    _step_fields = ALL

    application_id = fields.Many2one(
        "rr.grant.application",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    # What a member must know to declare, and nothing more of the file.
    application_name = fields.Char(string="Number", readonly=True)
    application_title = fields.Char(string="Title", readonly=True)
    applicant = fields.Char(readonly=True)
    call_name = fields.Char(string="Call", readonly=True)
    state = fields.Selection(
        DECLARATION_STATES, default="pending", required=True, readonly=True
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    reason = fields.Char(string="Kind of conflict", readonly=True)
    review_state = fields.Char(compute="_compute_review_state", string="Review")

    _once = models.Constraint(
        "UNIQUE(application_id, user_id)", "The member has declared already."
    )

    @api.depends("application_name", "user_id")
    def _compute_display_name(self):
        for declaration in self:
            declaration.display_name = (
                f"{declaration.application_name} {declaration.applicant or ''}".strip()
            )

    @api.depends_context("uid", "lang")
    def _compute_review_state(self):
        labels = dict(
            self.env["rr.grant.review"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for declaration in self:
            # sudo: only the state of the member's own review is looked at
            review = (
                self.env["rr.grant.review"]
                .sudo()
                .search(
                    [
                        ("application_id", "=", declaration.sudo().application_id.id),
                        ("user_id", "=", declaration.user_id.id),
                    ],
                    order="id desc",
                    limit=1,
                )
            )
            declaration.review_state = labels.get(review.state, False)

    @api.model
    def _rr_own_values(self, vals):
        application = self.env["rr.grant.application"].browse(vals["application_id"])
        return {
            **super()._rr_own_values(vals),
            "application_name": application.name,
            "application_title": application.title,
            "applicant": application.partner_id.name,
            "call_name": application.call_id.display_name,
        }

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        raise UserError(self.env._("A declaration is kept."))

    def _own(self):
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Everybody declares for themselves."))

    def _guard_declare_none(self, reason):
        self._own()
        return None

    def _guard_declare_conflict(self, reason):
        self._own()
        if self.application_id.state not in ("checked", "scored"):
            return self.env._("the application is decided")
        return None

    def _after_declare_conflict(self, reason):
        self.write({"reason": reason})
        self._void_what_was_done(reason)
        self.env.registry.clear_cache()

    def _void_what_was_done(self, reason):
        """A conflict that comes late makes the member's review and vote void."""
        for declaration in self:
            reviews = declaration.application_id.review_ids.filtered(
                lambda r, d=declaration: r.user_id == d.user_id and r.state != "void"
            )
            if reviews:
                reviews._do_step("void", reason)
            votes = declaration.application_id.item_ids.vote_ids.filtered(
                lambda v, d=declaration: v.user_id == d.user_id
            )
            votes.filtered(lambda v: v.item_id.session_id.state == "open").unlink()

    @api.model
    def _is_clear(self, application, user):
        """Whether a user has declared that there is no conflict."""
        # A yes or no about one member; others' declarations stay closed.
        return bool(
            self.sudo().search_count(
                [
                    ("application_id", "=", application.id),
                    ("user_id", "=", user.id),
                    ("state", "=", "none"),
                ],
                limit=1,
            )
        )

    def action_review(self):
        """Open the member's own review of this application, made if need be."""
        self.ensure_one()
        self._own()
        review = self.env["rr.grant.review"]._mine(self.application_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "rr.grant.review",
            "res_id": review.id,
            "view_mode": "form",
        }

    def action_open_application(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "rr.grant.application",
            "res_id": self.application_id.id,
            "view_mode": "form",
        }
