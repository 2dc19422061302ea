# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2.extras import execute_values

from ..tools.effects import CASH_EFFECTS, SPENDING, effect_of

COLUMNS = (
    "kind",
    "variant",
    "effect",
    "sign",
    "line_id",
    "agreement_id",
    "amount",
    "currency_id",
    "amount_eur",
    "rate",
    "rate_date",
    "document_amount",
    "document_currency_id",
    "date",
    "key",
    "grant_id",
    "activity_id",
    "source_model",
    "source_id",
    "reversed_id",
    "paid_by",
    "is_opening",
    "document",
    "note",
)


class FundEntryPost(models.Model):
    _inherit = "rr.fund.entry"

    @api.model
    def _post(self, operations):
        """Book operations: all of them, or none.

        :param operations: list of dicts, thousands are welcome. Keys: ``kind``,
            ``variant`` (of transfer, release, refund), ``line_id`` (or
            ``agreement_id`` for cash), ``amount`` in the agreement's currency,
            ``key``; and optionally ``date`` (default: the business date),
            ``source`` (a record) or ``source_model`` and ``source_id``,
            ``grant_id``, ``activity_id``, ``document_amount``,
            ``document_currency_id``, ``paid_by``, ``is_opening``, ``document``,
            ``note``. A ``reverse`` takes ``reversed_id``, ``key``, ``date`` only.
        :return: the entries in the order of the operations. An operation whose key
            is already in the ledger returns the entry that is there.
        :raises UserError: a line is closed or would fall below zero, a date lies
            outside the agreement or in the future, a rate is missing, or a key was
            used for something else. Nothing is written then.
        """
        if not operations:
            return self.browse()
        self.env.flush_all()
        rows = [self._prepare_entry(operation) for operation in operations]
        self._act()
        self._bump_counters(rows)
        self._check_open(rows)
        inserted = self._insert_rows(rows)
        self._check_never_negative(rows, inserted)
        self._forget_balances()
        return self._entries_of(rows, inserted)

    @api.model
    def _reverse(self, entries, key, date=None, note=None):
        """Book the exact opposite of entries, at their own rates."""
        return self._post(
            [
                {
                    "kind": "reverse",
                    "reversed_id": entry.id,
                    "key": f"{key}:{entry.id}",
                    "date": date,
                    "note": note,
                }
                for entry in entries
            ]
        )

    def _act(self):
        """Tell the trail, where it is installed, who books: this is direct SQL."""
        if hasattr(self, "_rr_audit_act"):
            self._rr_audit_act()

    # Preparation

    def _prepare_entry(self, operation):
        vals = dict(operation)
        source = vals.pop("source", None)
        if source:
            vals.update(source_model=source._name, source_id=source.id)
        vals["date"] = fields.Date.to_date(vals.get("date")) or fields.Date.context_today(self)
        if vals["date"] > fields.Date.context_today(self):
            raise UserError(
                self.env._("%(date)s lies in the future.", date=vals["date"])
            )
        if vals["kind"] == "reverse":
            return self._prepare_reversal(vals)
        vals["effect"] = effect_of(vals["kind"], vals.get("variant"))
        vals["sign"] = 1
        vals["reversed_id"] = None
        if vals["effect"] in CASH_EFFECTS:
            agreement = self.env["rr.fund.agreement"].browse(vals["agreement_id"])
            vals["line_id"] = None
        else:
            line = self.env["rr.budget.line"].browse(vals["line_id"])
            agreement = line.sudo().agreement_id
        # A document books, whoever took its step; the agreement gives the currency.
        agreement = agreement.sudo()
        vals["agreement_id"] = agreement.id
        vals["currency_id"] = agreement.currency_id.id
        vals["amount"] = money(vals["amount"])
        if vals["amount"] <= 0:
            raise UserError(
                self.env._(
                    "%(agreement)s: an amount of %(amount)s cannot be booked.",
                    agreement=agreement.code,
                    amount=vals["amount"],
                )
            )
        rate, rate_date = agreement.currency_id._rr_rate(vals["date"])
        vals.update(
            rate=rate, rate_date=rate_date, amount_eur=money(vals["amount"] / rate)
        )
        if vals.get("document_amount") is None:
            vals["document_amount"] = vals["amount"]
            vals["document_currency_id"] = vals["currency_id"]
        else:
            vals["document_amount"] = money(vals["document_amount"])
        return vals

    def _prepare_reversal(self, vals):
        """Copy all that counts from the row that is reversed; keep its rate."""
        # A reversal copies its entry; who takes the step need not read ledgers.
        original = self.browse(vals["reversed_id"]).sudo().exists()
        if not original or original.kind == "reverse":
            raise UserError(
                self.env._("A reversal needs one ledger entry that is no reversal.")
            )
        for name in COLUMNS:
            if name in ("kind", "key", "date", "reversed_id", "note", "sign"):
                continue
            value = original[name]
            if name.endswith("_id") and name != "source_id":
                value = value.id
            vals[name] = value or None
        for name in ("amount", "amount_eur", "document_amount"):
            vals[name] = money(original[name])
        vals.update(sign=-1, is_opening=original.is_opening)
        if vals["date"] < original.date:
            raise UserError(
                self.env._(
                    "A reversal of %(date)s cannot be dated %(earlier)s.",
                    date=original.date,
                    earlier=vals["date"],
                )
            )
        return vals

    # Concurrency

    def _bump_counters(self, rows):
        """Make transactions on one line, agreement or paid grant collide.

        A row lock is not enough under REPEATABLE READ: the second transaction
        would read its old snapshot after the wait. An update of the same row makes
        it fail, and Odoo runs it again on what the first has left.
        """
        self._bump("rr_budget_line", {row["line_id"] for row in rows})
        self._bump(
            "rr_fund_agreement",
            {row["agreement_id"] for row in rows if not row["line_id"]},
        )
        self._bump("rr_grant", {row.get("grant_id") for row in rows})

    def _bump(self, table, ids):
        ids = sorted(id_ for id_ in ids if id_)
        if not ids:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s SET entry_counter = COALESCE(entry_counter, 0) + 1
                WHERE id IN (
                    SELECT id FROM %(table)s WHERE id = ANY(%(ids)s)
                    ORDER BY id FOR UPDATE
                )""",
                table=SQL.identifier(table),
                ids=ids,
            )
        )

    # Guards

    def _check_open(self, rows):
        # Whether lines are open holds for everybody.
        lines = self.env["rr.budget.line"].sudo()
        agreements = self.env["rr.fund.agreement"].sudo()
        # the bump has just proven that these rows are current
        lines.invalidate_model(["is_closed"], flush=False)
        agreements.invalidate_model(["state", "date_start", "date_end"], flush=False)
        for row in rows:
            if row["kind"] == "reverse" or row["effect"] not in SPENDING:
                continue
            line = lines.browse(row["line_id"])
            agreement = line.agreement_id
            if row.get("is_opening"):
                continue
            if line.is_closed or agreement.state != "signed":
                raise UserError(
                    self.env._("%(line)s is not open.", line=line.display_name)
                )
            last = agreement.date_end
            if row["effect"] == "pay":
                last = fields.Date.add(last, days=agreement.payment_grace_days)
            if not agreement.date_start <= row["date"] <= last:
                raise UserError(
                    self.env._(
                        "%(date)s lies outside %(agreement)s (%(start)s to %(end)s).",
                        date=row["date"],
                        agreement=agreement.code,
                        start=agreement.date_start,
                        end=last,
                    )
                )

    def _insert_rows(self, rows):
        """Insert what is not there yet; return ``(key, effect, line) -> id``."""
        uid = self.env.uid
        found = execute_values(
            self.env.cr._obj,
            # the names of columns are this module's own constants
            f"""INSERT INTO rr_fund_entry
                ({", ".join(COLUMNS)}, create_uid, write_uid, create_date, write_date)
            VALUES %s
            ON CONFLICT (key, effect, agreement_id, COALESCE(line_id, 0)) DO NOTHING
            RETURNING id, key, effect, agreement_id, line_id""",
            [tuple(self._column(row, name) for name in COLUMNS) for row in rows],
            template="("
            + ", ".join(["%s"] * len(COLUMNS))
            + f", {int(uid)}, {int(uid)}, now() at time zone 'UTC', "
            "now() at time zone 'UTC')",
            page_size=1000,
            fetch=True,
        )
        return {tuple(row[1:]): row[0] for row in found}

    @staticmethod
    def _column(row, name):
        value = row.get(name)
        return bool(value) if name == "is_opening" else (value or None)

    def _check_never_negative(self, rows, inserted):
        """Sum again what the rows touch; refuse what falls below zero."""
        if not inserted:
            return
        touched = [row for row in rows if self._row_key(row) in inserted]
        lines = {row["line_id"] for row in touched if row["line_id"]}
        grants = {row["grant_id"] for row in touched if row.get("grant_id")}
        activities = {row["activity_id"] for row in touched if row.get("activity_id")}
        problems = self._negative_balances(lines, grants, activities)
        problems += self._negative_cash(
            {row["agreement_id"] for row in touched if row["effect"] == "refund_cash"}
        )
        if problems:
            raise UserError("\n".join(problems))

    @staticmethod
    def _row_key(row):
        return (row["key"], row["effect"], row["agreement_id"], row["line_id"])

    def _entries_of(self, rows, inserted):
        """Return one entry per row, from this insert or from an earlier one."""
        missing = [row for row in rows if self._row_key(row) not in inserted]
        known = dict(inserted)
        if missing:
            # Keys are unique over the whole ledger; equal rows are found, not shown.
            earlier = self.sudo().search(
                [("key", "in", list({row["key"] for row in missing}))]
            )
            for entry in earlier:
                known[
                    entry.key,
                    entry.effect,
                    entry.agreement_id.id,
                    entry.line_id.id or None,
                ] = entry.id
            for row in missing:
                entry = self.sudo().browse(known[self._row_key(row)])
                if money(entry.amount) != row["amount"] or (entry.kind != row["kind"]):
                    raise UserError(
                        self.env._(
                            "The key %(key)s was already used for %(amount)s.",
                            key=row["key"],
                            amount=entry.amount,
                        )
                    )
        return self.browse([known[self._row_key(row)] for row in rows])

    def _forget_balances(self):
        for model in ("rr.budget.line", "rr.fund.agreement", "rr.grant"):
            records = self.env[model]
            computed = [
                name
                for name, field in records._fields.items()
                if field.compute and not field.store and not field.related
            ]
            records.invalidate_model([*computed, "entry_counter"], flush=False)
        self.env["rr.fund.entry"].invalidate_model(flush=False)
        for model in ("rr.budget.line", "rr.fund.agreement"):
            self.env[model].invalidate_model(["entry_ids"], flush=False)
