# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models


class RrRetentionRule(models.Model):
    """How long a class of records may be kept at most. The daily job erases what is
    due. The ministry sets the months; what ships is a proposal."""

    _name = "rr.retention.rule"
    _inherit = ["rr.audited.mixin"]
    _description = "Retention rule"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    record_class = fields.Selection(
        [
            ("referral_rejected", "Rejected referral"),
            ("case_closed", "Closed case: the whole person"),
        ],
        required=True,
        help="Each class has its own code that finds what is due and erases it.",
    )
    months = fields.Integer(required=True, help="Counted from the closing.")
    basis = fields.Char(string="Legal basis", help="Act and article, or decision.")
    active = fields.Boolean(default=True)
    due_count = fields.Integer(string="Due now", compute="_compute_due_count")
    held_count = fields.Integer(string="Held", compute="_compute_due_count")

    _one_per_class = models.UniqueIndex(
        "(record_class) WHERE active", "This class has a rule already."
    )
    _months_positive = models.Constraint(
        "CHECK (months > 0)", "The term is at least one month."
    )

    @api.depends("record_class", "months")
    def _compute_due_count(self):
        for rule in self:
            if not rule.record_class or not rule.months:
                rule.due_count = rule.held_count = 0
                continue
            due = rule._rr_due()
            held = rule._rr_held(due)
            rule.due_count = len(due - held)
            rule.held_count = len(held)

    # ------------------------------------------------------------------- tools

    def _rr_limit(self):
        """Day up to which a closing makes a record due, today."""
        self.ensure_one()
        return fields.Date.context_today(self) - relativedelta(months=self.months)

    def _rr_due(self):
        """Records that are due, holds not yet taken out."""
        self.ensure_one()
        return getattr(self, f"_rr_due_{self.record_class}")(self._rr_limit())

    def _rr_held(self, records):
        """Of these records, those that a hold or an open matter keeps."""
        self.ensure_one()
        return records.filtered(lambda record: record._rr_hold_reason())

    def _rr_due_referral_rejected(self, limit):
        # Counted and erased for everybody, whatever the reader's own rules.
        return (
            self.env["rr.referral"]
            .sudo()
            .search(
                [
                    ("state", "=", "rejected"),
                    ("date_answer", "<=", limit),
                    ("erased_on", "=", False),
                ]
            )
        )

    def _rr_due_case_closed(self, limit):
        # Counted and erased for everybody, whatever the reader's own rules.
        people = self.env["rr.beneficiary"].sudo().with_context(active_test=False)
        candidates = people.search(
            [
                ("erased_on", "=", False),
                ("entry_date", "<=", limit),
                ("case_ids", "not any", [("state", "!=", "closed")]),
                ("case_ids", "not any", [("date_closed", ">", limit)]),
            ]
        )
        # A family member without a case of their own stays as long as the household's
        # last case.
        lasting = people.search(
            [
                ("household_id", "in", candidates.household_id.ids),
                "|",
                ("case_ids.state", "not in", ["closed", False]),
                ("case_ids.date_closed", ">", limit),
            ]
        ).household_id
        return candidates.filtered(
            lambda person: person.case_ids or person.household_id not in lasting
        )

    @api.model
    def _cron_apply(self):
        """Daily job: erase what is due under each active rule, skip what is held."""
        if not self._rr_clock_is_steady():
            return
        work = []
        for rule in self.search([]):
            due = rule._rr_due()
            work += [(rule, record) for record in due - rule._rr_held(due)]
        self._rr_progress(remaining=len(work))
        for rule, record in work:
            record._rr_erase(rule)
            self.env.flush_all()
            if not self._rr_progress(1):
                break

    def _rr_progress(self, processed=0, remaining=None):
        """Commit per record where a job runs; in a shell or a test the caller commits.

        :return: seconds left for the run, or a true value outside a job
        """
        if not self.env.context.get("ir_cron_progress_id"):
            return True
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)


class RrRetentionHold(models.Model):
    """Keeps a person's records beyond the term, for a reason and until a day."""

    _name = "rr.retention.hold"
    _inherit = ["rr.audited.mixin"]
    _description = "Hold on erasure"
    _order = "date_from desc, id desc"

    beneficiary_id = fields.Many2one(
        "rr.beneficiary",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
    )
    reason = fields.Char(required=True, help="Without names of persons.")
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Until", required=True)
    active = fields.Boolean(default=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The hold ends before it begins."
    )

    @api.depends("beneficiary_id", "reason")
    def _compute_display_name(self):
        for hold in self:
            hold.display_name = f"{hold.beneficiary_id.code or ''} {hold.reason or ''}"
