# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, models
from odoo.addons.rr_base.tools.money import money
from odoo.addons.rr_base.tools.replica import refuse_replica
from odoo.tools import SQL

from ..tools.effects import (
    AVAILABLE,
    BALANCES,
    EFFECTS,
    NEVER_NEGATIVE,
    available,
)

GROUPS = ("line_id", "agreement_id", "grant_id", "activity_id")


class FundEntryBalance(models.Model):
    _inherit = "rr.fund.entry"

    # The ledger is read on the primary alone, also from another model's lines

    def _search(self, *args, **kwargs):
        refuse_replica(self.env, self._name)
        return super()._search(*args, **kwargs)

    def _fetch_query(self, query, fields):
        refuse_replica(self.env, self._name)
        return super()._fetch_query(query, fields)

    @api.model
    def _balance_where(
        self,
        lines=None,
        agreements=None,
        grants=None,
        activities=None,
        date_from=None,
        date_to=None,
        effects=None,
    ):
        refuse_replica(self.env, self._name)
        conditions = [SQL("TRUE")]
        for column, records in (
            ("line_id", lines),
            ("agreement_id", agreements),
            ("grant_id", grants),
            ("activity_id", activities),
        ):
            if records is not None:
                ids = list(getattr(records, "_ids", records))
                ids = [getattr(i, "origin", i) for i in ids]
                conditions.append(
                    SQL("e.%s = ANY(%s)", SQL.identifier(column), [i for i in ids if i])
                )
        if date_from:
            conditions.append(SQL("e.date >= %s", date_from))
        if date_to:
            conditions.append(SQL("e.date <= %s", date_to))
        if effects:
            conditions.append(SQL("e.effect = ANY(%s)", list(effects)))
        return SQL(" AND ").join(conditions)

    @api.model
    def _balances(self, by="line_id", column="amount", **filters):
        """Return every balance per group, in one query.

        :param by: one column or a tuple of ``line_id``, ``agreement_id``,
            ``grant_id``, ``activity_id``.
        :param column: ``amount`` (agreement currency), ``amount_eur`` or
            ``document_amount``.
        :param filters: ``lines``, ``agreements``, ``grants``, ``activities``
            (records or ids), ``date_from``, ``date_to`` (both included).
        :return: ``{group: {balance: Decimal}}``; a group without rows is absent.
        """
        columns = (by,) if isinstance(by, str) else tuple(by)
        if not set(columns) <= set(GROUPS):
            raise ValueError(f"cannot group the ledger by {columns}")
        if column not in ("amount", "amount_eur", "document_amount"):
            raise ValueError(f"cannot sum the ledger over {column}")
        group = SQL(", ").join(SQL("e.%s", SQL.identifier(name)) for name in columns)
        # One sum per effect, which an index alone can answer; what an effect does to
        # the balances is data. Money leaves the database as text: Odoo reads numbers
        # as floats.
        rows = self.env.execute_query(
            SQL(
                """SELECT %(group)s, e.effect, SUM(e.sign * e.%(column)s)::text
                FROM rr_fund_entry e WHERE %(where)s GROUP BY %(group)s, e.effect""",
                group=group,
                column=SQL.identifier(column),
                where=self._balance_where(**filters),
            )
        )
        found = {}
        for *key, effect, total in rows:
            balance = found.setdefault(
                key[0] if len(columns) == 1 else tuple(key),
                dict.fromkeys(BALANCES, Decimal(0)),
            )
            for name, coefficient in EFFECTS.get(effect, {}).items():
                balance[name] += coefficient * Decimal(total or 0)
        return found

    @api.model
    def _sum_effects(self, effects, by="line_id", column="amount", **filters):
        """Return ``{group: Decimal}`` of the net amount of some effects."""
        if by not in GROUPS or column not in ("amount", "amount_eur"):
            raise ValueError(f"cannot sum {column} by {by}")
        rows = self.env.execute_query(
            SQL(
                """SELECT e.%(by)s, SUM(e.sign * e.%(column)s)::text
                FROM rr_fund_entry e WHERE %(where)s GROUP BY e.%(by)s""",
                by=SQL.identifier(by),
                column=SQL.identifier(column),
                where=self._balance_where(effects=effects, **filters),
            )
        )
        return {group: Decimal(total) for group, total in rows}

    # Guards that read the sums

    @api.model
    def _negative_balances(self, lines=None, grants=None, activities=None):
        """Name every line, and grant or activity on a line, below zero.

        :param lines: ids of budget lines, None for the whole ledger.
        :return: list of messages, empty when all is well.
        """
        problems = []
        filters = {} if lines is None else {"lines": lines}
        if lines is None or lines:
            for line_id, balance in self._balances("line_id", **filters).items():
                if line_id:
                    problems += self._below_zero(line_id, balance, with_available=True)
        for column, ids in (("grant_id", grants), ("activity_id", activities)):
            if ids is not None and not ids:
                continue
            name = {"grant_id": "grants", "activity_id": "activities"}[column]
            filters = {} if ids is None else {name: ids}
            balances = self._balances((column, "line_id"), **filters)
            for (document_id, line_id), balance in balances.items():
                if document_id and line_id:
                    problems += self._below_zero(line_id, balance)
        return problems

    def _below_zero(self, line_id, balance, with_available=False):
        # The name of the line, for the message to who books.
        line = self.env["rr.budget.line"].sudo().browse(line_id)
        names = [name for name in NEVER_NEGATIVE if balance[name] < 0]
        left = available(balance)
        if with_available and left < 0:
            return [
                self.env._(
                    "%(line)s: %(missing)s %(currency)s are missing "
                    "(available would be %(available)s).",
                    line=line.display_name,
                    missing=money(-left),
                    currency=line.currency_id.name,
                    available=money(left),
                )
            ]
        if balance["admitted"] > balance["paid"]:
            names.append("admitted above paid")
        return [
            self.env._(
                "%(line)s: %(balance)s would fall below zero (%(amount)s).",
                line=line.display_name,
                balance=name,
                amount=money(balance.get(name, balance["paid"] - balance["admitted"])),
            )
            for name in names
        ]

    @api.model
    def _negative_cash(self, agreement_ids):
        """Refuse a refund of more cash than was received."""
        if not agreement_ids:
            return []
        # The code of the agreement, for the message to who books.
        return [
            self.env._(
                "%(agreement)s: more would be refunded than was received (%(cash)s).",
                agreement=self.env["rr.fund.agreement"].sudo().browse(id_).code,
                cash=balance["cash"],
            )
            for id_, balance in self._balances(
                "agreement_id", agreements=agreement_ids
            ).items()
            if balance["cash"] < 0
        ]


assert set(AVAILABLE) <= set(BALANCES)
