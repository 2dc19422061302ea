# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL, AllBut
from odoo.addons.rr_base.tools.language import format_number
from odoo.addons.rr_base.tools.money import money
from odoo.addons.rr_base.tools.permit import Permit
from odoo.exceptions import AccessError, UserError

from .community_data import (
    APPLICATION_DECIDED,
    APPLICATION_OPEN,
    APPLICATION_STATES,
    APPLICATION_STEPS,
    INSIDE,
)

#: given by the commission's signed session
DECIDING = Permit("deciding")
# What the office checks after an application came in.
CHECKS = ("is_registered", "is_complete", "is_not_double_funded")


class GrantApplication(models.Model):
    """An organisation's application to a call; never of a person."""

    _name = "rr.grant.application"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Application to a call"
    _order = "name desc, id desc"
    _steps = APPLICATION_STEPS
    _step_as_sudo = True
    _steps_depend = ("appeal_until", "call_id.is_accepting", "review_ids.state")
    _numbered = {"name": "rr.grant.application"}
    _frozen = {
        **{state: ALL for state, _label in APPLICATION_STATES},
        **dict.fromkeys(APPLICATION_OPEN, CHECKS),
        "submitted": AllBut(CHECKS),
    }

    name = fields.Char(string="Number", default="/", readonly=True, copy=False)
    call_id = fields.Many2one(
        "rr.grant.call", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Applicant",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", True), ("rr_kind", "in", ("ngo", "municipality"))],
        default=lambda self: self._default_partner(),
    )
    state = fields.Selection(
        APPLICATION_STATES, default="draft", required=True, readonly=True, index=True
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    title = fields.Char(required=True)
    summary = fields.Text()
    activities = fields.Text(help="What will be done, when and where.")
    results = fields.Text(string="Expected results")
    participants = fields.Integer(
        string="People reached", help="A number; applications name no person."
    )
    municipality_id = fields.Many2one("rr.municipality", ondelete="restrict")
    date_start = fields.Date(string="Project from")
    date_end = fields.Date(string="Project to")
    currency_id = fields.Many2one(related="call_id.currency_id")
    line_ids = fields.One2many("rr.grant.application.line", "application_id")
    document_ids = fields.One2many("rr.grant.application.document", "application_id")
    amount = fields.Monetary(
        string="Asked", compute="_compute_amounts", store=True, precompute=True
    )
    own_amount = fields.Monetary(
        string="Own share", compute="_compute_amounts", store=True, precompute=True
    )
    own_share = fields.Float(string="Own share %", compute="_compute_own_share")
    submitted_on = fields.Datetime(readonly=True, copy=False)
    query = fields.Char(
        string="To be completed", readonly=True, help="What the applicant adds."
    )
    is_registered = fields.Boolean(
        string="Registered organisation", groups=INSIDE, help="Extract of the register."
    )
    is_complete = fields.Boolean(string="Documents complete", groups=INSIDE)
    is_not_double_funded = fields.Boolean(
        string="Not funded twice",
        groups=INSIDE,
        help="No other public money pays for the same costs.",
    )
    declaration_ids = fields.One2many(
        "rr.grant.declaration", "application_id", groups=INSIDE
    )
    review_ids = fields.One2many(
        "rr.grant.review", "application_id", string="Reviews", groups=INSIDE
    )
    points = fields.Float(
        compute="_compute_points",
        groups=INSIDE,
        help="Mean of the submitted reviews, of 100.",
    )
    review_count = fields.Integer(compute="_compute_points", groups=INSIDE)
    item_ids = fields.One2many("rr.grant.session.item", "application_id", groups=INSIDE)
    amount_awarded = fields.Monetary(string="Awarded", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    answer = fields.Char(
        string="Reason of the decision",
        readonly=True,
        help="As the applicant reads it.",
    )
    appeal_until = fields.Date(
        string="Complaints until", readonly=True, copy=False, index=True
    )
    appeal_on = fields.Date(string="Complaint filed on", readonly=True, copy=False)
    appeal_text = fields.Text(string="Complaint", readonly=True, copy=False)
    grant_id = fields.Many2one("rr.grant", readonly=True, copy=False, index=True)

    _name_unique = models.Constraint("UNIQUE(name)", "The number is taken.")
    _one_per_call = models.UniqueIndex(
        "(call_id, partner_id) WHERE state <> 'withdrawn'",
        "Your organisation has an application to this call already.",
    )

    @api.model
    def _default_partner(self):
        """A portal user applies for their own organisation."""
        if self.env.user.share:
            return self.env.user.commercial_partner_id
        return False

    @api.depends("name", "title")
    def _compute_display_name(self):
        for application in self:
            application.display_name = (
                f"{application.name} {application.title or ''}".strip()
            )

    @api.depends("line_ids.amount", "line_ids.own_amount")
    def _compute_amounts(self):
        for application in self:
            application.amount = sum(application.line_ids.mapped("amount"))
            application.own_amount = sum(application.line_ids.mapped("own_amount"))

    @api.depends("amount", "own_amount")
    def _compute_own_share(self):
        for application in self:
            whole = application.amount + application.own_amount
            application.own_share = (
                100 * application.own_amount / whole if whole else 0.0
            )

    @api.depends("review_ids.state", "review_ids.points")
    def _compute_points(self):
        for application in self:
            # sudo: the mean of all reviews; one's own rights open one's own review
            reviews = application.sudo().review_ids.filtered(
                lambda r: r.state == "submitted"
            )
            application.review_count = len(reviews)
            application.points = (
                sum(reviews.mapped("points")) / len(reviews) if reviews else 0.0
            )

    @api.model
    def _by_call(self):
        """The reader's applications that stand, as dict of call → application.

        A withdrawn one leaves room for another.
        """
        standing = self.search([("state", "!=", "withdrawn")])
        return {application.call_id: application for application in standing}

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        applications = super().create(vals_list)
        applications._check_applicant()
        closed = applications.filtered(lambda a: not a.call_id.is_accepting)
        if closed:
            raise UserError(
                self.env._(
                    "%(call)s takes no applications.",
                    call=closed[0].call_id.display_name,
                )
            )
        return applications

    def _check_applicant(self):
        """An applicant applies for its own organisation, never a person."""
        # Whose organisation it is, is what the check finds out.
        for application in self.sudo():
            if not application.partner_id.is_company:
                raise UserError(
                    self.env._("A community grant goes to an organisation.")
                )
            if (
                self.env.user.share
                and application.partner_id != self.env.user.commercial_partner_id
            ):
                raise AccessError(self.env._("This is not your organisation."))

    def write(self, vals):
        result = super().write(vals)
        if {"partner_id", "call_id"} & set(vals):
            self._check_applicant()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda a: a.state != "draft"):
            raise UserError(self.env._("An application is kept: withdraw it."))

    # Steps

    def _step_by_system(self, step, reason=None):
        """A step that nobody takes: the call's last day passed."""
        return self.with_user(SUPERUSER_ID)._do_step(step, reason)

    def _own_only(self):
        """An applicant takes steps for its own organisation only."""
        user = self.env.user
        if user.share and self.partner_id != user.commercial_partner_id:
            raise AccessError(self.env._("This is not your organisation."))

    def _may_submit(self):
        """While the call takes applications; what the office asked for, also later."""
        return self.state == "queried" or self.call_id.is_accepting

    def _guard_submit(self, reason):
        self._own_only()
        if not self._may_submit():
            return self.env._("the call takes no applications")
        return (
            self._missing_fields()
            or self._amounts_outside()
            or self._missing_documents()
        )

    def _missing_fields(self):
        labels = [
            self._fields[name]._description_string(self.env)
            for name in ("summary", "activities", "results", "date_start", "date_end")
            if not self[name]
        ]
        if not self.line_ids:
            labels.append(self.env._("Budget"))
        if labels:
            return self.env._("still missing: %(fields)s", fields=", ".join(labels))
        call = self.call_id
        if self.date_end < self.date_start:
            return self.env._("the project ends before it begins")
        if self.date_start < call.date_start or self.date_end > call.date_end:
            return self.env._(
                "the project lies outside %(start)s to %(end)s",
                start=call.date_start,
                end=call.date_end,
            )
        return None

    def _amounts_outside(self):
        call = self.call_id
        if not money(call.amount_min) <= money(self.amount) <= money(call.amount_max):
            return self.env._(
                "%(amount)s is asked; the call gives %(least)s to %(most)s",
                amount=format_number(self.env, self.amount, 2),
                least=format_number(self.env, call.amount_min, 2),
                most=format_number(self.env, call.amount_max, 2),
            )
        whole = money(self.amount) + money(self.own_amount)
        if 100 * money(self.own_amount) < money(call.own_share_min) * whole:
            return self.env._(
                "the own share is %(share)s %%; the call asks for %(least)s %%",
                share=format_number(self.env, self.own_share, 1),
                least=format_number(self.env, call.own_share_min, 1),
            )
        return None

    def _missing_documents(self):
        # The list is the same for the office and for an applicant.
        kinds = (
            self.env["rr.grant.document.type"]
            .sudo()
            .search([("kind", "=", "community"), ("step", "=", "submit")])
        )
        missing = kinds - self.document_ids.type_id
        if missing:
            return self.env._(
                "documents are missing: %(names)s",
                names=", ".join(missing.mapped("name")),
            )
        return None

    def _after_submit(self, reason):
        self.write({"submitted_on": fields.Datetime.now(), "query": False})

    def _after_query(self, reason):
        self.write({"query": reason})

    def _guard_check(self, reason):
        ticks = ("is_registered", "is_complete", "is_not_double_funded")
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ticks
            if not self[name]
        ]
        if missing:
            return self.env._("not yet checked: %(checks)s", checks=", ".join(missing))
        return self._missing_documents()

    def _after_check(self, reason):
        self._ask_declarations()

    def _ask_declarations(self):
        """Ask every member of the commission to declare, before the file opens."""
        # Nobody types declarations: the office's step and a new member ask for them.
        Declaration = self.env["rr.grant.declaration"].sudo()
        values = []
        for application in self.sudo():
            if application.state not in ("checked", "scored"):
                continue
            known = application.declaration_ids.user_id
            values += [
                {"application_id": application.id, "user_id": user.id}
                for user in application.call_id.member_ids - known
            ]
        return Declaration.create(values)

    def _guard_assess(self, reason):
        wanted = self.call_id.reviews_wanted
        if self.review_count < wanted:
            return self.env._(
                "%(there)s of %(wanted)s reviews are submitted",
                there=self.review_count,
                wanted=wanted,
            )
        return None

    def _assess_when_reviewed(self):
        """The last review that was wanted moves the application on by itself."""
        # A reviewer's submission moves the file on; the step keeps its guard.
        for application in self.sudo():
            if application.state == "checked" and not application._guard_assess(None):
                application._do_step("assess")

    # Decision: written by the signed session alone

    def _is_decided(self):
        """Whether the applicant knows a decision."""
        self.ensure_one()
        return self.state in APPLICATION_DECIDED

    def _has_letter(self):
        """Whether the decision stands: a complaint about it is not open."""
        return self._is_decided() and self.state != "appealed"

    def _guard_decision(self):
        if not DECIDING.held(self):
            return self.env._("the commission's session decides")
        return None

    def _guard_award(self, reason):
        return self._guard_decision()

    def _guard_keep_in_reserve(self, reason):
        return self._guard_decision()

    def _guard_decline(self, reason):
        return self._guard_decision()

    def _decided(self, answer):
        day = fields.Date.context_today(self)
        for application in self:
            application.write(
                {
                    "decided_on": day,
                    "answer": answer,
                    "appeal_until": fields.Date.add(
                        day, days=application.call_id.appeal_days
                    ),
                }
            )

    def _after_exclude(self, reason):
        self._decided(reason)

    def _guard_promote(self, reason):
        item = self.item_ids.sorted("id")[-1:]
        call = self.call_id
        left = money(call.amount_total) - money(call.awarded)
        wanted = min(money(item.amount or self.amount), money(self.amount))
        if wanted > left:
            return self.env._(
                "%(left)s of the call are left, %(wanted)s are needed",
                left=left,
                wanted=wanted,
            )
        return None

    def _after_promote(self, reason):
        for application in self:
            item = application.item_ids.sorted("id")[-1:]
            application.write({"amount_awarded": item.amount or application.amount})
        self._decided(reason)
