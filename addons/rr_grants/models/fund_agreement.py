# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

ROLE_AGREEMENT = "rr_base.group_finance"


class FundAgreement(models.Model):
    """A contract with a funding source: currency, dates, budget lines."""

    _name = "rr.fund.agreement"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Funding agreement"
    _order = "date_start desc, code"

    # A signed agreement can be closed; closing needs a ledger at rest.
    _step_as_sudo = True
    _steps = {
        "sign": {
            "label": _lt("sign"),
            "from": ["draft"],
            "to": "signed",
            "groups": (ROLE_AGREEMENT,),
        },
        "close": {
            "label": _lt("close"),
            "from": ["signed"],
            "to": "closed",
            "groups": (ROLE_AGREEMENT,),
        },
        "reopen": {
            "label": _lt("reopen"),
            "from": ["closed"],
            "to": "signed",
            "groups": ["rr_base.group_head"],
            "reason": True,
        },
    }

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    source_id = fields.Many2one(
        "rr.fund.source", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="source_id.kind")
    channel = fields.Selection(related="source_id.channel")
    implementer_id = fields.Many2one(
        "res.partner",
        string="Paying partner",
        domain=[("is_company", "=", True)],
        ondelete="restrict",
        help="Off-budget money: the organisation whose statement shows payments.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.ref("base.EUR"),
        ondelete="restrict",
    )
    amount = fields.Monetary(required=True)
    date_start = fields.Date(string="First day", required=True)
    date_end = fields.Date(string="Last day", required=True)
    payment_grace_days = fields.Integer(
        default=60,
        help="Days after the end during which commitments may still be paid.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("closed", "Closed")],
        default="draft",
        required=True,
        readonly=True,
    )
    attribution = fields.Selection(
        [
            ("contribution", "Contribution: each funder counts a person in full"),
            ("pro_rata", "Pro rata: by share of cost"),
            ("lead", "Lead: the funder with the largest share counts"),
        ],
        default="contribution",
        required=True,
    )
    report_months = fields.Integer(
        string="Report every (months)",
        default=6,
        help="Length of a reporting period; 0 where no report is due.",
    )
    report_due_days = fields.Integer(
        string="Report due after (days)",
        default=30,
        help="Days after the end of a period by which the report is due.",
    )
    line_ids = fields.One2many("rr.budget.line", "agreement_id")
    entry_ids = fields.One2many("rr.fund.entry", "agreement_id")
    entry_counter = fields.Integer(readonly=True, copy=False)
    received = fields.Monetary(compute="_compute_cash")
    cash = fields.Monetary(compute="_compute_cash", string="Cash held")
    rate_warning = fields.Char(compute="_compute_rate_warning")

    _code_unique = models.Constraint("UNIQUE(code)", "Another agreement has this code.")
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "The agreement ends before it starts."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "The amount of an agreement must be above zero."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = f"{agreement.code} {agreement.name or ''}".strip()

    def _compute_cash(self):
        sums = self.env["rr.fund.entry"]._balances("agreement_id", agreements=self)
        received = self.env["rr.fund.entry"]._sum_effects(
            ("receive",), "agreement_id", agreements=self
        )
        for agreement in self:
            balance = sums.get(agreement.id, {})
            paid = balance.get("paid", 0) if agreement.channel == "designated" else 0
            agreement.cash = balance.get("cash", 0) - paid
            agreement.received = received.get(agreement.id, 0)

    @api.depends("currency_id")
    def _compute_rate_warning(self):
        for agreement in self:
            agreement.rate_warning = agreement.currency_id._rr_stale_warning(
                fields.Date.context_today(agreement)
            )

    @api.constrains("currency_id", "date_start", "date_end", "source_id")
    def _check_no_entry_contradicts(self):
        """Money already booked keeps its currency and its dates."""
        for agreement in self:
            # The rule holds whoever writes the agreement.
            rows = (
                self.env["rr.fund.entry"]
                .sudo()
                .search(
                    [("agreement_id", "=", agreement.id), ("is_opening", "=", False)]
                )
            )
            if any(row.currency_id != agreement.currency_id for row in rows):
                raise ValidationError(
                    self.env._(
                        "%(agreement)s has ledger entries: its currency is fixed.",
                        agreement=agreement.code,
                    )
                )

    def _guard_sign(self, reason):
        total = sum(money(line.amount_original) for line in self.line_ids)
        if total != money(self.amount):
            return self.env._(
                "the budget lines sum to %(lines)s, the agreement to %(amount)s",
                lines=total,
                amount=money(self.amount),
            )
        return None

    def _after_sign(self, reason):
        self._allocate_original()

    def _guard_close(self, reason):
        balance = (
            self.env["rr.fund.entry"]
            ._balances("agreement_id", agreements=self)
            .get(self.id)
        )
        for name in ("reserved", "committed", "claimed"):
            if balance and balance[name]:
                return self.env._(
                    "%(amount)s is still %(balance)s",
                    amount=balance[name],
                    balance=name,
                )
        return None

    def _allocate_original(self):
        """Allocate each line's contract amount, once."""
        self.env["rr.fund.entry"]._post(
            [
                {
                    "kind": "allocate",
                    "line_id": line.id,
                    "amount": line.amount_original,
                    "key": f"sign:{line.agreement_id.id}",
                    "source": line.agreement_id,
                    "date": fields.Date.context_today(self),
                }
                for line in self.line_ids
                if line.amount_original > 0
            ]
        )

    def action_sign(self):
        return self._do_step("sign")

    def action_close(self):
        return self._do_step("close")

    def _receive(self, amount, date, key, interest=False, document=None):
        """Book donor cash (or interest) that arrived on the agreement."""
        self.ensure_one()
        return self.env["rr.fund.entry"]._post(
            [
                {
                    "kind": "interest" if interest else "receive",
                    "agreement_id": self.id,
                    "amount": amount,
                    "date": date,
                    "key": key,
                    "source": self,
                    "document": document,
                }
            ]
        )

    def _refund(self, line, amount, date, key):
        """Give unspent money of a line back to the source: two rows, one key."""
        self.ensure_one()
        common = {"kind": "refund", "amount": amount, "date": date, "key": key}
        return self.env["rr.fund.entry"]._post(
            [
                dict(common, variant="cash", agreement_id=self.id, source=self),
                dict(common, variant="line", line_id=line.id, source=self),
            ]
        )
