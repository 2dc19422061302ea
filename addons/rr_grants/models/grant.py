# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json

from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.addons.rr_base.tools.permit import Permit
from odoo.exceptions import UserError, ValidationError

from .grant_data import (
    CATEGORIES,
    EDITABLE,
    NEXT_STEP,
    STATES,
    STEPS,
    TRANCHE_STEP,
    VOIDING,
)

#: steps of a tranche that are duties of their own
DUTY_STEPS = ("certify", "authorise")
#: an amendment writes the content of an agreed grant; no client can send this
AMENDING = Permit("amending")
CONTENT_FIELDS = {
    "kind",
    "category",
    "beneficiary_id",
    "household_id",
    "partner_id",
    "currency_id",
    "date_start",
    "date_end",
}


class Grant(models.Model):
    """A grant: what is asked, who pays which share, and how far it has come.

    Steps and guards are in ``grant_steps.py``, ledger entries in
    ``grant_ledger.py``, the overlap check in ``grant_overlap.py``.
    """

    _name = "rr.grant"
    _inherit = ["mail.thread", "rr.audited.mixin", "rr.transition.mixin"]
    _description = "Grant"
    _order = "name desc"
    _steps = STEPS
    # Head, director and finance decide about grants which they may not edit.
    _step_as_sudo = True
    _numbered = {"name": "rr.grant"}

    name = fields.Char(default="/", readonly=True, copy=False, index=True)
    kind = fields.Selection(
        [("individual", "Individual"), ("community", "Community")],
        required=True,
        default="individual",
    )
    category = fields.Selection(CATEGORIES, required=True, default="equipment")
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=False,
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True, copy=False)
    purpose = fields.Char(help="What the money is for, in words without a name.")
    beneficiary_id = fields.Many2one("rr.beneficiary", index=True, ondelete="restrict")
    household_id = fields.Many2one(
        "rr.household",
        compute="_compute_household_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        domain=[("is_company", "=", True)],
        ondelete="restrict",
        index=True,
    )
    municipality_id = fields.Many2one(
        "rr.municipality",
        compute="_compute_municipality_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )
    officer_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, required=True
    )
    date_request = fields.Date(
        string="Requested on", default=fields.Date.context_today, required=True
    )
    date_start = fields.Date(string="Plan from", required=True)
    date_end = fields.Date(string="Plan to", required=True)
    lease_end = fields.Date(
        string="Lease ends on", help="Rent: no month after this day is paid."
    )
    currency_id = fields.Many2one(
        "res.currency",
        default=lambda self: self.env.ref("base.EUR"),
        required=True,
        ondelete="restrict",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, precompute=True)
    line_ids = fields.One2many("rr.grant.line", "grant_id")
    funding_ids = fields.One2many("rr.grant.funding", "grant_id")
    tranche_ids = fields.One2many("rr.grant.tranche", "grant_id")
    approval_ids = fields.One2many("rr.grant.approval", "grant_id")
    duty_ids = fields.One2many("rr.grant.duty", "grant_id")
    document_ids = fields.One2many("rr.grant.document", "grant_id")
    receipt_ids = fields.One2many("rr.grant.receipt", "grant_id")
    delivery_ids = fields.One2many("rr.grant.delivery", "grant_id")
    visit_ids = fields.One2many("rr.grant.visit", "grant_id")
    recovery_ids = fields.One2many("rr.grant.recovery", "grant_id")
    amendment_ids = fields.One2many("rr.grant.amendment", "grant_id")
    payment_ids = fields.One2many("rr.grant.payment", "grant_id")
    entry_ids = fields.One2many("rr.fund.entry", "grant_id")
    payee_id = fields.Many2one("rr.payee", ondelete="restrict", tracking=False)
    enrolment_id = fields.Many2one(
        "rr.enrolment", ondelete="restrict", help="Stipend: paid for these hours."
    )
    quotes_reason = fields.Char(
        string="Reason for fewer offers", help="Why three price offers are not there."
    )
    repayment_clause = fields.Boolean(
        help="The signed agreement contains the clause on repayment."
    )
    is_opening = fields.Boolean(readonly=True, copy=False)
    proposed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    proposed_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    agreed_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    content_digest = fields.Char(readonly=True, copy=False)
    entry_counter = fields.Integer(readonly=True, copy=False)

    reserved = fields.Monetary(compute="_compute_balances")
    committed = fields.Monetary(compute="_compute_balances")
    paid = fields.Monetary(compute="_compute_balances")
    admitted = fields.Monetary(compute="_compute_balances")
    claimed = fields.Monetary(compute="_compute_balances", string="Claimed back")
    repaid = fields.Monetary(compute="_compute_balances")
    written_off = fields.Monetary(compute="_compute_balances")
    unsettled = fields.Monetary(
        compute="_compute_balances",
        string="Not yet accounted for",
        help="Paid, and neither admitted nor repaid nor written off.",
    )
    turn_text = fields.Char(compute="_compute_turn", string="Next step")
    turn_hindrance = fields.Text(
        compute="_compute_turn", string="Why you cannot take it"
    )
    funding_text = fields.Char(compute="_compute_funding_text", string="Funded by")

    _name_unique = models.Constraint("UNIQUE(name)", "The grant number is taken.")
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "The plan ends before it starts."
    )
    _recipient_by_kind = models.Constraint(
        "CHECK ((kind = 'individual' AND beneficiary_id IS NOT NULL "
        "AND partner_id IS NULL) OR (kind = 'community' AND partner_id IS NOT NULL "
        "AND beneficiary_id IS NULL))",
        "An individual grant goes to a person, a community grant to an organisation.",
    )

    # Computes

    @api.depends("beneficiary_id")
    def _compute_household_id(self):
        for grant in self:
            grant.household_id = grant.beneficiary_id.household_id

    @api.depends("beneficiary_id", "partner_id")
    def _compute_municipality_id(self):
        for grant in self:
            grant.municipality_id = (
                grant.beneficiary_id.municipality_id
                or grant.partner_id.rr_municipality_id
            )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for grant in self:
            grant.amount = sum(grant.line_ids.mapped("amount"))

    def _compute_balances(self):
        sums = self.env["rr.fund.entry"]._balances(
            "grant_id", column="document_amount", grants=self
        )
        for grant in self:
            balance = sums.get(grant._origin.id)
            for name in (
                "reserved",
                "committed",
                "paid",
                "admitted",
                "claimed",
                "repaid",
                "written_off",
            ):
                grant[name] = balance[name] if balance else 0
            grant.unsettled = (
                balance["paid"]
                - balance["admitted"]
                - balance["repaid"]
                - balance["written_off"]
                if balance
                else 0
            )

    @api.depends("funding_ids.amount", "funding_ids.line_id")
    def _compute_funding_text(self):
        for grant in self:
            # Codes of sources, for all who read the grant, the recipient included.
            parts = grant.sudo().funding_ids
            grant.funding_text = " · ".join(
                f"{part.line_id.agreement_id.source_id.code} {part.share_percent:.0f}"
                for part in parts
            )

    @api.depends_context("uid", "lang")
    @api.depends("state", "duty_ids", "tranche_ids.state")
    def _compute_turn(self):
        roles = {
            "officer": self.env._("a case officer"),
            "head": self.env._("the head of division"),
            "director": self.env._("the director"),
            "finance": self.env._("a finance officer"),
        }
        for grant in self:
            step, role, _days = NEXT_STEP.get(grant.state, (None, None, None))
            if step == "approve":
                role = self.env["rr.grant.band"]._role_for(grant.kind, grant.amount_eur)
            if grant.state == "active":
                grant._compute_tranche_turn(roles)
                continue
            if not step:
                grant.turn_text = False
                grant.turn_hindrance = False
                continue
            grant.turn_text = self.env._(
                "%(step)s: the turn of %(role)s",
                step=self._queue_label(step),
                role=roles[role],
            )
            grant.turn_hindrance = grant._step_hindrance(step, role)

    def _compute_tranche_turn(self, roles):
        """While a grant is active its first open tranche says whose turn it is."""
        tranche = self.tranche_ids.filtered(
            lambda t: t.state not in ("paid", "cancelled")
        )[:1]
        step, role = TRANCHE_STEP.get(tranche.state, ("complete", "officer"))
        if not tranche:
            self.turn_text = self.env._(
                "Complete: the turn of %(role)s", role=roles[role]
            )
        else:
            self.turn_text = self.env._(
                "%(step)s (no. %(number)s): the turn of %(role)s",
                number=tranche.sequence,
                step=self._queue_label(step),
                role=roles[role],
            )
        self.turn_hindrance = self._step_hindrance(step, role)

    def _step_hindrance(self, step, role):
        """Say why the current user may not take a step; False when they may."""
        self.ensure_one()
        user = self.env.user
        if not user._rr_holds_role(role):
            return self.env._("You do not hold this role.")
        duty = step if step in ("propose", "approve", "verify", *DUTY_STEPS) else None
        clash = duty and self.env["rr.grant.duty"]._clash(self, user, duty)
        if clash:
            labels = dict(clash._fields["duty"]._description_selection(self.env))
            return self.env._(
                "You have already: %(earlier)s. Another person must take this step.",
                earlier=labels[clash.duty],
            )
        return False

    @property
    def amount_eur(self):
        """The amount in EUR at today's rate, for bands and limits."""
        self.ensure_one()
        rate, _date = self.currency_id._rr_rate(fields.Date.context_today(self))
        return float(money(money(self.amount) / rate))

    # Constraints

    @api.constrains("beneficiary_id", "household_id")
    def _check_household(self):
        for grant in self:
            household = grant.beneficiary_id.household_id
            if grant.household_id and household != grant.household_id:
                if grant.state in EDITABLE:
                    raise ValidationError(
                        self.env._(
                            "%(grant)s: the household is not the person's.",
                            grant=grant.name,
                        )
                    )

    # CRUD

    def write(self, vals):
        if set(vals) & CONTENT_FIELDS:
            self._content_changes()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for grant in self:
            # Whether there is money, whoever deletes.
            if grant.state != "draft" or grant.sudo().entry_ids:
                raise UserError(
                    self.env._(
                        "%(grant)s: only a draft without money can be deleted.",
                        grant=grant.name,
                    )
                )

    # Content

    def _content_changes(self):
        """Called before or after any part changes: keep what was decided honest.

        Before a decision the content is free. Between proposal and agreement an edit
        voids the approvals and releases the reservation. Later only an amendment
        changes the content.
        """
        if AMENDING.held(self):
            return
        for grant in self:
            if grant.state in EDITABLE:
                continue
            if grant.state in VOIDING:
                grant._do_step(
                    "void", self.env._("The content was edited after the proposal.")
                )
                continue
            raise UserError(
                self.env._(
                    "%(grant)s is %(state)s: its content changes by an amendment.",
                    grant=grant.name,
                    state=grant._rr_state_label(grant.state),
                )
            )

    def _content(self):
        """Return the content as plain data, in a fixed order."""
        self.ensure_one()
        # A digest must not depend on who computes it.
        grant = self.sudo()
        return {
            "kind": grant.kind,
            "category": grant.category,
            "beneficiary": grant.beneficiary_id.id,
            "household": grant.household_id.id,
            "partner": grant.partner_id.id,
            "currency": grant.currency_id.name,
            "date_start": str(grant.date_start),
            "date_end": str(grant.date_end),
            "lines": sorted(
                [
                    str(line.month),
                    line.category,
                    str(money(line.amount)),
                    str(money(line.need)),
                ]
                for line in grant.line_ids
            ),
            "funding": sorted(
                [part.line_id.id, str(money(part.amount))] for part in grant.funding_ids
            ),
        }

    def _content_digest(self):
        text = json.dumps(self._content(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    # Actions

    def action_open_entries(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ledger"),
            "res_model": "rr.fund.entry",
            "view_mode": "list,form",
            "domain": [("grant_id", "in", self.ids)],
        }
