# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tools import SQL, date_utils
from odoo.tools.translate import LazyTranslate

from .grant_data import FINANCE

_lt = LazyTranslate(__name__)


class FundStatement(models.Model):
    """A partner's statement of one month: what it paid of off-budget money.

    Payments are recorded from its lines, and the month is reconciled when statement
    and ledger agree, reference by reference.
    """

    _name = "rr.fund.statement"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Statement of a paying partner"
    _order = "month desc, id desc"
    _rec_name = "document"

    _steps = {
        "reconcile": {
            "label": _lt("reconcile"),
            "from": ["draft"],
            "to": "reconciled",
            "groups": (FINANCE,),
        },
        "reopen": {
            "label": _lt("reopen"),
            "from": ["reconciled"],
            "to": "draft",
            "groups": (FINANCE,),
            "reason": True,
        },
    }

    agreement_id = fields.Many2one(
        "rr.fund.agreement", required=True, index=True, ondelete="restrict"
    )
    month = fields.Date(required=True, help="The first day of the month.")
    document = fields.Char(string="Statement", required=True)
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    currency_id = fields.Many2one(related="agreement_id.currency_id")
    line_ids = fields.One2many("rr.fund.statement.line", "statement_id")
    state = fields.Selection(
        [("draft", "Draft"), ("reconciled", "Reconciled")],
        default="draft",
        required=True,
        readonly=True,
    )
    stated = fields.Monetary(compute="_compute_difference", string="On the statement")
    recorded = fields.Monetary(compute="_compute_difference", string="In the ledger")
    difference_text = fields.Text(
        compute="_compute_difference", string="What does not agree"
    )

    _month_once = models.Constraint(
        "UNIQUE(agreement_id, month, document)", "This statement is already there."
    )
    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(day FROM month) = 1)", "A month is named by its first day."
    )

    @api.constrains("agreement_id")
    def _check_off_budget(self):
        for statement in self:
            if statement.agreement_id.channel != "off_budget":
                raise UserError(
                    self.env._(
                        "%(agreement)s is not off budget: the ministry pays itself.",
                        agreement=statement.agreement_id.code,
                    )
                )

    def _recorded(self):
        """Return ``{reference: Decimal}`` of what the ledger says for the month."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """SELECT COALESCE(p.bank_ref, e.document), SUM(e.sign * e.amount)::text
                FROM rr_fund_entry e
                LEFT JOIN rr_grant_payment p
                  ON e.source_model = 'rr.grant.payment' AND p.id = e.source_id
                WHERE e.agreement_id = %s AND e.effect = 'pay' AND NOT e.is_opening
                  AND e.date BETWEEN %s AND %s
                GROUP BY 1 HAVING SUM(e.sign * e.amount) <> 0""",
                self.agreement_id.id,
                self.month,
                date_utils.end_of(self.month, "month"),
            )
        )
        return {reference: Decimal(amount) for reference, amount in rows}

    def _stated(self):
        """Return ``{reference: Decimal}`` over all statements of the month."""
        self.ensure_one()
        lines = self.search(
            [
                ("agreement_id", "=", self.agreement_id.id),
                ("month", "=", self.month),
            ]
        ).line_ids
        total = {}
        for line in lines:
            total[line.bank_ref] = total.get(line.bank_ref, Decimal(0)) + money(
                line.amount
            )
        return total

    @api.depends("line_ids.amount", "line_ids.bank_ref", "month", "agreement_id")
    def _compute_difference(self):
        for statement in self:
            if not statement._origin.id:
                statement.stated = statement.recorded = 0
                statement.difference_text = False
                continue
            stated, recorded = statement._stated(), statement._recorded()
            statement.stated = sum(stated.values())
            statement.recorded = sum(recorded.values())
            statement.difference_text = "\n".join(
                self.env._(
                    "%(reference)s: statement %(stated)s, ledger %(recorded)s",
                    reference=reference,
                    stated=stated.get(reference, 0),
                    recorded=recorded.get(reference, 0),
                )
                for reference in sorted(stated.keys() | recorded.keys())
                if stated.get(reference, 0) != recorded.get(reference, 0)
            )

    def _guard_reconcile(self, reason):
        self.invalidate_recordset(["difference_text"])
        return self.difference_text or None

    def write(self, vals):
        if "state" not in vals and self.filtered(lambda s: s.state == "reconciled"):
            raise UserError(self.env._("A reconciled statement is not changed."))
        return super().write(vals)

    def _record_payments(self):
        """Record what the statement pays and the ledger does not know yet.

        :return: the ``rr.grant.payment`` records.
        :raises UserError: a line names no tranche that is authorised, or another
            amount; nothing is recorded then.
        """
        self.ensure_one()
        payments = self.env["rr.grant.payment"]
        known = self._recorded()
        for line in self.line_ids.filtered(lambda ln: ln.bank_ref not in known):
            payments |= line._record_payment()
        return payments

    def action_record_payments(self):
        self._record_payments()
        return True


class FundStatementLine(models.Model):
    """One payment on a partner's statement."""

    _name = "rr.fund.statement.line"
    _inherit = ["rr.audited.mixin"]
    _description = "Line of a statement"
    _order = "date, id"
    _rec_name = "bank_ref"

    statement_id = fields.Many2one(
        "rr.fund.statement", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True)
    bank_ref = fields.Char(string="Bank reference", required=True)
    paid_for = fields.Char(
        string="Tranche", help="Number of the grant and of the tranche: G/26/0041/1."
    )
    currency_id = fields.Many2one(related="statement_id.currency_id")
    amount = fields.Monetary(required=True)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A payment must be above zero."
    )

    @api.constrains("date", "statement_id")
    def _check_month(self):
        for line in self:
            if line.date.replace(day=1) != line.statement_id.month:
                raise UserError(
                    self.env._(
                        "%(reference)s: %(date)s lies outside the month.",
                        reference=line.bank_ref,
                        date=line.date,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_reconciled()
        return lines

    def write(self, vals):
        self._refuse_reconciled()
        result = super().write(vals)
        self._refuse_reconciled()
        return result

    @api.ondelete(at_uninstall=False)
    def _refuse_reconciled(self):
        if self.statement_id.filtered(lambda s: s.state == "reconciled"):
            raise UserError(self.env._("A reconciled statement is not changed."))

    def _record_payment(self):
        self.ensure_one()
        name, _slash, number = (self.paid_for or "").rpartition("/")
        tranche = self.env["rr.grant.tranche"].search(
            [
                ("grant_id.name", "=", name),
                ("sequence", "=", int(number) if number.isdigit() else -1),
            ],
            limit=1,
        )
        if not tranche:
            raise UserError(
                self.env._(
                    "%(reference)s: there is no tranche “%(name)s”.",
                    reference=self.bank_ref,
                    name=self.paid_for or "",
                )
            )
        if money(tranche.amount) != money(self.amount):
            raise UserError(
                self.env._(
                    "%(reference)s: the statement says %(stated)s, the tranche "
                    "%(amount)s.",
                    reference=self.bank_ref,
                    stated=money(self.amount),
                    amount=money(tranche.amount),
                )
            )
        return tranche._pay(
            self.date, self.bank_ref, document=self.statement_id.document
        )
