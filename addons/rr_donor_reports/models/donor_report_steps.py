# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, fields, models

from .report_states import SEPARATE, SIGNATURES


class DonorReportSteps(models.Model):
    """Guards and effects of the steps; who may take them is data (report_states)."""

    _inherit = "rr.donor.report"

    def _guard_generate(self, reason):
        if self.date_to > fields.Date.context_today(self):
            return self.env._("its period is not over yet")
        return None

    def _before_generate(self, reason):
        for report in self:
            report._build_snapshot()

    def _guard_check(self, reason):
        return self._objection("check") or self._disclosure_objection()

    def _before_check(self, reason):
        for report in self:
            report._record_totals()

    def _guard_sign(self, reason):
        return self._objection("sign") or self._ledger_objection()

    def _guard_approve(self, reason):
        return self._objection("approve")

    def _guard_issue(self, reason):
        # Who built binds every signatory, also one who reads no builders.
        if self.env.user in self.sudo().builder_ids:
            return self.env._("who built a report does not issue it")
        if not self._is_snapshot_intact():
            return self.env._("the snapshot was changed since it was signed")
        points = self._checklist_open()
        if points:
            return self.env._("the checklist has open points: ") + "; ".join(points)
        return self._disclosure_objection() or self._ledger_objection()

    def _guard_accept(self, reason):
        return self._answer_objection()

    def _guard_send_back(self, reason):
        return self._answer_objection()

    def _answer_objection(self):
        user = self.env.user
        if user.has_group("rr_base.group_donor"):
            # The agreement is closed to a donor; its donor is compared.
            if self.sudo().donor_id != user.commercial_partner_id:
                return self.env._("it is another donor's report")
        elif not self.answer_letter:
            return self.env._("attach the donor's letter first")
        return None

    def _objection(self, step):
        """Why the acting user may not sign this step; ``None`` when they may."""
        self.ensure_one()
        # Signatures of others are compared; a reason leaves.
        report = self.sudo()
        if self.env.user in report.builder_ids:
            return self.env._("who built a report signs none of its checks")
        for other in SEPARATE:
            if other != step and report[SIGNATURES[other][0]] == self.env.user:
                return self.env._("you already took another step on this report")
        if report.is_stale:
            return self.env._("a text changed after the snapshot: generate it again")
        if not self._is_snapshot_intact():
            return self.env._("the snapshot was changed since it was made")
        return None

    def _sign_step(self, step):
        who, when, _key = SIGNATURES[step]
        self._rr_step_write(
            {who: self.env.uid, when: fields.Date.context_today(self)}
        )

    def _after_generate(self, reason):
        cleared = {}
        for step in ("check", "sign", "approve", "issue"):
            cleared[SIGNATURES[step][0]] = cleared[SIGNATURES[step][1]] = False
        self._rr_step_write(
            {**cleared, "is_stale": False, "builder_ids": [(4, self.env.uid)]}
        )
        self._sign_step("generate")

    def _after_check(self, reason):
        self._sign_step("check")

    def _after_sign(self, reason):
        self._sign_step("sign")

    def _after_approve(self, reason):
        self._sign_step("approve")

    def _after_issue(self, reason):
        self._sign_step("issue")
        for report in self:
            report._freeze_files()
            report._lock_period()
            report._notify_donor()
            before = report.predecessor_id
            if before.state in ("issued", "accepted", "sent_back"):
                before._do_step("restate", report.restatement_reason)

    def _lock_period(self):
        """What is issued rests on facts that no longer change."""
        periods = self.env["rr.report.period"].with_user(SUPERUSER_ID)
        periods = periods.search(
            [
                ("agreement_id", "=", self.sudo().agreement_id.id),
                ("date_from", ">=", self.date_from),
                ("date_to", "<=", self.date_to),
                ("state", "!=", "locked"),
            ]
        )
        if periods:
            periods._do_step("lock")

    def _after_reopen(self, reason):
        cleared = {}
        for who, when, _key in SIGNATURES.values():
            cleared[who] = cleared[when] = False
        self._rr_step_write(cleared)

    def _after_accept(self, reason):
        self._record_answer("accepted", reason)

    def _after_send_back(self, reason):
        self._record_answer("sent_back", reason)

    def _record_answer(self, kind, reason):
        self._rr_step_write(
            {
                "answer_comment": reason,
                "answered_on": fields.Date.context_today(self),
            }
        )
        self.env["rr.report.delivery"]._record(
            [
                {"report_id": report.id, "kind": kind, "comment": reason}
                for report in self
            ]
        )
