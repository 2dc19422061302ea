# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
from datetime import date

from odoo import fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tools import date_utils

from ..tools import overlap

#: who decides about a grant sees what others give; reports need the verdict at most
DECIDERS = (
    "rr_base.group_officer,rr_base.group_head,"
    "rr_base.group_director,rr_base.group_finance"
)
OVERLAP_LABELS = [
    ("none", "None"),
    ("co_financing", "Co-financing"),
    ("warning", "Warning"),
    ("stop", "Stop"),
]


class GrantOverlap(models.Model):
    _inherit = "rr.grant"

    overlap_state = fields.Selection(
        OVERLAP_LABELS, string="Overlap", readonly=True, copy=False
    )
    overlap_on = fields.Datetime(string="Checked on", readonly=True, copy=False)
    overlap_findings = fields.Json(readonly=True, copy=False, groups=DECIDERS)
    override_reason = fields.Text(readonly=True, copy=False, groups=DECIDERS)
    override_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    override_key = fields.Char(readonly=True, copy=False)

    def _overlap(self, month=None):
        """Compare this grant with all support of the person or household.

        :param month: first day of one month; the whole plan when left out.
        :return: list of :class:`~..tools.overlap.OverlapFinding`, in EUR.
        """
        self.ensure_one()
        # The check is over everybody's support, or a stop would depend on the reader.
        grant = self.sudo()
        if grant.kind != "individual" or not grant.line_ids:
            return []
        lines = grant.line_ids.filtered(lambda ln: not month or ln.month == month)
        if not lines:
            return []
        rate, _rate_date = grant.currency_id._rr_rate(fields.Date.context_today(self))
        self.env["rr.support.record"].flush_model()
        supports = self.env["rr.support.record"]._find_support(
            grant.beneficiary_id,
            grant.household_id,
            min(lines.mapped("month")),
            date_utils.end_of(max(lines.mapped("month")), "month"),
            exclude_grant=grant.id,
            payee_index=grant.payee_id.account_index,
        )
        return overlap.check(
            [
                (
                    line.category,
                    line.month.year,
                    line.month.month,
                    money(money(line.need) / rate) if line.need else None,
                    money(money(line.amount) / rate),
                )
                for line in lines
            ],
            supports,
        )

    def _run_overlap(self, step, month=None):
        """Run the check and store its result with date and rule version."""
        for grant in self:
            findings = grant._overlap(month=month)
            values = {
                "step": step,
                "rule": overlap.RULE_VERSION,
                "on": str(fields.Date.context_today(grant)),
                "findings": [self._finding_values(finding) for finding in findings],
            }
            # The result of the check is nobody's to type.
            grant.sudo().write(
                {
                    "overlap_state": overlap.worst(findings),
                    "overlap_on": fields.Datetime.now(),
                    "overlap_findings": values,
                }
            )

    def _finding_values(self, finding):
        return {
            "category": finding.category,
            "month": f"{finding.year:04d}-{finding.month:02d}",
            "need": None if finding.need is None else str(finding.need),
            "others": str(money(finding.others)),
            "asked": str(finding.asked),
            "unmet": None if finding.unmet is None else str(money(finding.unmet)),
            "verdict": finding.verdict,
            "counted": finding.counted,
            "asked_elsewhere": finding.asked_elsewhere,
            "same_payee": finding.same_payee,
        }

    def _findings_key(self, findings):
        """Name exactly these stops: an override covers nothing that came later."""
        stops = [
            self._finding_values(finding)
            for finding in findings
            if finding.verdict == "stop"
        ]
        for stop in stops:
            stop.pop("asked_elsewhere")
            stop.pop("same_payee")
        return sorted(
            hashlib.sha256(json.dumps(stop, sort_keys=True).encode()).hexdigest()[:16]
            for stop in stops
        )

    def _overlap_blocks(self, step, month=None):
        """Return the hard stop in words, or None.

        The check runs anew: nothing stored is trusted.
        """
        self.ensure_one()
        findings = self._overlap(month=month)
        if overlap.worst(findings) != "stop":
            return None
        covered = set((self.override_key or "").split(","))
        open_keys = [key for key in self._findings_key(findings) if key not in covered]
        if not open_keys:
            return None
        worst = next(f for f in findings if f.verdict == "stop")
        needs = dict(
            self.env["rr.grant.line"]
            ._fields["category"]
            ._description_selection(self.env)
        )
        if worst.need is None:
            return self.env._(
                "support overlaps: %(category)s in %(month)s is already supported "
                "with %(others)s and no need is stated",
                category=needs[worst.category],
                month=f"{worst.month:02d}/{worst.year}",
                others=self._eur(worst.others),
            )
        return self.env._(
            "support overlaps: %(category)s in %(month)s: %(asked)s is asked, "
            "%(unmet)s of the need of %(need)s is unmet",
            category=needs[worst.category],
            month=f"{worst.month:02d}/{worst.year}",
            asked=self._eur(worst.asked),
            unmet=self._eur(max(worst.unmet, 0)),
            need=self._eur(worst.need),
        )

    def _override_overlap(self, reason):
        """The head lets a stop pass; the reason is printed on the decision.

        It covers the stops that are there now. A new one needs a new reason.
        """
        reason = (reason or "").strip()
        self.check_access("read")
        if not self.env.user._rr_holds_role("head"):
            raise UserError(
                self.env._("Only the head of division overrides a stop of overlap.")
            )
        if not reason:
            raise UserError(self.env._("An override needs a reason."))
        for grant in self:
            if self.env["rr.grant.duty"]._clash(grant, self.env.user, "approve"):
                raise UserError(
                    self.env._(
                        "%(grant)s: who proposed, certified or authorised a grant "
                        "does not override its overlap.",
                        grant=grant.name,
                    )
                )
            findings = grant._overlap()
            keys = grant._findings_key(findings)
            if not keys:
                raise UserError(
                    self.env._("%(grant)s: no stop is there.", grant=grant.name)
                )
            grant._run_overlap("override")
            # Role and duty were asked above; the head edits no grant otherwise.
            grant.sudo().write(
                {
                    "override_reason": reason,
                    "override_by_id": self.env.uid,
                    "override_key": ",".join(keys),
                }
            )
            grant._log_override(reason)
            grant.sudo().message_post(
                body=self.env._("Overlap overridden: %(reason)s", reason=reason)
            )
        return True

    def _log_override(self, reason):
        """Enter the override into the trail, where the trail is installed."""
        if "rr.audit.entry" in self.env:
            self.env["rr.audit.entry"]._log(
                "override", self._name, self.ids, reason=reason
            )

    def action_run_overlap(self):
        self.check_access("read")
        # Who may read what the check finds may run it, and nobody else.
        self._check_field_access(self._fields["overlap_findings"], "read")
        self._run_overlap("manual")
        return True

    def _overlap_found_later(self):
        """Store the new finding; open a recovery for months already paid."""
        # A support record that anybody entered blocks grants of everybody.
        for grant in self.sudo():
            before = grant.overlap_state
            grant._run_overlap("later")
            if grant.overlap_state != "stop" or grant._overlap_blocks("later") is None:
                continue
            excess = sum(
                finding.excess
                for finding in grant._overlap()
                if finding.verdict == "stop" and grant._month_is_paid(finding)
            )
            rate = grant.currency_id._rr_rate(fields.Date.context_today(self))[0]
            amount = min(money(excess * rate), money(grant.unsettled))
            open_recoveries = grant.recovery_ids.filtered(lambda r: r.state != "closed")
            if amount and not open_recoveries:
                self.env["rr.grant.recovery"].sudo().create(
                    {
                        "grant_id": grant.id,
                        "amount": float(amount),
                        "reason": self.env._("Overlapping support was found later."),
                    }
                )
            if before != "stop":
                grant.message_post(
                    body=self.env._(
                        "Overlapping support was found: the next tranche is blocked."
                    )
                )

    def _month_is_paid(self, finding):
        paid = self.tranche_ids.filtered(lambda t: t.state == "paid")
        if self.category not in ("rent", "stipend"):
            return bool(paid)
        return date(finding.year, finding.month, 1) in paid.mapped("month")
