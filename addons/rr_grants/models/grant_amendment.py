# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .grant import AMENDING
from .grant_data import DIRECTOR, HEAD, OFFICER
from .support_record import NEEDS

_lt = LazyTranslate(__name__)

#: a shift between budget lines above this share of the grant voids approvals
SHIFT_PERCENT = 20


class GrantAmendment(models.Model):
    """A change of an agreed grant: proposed by an officer, decided by the head.

    A rise is reserved when it is proposed and committed when approved; a decrease is
    released when approved.
    """

    _name = "rr.grant.amendment"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Amendment of a grant"
    _order = "id desc"

    _step_as_sudo = True
    _frozen = dict.fromkeys(("proposed", "approved", "rejected"), ALL)
    _steps = {
        "propose": {
            "label": _lt("propose"),
            "from": ["draft"],
            "to": "proposed",
            "groups": (OFFICER,),
        },
        "approve": {
            "label": _lt("approve"),
            "from": ["proposed"],
            "to": "approved",
            "groups": (HEAD, DIRECTOR),
        },
        "reject": {
            "label": _lt("reject"),
            "from": ["proposed"],
            "to": "rejected",
            "groups": (HEAD, DIRECTOR),
            "reason": True,
        },
        "withdraw": {
            "label": _lt("withdraw"),
            "from": ["draft", "proposed"],
            "to": "rejected",
            "groups": (OFFICER,),
            "reason": True,
        },
    }

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="restrict"
    )
    reason = fields.Char(required=True)
    date_end = fields.Date(string="New end date")
    beneficiary_id = fields.Many2one(
        "rr.beneficiary",
        string="New beneficiary",
        ondelete="restrict",
        help="Another member of the same household takes the grant over.",
    )
    change_ids = fields.One2many("rr.grant.amendment.change", "amendment_id")
    currency_id = fields.Many2one(related="grant_id.currency_id")
    difference = fields.Monetary(compute="_compute_difference")
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    is_material = fields.Boolean(
        readonly=True, help="It voids the approvals that stood before."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)

    @api.depends("grant_id.name")
    def _compute_display_name(self):
        for amendment in self:
            amendment.display_name = f"{amendment.grant_id.name} · {amendment.id}"

    @api.depends("change_ids.amount")
    def _compute_difference(self):
        for amendment in self:
            amendment.difference = sum(amendment.change_ids.mapped("amount"))

    def _by_line(self):
        """Return ``{budget line: Decimal}``, the net change of each."""
        totals = {}
        for change in self.change_ids:
            totals.setdefault(change.line_id, Decimal(0))
            totals[change.line_id] += money(change.amount)
        return totals

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda amendment: amendment.state != "draft"):
            raise UserError(self.env._("An amendment that was proposed is kept."))

    # Propose

    def _guard_propose(self, reason):
        grant = self.grant_id
        if grant.state not in ("agreed", "active", "suspended"):
            return self.env._(
                "%(grant)s is %(state)s",
                grant=grant.name,
                state=grant._rr_state_label(grant.state),
            )
        if not (self.change_ids or self.date_end or self.beneficiary_id):
            return self.env._("it changes nothing")
        if (
            self.beneficiary_id
            and self.beneficiary_id.household_id != grant.household_id
        ):
            return self.env._("the new beneficiary is of another household")
        if grant.amendment_ids.filtered(lambda a: a.state == "proposed"):
            return self.env._("another amendment waits for its decision")
        return grant._duty_taken("propose")

    def _after_propose(self, reason):
        for amendment in self:
            grant = amendment.grant_id
            self.env["rr.grant.duty"]._take(grant, "propose", "officer")
            rises = [
                (line, amount)
                for line, amount in amendment._by_line().items()
                if amount > 0
            ]
            if rises:
                grant._post_reserve(rises, step=f"amend{amendment.id}")
            amendment.write(
                {
                    "before": grant._content(),
                    "is_material": amendment._is_material(),
                }
            )

    def _is_material(self):
        changes = self._by_line().values()
        rise = sum(changes, Decimal(0)) > 0
        moved = max(
            sum((c for c in changes if c > 0), Decimal(0)),
            -sum((c for c in changes if c < 0), Decimal(0)),
        )
        shift = moved * 100 > SHIFT_PERCENT * money(self.grant_id.amount)
        return bool(rise or shift or self.date_end or self.beneficiary_id)

    # Decide

    def _guard_approve(self, reason):
        grant = self.grant_id
        role = self.env["rr.grant.band"]._role_for(
            grant.kind, grant.amount_eur + max(self.difference, 0)
        )
        if not self.env.user._rr_holds_role(role):
            return self.env._("the new amount is approved by another role")
        if self.before != grant._content():
            return self.env._("the grant has changed since")
        return grant._duty_taken("approve")

    def _after_approve(self, reason):
        for amendment in self:
            grant = amendment.grant_id
            role = self.env["rr.grant.band"]._role_for(grant.kind, grant.amount_eur)
            self.env["rr.grant.duty"]._take(grant, "approve", role)
            amendment._move_money()
            amendment._change_content()
            if amendment.is_material:
                grant.approval_ids._void(amendment.reason)
            self.env["rr.grant.approval"]._record(grant, role, amendment)
            amendment.write({"after": grant._content()})
            grant.write({"content_digest": grant._content_digest()})
            blocked = grant._overlap_blocks("amend")
            if blocked:
                raise UserError(
                    self.env._(
                        "%(grant)s: %(problem)s", grant=grant.name, problem=blocked
                    )
                )
            grant._run_overlap("amend")
            grant._sync_support()

    def _move_money(self):
        """Commit what was reserved, release what is given up."""
        grant = self.grant_id
        grant._post_split("commit", source=self, step=f"amend{self.id}")
        operations = []
        key = grant._ledger_key(f"amend{self.id}:down")
        for line, amount in self._by_line().items():
            if amount < 0:
                operations.append(
                    {
                        "kind": "release",
                        "variant": "committed",
                        "line_id": line.id,
                        "amount": grant._in_currency(
                            -amount, line.currency_id, fields.Date.context_today(self)
                        ),
                        "document_amount": -amount,
                        "document_currency_id": grant.currency_id.id,
                        "date": fields.Date.context_today(self),
                        "key": key,
                        "grant_id": grant.id,
                        "source": self,
                    }
                )
        if operations:
            grant._post_named(operations)

    def _change_content(self):
        grant = AMENDING.on(self.grant_id)
        values = {}
        if self.date_end:
            values["date_end"] = self.date_end
        if self.beneficiary_id:
            values["beneficiary_id"] = self.beneficiary_id.id
        if values:
            grant.write(values)
        for change in self.change_ids:
            change._apply(grant)

    def _after_reject(self, reason):
        for amendment in self:
            if amendment.before:
                amendment.grant_id._post_split(
                    "release",
                    variant="reserved",
                    source=amendment,
                    step=f"amend{amendment.id}:no",
                )

    def _after_withdraw(self, reason):
        self._after_reject(reason)


