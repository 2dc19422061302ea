# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL
from odoo.exceptions import AccessError, UserError, ValidationError

from .community_data import REVIEW_STATES, REVIEW_STEPS


class GrantReview(models.Model):
    """A member's assessment of an application, by the criteria of its call."""

    _name = "rr.grant.review"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Review of an application"
    _order = "id desc"
    _steps = REVIEW_STEPS
    _step_as_sudo = True
    _fixed_fields = ("application_id",)
    _frozen = {"submitted": ALL, "void": ALL}

    application_id = fields.Many2one(
        "rr.grant.application",
        required=True,
        index=True,
        ondelete="restrict",
    )
    call_id = fields.Many2one(related="application_id.call_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Reviewer",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    state = fields.Selection(
        REVIEW_STATES, default="draft", required=True, readonly=True
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    mark_ids = fields.One2many("rr.grant.review.mark", "review_id")
    points = fields.Float(
        compute="_compute_points", store=True, help="Weighted by criterion, of 100."
    )
    comment = fields.Text(
        help="Strengths, weaknesses, conditions; no name of a person."
    )

    _once = models.UniqueIndex(
        "(application_id, user_id) WHERE state <> 'void'",
        "There is already a review by this member.",
    )

    @api.depends("application_id.name", "user_id")
    def _compute_display_name(self):
        for review in self:
            review.display_name = (
                f"{review.application_id.name} · {review.user_id.name}"
            )

    @api.depends("mark_ids.points", "mark_ids.criterion_id.weight")
    def _compute_points(self):
        for review in self:
            review.points = sum(
                mark.points * mark.criterion_id.weight / mark.criterion_id.points_max
                for mark in review.mark_ids
            )

    @api.constrains("application_id", "user_id", "state")
    def _check_cleared(self):
        """Nobody reviews what they have a conflict with; superuser included."""
        for review in self:
            if review.state != "void" and not self.env[
                "rr.grant.declaration"
            ]._is_clear(review.application_id, review.user_id):
                raise ValidationError(
                    self.env._(
                        "%(user)s has not declared that there is no conflict with "
                        "%(application)s.",
                        user=review.user_id.name,
                        application=review.application_id.name,
                    )
                )

    @api.model
    def _mine(self, application):
        """Return the user's own review of an application, a new one if need be."""
        application.check_access("read")
        mine = self.search(
            [
                ("application_id", "=", application.id),
                ("user_id", "=", self.env.uid),
                ("state", "!=", "void"),
            ],
            limit=1,
        )
        return mine or self.create({"application_id": application.id})

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        for review in reviews:
            if review.application_id.state not in ("checked", "scored"):
                raise UserError(
                    self.env._("This application is not open for assessment.")
                )
            missing = (
                review.application_id.call_id.criterion_ids
                - review.mark_ids.criterion_id
            )
            self.env["rr.grant.review.mark"].create(
                [
                    {"review_id": review.id, "criterion_id": criterion.id}
                    for criterion in missing
                ]
            )
        return reviews

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        raise UserError(self.env._("A review is kept."))

    def _own(self):
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Everybody submits their own review."))

    def _guard_submit(self, reason):
        self._own()
        if not self.env["rr.grant.declaration"]._is_clear(
            self.application_id, self.user_id
        ):
            return self.env._("the declaration on conflicts is missing")
        without = self.mark_ids.filtered(lambda m: not m.is_given)
        wanted = self.application_id.call_id.criterion_ids - self.mark_ids.criterion_id
        names = [*without.criterion_id.mapped("name"), *wanted.mapped("name")]
        if names:
            return self.env._(
                "no points are given for: %(names)s", names=", ".join(names)
            )
        if not (self.comment or "").strip():
            return self.env._("write a comment that explains the points")
        return None

    def _after_submit(self, reason):
        self.application_id._assess_when_reviewed()

    def _guard_void(self, reason):
        self._own()
        return None

    def action_submit(self):
        return self._do_step("submit")


class GrantReviewMark(models.Model):
    """The points that one review gives for one criterion."""

    _name = "rr.grant.review.mark"
    _inherit = ["rr.audited.mixin"]
    _description = "Points for a criterion"
    _order = "review_id, criterion_id"
    _fixed_fields = ("review_id",)
    _part_of = ("review_id", "mark_ids")

    review_id = fields.Many2one(
        "rr.grant.review", required=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one(
        "rr.grant.criterion", required=True, ondelete="restrict"
    )
    weight = fields.Float(related="criterion_id.weight")
    points_max = fields.Integer(related="criterion_id.points_max", string="Of")
    points = fields.Float()
    is_given = fields.Boolean(compute="_compute_is_given", store=True)
    reason = fields.Char()

    _once = models.Constraint(
        "UNIQUE(review_id, criterion_id)", "The criterion has its points already."
    )

    @api.depends("points", "reason")
    def _compute_is_given(self):
        for mark in self:
            mark.is_given = bool(mark.points or (mark.reason or "").strip())

    @api.constrains("points", "criterion_id", "review_id")
    def _check_points(self):
        for mark in self:
            if not 0 <= mark.points <= mark.criterion_id.points_max:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: the points lie between 0 and %(most)s.",
                        criterion=mark.criterion_id.name,
                        most=mark.criterion_id.points_max,
                    )
                )
            if mark.criterion_id.call_id != mark.review_id.application_id.call_id:
                raise ValidationError(
                    self.env._("The criterion belongs to another call.")
                )

