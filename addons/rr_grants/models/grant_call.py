# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL, AllBut
from odoo.addons.rr_base.tools.language import format_date
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from .community_data import APPLICATION_FINAL, CALL_STATES, CALL_STEPS, INSIDE

_lt = LazyTranslate(__name__)


class GrantCall(models.Model):
    """An open call for community grants: purpose, money, criteria, commission."""

    _name = "rr.grant.call"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Call for community grants"
    _order = "date_close desc, id desc"
    _steps = CALL_STEPS
    _step_as_sudo = True
    _numbered = {"code": "rr.grant.call"}
    # What applicants were promised stays; the commission and the last day may change
    # until entry closes.
    _frozen = {
        "open": AllBut({"member_ids", "date_close", "officer_id", "line_ids", "points_min"}),
        **dict.fromkeys(("closed", "decided", "ended", "cancelled"), ALL),
    }
    _guard_hint = _lt("Applicants rely on it.")

    code = fields.Char(string="Number", default="/", readonly=True, copy=False)
    name = fields.Char(required=True, translate=True)
    purpose = fields.Text(
        translate=True, help="What the call is for, as applicants read it."
    )
    state = fields.Selection(
        CALL_STATES, default="draft", required=True, readonly=True, index=True
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    date_open = fields.Date(string="Opens on", required=True)
    date_close = fields.Date(
        string="Last day", required=True, help="Applications are taken until this day."
    )
    date_start = fields.Date(string="Projects from", required=True)
    date_end = fields.Date(string="Projects to", required=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.EUR"), required=True
    )
    amount_total = fields.Monetary(
        string="Money of the call", required=True, help="The most that may be awarded."
    )
    amount_min = fields.Monetary(string="Grant from", default=5000)
    amount_max = fields.Monetary(string="Grant up to", default=30000)
    own_share_min = fields.Float(
        string="Own share from %",
        default=10,
        help="The applicant's part of the whole cost, in per cent.",
    )
    line_ids = fields.Many2many(
        "rr.budget.line",
        "rr_grant_call_budget_line_rel",
        "call_id",
        "line_id",
        string="Paid from",
        domain=[("cost_category", "=", "community_grants")],
        groups=INSIDE,
    )
    criterion_ids = fields.One2many("rr.grant.criterion", "call_id", copy=True)
    member_ids = fields.Many2many(
        "res.users",
        "rr_grant_call_member_rel",
        "call_id",
        "user_id",
        string="Commission",
        groups=INSIDE,
        help="Reviewers and the chair.",
    )
    officer_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        required=True,
        groups=INSIDE,
    )
    reviews_wanted = fields.Integer(
        string="Reviews per application", default=2, groups=INSIDE
    )
    quorum = fields.Integer(
        default=2,
        groups=INSIDE,
        help="Members who must vote on each application, recusals not counted.",
    )
    points_min = fields.Float(
        string="Points from",
        default=60,
        groups=INSIDE,
        help="Of 100. Below it an award is an exception to be explained.",
    )
    appeal_days = fields.Integer(string="Days to complain", default=30)
    tranche_shares = fields.Char(
        string="Tranches in %",
        default="50,30,20",
        required=True,
        groups=INSIDE,
        help="Shares of the grant by tranche; the last is the final one.",
    )
    application_ids = fields.One2many("rr.grant.application", "call_id")
    session_ids = fields.One2many(
        "rr.grant.session", "call_id", string="Commission sessions", groups=INSIDE
    )
    application_count = fields.Integer(compute="_compute_counts", groups=INSIDE)
    awarded = fields.Monetary(compute="_compute_counts", groups=INSIDE)
    is_accepting = fields.Boolean(compute="_compute_is_accepting")

    _code_unique = models.Constraint("UNIQUE(code)", "The number of the call is taken.")
    _dates_in_order = models.Constraint(
        "CHECK (date_close >= date_open AND date_end >= date_start)",
        "The call ends before it begins.",
    )
    _two_reviews = models.Constraint(
        "CHECK (reviews_wanted >= 2 AND quorum >= 2)",
        "An application is assessed by two reviewers or more, and decided by two "
        "members or more.",
    )
    _amounts = models.Constraint(
        "CHECK (amount_total > 0 AND amount_min >= 0 AND amount_max >= amount_min "
        "AND own_share_min >= 0 AND own_share_min < 100)",
        "The amounts of the call do not fit together.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for call in self:
            call.display_name = f"{call.code} {call.name or ''}".strip()

    @api.depends("application_ids.state", "application_ids.amount_awarded")
    def _compute_counts(self):
        for call in self:
            handed_in = call.application_ids.filtered(lambda a: a.state != "draft")
            call.application_count = len(handed_in)
            call.awarded = sum(
                handed_in.filtered(
                    lambda a: a.state in ("awarded", "contracted")
                ).mapped("amount_awarded")
            )

    @api.depends("state", "date_open", "date_close")
    def _compute_is_accepting(self):
        day = fields.Date.context_today(self)
        for call in self:
            call.is_accepting = (
                call.state == "open" and call.date_open <= day <= call.date_close
            )

    @api.constrains("tranche_shares")
    def _check_tranche_shares(self):
        for call in self:
            try:
                shares = call._shares()
            except ArithmeticError:
                shares = []
            if not shares or min(shares) <= 0 or sum(shares) != 100:
                raise ValidationError(
                    self.env._(
                        "%(call)s: the shares of the tranches are numbers that sum "
                        "to 100, such as 50,30,20.",
                        call=call.display_name,
                    )
                )

    @api.constrains("member_ids")
    def _check_members(self):
        for call in self:
            # Roles of members are looked at; an officer reads no groups.
            for user in call.sudo().member_ids:
                if not user._rr_roles() & {"reviewer", "chair"}:
                    raise ValidationError(
                        self.env._(
                            "%(user)s is neither reviewer nor chair.", user=user.name
                        )
                    )

    def _shares(self):
        """Return the shares of the tranches as Decimals, in per cent."""
        # Numbers of the call, for a grant whose reader need not read calls.
        return [money(part) for part in (self.sudo().tranche_shares or "").split(",")]

    # CRUD

    def write(self, vals):
        result = super().write(vals)
        if "member_ids" in vals:
            # New members are asked about all files, also those closed to the writer.
            self.sudo().application_ids._ask_declarations()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda c: c.state != "draft"):
            raise UserError(self.env._("A published call is kept: cancel it."))

    # Steps

    def _guard_publish(self, reason):
        if sum(money(c.weight) for c in self.criterion_ids) != 100:
            return self.env._("the weights of the criteria do not sum to 100")
        if len(self.member_ids) < max(self.reviews_wanted, self.quorum):
            return self.env._(
                "the commission has fewer members than reviews or votes are asked for"
            )
        if not any("chair" in user._rr_roles() for user in self.member_ids):
            return self.env._("the commission has no chair")
        if not self.line_ids:
            return self.env._("no budget line pays for the call")
        available = sum(self._eur_available(line) for line in self.line_ids)
        if available < money(self.amount_total):
            return self.env._(
                "the budget lines hold %(available)s EUR, the call promises %(amount)s",
                available=available,
                amount=money(self.amount_total),
            )
        return None

    @staticmethod
    def _eur_available(line):
        rate, _date = line.currency_id._rr_rate(fields.Date.context_today(line))
        return money(money(line.available) / rate)

    def _guard_close_entry(self, reason):
        if fields.Date.context_today(self) <= self.date_close:
            return self.env._(
                "applications are taken until %(date)s",
                date=format_date(self.env, self.date_close),
            )
        return None

    def _after_close_entry(self, reason):
        drafts = self.application_ids.filtered(lambda a: a.state == "draft")
        drafts._step_by_system(
            "withdraw", self.env._("Not submitted by the last day.")
        )

    def _guard_settle(self, reason):
        waiting = self.application_ids.filtered(
            lambda a: a.state not in (*APPLICATION_FINAL, "awarded")
        )
        if waiting:
            return self.env._(
                "application %(application)s is not decided",
                application=waiting[0].name,
            )
        return None

    def _guard_end(self, reason):
        grants = self.application_ids.grant_id
        waiting = self.application_ids.filtered(
            lambda a: a.state not in APPLICATION_FINAL
        )
        if waiting:
            return self.env._(
                "application %(application)s is not finished",
                application=waiting[0].name,
            )
        opened = grants.filtered(
            lambda g: g.state not in ("closed", "rejected", "withdrawn", "cancelled")
        )
        if opened:
            return self.env._("grant %(grant)s is not closed", grant=opened[0].name)
        return None

    def _guard_cancel(self, reason):
        if self.application_ids.filtered(
            lambda a: a.state in ("awarded", "contracted")
        ):
            return self.env._("something was awarded already")
        return None

    @api.model
    def _cron_close_entry(self):
        """Close the calls whose last day has passed."""
        past = self.search(
            Domain("state", "=", "open") & Domain("date_close", "<", fields.Date.context_today(self))
        )
        if past:
            past._do_step("close_entry")
        return past

    # Actions

    def action_open_applications(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Applications"),
            "res_model": "rr.grant.application",
            "view_mode": "list,kanban,form",
            "domain": [("call_id", "=", self.id)],
            "context": {"default_call_id": self.id},
        }


class GrantCriterion(models.Model):
    """What applications of a call are assessed by."""

    _name = "rr.grant.criterion"
    _inherit = ["rr.audited.mixin"]
    _description = "Criterion of a call"
    _part_of = ("call_id", "criterion_ids")
    _order = "call_id, sequence, id"

    call_id = fields.Many2one(
        "rr.grant.call", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    weight = fields.Float(required=True, help="Per cent of the whole; all sum to 100.")
    points_max = fields.Integer(string="Points up to", default=5, required=True)

    _positive = models.Constraint(
        "CHECK (weight > 0 AND weight <= 100 AND points_max > 0)",
        "Weight and points of a criterion lie above zero.",
    )
