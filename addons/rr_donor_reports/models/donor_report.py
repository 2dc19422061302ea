# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
import unicodedata

from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import STEP
from odoo.exceptions import AccessError, UserError, ValidationError

from .report_states import (
    CONTENT,
    CURRENT,
    FINAL,
    OPEN,
    SIGNATURES,
    STATES,
    STEPS,
)

STAFF = (
    "rr_base.group_reporter,rr_base.group_head,rr_base.group_finance,"
    "rr_base.group_dpo"
)


class RrDonorReport(models.Model):
    """One version of a report to a donor, or (without an agreement) of the programme.

    Everything that leaves the house is drawn from the snapshot; see
    ``donor_report_snapshot.py`` and ``donor_report_files.py``.
    """

    _name = "rr.donor.report"
    _inherit = ["mail.thread", "rr.audited.mixin", "rr.transition.mixin"]
    _description = "Donor report"
    _order = "date_to desc, agreement_id, version desc"
    _steps = STEPS
    _steps_alone = True
    _rr_audit_exclude = frozenset({"snapshot"})

    name = fields.Char(
        compute="_compute_name", store=True, precompute=True, string="Report"
    )
    agreement_id = fields.Many2one(
        "rr.fund.agreement",
        index=True,
        ondelete="restrict",
        help="Empty: the report of the whole programme.",
    )
    donor_id = fields.Many2one(
        "res.partner",
        compute="_compute_donor_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index=True,
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", compute_sudo=True
    )
    template_id = fields.Many2one(
        "rr.report.template",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
    )
    lang = fields.Selection(
        [("en_US", "English"), ("sq_AL", "Albanian"), ("sr@latin", "Serbian")],
        string="Language",
        compute="_compute_lang",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_from = fields.Date(string="Period from", required=True)
    date_to = fields.Date(string="Period to", required=True)
    version = fields.Integer(readonly=True, copy=False, default=1)
    predecessor_id = fields.Many2one(
        "rr.donor.report", string="Supersedes", readonly=True, copy=False, index=True,
        ondelete="restrict",
    )
    restatement_reason = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True
    )
    summary = fields.Text(
        help="Two or three sentences at the head of the Summary. No number of persons."
    )
    variance_note_ids = fields.One2many("rr.report.variance.note", "report_id")
    comment_ids = fields.One2many("rr.report.comment", "report_id")
    risk_ids = fields.One2many("rr.report.risk", "report_id")
    delivery_ids = fields.One2many("rr.report.delivery", "report_id")

    snapshot = fields.Binary(attachment=True, readonly=True, copy=False, groups=STAFF)
    sha256 = fields.Char(string="SHA-256 of the snapshot", readonly=True, copy=False)
    is_stale = fields.Boolean(
        readonly=True, copy=False, help="A text changed after the snapshot was made."
    )
    builder_ids = fields.Many2many(
        "res.users", "rr_donor_report_builder_rel", "report_id", "user_id",
        string="Built by", readonly=True, copy=False, groups=STAFF,
    )
    prepared_by_id = fields.Many2one("res.users", readonly=True, copy=False, groups=STAFF)
    prepared_on = fields.Date(readonly=True, copy=False)
    checked_by_id = fields.Many2one(
        "res.users", string="Disclosure check by", readonly=True, copy=False, groups=STAFF
    )
    checked_on = fields.Date(readonly=True, copy=False)
    finance_by_id = fields.Many2one("res.users", readonly=True, copy=False, groups=STAFF)
    finance_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, groups=STAFF)
    approved_on = fields.Date(readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False, groups=STAFF)
    issued_on = fields.Date(readonly=True, copy=False)
    answer_comment = fields.Text(
        string="Answer of the donor", readonly=True, copy=False
    )
    answered_on = fields.Date(readonly=True, copy=False)
    answer_letter = fields.Binary(
        string="Letter of the donor",
        attachment=True,
        copy=False,
        groups=STAFF,
        help="When the donor answered by letter: attach it, then record the answer.",
    )
    answer_letter_name = fields.Char(copy=False, groups=STAFF)
    turn_text = fields.Char(compute="_compute_turn_text", string="Next step")

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )
    _separate_signatories = models.Constraint(
        "CHECK (prepared_by_id <> checked_by_id AND prepared_by_id <> finance_by_id "
        "AND prepared_by_id <> approved_by_id AND checked_by_id <> finance_by_id "
        "AND checked_by_id <> approved_by_id AND finance_by_id <> approved_by_id "
        "AND prepared_by_id <> issued_by_id)",
        "Nobody takes two of preparation, disclosure check, finance signature and "
        "approval on one report, and who prepared it does not issue it.",
    )
    _version_once = models.UniqueIndex(
        "(COALESCE(agreement_id, 0), date_from, date_to, version)",
        "This version of the report exists already.",
    )

    # ---------------------------------------------------------------- computes

    @api.depends("agreement_id.code", "date_from", "date_to", "version")
    def _compute_name(self):
        for report in self:
            # The code names the report to all who may read it, agreements or not.
            subject = report.sudo().agreement_id.code or self.env._("Programme")
            report.name = (
                f"{subject} · {report.date_from or ''} – {report.date_to or ''}"
                f" · v{report.version}"
            )

    @api.depends("agreement_id.source_id.partner_id")
    def _compute_donor_id(self):
        for report in self:
            report.donor_id = (
                report.agreement_id.source_id.partner_id.commercial_partner_id
            )

    @api.depends("agreement_id.currency_id")
    def _compute_currency_id(self):
        euro = self.env.ref("base.EUR")
        for report in self:
            report.currency_id = report.agreement_id.currency_id or euro

    @api.depends("agreement_id")
    def _compute_template_id(self):
        default = self.env.ref(
            "rr_donor_reports.template_programme", raise_if_not_found=False
        )
        for report in self:
            report.template_id = (
                report.agreement_id.report_template_id or report.template_id or default
            )

    @api.depends("template_id")
    def _compute_lang(self):
        for report in self:
            report.lang = report.template_id.lang or report.lang or "en_US"

    @api.depends("state", "agreement_id")
    def _compute_turn_text(self):
        turns = {
            "draft": self.env._("generate: a reporting officer"),
            "generated": self.env._("disclosure check: the data protection officer"),
            "checked": self.env._("finance signature: a finance officer"),
            "finance_signed": self.env._("approval: the head of division"),
            "approved": self.env._("issue: the head, or a reporter who did not build it"),
            "issued": self.env._("the donor's answer"),
        }
        for report in self:
            turn = turns.get(report.state, "")
            if report.state == "issued" and not report.agreement_id:
                turn = ""  # the programme's report has no donor who would answer
            report.turn_text = turn

    # ------------------------------------------------------------- constraints

    @api.constrains("date_from", "date_to", "agreement_id")
    def _check_period(self):
        for report in self:
            agreement = report.agreement_id
            if agreement and (
                report.date_to < agreement.date_start
                or report.date_from > agreement.date_end
            ):
                raise ValidationError(
                    self.env._(
                        "%(report)s: the period lies outside the agreement "
                        "(%(start)s to %(end)s).",
                        report=report.name,
                        start=agreement.date_start,
                        end=agreement.date_end,
                    )
                )

    # -------------------------------------------------------------------- CRUD

    def write(self, vals):
        if self._rr_by_code():
            return super().write(vals)
        if set(vals) & {"answer_letter", "answer_letter_name"}:
            self._check_letter()
        if self.env.user.share:
            raise AccessError(self.env._("A donor's contact changes no report."))
        if set(vals) & CONTENT:
            self._content_changes()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unsigned(self):
        for report in self:
            # Whether it was delivered, not to whom.
            if report.state not in OPEN or report.sudo().delivery_ids:
                raise UserError(
                    self.env._(
                        "%(report)s was signed: it is withdrawn, not deleted.",
                        report=report.name,
                    )
                )

    def _check_letter(self):
        """A donor's letter is attached by a reporter, while the answer is awaited."""
        if not self.env.user._rr_holds_role("reporter"):
            raise AccessError(
                self.env._("The donor's letter is attached by a reporting officer.")
            )
        if any(report.state != "issued" for report in self):
            raise UserError(
                self.env._("A letter answers an issued report, before it is answered.")
            )

    def _content_changes(self):
        """Called before a text of the report changes.

        :raises UserError: the report is signed or issued
        """
        for report in self:
            if report.state not in OPEN:
                raise UserError(
                    self.env._(
                        "%(report)s is “%(state)s”: nothing in it changes any more. "
                        "Send it back to draft, or make a new version.",
                        report=report.name,
                        state=report._rr_state_label(report.state),
                    )
                )
        if not self.env.user._rr_holds_role("reporter"):
            raise AccessError(
                self.env._("The texts of a report are written by a reporting officer.")
            )
        self._rr_step_write({"builder_ids": [(4, self.env.uid)]})
        generated = self.filtered(lambda r: r.state == "generated" and not r.is_stale)
        if generated:
            generated._rr_step_write({"is_stale": True})

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("A report is not copied: make a new one, or a new version.")
        )

    # ----------------------------------------------------------------- actions

    def action_generate(self):
        """Build the snapshot anew from the facts."""
        return self._do_step("generate")

    def action_check(self):
        return self._do_step("check")

    def action_sign(self):
        return self._do_step("sign")

    def action_approve(self):
        return self._do_step("approve")

    def action_issue(self):
        return self._do_step("issue")

    def action_accept(self, reason=None):
        return self._do_step("accept", reason)

    def action_send_back(self, reason=None):
        return self._do_step("send_back", reason)

    def action_preview(self):
        """Open a file of the report as it stands: a draft is drawn afresh."""
        self.ensure_one()
        file_format = self.env.context.get("file_format", "xlsx")
        return {
            "type": "ir.actions.act_url",
            "url": f"/rr/report/{self.id}/{file_format}",
            "target": "new" if file_format == "pdf" else "download",
        }

    def action_restate(self, reason=None):
        """Begin a new version that will supersede this one when it is issued.

        :param reason: why; printed on the cover and in the change log
        :return: the new report (a draft)
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user._rr_holds_role("reporter"):
            raise AccessError(
                self.env._("A new version is begun by a reporting officer.")
            )
        if self.state not in ("issued", "accepted", "sent_back"):
            raise UserError(
                self.env._("%(report)s is not issued.", report=self.name)
            )
        if not (reason or "").strip():
            raise UserError(self.env._("A new version needs its reason."))
        later = self.search_count([("predecessor_id", "=", self.id)], limit=1)
        if later:
            raise UserError(
                self.env._("%(report)s has a newer version.", report=self.name)
            )
        new = STEP.on(self).create(
            {
                "agreement_id": self.agreement_id.id,
                "template_id": self.template_id.id,
                "lang": self.lang,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "summary": self.summary,
                "version": self.version + 1,
                "predecessor_id": self.id,
                "restatement_reason": reason.strip(),
                "builder_ids": [(4, self.env.uid)],
            }
        )
        for notes in (self.variance_note_ids, self.comment_ids, self.risk_ids):
            for note in notes:
                note.copy({"report_id": new.id})
        return self.browse(new.id)

    # ------------------------------------------------------------------- tools

    def _slug(self):
        """Name of the report in file names: the agreement's code, nothing else."""
        self.ensure_one()
        return self._slug_of(self.sudo().agreement_id.code or "programme")

    @api.model
    def _slug_of(self, code):
        plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "report"

    def _signatures(self):
        """Who signed what, for the cover.

        :return: list of ``{"step", "name", "date"}``
        """
        self.ensure_one()
        # Names of signatories stand on the cover that the reader opens.
        report = self.sudo()
        return [
            {
                "step": key,
                "name": report[who].name,
                "date": report[when].isoformat(),
            }
            for who, when, key in SIGNATURES.values()
            if report[who]
        ]

    def _is_final(self):
        self.ensure_one()
        return self.state in FINAL

    def _is_current(self):
        """Whether it is out, neither withdrawn nor superseded by a newer version."""
        self.ensure_one()
        return self.state in CURRENT
