# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_STAFF = ("rr_base.group_officer", "rr_base.group_head")

# Days from intake within which a plan is due, and months between two reviews.
PLAN_DAYS = 30
REVIEW_MONTHS = 3


class RrCase(models.Model):
    """The person's way through the programme, from the referral to the closing."""

    _name = "rr.case"
    _rr_on_replica = True
    _inherit = [
        "rr.transition.mixin",
        "rr.audited.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Case"
    _order = "date_open desc, id desc"
    _mail_post_access = "read"

    # Open stages in their order; a case may be closed from each of them.
    _steps = {
        "assess": {
            "label": _lt("assess"),
            "from": ["referral"],
            "to": "eligibility",
            "groups": _STAFF,
        },
        "accept": {
            "label": _lt("accept"),
            "from": ["eligibility"],
            "to": "intake",
            "groups": _STAFF,
        },
        "assess_needs": {
            "label": _lt("assess needs"),
            "from": ["intake"],
            "to": "needs",
            "groups": _STAFF,
        },
        "plan": {
            "label": _lt("make the plan"),
            "from": ["needs"],
            "to": "plan",
            "groups": _STAFF,
        },
        "deliver": {
            "label": _lt("deliver"),
            "from": ["plan"],
            "to": "delivery",
            "groups": _STAFF,
        },
        "review": {
            "label": _lt("review"),
            "from": ["delivery"],
            "to": "review",
            "groups": _STAFF,
        },
        "resume": {
            "label": _lt("resume"),
            "from": ["review"],
            "to": "delivery",
            "groups": _STAFF,
        },
        "prepare_exit": {
            "label": _lt("prepare exit"),
            "from": ["delivery", "review"],
            "to": "transition",
            "groups": _STAFF,
        },
        "follow_up": {
            "label": _lt("follow up"),
            "from": ["transition"],
            "to": "followup",
            "groups": _STAFF,
        },
        "close": {
            "label": _lt("close"),
            "from": [
                "referral",
                "eligibility",
                "intake",
                "needs",
                "plan",
                "delivery",
                "review",
                "transition",
                "followup",
            ],
            "to": "closed",
            "groups": _STAFF,
        },
        "reopen": {
            "label": _lt("reopen"),
            "from": ["closed"],
            "to": "review",
            "groups": ["rr_base.group_head"],
            "reason": True,
        },
    }

    beneficiary_id = fields.Many2one(
        "rr.beneficiary",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("referral", "Referral"),
            ("eligibility", "Eligibility"),
            ("intake", "Intake"),
            ("needs", "Needs"),
            ("plan", "Plan"),
            ("delivery", "Delivery"),
            ("review", "Review"),
            ("transition", "Transition"),
            ("followup", "Follow-up"),
            ("closed", "Closed"),
        ],
        string="Stage",
        required=True,
        default="referral",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_rr_group_expand_state",
    )
    officer_id = fields.Many2one(
        "res.users",
        string="Case officer",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    municipality_id = fields.Many2one(
        related="beneficiary_id.municipality_id", store=True, index=True
    )
    return_officer_id = fields.Many2one(
        "res.users",
        string="Goes back to",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    return_date = fields.Date(string="After", readonly=True, copy=False)
    date_open = fields.Date(
        string="Opened", required=True, default=fields.Date.context_today
    )
    date_intake = fields.Date(string="Intake", copy=False)
    date_plan = fields.Date(string="Plan agreed", copy=False)
    date_review = fields.Date(string="Next review", copy=False)
    date_last_review = fields.Date(string="Last review", readonly=True, copy=False)
    date_closed = fields.Date(string="Closed on", copy=False)
    exit_reason = fields.Selection(
        [
            ("goals_met", "Goals met"),
            ("withdrew", "Withdrew"),
            ("moved", "Moved"),
            ("transferred", "Transferred"),
            ("not_eligible", "Not eligible"),
            ("no_contact", "No contact"),
            ("deceased", "Deceased"),
            ("duplicate", "Duplicate"),
        ],
        copy=False,
        tracking=True,
    )
    need_ids = fields.One2many("rr.need", "case_id", string="Needs")
    goal_ids = fields.One2many("rr.plan.goal", "case_id", string="Goals")
    service_ids = fields.One2many("rr.service", "case_id", string="Services")
    # Computed, not related: a related field can be searched by who may not read it.
    permission_ids = fields.One2many(
        "rr.permission",
        string="Permissions",
        compute="_compute_permission_ids",
        groups="rr_base.group_officer,rr_base.group_head",
    )
    note_ids = fields.One2many(
        "rr.case.note", "case_id", groups="rr_base.group_officer,rr_base.group_head"
    )
    session_ids = fields.One2many("rr.psychosocial.session", "case_id")
    paper_ids = fields.One2many(
        "rr.case.paper", "case_id", groups="rr_base.group_officer,rr_base.group_head"
    )
    handover_ids = fields.One2many("rr.handover", "case_id")
    assessment_ids = fields.One2many(
        "rr.assessment.reference",
        "case_id",
        groups="rr_base.group_officer,rr_base.group_head",
    )
    date_plan_due = fields.Date(
        string="Plan due",
        compute="_compute_date_plan_due",
        help="30 days after the intake.",
    )
    due_text = fields.Char(string="Due", compute="_compute_due")
    due_date = fields.Date(compute="_compute_due")
    is_late = fields.Boolean(compute="_compute_due")

    _one_open_case = models.UniqueIndex(
        "(beneficiary_id) WHERE state != 'closed'",
        "This person has an open case already.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_closed IS NULL OR date_closed >= date_open)",
        "The case closes before it opens.",
    )

    # ---------------------------------------------------------------- computes

    @api.depends("beneficiary_id.code", "date_open")
    def _compute_display_name(self):
        for case in self:
            code = case.beneficiary_id.code or ""
            year = f" · {case.date_open.year}" if case.date_open else ""
            case.display_name = f"{code}{year}"

    @api.depends("date_intake")
    def _compute_date_plan_due(self):
        for case in self:
            case.date_plan_due = case.date_intake and case.date_intake + relativedelta(
                days=PLAN_DAYS
            )

    @api.depends("beneficiary_id.permission_ids")
    def _compute_permission_ids(self):
        for case in self:
            case.permission_ids = case.beneficiary_id.permission_ids

    def _rr_due_items(self):
        """What the case waits for: list of (date, text), in no order."""
        self.ensure_one()
        items = []
        if self.state in ("intake", "needs") and self.date_plan_due:
            items.append((self.date_plan_due, self.env._("plan")))
        if self.state in ("plan", "delivery", "review") and self.date_review:
            items.append((self.date_review, self.env._("review")))
        return items

    @api.depends("state", "date_intake", "date_review")
    def _compute_due(self):
        today = fields.Date.context_today(self)
        for case in self:
            items = sorted(case._rr_due_items(), key=lambda item: item[0])
            case.due_date = items[0][0] if items else False
            case.due_text = items[0][1] if items else False
            case.is_late = bool(items) and items[0][0] < today

    @api.model
    def _rr_group_expand_state(self, states, _domain):
        """Columns of the board: every stage in its order, from the first that holds a
        case on. On a phone an empty first column would hide the rest."""
        order = [key for key, _label in self._fields["state"].selection]
        return order[min(map(order.index, states), default=0) :]

    # ------------------------------------------------------------- constraints

    @api.constrains("officer_id")
    def _check_officer(self):
        for case in self:
            if not {"officer", "head"} & case.officer_id._rr_roles():
                raise ValidationError(
                    self.env._(
                        "Case officer: %(user)s is no case officer.",
                        user=case.officer_id.name,
                    )
                )

    # -------------------------------------------------------------------- CRUD

    def write(self, vals):
        if "beneficiary_id" in vals:
            raise UserError(self.env._("A case stays with its person."))
        return super().write(vals)

    def message_post(self, **kwargs):
        """Free text about a person belongs into a note, which is sealed; the log of
        the case is not."""
        if kwargs.get("message_type") == "comment":
            raise UserError(
                self.env._(
                    "Write it as a contact note of the case: notes are encrypted, "
                    "this log is not."
                )
            )
        return super().message_post(**kwargs)

    # ------------------------------------------------------------------ guards

    def _guard_assess_needs(self, _reason):
        if not self.beneficiary_id.entry_status:
            return self.env._("the status at entry is missing")
        if not self.beneficiary_id.permission_ids.filtered(
            lambda item: item.kind == "participation" and item._rr_is_valid()
        ):
            return self.env._("there is no valid permission to participate")
        return None

    def _guard_plan(self, _reason):
        if not self.need_ids:
            return self.env._("no need is recorded")
        return None

    def _guard_deliver(self, _reason):
        if not self.goal_ids:
            return self.env._("the plan has no goal")
        return None

    def _guard_close(self, _reason):
        if not self.exit_reason:
            return self.env._("the exit reason is missing")
        return None

    def _after_accept(self, _reason):
        self._rr_set_missing_date("date_intake")

    def _after_deliver(self, _reason):
        self._rr_set_missing_date("date_plan")
        for case in self.filtered(lambda case: not case.date_review):
            case.date_review = case.date_plan + relativedelta(months=REVIEW_MONTHS)

    def _after_resume(self, _reason):
        today = fields.Date.context_today(self)
        self.write(
            {
                "date_last_review": today,
                "date_review": today + relativedelta(months=REVIEW_MONTHS),
            }
        )

    def _after_close(self, _reason):
        self._rr_set_missing_date("date_closed")
        self.activity_ids.unlink()

    def _after_reopen(self, _reason):
        self.write({"date_closed": False, "exit_reason": False})

    def _rr_set_missing_date(self, name):
        today = fields.Date.context_today(self)
        self.filtered(lambda case: not case[name]).write({name: today})

    # ----------------------------------------------------------------- actions

    def action_open_identity(self):
        self.ensure_one()
        return self.beneficiary_id.action_open_identity()

    def action_open_person(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.beneficiary_id.code,
            "res_model": "rr.beneficiary",
            "view_mode": "form",
            "res_id": self.beneficiary_id.id,
        }
