# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .grant_data import FINANCE, HEAD

_lt = LazyTranslate(__name__)


class ActivityFunding(models.Model):
    """A budget line's share in what a course or a service costs.

    It is committed when the course is confirmed, paid per invoice, admitted from
    verified sessions. The planner's unit costs are read from its ledger rows.
    """

    _name = "rr.activity.funding"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Funding of an activity"
    _order = "id desc"

    _frozen = dict.fromkeys(
        ("committed", "closed", "cancelled"),
        ("amount", "line_id", "course_id", "service_id"),
    )
    _guard_hint = _lt("A committed share is not changed: cancel it instead.")
    _step_as_sudo = True
    _steps = {
        "commit": {
            "label": _lt("commit"),
            "from": ["draft"],
            "to": "committed",
            "groups": (FINANCE, HEAD, "rr_base.group_officer"),
        },
        "close": {
            "label": _lt("close"),
            "from": ["committed"],
            "to": "closed",
            "groups": (FINANCE, HEAD),
        },
        "cancel": {
            "label": _lt("cancel"),
            "from": ["draft", "committed"],
            "to": "cancelled",
            "groups": (FINANCE, HEAD),
            "reason": True,
        },
    }

    name = fields.Char(required=True)
    course_id = fields.Many2one("rr.course", index=True, ondelete="restrict")
    service_id = fields.Many2one("rr.service", index=True, ondelete="restrict")
    line_id = fields.Many2one(
        "rr.budget.line", required=True, index=True, ondelete="restrict"
    )
    agreement_id = fields.Many2one(related="line_id.agreement_id")
    currency_id = fields.Many2one(related="line_id.currency_id")
    amount = fields.Monetary(required=True)
    units = fields.Float(help="What the amount buys, for unit costs: persons, hours.")
    unit_name = fields.Char(string="Unit")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("committed", "Committed"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    is_opening = fields.Boolean(readonly=True)
    entry_ids = fields.One2many("rr.fund.entry", "activity_id")
    committed = fields.Monetary(compute="_compute_balances")
    paid = fields.Monetary(compute="_compute_balances")
    admitted = fields.Monetary(compute="_compute_balances")

    _one_activity = models.Constraint(
        "CHECK (num_nonnulls(course_id, service_id) <= 1)",
        "A share belongs to one course or one service.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A share must be above zero."
    )

    def _compute_balances(self):
        sums = self.env["rr.fund.entry"]._balances("activity_id", activities=self)
        for funding in self:
            balance = sums.get(funding._origin.id)
            for name in ("committed", "paid", "admitted"):
                funding[name] = balance[name] if balance else 0

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda f: f.state != "draft"):
            raise UserError(self.env._("A committed share is cancelled, not deleted."))

    def _operation(self, kind, amount, step, **extra):
        return {
            "kind": kind,
            "line_id": self.line_id.id,
            "amount": amount,
            "date": fields.Date.context_today(self),
            "key": f"activity:{self.id}:{step}",
            "activity_id": self.id,
            "source": self,
            **extra,
        }

    def _commit_with_activity(self):
        """Commit because the course was confirmed, whoever confirmed it."""
        # The step's roles are asked all the same; the course's own step came first.
        return self.sudo()._do_step("commit")

    def _after_commit(self, reason):
        Entry = self.env["rr.fund.entry"]
        operations = []
        for funding in self:
            for kind in ("reserve", "commit"):
                operations.append(funding._operation(kind, funding.amount, "commit"))
        Entry._post(operations)

    def _pay(self, amount, date, document, key=None):
        """Record the payment of an invoice.

        :param document: invoice or bank reference; one payment per document.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._rr_holds_role("finance"):
            raise UserError(self.env._("Payments are recorded by a finance officer."))
        if not document:
            raise UserError(self.env._("A payment needs its bank reference."))
        # The role was asked above; the line and its agreement give the channel.
        funding = self.sudo()
        partner = funding.agreement_id.channel == "off_budget"
        return self.env["rr.fund.entry"]._post(
            [
                funding._operation(
                    "pay",
                    amount,
                    f"pay:{key or document}",
                    date=date,
                    document=document,
                    paid_by="partner" if partner else "ministry",
                )
            ]
        )

    def _admit(self, amount, document, date=None):
        """Accept spending, as verified sessions prove it."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._rr_holds_role("finance"):
            raise UserError(self.env._("Spending is admitted by a finance officer."))
        return self.env["rr.fund.entry"]._post(
            [
                self.sudo()._operation(
                    "admit",
                    amount,
                    f"admit:{document}",
                    date=date or fields.Date.context_today(self),
                    document=document,
                )
            ]
        )

    def _release(self, step):
        operations = []
        sums = self.env["rr.fund.entry"]._balances("activity_id", activities=self)
        for funding in self:
            left = sums.get(funding.id, {}).get("committed")
            if left:
                operations.append(
                    funding._operation("release", left, step, variant="committed")
                )
        return self.env["rr.fund.entry"]._post(operations)

    def _guard_cancel(self, reason):
        if money(self.paid):
            return self.env._("money was paid: close it instead")
        return None

    def _after_cancel(self, reason):
        self._release("cancel")

    def _after_close(self, reason):
        self._release("close")
