# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..tools.effects import BALANCES, EFFECTS, VARIANTS

_logger = logging.getLogger(__name__)

TRIGGERS = ("rr_fund_entry_no_change", "rr_fund_entry_no_truncate")


class FundEntryVerify(models.Model):
    _inherit = "rr.fund.entry"

    @api.model
    def _verify(self):
        """Sum the whole ledger again and compare it with the documents.

        :return: list of problems in words, empty when the ledger is sound.
        """
        self.env.flush_all()
        return [
            *self._verify_triggers(),
            *self._verify_rows(),
            *self._verify_reversals(),
            *self._verify_sums(),
            *self._negative_balances(),
            *self._verify_payments(),
            *self._verify_grants(),
        ]

    def _verify_triggers(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT tgname FROM pg_trigger
                WHERE tgrelid = 'rr_fund_entry'::regclass AND tgenabled = 'A'"""
            )
        )
        there = {row[0] for row in rows}
        return [
            self.env._("The trigger %(name)s is missing or switched off.", name=name)
            for name in TRIGGERS
            if name not in there
        ]

    def _verify_rows(self):
        """Every row says about itself what its kind and variant mean."""
        pairs = SQL(", ").join(
            SQL("(%s, %s, %s)", kind, variant, f"{kind}_{variant}")
            for kind, variants in VARIANTS.items()
            for variant in variants
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT e.id FROM rr_fund_entry e
                LEFT JOIN (VALUES %s) AS v(kind, variant, effect)
                  ON v.kind = e.kind AND v.variant = e.variant
                WHERE e.kind <> 'reverse'
                  AND e.effect <> COALESCE(v.effect, e.kind)
                   OR abs(e.amount / NULLIF(e.rate, 0) - e.amount_eur) > 0.01
                   OR e.rate <= 0""",
                pairs,
            )
        )
        return [
            self.env._("Entry %(id)s contradicts itself.", id=row[0]) for row in rows
        ]

    def _verify_reversals(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT e.id FROM rr_fund_entry e
                JOIN rr_fund_entry r ON r.id = e.reversed_id
                WHERE e.effect <> r.effect OR e.amount <> r.amount
                   OR e.amount_eur <> r.amount_eur
                   OR COALESCE(e.line_id, 0) <> COALESCE(r.line_id, 0)
                   OR COALESCE(e.grant_id, 0) <> COALESCE(r.grant_id, 0)
                   OR r.kind = 'reverse'"""
            )
        )
        return [
            self.env._("Entry %(id)s is no exact reversal.", id=row[0]) for row in rows
        ]

    def _verify_columns(self):
        """All balances as sums in SQL, row by row, as text.

        A second way to the balances, beside the one that the screens and the guards
        take: one sum per effect, put together outside SQL.
        """
        parts = []
        for balance in BALANCES:
            plus = [e for e, effects in EFFECTS.items() if effects.get(balance) == 1]
            minus = [e for e, effects in EFFECTS.items() if effects.get(balance) == -1]
            parts.append(
                SQL(
                    """COALESCE(SUM(e.sign * e.amount * CASE
                        WHEN e.effect = ANY(%(plus)s) THEN 1
                        WHEN e.effect = ANY(%(minus)s) THEN -1
                        ELSE 0 END), 0)::text""",
                    plus=plus,
                    minus=minus,
                )
            )
        return SQL(", ").join(parts)

    def _verify_sums(self):
        """Add up row by row and compare with the balances."""
        rows = self.env.execute_query(
            SQL(
                """SELECT e.line_id, %s FROM rr_fund_entry e
                WHERE e.line_id IS NOT NULL GROUP BY e.line_id""",
                self._verify_columns(),
            )
        )
        balances = self._balances("line_id")
        problems = []
        for line_id, *sums in rows:
            expected = dict(zip(BALANCES, map(Decimal, sums), strict=True))
            if expected != balances[line_id]:
                # The name of the line, for the report of the check.
                line = self.env["rr.budget.line"].sudo().browse(line_id)
                problems.append(
                    self.env._(
                        "%(line)s: the balances differ from the sum of its rows.",
                        line=line.display_name,
                    )
                )
        return problems

    def _verify_payments(self):
        """Every payment document has its rows, and the rows their document."""
        rows = self.env.execute_query(
            SQL(
                """SELECT p.bank_ref FROM rr_grant_payment p
                LEFT JOIN (
                    SELECT source_id, SUM(sign * document_amount) AS amount
                    FROM rr_fund_entry
                    WHERE source_model = 'rr.grant.payment' AND effect = 'pay'
                    GROUP BY source_id) e ON e.source_id = p.id
                WHERE COALESCE(e.amount, 0) <>
                    CASE WHEN p.state = 'paid' THEN p.amount ELSE 0 END"""
            )
        )
        return [
            self.env._(
                "Payment %(reference)s differs from its ledger rows.", reference=row[0]
            )
            for row in rows
        ]

    def _verify_grants(self):
        """No grant in an early or final state holds a promise."""
        rows = self.env.execute_query(
            SQL(
                """SELECT g.name FROM rr_grant g JOIN rr_fund_entry e ON e.grant_id = g.id
                WHERE g.state IN ('draft', 'submitted', 'checked', 'returned',
                    'waitlisted', 'rejected', 'withdrawn', 'cancelled', 'closed')
                GROUP BY g.id, g.name HAVING SUM(e.sign * e.amount * CASE
                    WHEN e.effect = 'reserve' THEN 1
                    WHEN e.effect IN ('release_reserved', 'release_committed', 'pay')
                    THEN -1 ELSE 0 END) <> 0"""
            )
        )
        return [
            self.env._("%(grant)s has ended and still holds money.", grant=row[0])
            for row in rows
        ]

    @api.model
    def _cron_verify(self):
        """The nightly check: what it finds is logged as an error."""
        problems = self._verify()
        for problem in problems:
            _logger.error("ledger: %s", problem)
        return problems
