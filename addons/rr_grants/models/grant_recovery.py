# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.language import format_number
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .grant_data import FINANCE, HEAD

_lt = LazyTranslate(__name__)


class GrantRecovery(models.Model):
    """Money that must come back. The head decides, finance books."""

    _name = "rr.grant.recovery"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Recovery"
    _order = "id desc"

    _step_as_sudo = True
    _frozen = {state: ("amount", "grant_id") for state in ("booked", "closed")}
    _steps = {
        "demand": {
            "label": _lt("demand"),
            "from": ["open"],
            "to": "demanded",
            "groups": (HEAD,),
        },
        "book": {
            "label": _lt("book"),
            "from": ["demanded"],
            "to": "booked",
            "groups": (FINANCE,),
        },
        "drop": {
            "label": _lt("drop"),
            "from": ["open", "demanded"],
            "to": "closed",
            "groups": (HEAD,),
            "reason": True,
        },
        "tolerate": {
            "label": _lt("tolerate"),
            "from": ["open"],
            "to": "closed",
            "groups": (FINANCE, HEAD),
            "system": True,
        },
        "settle": {
            "label": _lt("settle"),
            "from": ["booked"],
            "to": "closed",
            "groups": (FINANCE, HEAD),
        },
    }

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="grant_id.currency_id")
    amount = fields.Monetary(required=True)
    reason = fields.Char(required=True)
    notice_ref = fields.Char(string="Notice")
    date_due = fields.Date(string="Due on")
    has_offset_consent = fields.Boolean(
        string="Consent to offset",
        help="The recipient agreed in writing that a later payment is kept back.",
    )
    outcome = fields.Selection(
        [
            ("repaid", "Repaid"),
            ("offset", "Offset"),
            ("justified", "Justified"),
            ("written_off", "Written off"),
            ("dropped", "Dropped"),
            ("tolerated", "Small sum, not asked for"),
        ],
        readonly=True,
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("demanded", "Demanded"),
            ("booked", "Booked"),
            ("closed", "Closed"),
        ],
        default="open",
        required=True,
        readonly=True,
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    outstanding = fields.Monetary(compute="_compute_outstanding")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A recovery must be above zero."
    )

    @api.depends_context("lang")
    @api.depends("grant_id.name", "amount")
    def _compute_display_name(self):
        for recovery in self:
            amount = format_number(self.env, recovery.amount, 2)
            recovery.display_name = f"{recovery.grant_id.name} · {amount}"

    def _compute_outstanding(self):
        for recovery in self:
            entries = self._entries(recovery)
            claimed = sum(
                (e.sign if e.effect == "claim_back" else -e.sign) * e.document_amount
                for e in entries
                if e.effect in ("claim_back", "repaid", "write_off")
            )
            recovery.outstanding = claimed

    def _entries(self, recovery):
        # A balance does not depend on who reads it.
        return (
            self.env["rr.fund.entry"]
            .sudo()
            .search(
                [("source_model", "=", self._name), ("source_id", "=", recovery.id)]
            )
        )

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        raise UserError(self.env._("A recovery is never deleted: drop it."))

    def _guard_demand(self, reason):
        if not (self.notice_ref and self.date_due):
            return self.env._("the notice and its due date are missing")
        return None

    def _after_book(self, reason):
        for recovery in self:
            recovery.grant_id._post_split(
                "claim_back",
                money(recovery.amount),
                source=recovery,
                step="claim_back",
                document=recovery.notice_ref,
            )

    def _guard_tolerate(self, reason):
        rule = self.env["rr.grant.rule"]._for(
            self.grant_id.kind, self.grant_id.category
        )
        if money(self.amount) > money(rule.small_sum):
            return self.env._(
                "%(amount)s is above the tolerance of %(limit)s",
                amount=money(self.amount),
                limit=money(rule.small_sum),
            )
        return None

    def _after_tolerate(self, reason):
        """Claim and write off at once: the ledger shows what was given up."""
        for recovery in self:
            for kind in ("claim_back", "write_off"):
                recovery.grant_id._post_split(
                    kind,
                    money(recovery.amount),
                    source=recovery,
                    step=kind,
                    note=recovery.reason,
                )
        self.write({"outcome": "tolerated"})

    def _after_drop(self, reason):
        self.write({"outcome": "dropped"})

    def _guard_settle(self, reason):
        if money(self.outstanding):
            return self.env._("%(amount)s is outstanding", amount=self.outstanding)
        return None

    def _must_be(self, role):
        self.check_access("read")
        if not self.env.user._rr_holds_role(role):
            raise UserError(
                self.env._("This step of a recovery belongs to another role.")
            )
        # Role was asked above. States, and the entries and steps that follow, are those
        # of the recovery, whose grant these roles may not write.
        closed = self.sudo().filtered(lambda r: r.state != "booked")
        if closed:
            raise UserError(
                self.env._(
                    "%(recovery)s is not booked.", recovery=closed[0].display_name
                )
            )

    def _settle(self, outcome):
        self.invalidate_recordset(["outstanding"])
        done = self.sudo().filtered(lambda r: not money(r.outstanding))
        if done:
            done._do_step("settle")
            done.write({"outcome": outcome})

    def _repay(self, amount, date, document, outcome="repaid"):
        """Book an instalment, or the whole, that came back.

        :param document: the bank's reference.
        """
        self.ensure_one()
        self._must_be("finance")
        if money(amount) > money(self.outstanding):
            raise UserError(
                self.env._(
                    "%(recovery)s: %(amount)s is more than what is outstanding.",
                    recovery=self.display_name,
                    amount=money(amount),
                )
            )
        self.sudo().grant_id._post_split(
            "repaid",
            money(amount),
            source=self,
            step="repaid",
            date=date,
            document=document,
        )
        self._settle(outcome)
        return True

    def _offset(self, tranche, date, bank_ref):
        """Keep back what is outstanding from a later tranche, with consent.

        The tranche counts as paid in full and the recovery as repaid, the same day.
        """
        self.ensure_one()
        self._must_be("finance")
        if not self.has_offset_consent:
            raise UserError(
                self.env._(
                    "%(recovery)s: the recipient's consent to offset is missing.",
                    recovery=self.display_name,
                )
            )
        value = min(money(self.outstanding), money(tranche.amount))
        tranche.with_env(self.env)._pay(date, bank_ref)
        return self._repay(value, date, bank_ref, outcome="offset")

    def _write_off(self, reason):
        """Give up what is outstanding: the head, or finance below the tolerance."""
        self.ensure_one()
        rule = self.env["rr.grant.rule"]._for(
            self.grant_id.kind, self.grant_id.category
        )
        small = money(self.outstanding) <= money(rule.small_sum)
        self._must_be("finance" if small else "head")
        self.sudo().grant_id._post_split(
            "write_off",
            money(self.outstanding),
            source=self,
            step="write_off",
            note=reason,
        )
        self._settle("written_off")
        return True

    def _justify(self, document):
        """Late proof arrived: reverse the claim-back, then admit the spending."""
        self.ensure_one()
        self._must_be("finance")
        claims = self._entries(self).filtered(lambda e: e.kind == "claim_back")
        value = money(self.outstanding)
        if value != money(self.amount):
            raise UserError(
                self.env._(
                    "%(recovery)s is partly settled: it cannot be justified.",
                    recovery=self.display_name,
                )
            )
        self.env["rr.fund.entry"]._reverse(
            claims, f"justified:{self.id}", date=fields.Date.context_today(self), note=document
        )
        self.sudo().grant_id._post_split(
            "admit", value, source=self, step="admit", document=document
        )
        self._settle("justified")
        return True


class GrantRecoverStep(models.Model):
    _inherit = "rr.grant"

    def _guard_recover(self, reason):
        if not money(self.unsettled) and not self.recovery_ids.filtered(
            lambda r: r.state != "closed"
        ):
            return self.env._("everything that was paid is accounted for")
        return None

    def _after_recover(self, reason):
        for grant in self:
            if not grant.recovery_ids.filtered(lambda r: r.state != "closed"):
                grant.env["rr.grant.recovery"].create(
                    {
                        "grant_id": grant.id,
                        "amount": grant.unsettled,
                        "reason": reason,
                    }
                )