class GrantAmendmentChange(models.Model):
    """One change: so much more or less, on a budget line, in a month."""

    _name = "rr.grant.amendment.change"
    _inherit = ["rr.audited.mixin"]
    _description = "Change within an amendment"
    _part_of = ("amendment_id", "change_ids")

    amendment_id = fields.Many2one(
        "rr.grant.amendment", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "rr.budget.line", string="Budget line", required=True, ondelete="restrict"
    )
    month = fields.Date(required=True)
    category = fields.Selection(NEEDS, string="Kind of need")
    currency_id = fields.Many2one(related="amendment_id.currency_id")
    amount = fields.Monetary(string="More or less", required=True)
    need = fields.Monetary(string="Need of the month")
    need_basis = fields.Char(string="Basis")

    _not_zero = models.Constraint(
        "CHECK (amount <> 0)", "A change must be above or below zero."
    )

    def _apply(self, grant):
        """Write the change into lines, funding and open tranches of the grant."""
        self.ensure_one()
        self._apply_to_lines(grant)
        self._apply_to_funding(grant)
        self._apply_to_tranches(grant)

    def _apply_to_lines(self, grant):
        category = self.category or grant.category
        line = grant.line_ids.filtered(
            lambda ln: ln.month == self.month and ln.category == category
        )[:1]
        if line:
            total = money(line.amount) + money(self.amount)
            if total <= 0:
                line.unlink()
            else:
                line.write({"amount": float(total), "need": self.need or line.need})
        else:
            grant.line_ids.create(
                {
                    "grant_id": grant.id,
                    "category": category,
                    "month": self.month,
                    "amount": self.amount,
                    "need": self.need,
                    "need_basis": self.need_basis,
                }
            )

    def _apply_to_funding(self, grant):
        part = grant.funding_ids.filtered(lambda f: f.line_id == self.line_id)
        if not part:
            grant.funding_ids.create(
                {
                    "grant_id": grant.id,
                    "line_id": self.line_id.id,
                    "amount": self.amount,
                }
            )
            return
        total = money(part.amount) + money(self.amount)
        if total <= 0:
            part.unlink()
        else:
            part.write({"amount": float(total)})

    def _apply_to_tranches(self, grant):
        """A rise is a new tranche, or more of the month's; less takes from the end."""
        opened = grant.tranche_ids.filtered(lambda t: t.state == "planned")
        change = money(self.amount)
        same = opened.filtered(lambda t: t.month == self.month)[:1]
        if change > 0:
            if same:
                same.write({"amount": float(money(same.amount) + change)})
                return
            grant.tranche_ids.create(
                {
                    "grant_id": grant.id,
                    "sequence": max(grant.tranche_ids.mapped("sequence"), default=0)
                    + 1,
                    "month": self.month,
                    "date_due": max(self.month, fields.Date.context_today(self)),
                    "amount": float(change),
                }
            )
            return
        rest = -change
        for tranche in same | opened.sorted("sequence", reverse=True):
            taken = min(rest, money(tranche.amount))
            tranche.write({"amount": float(money(tranche.amount) - taken)})
            rest -= taken
            if not money(tranche.amount):
                tranche.unlink()
            if not rest:
                break
        if rest:
            raise UserError(
                self.env._(
                    "%(grant)s: %(rest)s of the decrease is no longer in open "
                    "tranches.",
                    grant=grant.name,
                    rest=rest,
                )
            )
