# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import models

from ..facts import statement
from .report_languages import LANGUAGES


class DonorReportMoney(models.Model):
    """The money of a snapshot, from the ledger."""

    _inherit = "rr.donor.report"

    def _fill_statement(self, cells):
        template, agreement = self.template_id, self.agreement_id
        tolerance = round(template.tolerance_percent / 100, 4)
        cells.figure("tolerance", tolerance, "percent", column="percent")
        closed = (self.date_to.month, self.date_to.day) == (12, 31)
        if agreement:
            lines = self._rows("ledger_lines")
            parties = {row["line_id"]: row for row in self._rows("line_parties")}
        else:
            lines = self._rows("ledger_agreements")
            parties = {}
        shown = statement.group_lines(lines, template.threshold, closed)
        variances = statement.fill(
            cells, shown, parties, self._elapsed_share, Decimal(str(tolerance))
        )
        facts = {
            "currency": self.currency_id.name,
            "channel": agreement.channel or "mixed",
            "rate": None,
            "indirect_cap": None,
        }
        if agreement:
            self._fill_cash(cells, lines, facts)
            self._fill_indirect(cells, lines, shown, facts)
        if facts.get("is_cap_kept") is False:
            # Above the cap is explained where variance is explained.
            variances += [
                entry["code"]
                for entry in shown
                if entry["code"] not in variances
                and any(p["cost_category"] == "indirect" for p in entry["parts"])
            ]
        notes = {note.line_code: note.text for note in self.variance_note_ids}
        return {
            "lines": [
                {"code": e["code"], "parts": [self._part(p) for p in e["parts"]]}
                for e in shown
            ],
            "statement": facts,
            "variance_lines": variances,
            "variance_notes": [
                {"line": code, "text": notes[code]} for code in variances if code in notes
            ],
            "months": self._fill_curve(cells, lines),
        }

    def _part(self, row):
        names = row["name"] if isinstance(row["name"], dict) else {"en_US": row["name"]}
        return {
            "code": row["code"],
            "name": {lang: names.get(lang) or names.get("en_US") or "" for lang in LANGUAGES},
            "category": row.get("cost_category") or "",
        }

    def _elapsed_share(self, part):
        """Share of the days of the part's agreement up to the day of the figures."""
        agreement = self.agreement_id
        start = part.get("date_start") or agreement.date_start
        end = part.get("date_end") or agreement.date_end
        return statement.elapsed(start, end, self.date_to)

    def _fill_cash(self, cells, lines, facts):
        paid = sum(Decimal(line["actual_cumulative"]) for line in lines)
        euros = sum(Decimal(line["paid_eur"]) for line in lines)
        if euros and facts["currency"] != "EUR":
            facts["rate"] = round(float(paid / euros), 4)
        if facts["channel"] != "designated":
            return
        row = self._rows("cash")[0]
        for name in (
            "opening", "received", "interest", "repaid", "refunded", "spent", "closing"
        ):
            if row[name] or name not in ("interest", "repaid", "refunded"):
                cells.amount("cash", row[name], item=name)

    def _fill_indirect(self, cells, lines, shown, facts):
        template = self.template_id
        alone = all(
            len(entry["parts"]) == 1
            for entry in shown
            if any(p["cost_category"] == "indirect" for p in entry["parts"])
        )
        if template.has_indirect_cap and alone:
            cap = round(template.indirect_cap_percent / 100, 4)
            facts["indirect_cap"] = cap
            facts["is_cap_kept"] = statement.indirect(cells, lines, cap)

    def _fill_curve(self, cells, lines):
        quarters = self._rows("spending_quarters")
        if self.agreement_id:
            first = self.agreement_id.date_start
        elif lines:
            first = min(line["date_start"] for line in lines)
        else:
            return []
        budgets = [
            (
                Decimal(line["revised"]),
                line.get("date_start") or self.agreement_id.date_start,
                line.get("date_end") or self.agreement_id.date_end,
            )
            for line in lines
        ]

        def plan_to(day):
            return sum(
                (
                    statement.planned(revised, statement.elapsed(start, end, day))
                    for revised, start, end in budgets
                ),
                Decimal(0),
            )

        return statement.curve(cells, quarters, plan_to, first, self.date_to)

    def _fill_grants(self, cells):
        rows = self._rows("grant_types")
        closed = (self.date_to.month, self.date_to.day) == (12, 31)
        for row in rows:
            row["code"] = f"{row['kind']}:{row['category'] or 'all'}"
            row["actual_cumulative"] = row["paid_cumulative"]
        groups = (
            [[i] for i in range(len(rows))]
            if closed
            else statement.merge_small(
                [
                    {"payees": r["payees"], "spent": bool(r["paid_cumulative"])}
                    for r in rows
                ],
                self.template_id.threshold,
            )
        )
        shown, total = [], {}
        for group in groups:
            parts = [rows[index] for index in group]
            code = "+".join(part["code"] for part in parts)
            for column in ("paid_period", "paid_cumulative", "committed"):
                amount = sum(Decimal(part[column]) for part in parts)
                total[column] = total.get(column, Decimal(0)) + amount
                cells.amount("grants", amount, type=code, column=column)
            shown.append(
                {"code": code, "labels": [self._grant_label(part) for part in parts]}
            )
        for column, amount in total.items():
            cells.amount("grants", amount, type="total", column=column)
        return {"grant_types": shown}

    def _grant_label(self, row):
        labels = {}
        for lang in LANGUAGES:
            Grant = self.env["rr.grant"].with_context(lang=lang)
            field = "kind" if row["kind"] == "community" else "category"
            selection = dict(Grant._fields[field]._description_selection(Grant.env))
            labels[lang] = selection.get(row[field], row[field] or "")
        return labels

    def _fill_co_financing(self, cells):
        years = []
        for row in self._rows("co_financing_years", agreement=None):
            year = str(row["year"])
            years.append(year)
            for party in ("donors", "state"):
                for column in ("plan", "actual"):
                    cells.amount(
                        "co_financing", row[f"{party}_{column}"], "EUR",
                        year=year, party=party, column=column,
                    )
            spent = Decimal(row["donors_actual"]) + Decimal(row["state_actual"])
            share = statement.ratio(row["state_actual"], spent)
            cells.figure(
                "co_financing", share, "percent", year=year, column="state_share"
            )
        return {"years": years}
