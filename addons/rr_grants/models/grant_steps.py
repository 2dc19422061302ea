# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.fields import Domain
from odoo.tools import date_utils
from odoo.tools.misc import format_amount

from .grant_data import COMMUNITY_COSTS, ELIGIBLE_COSTS, SUPPORT_STATUS

OPEN_TRANCHES = ("planned", "requested", "certified", "authorised", "returned")


class GrantSteps(models.Model):
    """Guards (why a step cannot be taken) and what a step sets off.

    A guard returns the reason in the reader's language, or nothing.
    """

    _inherit = "rr.grant"

    # Submit

    def _guard_submit(self, reason):
        if not self.line_ids:
            return self.env._("nothing is asked for: add at least one line")
        if self.kind == "individual" and not self.beneficiary_id.active:
            return self.env._("the person's file is not active")
        return self._missing_documents("submit") or self._outside_limits()

    def _missing_documents(self, step):
        """Name the documents a step asks for that are not there."""
        types = self.env["rr.grant.document.type"].search(
            Domain("step", "=", step)
            & Domain("kind", "=", self.kind)
            & Domain("category", "in", (False, self.category))
        )
        missing = types - self.document_ids.type_id
        if missing:
            return self.env._(
                "documents are missing: %(names)s",
                names=", ".join(missing.mapped("name")),
            )
        return None

    def _outside_limits(self):
        rule = self.env["rr.grant.rule"]._for(self.kind, self.category)
        amount = self.amount_eur
        if rule.amount_min and amount < rule.amount_min:
            return self.env._(
                "%(amount)s is below the minimum of %(limit)s",
                amount=self._eur(amount),
                limit=self._eur(rule.amount_min),
            )
        if rule.amount_max and amount > rule.amount_max:
            return self.env._(
                "%(amount)s is above the maximum of %(limit)s",
                amount=self._eur(amount),
                limit=self._eur(rule.amount_max),
            )
        return None

    def _eur(self, amount):
        return format_amount(self.env, float(amount), self.env.ref("base.EUR"))

    # Check

    def _guard_check(self, reason):
        if self.kind == "individual":
            # Whether there is one: grants are proposed by code.
            identity = self.env["rr.beneficiary.identity"].sudo()
            if not identity.search_count(
                [("beneficiary_id", "=", self.beneficiary_id.id)], limit=1
            ):
                return self.env._("the person's identity is not recorded")
        return self._above_caps()

    def _above_caps(self):
        """Compare with what person and household were granted already, in EUR."""
        if self.kind != "individual":
            return None
        rule = self.env["rr.grant.rule"]._for(self.kind, self.category)
        year_ago = date_utils.subtract(fields.Date.context_today(self), months=12)
        scopes = [("beneficiary_id", self.beneficiary_id, "person")]
        if self.household_id:
            scopes.append(("household_id", self.household_id, "household"))
        labels = {
            ("person", "year"): self.env._("the person within 12 months"),
            ("person", "life"): self.env._("the person in total"),
            ("household", "year"): self.env._("the household within 12 months"),
            ("household", "life"): self.env._("the household in total"),
        }
        for field, record, scope in scopes:
            for span, since in (("year", year_ago), ("life", None)):
                cap = rule[f"{scope}_{span}"]
                if not cap:
                    continue
                total = self._granted_eur(field, record, since) + money(self.amount_eur)
                if total > money(cap):
                    return self.env._(
                        "with %(total)s, %(scope)s would exceed the ceiling of %(cap)s",
                        total=self._eur(total),
                        scope=labels[scope, span],
                        cap=self._eur(cap),
                    )
        return None

    def _granted_eur(self, field, record, since):
        """Sum other grants of the category: promised and paid, less repaid."""
        domain = (
            Domain(field, "=", record.id)
            & Domain("category", "=", self.category)
            & Domain("id", "!=", self._origin.id)
        )
        if since:
            domain &= Domain("date_start", ">=", since)
        # Ceilings are over all grants of person and household; a sum leaves.
        grants = self.sudo().search(domain)
        sums = self.env["rr.fund.entry"]._balances(
            "grant_id", column="amount_eur", grants=grants
        )
        return sum(
            balance["reserved"]
            + balance["committed"]
            + balance["paid"]
            - balance["repaid"]
            for balance in sums.values()
        )

    def _after_check(self, reason):
        self._run_overlap("check")
        self._sync_support()

    # Propose

    def _guard_propose(self, reason):
        return (
            self._duty_taken("propose")
            or self._missing_documents("propose")
            or self._quotes_missing()
            or self._split_wrong()
            or self._line_not_eligible()
            or self._outside_limits()
            or self._above_caps()
            or self._overlap_blocks("propose")
        )

    def _duty_taken(self, duty):
        clash = self.env["rr.grant.duty"]._clash(self, self.env.user, duty)
        if not clash:
            return None
        labels = dict(clash._fields["duty"]._description_selection(self.env))
        return self.env._(
            "%(user)s has already: %(earlier)s. Another person must take this step",
            user=self.env.user.name,
            earlier=labels[clash.duty],
        )

    def _quotes_missing(self):
        rule = self.env["rr.grant.rule"]._for(self.kind, self.category)
        there = len(self.document_ids.filtered(lambda d: d.code == "quote"))
        if there < rule.quotes and not self.quotes_reason:
            return self.env._(
                "%(there)s of %(wanted)s price offers are attached; attach them or "
                "state the reason",
                there=there,
                wanted=rule.quotes,
            )
        return None

    def _split_wrong(self):
        total = sum(money(part.amount) for part in self.funding_ids)
        if total != money(self.amount):
            return self.env._(
                "the funding split sums to %(split)s, the grant to %(amount)s",
                split=total,
                amount=money(self.amount),
            )
        return None

    def _line_not_eligible(self):
        allowed = (
            COMMUNITY_COSTS
            if self.kind == "community"
            else ELIGIBLE_COSTS[self.category]
        )
        for line in self.funding_ids.line_id:
            agreement = line.agreement_id
            if line.cost_category not in allowed:
                return self.env._(
                    "the category of %(line)s does not allow this kind of grant",
                    line=line.display_name,
                )
            if line.is_closed or agreement.state != "signed":
                return self.env._("%(line)s is not open", line=line.display_name)
            if (
                self.date_start < agreement.date_start
                or self.date_end > agreement.date_end
            ):
                return self.env._(
                    "the plan (%(start)s to %(end)s) lies outside %(agreement)s "
                    "(%(from)s to %(to)s)",
                    **{
                        "start": self.date_start,
                        "end": self.date_end,
                        "agreement": agreement.code,
                        "from": agreement.date_start,
                        "to": agreement.date_end,
                    },
                )
        return None

    def _after_propose(self, reason):
        self.env["rr.grant.duty"]._take(self, "propose", "officer")
        for grant in self:
            grant._run_overlap("propose")
            grant._post_reserve()
            grant.write(
                {
                    "proposed_by_id": self.env.uid,
                    "proposed_on": fields.Date.context_today(self),
                    "content_digest": grant._content_digest(),
                }
            )

    # Approve

    def _guard_approve(self, reason):
        role = self.env["rr.grant.band"]._role_for(self.kind, self.amount_eur)
        if not self.env.user._rr_holds_role(role):
            return self.env._(
                "an amount of %(amount)s is approved by: %(role)s",
                amount=self._eur(self.amount_eur),
                role=dict(
                    self.env["rr.grant.band"]
                    ._fields["role"]
                    ._description_selection(self.env)
                )[role],
            )
        if self.content_digest != self._content_digest():
            return self.env._("it was edited since it was proposed")
        return self._duty_taken("approve") or self._overlap_blocks("approve")

    def _after_approve(self, reason):
        for grant in self:
            role = self.env["rr.grant.band"]._role_for(grant.kind, grant.amount_eur)
            self.env["rr.grant.duty"]._take(grant, "approve", role)
            grant._run_overlap("approve")
            self.env["rr.grant.approval"]._record(grant, role)
            grant.write({"approved_by_id": self.env.uid, "approved_on": fields.Date.context_today(self)})
        self._sync_support()

    # Agree, activate

    def _guard_agree(self, reason):
        if not self.approval_ids.filtered("is_valid"):
            return self.env._("no valid approval stands")
        if self.content_digest != self._content_digest():
            return self.env._("it was edited since it was approved")
        if not self.repayment_clause:
            return self.env._("the agreement's clause on repayment is not confirmed")
        if self.kind == "individual" and not self.payee_id:
            return self.env._("no payee is named")
        if self.payee_id and not self.payee_id.is_confirmed:
            return self.env._("the payee is not confirmed by a second person")
        return self._missing_documents("agree")

    def _after_agree(self, reason):
        for grant in self:
            grant._post_split("commit")
            if not grant.tranche_ids:
                grant._generate_tranches()
            grant.write({"agreed_on": fields.Date.context_today(self)})

    def _guard_activate(self, reason):
        planned = sum(money(t.amount) for t in self.tranche_ids)
        if planned != money(self.amount):
            return self.env._(
                "the tranches sum to %(tranches)s, the grant to %(amount)s",
                tranches=planned,
                amount=money(self.amount),
            )
        return None

    # Complete, verify, close

    def _guard_complete(self, reason):
        return self._open_tranche()

    def _open_tranche(self):
        opened = self.tranche_ids.filtered(lambda t: t.state in OPEN_TRANCHES)
        if opened:
            return self.env._(
                "tranche %(number)s is neither paid nor cancelled",
                number=opened[0].sequence,
            )
        return None

    def _guard_verify(self, reason):
        clash = self._duty_taken("verify")
        if clash:
            return clash
        open_receipts = self.receipt_ids.filtered(
            lambda r: r.state in ("entered", "queried")
        )
        if open_receipts:
            return self.env._(
                "receipt %(number)s is not decided", number=open_receipts[0].number
            )
        if self.category == "equipment" and self.paid:
            if not self.delivery_ids:
                return self.env._("no delivery is recorded")
            if self.delivery_ids.filtered(lambda d: not d.verified_by_id):
                return self.env._("the delivery is not verified")
        if self.visit_ids.filtered(
            lambda v: v.state == "planned" and v.kind != "retention"
        ):
            return self.env._("a visit is still due")
        return self._missing_documents("verify")

    def _after_verify(self, reason):
        self.env["rr.grant.duty"]._take(self, "verify", "officer")

    def _guard_close(self, reason):
        if self.recovery_ids.filtered(lambda r: r.state not in ("closed",)):
            return self.env._("a recovery is open")
        if self.amendment_ids.filtered(lambda a: a.state == "proposed"):
            return self.env._("an amendment waits for its decision")
        balance = self._ledger_balance()
        if balance:
            rest = (
                balance["paid"]
                - balance["admitted"]
                - balance["repaid"]
                - balance["written_off"]
            )
            if rest:
                return self.env._(
                    "%(rest)s of what was paid is neither admitted nor repaid nor "
                    "written off",
                    rest=rest,
                )
        return self._open_tranche()

    def _after_close(self, reason):
        followups = self.env["rr.outcome.followup"]
        for grant in self:
            grant._post_release("close")
            grant.write({"closed_on": fields.Date.context_today(self)})
            if grant.kind == "individual":
                # Who closes a grant need not write follow-ups.
                followups.sudo()._schedule(
                    grant.beneficiary_id, "grant", grant.name, fields.Date.context_today(self)
                )
        self._sync_support()

    # Side exits

    def _leave(self, step, reason):
        """What the exits share: the money is free at once, tranches are off."""
        self.approval_ids._void(reason)
        self.tranche_ids.filtered(
            lambda t: t.state in OPEN_TRANCHES
        )._cancel_with_grant(reason)
        self._post_release(step)
        self._sync_support()

    def _after_return(self, reason):
        self._leave("return", reason)

    def _after_void(self, reason):
        self._leave("void", reason)

    def _after_waitlist(self, reason):
        self._leave("waitlist", reason)

    def _after_reject(self, reason):
        self._leave("reject", reason)

    def _after_withdraw(self, reason):
        self._leave("withdraw", reason)

    def _guard_cancel(self, reason):
        if self.paid:
            return self.env._("money was paid: terminate it instead")
        return None

    def _after_cancel(self, reason):
        self._leave("cancel", reason)

    def _after_terminate(self, reason):
        self._leave("terminate", reason)

    def _after_submit(self, reason):
        self._sync_support()

    # Support records of our own grants

    def _sync_support(self):
        """Keep the overlap registry's rows of these grants equal to their state."""
        # Rows of own grants follow the grant and are typed by nobody.
        Support = self.env["rr.support.record"].sudo()
        for grant in self.filtered(lambda g: g.kind == "individual"):
            status = SUPPORT_STATUS[grant.state]
            Support._replace_for_grant(grant, status)
