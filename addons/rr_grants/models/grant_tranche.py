# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.language import format_date
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .grant import AMENDING
from .grant_data import DIRECTOR, FINANCE, HEAD, OFFICER, PAYING

_lt = LazyTranslate(__name__)

# States of a grant in which its plan of tranches is free.
_PLANNING = (
    "draft",
    "submitted",
    "checked",
    "returned",
    "waitlisted",
    "proposed",
    "approved",
    "agreed",
)


class GrantTranche(models.Model):
    """One instalment of a grant.

    Whether a tranche is *due* depends on today and is therefore computed, never
    stored; the conditions are met when their evidence is named.
    """

    _name = "rr.grant.tranche"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Tranche of a grant"
    _order = "grant_id, sequence, id"

    _step_as_sudo = True
    _frozen = dict.fromkeys(("certified", "authorised", "paid"), ("evidence",))
    _steps = {
        "request": {
            "label": _lt("request"),
            "from": ["planned", "returned"],
            "to": "requested",
            "groups": (OFFICER,),
        },
        "certify": {
            "label": _lt("certify"),
            "from": ["requested"],
            "to": "certified",
            "groups": (OFFICER,),
        },
        "authorise": {
            "label": _lt("authorise"),
            "from": ["certified"],
            "to": "authorised",
            "groups": (FINANCE,),
        },
        "pay": {
            "label": _lt("pay"),
            "from": ["authorised"],
            "to": "paid",
            "groups": (FINANCE,),
        },
        "return": {
            "label": _lt("return"),
            "from": ["paid"],
            "to": "returned",
            "groups": (FINANCE,),
            "reason": True,
        },
        "send_back": {
            "label": _lt("send back"),
            "from": ["requested", "certified", "authorised"],
            "to": "planned",
            "groups": (OFFICER, FINANCE),
            "reason": True,
        },
        "cancel": {
            "label": _lt("cancel"),
            "from": ["planned", "requested", "certified", "authorised", "returned"],
            "to": "cancelled",
            "groups": (OFFICER, HEAD, DIRECTOR),
            "reason": True,
            "system": True,
        },
    }

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(string="No.", default=1)
    month = fields.Date(help="The first day of the month that the tranche pays for.")
    date_due = fields.Date(string="Due on", required=True)
    is_due = fields.Boolean(compute="_compute_is_due")
    currency_id = fields.Many2one(related="grant_id.currency_id")
    amount = fields.Monetary(required=True)
    condition = fields.Char(help="What must be true before this tranche is paid.")
    has_fixed_condition = fields.Boolean(
        string="Condition is fixed", compute="_compute_has_fixed_condition"
    )
    evidence = fields.Char(help="The paper that shows that the condition is met.")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("requested", "Requested"),
            ("certified", "Certified"),
            ("authorised", "Authorised"),
            ("paid", "Paid"),
            ("returned", "Returned by the bank"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        readonly=True,
        index=True,
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    certified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    certified_on = fields.Date(readonly=True, copy=False)
    authorised_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    authorised_on = fields.Date(readonly=True, copy=False)
    payment_ids = fields.One2many("rr.grant.payment", "tranche_id")
    paid_on = fields.Date(compute="_compute_paid_on")

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A tranche cannot be below zero."
    )
    _other_authoriser = models.Constraint(
        "CHECK (certified_by_id IS NULL OR authorised_by_id IS NULL "
        "OR certified_by_id <> authorised_by_id)",
        "Who certified a tranche does not authorise it.",
    )

    @api.depends("grant_id.name", "sequence")
    def _compute_display_name(self):
        for tranche in self:
            tranche.display_name = f"{tranche.grant_id.name}/{tranche.sequence}"

    @api.depends("date_due", "state")
    def _compute_is_due(self):
        now = fields.Date.context_today(self)
        for tranche in self:
            tranche.is_due = tranche.state in ("planned", "returned") and bool(
                tranche.date_due and tranche.date_due <= now
            )

    # Not on the condition itself: what is being typed is not fixed yet.
    @api.depends("grant_id.state")
    def _compute_has_fixed_condition(self):
        for tranche in self:
            tranche.has_fixed_condition = (
                tranche.grant_id.state not in _PLANNING
                and bool(tranche._origin.condition)
            )

    @api.depends("payment_ids.state")
    def _compute_paid_on(self):
        for tranche in self:
            paid = tranche.payment_ids.filtered(lambda p: p.state == "paid")
            tranche.paid_on = paid[:1].date

    def _rr_step_label(self, step):
        # Its buttons stand in the form of the grant.
        label = self.env["rr.grant"]._queue_label(step)
        return super()._rr_step_label(step) if label == step else label

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        tranches = super().create(vals_list)
        tranches._plan_changes()
        return tranches

    def write(self, vals):
        if set(vals) & {"amount", "grant_id", "month"}:
            self._plan_changes()
        if "condition" in vals:
            self.filtered("condition")._plan_changes()
        if "evidence" in vals:
            self._evidence_changes()
        result = super().write(vals)
        if "grant_id" in vals:
            self._plan_changes()
        return result

    def unlink(self):
        self._plan_changes()
        return super().unlink()

    def _plan_changes(self):
        """The plan of tranches is free until the grant is active."""
        if AMENDING.held(self):
            return
        for tranche in self:
            if tranche.grant_id.state not in _PLANNING:
                raise UserError(
                    self.env._(
                        "%(grant)s is active: its tranches change by an amendment.",
                        grant=tranche.grant_id.name,
                    )
                )

    def _evidence_changes(self):
        """Evidence is named until an officer has certified by it."""
        certified = self.filtered(
            lambda tranche: tranche.state in ("certified", "authorised", "paid")
        )
        if certified:
            raise UserError(
                self.env._(
                    "%(tranche)s is certified: its evidence stays as it was.",
                    tranche=certified[0].display_name,
                )
            )

    # Steps

    def _blocked_by_grant(self):
        grant = self.grant_id
        if grant.state not in PAYING:
            return self.env._(
                "the grant is %(state)s", state=grant._rr_state_label(grant.state)
            )
        return None

    def _guard_request(self, reason):
        return self._blocked_by_grant()

    def _guard_certify(self, reason):
        blocked = self._blocked_by_grant()
        if blocked:
            return blocked
        if self.condition and not self.evidence:
            return self.env._("the evidence for its condition is not named")
        grant = self.grant_id
        if self.month and grant.lease_end and self.month > grant.lease_end:
            return self.env._(
                "the lease ended on %(date)s",
                date=format_date(self.env, grant.lease_end),
            )
        return (
            grant._duty_taken("certify")
            or self._stipend_hindrance()
            or grant._overlap_blocks("tranche", month=self._overlap_month())
        )

    def _overlap_month(self):
        """A monthly grant is checked for its month, any other for its whole plan."""
        monthly = self.grant_id.category in ("rent", "stipend")
        return self.month if monthly else None

    def _stipend_hindrance(self):
        return None

    def _after_certify(self, reason):
        for tranche in self:
            tranche.grant_id._run_overlap("tranche", month=tranche._overlap_month())
            self.env["rr.grant.duty"]._take(tranche.grant_id, "certify", "officer")
            tranche.write(
                {"certified_by_id": self.env.uid, "certified_on": fields.Date.context_today(self)}
            )

    def _guard_authorise(self, reason):
        grant = self.grant_id
        blocked = (
            self._blocked_by_grant()
            or grant._duty_taken("authorise")
            or grant._overlap_blocks("authorise", month=self._overlap_month())
        )
        if blocked:
            return blocked
        for line in grant.funding_ids.line_id:
            if line.is_closed or line.agreement_id.state != "signed":
                return self.env._("%(line)s is not open", line=line.display_name)
        hindrance = self._payee_hindrance()
        if hindrance:
            return hindrance
        balance = grant._ledger_balance()
        if not balance or balance["committed"] < money(self.amount):
            return self.env._(
                "%(amount)s is more than the %(left)s still committed",
                amount=money(self.amount),
                left=balance["committed"] if balance else 0,
            )
        return None

    def _after_authorise(self, reason):
        for tranche in self:
            self.env["rr.grant.duty"]._take(tranche.grant_id, "authorise", "finance")
            tranche.write(
                {"authorised_by_id": self.env.uid, "authorised_on": fields.Date.context_today(self)}
            )

    def _guard_pay(self, reason):
        return self._blocked_by_grant() or self._payee_hindrance()

    def _payee_hindrance(self):
        """An account that changed after a step waits for its second person again."""
        payee = self.grant_id.payee_id
        if payee and not payee.is_confirmed:
            return self.env._("the payee changed and is not confirmed again")
        return None

    def _pay(self, date, bank_ref, position=1, document=None):
        """Record the payment of these tranches, one bank reference, one date.

        :param bank_ref: reference on the statement; positions count up from
            ``position`` where one transfer pays several tranches.
        :return: the ``rr.grant.payment`` records.
        """
        return self.env["rr.grant.payment"]._pay_tranches(
            self, date, bank_ref, position, document
        )

    def _cancel_with_grant(self, reason):
        """Cancel because the grant left; the grant releases the money itself."""
        # The role is asked all the same; the grant's step was just checked.
        return self.sudo()._do_step("cancel", reason)

    def _after_cancel(self, reason):
        """A cancelled tranche releases its commitment at once."""
        for tranche in self:
            grant = tranche.grant_id
            balance = grant._ledger_balance()
            left = balance["committed"] if balance else 0
            others = sum(
                money(t.amount)
                for t in grant.tranche_ids
                if t.state not in ("paid", "cancelled")
            )
            if left > others:
                grant._post_split(
                    "release",
                    min(left - others, money(tranche.amount)),
                    variant="committed",
                    source=tranche,
                    step="cancel_tranche",
                )


class GrantTranchePlan(models.Model):
    _inherit = "rr.grant"

    def _generate_tranches(self):
        """Plan tranches from the lines: one per month for rent and stipend."""
        for grant in self:
            by_month = {}
            for line in grant.line_ids:
                month = (
                    line.month
                    if grant.category in ("rent", "stipend")
                    else grant.date_start.replace(day=1)
                )
                by_month[month] = by_month.get(month, 0) + money(line.amount)
            grant.env["rr.grant.tranche"].create(
                [
                    {
                        "grant_id": grant.id,
                        "sequence": number,
                        "month": month,
                        "date_due": max(month, grant.date_start),
                        "amount": by_month[month],
                    }
                    for number, month in enumerate(sorted(by_month), 1)
                ]
            )
