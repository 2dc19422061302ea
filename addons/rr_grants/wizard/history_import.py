# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import fields, models
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError

from ..models.grant import AMENDING
from .history_sheets import BALANCES, COURSES, GRANTS, SHEETS

KIND = "money_history"


class _Trial(Exception):
    """Takes back what a trial has written."""


class MoneyImport(models.TransientModel):
    """Imports what was before: closed grants, course costs, opening balances.

    A trial writes and takes back, so that the ledger's own refusals are seen in it too.
    """

    _name = "rr.money.import"
    _inherit = ["rr.workbook.import"]
    _description = "Import of the history of money"

    def _rr_check_right(self):
        if not self.env.user._rr_holds_role("finance"):
            raise AccessError(self.env._("Finance imports the history of money."))

    def _rr_kind(self):
        return KIND

    def _rr_template(self):
        return (
            "history.xlsx",
            self.env._("History"),
            [self.env._("One row per grant, course or balance and source document.")],
        )

    def _rr_sheets(self):
        return SHEETS

    def _rr_sample(self):
        """One balance on a budget line of this database, when there is one."""
        line = self.env["rr.budget.line"].search(
            [("agreement_id.state", "!=", "draft")], limit=1
        )
        if not line:
            code = "DON-1/A1"
            day = fields.Date.context_today(self)
        else:
            code, day = line.display_name, line.agreement_id.date_start
        return {
            SHEETS[0].name: [
                {
                    "line": code,
                    "allocated": 1000,
                    "committed": 0,
                    "paid": 0,
                    "date": day,
                    "document": "Sample: decision 12/2024",
                }
            ]
        }

    def _rr_plan(self, rows, faults):
        faults += self._check(rows)
        return {"rows": rows, "counts": {}}

    def _rr_try(self, plan):
        try:
            with self.env.cr.savepoint():
                self._rr_write(plan)
                self.env.flush_all()
                raise _Trial
        except _Trial:
            self.env.invalidate_all()

    def _rr_write(self, plan):
        plan["counts"] = self._write(plan["rows"])

    def _rr_summary(self, plan):
        counts = plan["counts"]
        return [
            self.env._("%(count)s balances", count=counts["balances"]),
            self.env._("%(count)s closed grants", count=counts["grants"]),
            self.env._("%(count)s courses", count=counts["courses"]),
            self.env._("%(count)s entries of the ledger", count=counts["entries"]),
        ]

    # Checks by cell

    def _check(self, rows):
        faults = []
        for sheet in rows.values():
            for row in sheet:
                faults += self._check_row(row)
        faults += self._check_grants(rows.get(GRANTS.name, []))
        return faults

    def _check_row(self, row):
        faults = []
        values = row.values
        line = self._line(values["line"])
        if not line:
            faults.append(row.fault("line", self.env._("there is no such budget line")))
        elif not (
            line.agreement_id.date_start
            <= values["date"]
            <= fields.Date.context_today(self)
        ):
            faults.append(
                row.fault(
                    "date",
                    self.env._(
                        "the date lies before %(start)s or in the future",
                        start=line.agreement_id.date_start,
                    ),
                )
            )
        for name in ("allocated", "committed", "paid", "admitted", "repaid"):
            if (values.get(name) or 0) < 0:
                faults.append(row.fault(name, self.env._("below zero")))
        paid = money(values.get("paid"))
        settled = sum(
            money(values.get(name)) for name in ("admitted", "repaid", "written_off")
        )
        if row.sheet == GRANTS.name and settled != paid:
            faults.append(
                row.fault(
                    "admitted",
                    self.env._(
                        "admitted, repaid and written off sum to %(sum)s, paid is "
                        "%(paid)s: a closed grant has no rest",
                        sum=settled,
                        paid=paid,
                    ),
                )
            )
        elif settled > paid:
            faults.append(
                row.fault("admitted", self.env._("more is admitted than was paid"))
            )
        return faults

    def _check_grants(self, rows):
        faults, seen = [], {}
        for row in rows:
            values = row.values
            number = values["number"]
            if not self._person(values["person"]):
                faults.append(
                    row.fault("person", self.env._("there is no person of this code"))
                )
            if values["date_end"] < values["date_start"]:
                faults.append(
                    row.fault("date_end", self.env._("the end lies before the start"))
                )
            # Numbers are unique over all grants.
            if self.env["rr.grant"].sudo().search_count([("name", "=", number)]):
                faults.append(
                    row.fault("number", self.env._("this grant is there already"))
                )
            same = (values["person"], values["category"])
            if seen.setdefault(number, same) != same:
                faults.append(
                    row.fault(
                        "number",
                        self.env._("the rows of one grant name different persons"),
                    )
                )
        return faults

    def _line(self, text):
        agreement, _slash, code = (text or "").rpartition("/")
        # Lines are looked up by their code, for finance.
        return (
            self.env["rr.budget.line"]
            .sudo()
            .search(
                [("agreement_id.code", "=", agreement), ("code", "=", code)], limit=1
            )
        )

    def _person(self, code):
        # finance imports by code; it may not read persons
        persons = self.env["rr.beneficiary"].sudo().with_context(active_test=False)
        return persons.search([("code", "=", code)], limit=1)

    # Writing

    def _write(self, rows):
        operations = []
        balances = rows.get(BALANCES.name, [])
        for row in balances:
            operations += self._balance_operations(row)
        grants = self._write_grants(rows.get(GRANTS.name, []), operations)
        courses = rows.get(COURSES.name, [])
        for row in courses:
            operations += self._course_operations(row)
        entries = self.env["rr.fund.entry"]._post(operations)
        grants._sync_support()
        return {
            "balances": len(balances),
            "grants": len(grants),
            "courses": len(courses),
            "entries": len(entries),
        }

    def _operations(self, row, key, amounts, **extra):
        """Return opening entries for ``(kind, variant, amount)`` above zero."""
        values = row.values
        line = self._line(values["line"])
        return [
            {
                "kind": kind,
                "line_id": line.id,
                "amount": amount,
                "date": values["date"],
                "key": f"opening:{key}",
                "document": values["document"],
                "is_opening": True,
                "paid_by": (
                    "partner"
                    if line.agreement_id.channel == "off_budget"
                    else "ministry"
                )
                if kind == "pay"
                else None,
                **extra,
            }
            for kind, amount in amounts
            if amount > 0
        ]

    def _spent(self, values):
        """Return the arrows that a closed sum has gone through."""
        paid = money(values.get("paid"))
        back = money(values.get("repaid")) + money(values.get("written_off"))
        return [
            ("reserve", paid),
            ("commit", paid),
            ("pay", paid),
            ("admit", money(values.get("admitted"))),
            ("claim_back", back),
            ("repaid", money(values.get("repaid"))),
            ("write_off", money(values.get("written_off"))),
        ]

    def _balance_operations(self, row):
        values = row.values
        paid = money(values.get("paid"))
        promised = paid + money(values.get("committed"))
        return self._operations(
            row,
            f"balance:{values['line']}:{values['document']}",
            [
                ("allocate", money(values.get("allocated"))),
                ("reserve", promised),
                ("commit", promised),
                ("pay", paid),
                ("admit", money(values.get("admitted"))),
            ],
        )

    def _write_grants(self, rows, operations):
        # Finance imports history; it proposes no grants and no steps were taken.
        grants = self.env["rr.grant"].sudo()
        by_number = {}
        for row in rows:
            by_number.setdefault(row.values["number"], []).append(row)
        for number, parts in by_number.items():
            grant = self._write_grant(number, parts)
            grants |= grant
            for row in parts:
                operations += self._operations(
                    row,
                    f"grant:{number}:{row.values['document']}",
                    self._spent(row.values),
                    grant_id=grant.id,
                    source=grant,
                )
        return grants

    def _write_grant(self, number, parts):
        """Create a grant that is closed from the start; no step was taken here."""
        first = parts[0].values
        line = self._line(first["line"])
        shares = {}
        for row in parts:
            part = self._line(row.values["line"])
            shares[part.id] = shares.get(part.id, Decimal(0)) + money(
                row.values["paid"]
            )
        grant = self.env["rr.grant"]._rr_take_over(
            {
                "name": number,
                "state": "closed",
                "is_opening": True,
                "category": first["category"],
                "beneficiary_id": self._person(first["person"]).id,
                "currency_id": line.currency_id.id,
                "date_request": first["date_start"],
                "date_start": first["date_start"],
                "date_end": first["date_end"],
                "closed_on": max(row.values["date"] for row in parts),
            }
        )
        return self._write_parts(grant, shares)

    def _write_parts(self, grant, shares):
        amending = AMENDING.on(grant)
        amending.env["rr.grant.line"].create(
            {
                "grant_id": grant.id,
                "month": grant.date_start.replace(day=1),
                "amount": float(sum(shares.values())),
                "need": float(sum(shares.values())),
            }
        )
        amending.env["rr.grant.funding"].create(
            [
                {"grant_id": grant.id, "line_id": line, "amount": float(amount)}
                for line, amount in shares.items()
            ]
        )
        return grant

    def _course_operations(self, row):
        values = row.values
        # Closed from the start, as the grants above: no step was taken here.
        funding = self.env["rr.activity.funding"]._rr_take_over(
            {
                "name": values["name"],
                "line_id": self._line(values["line"]).id,
                "amount": values["paid"],
                "units": values.get("units") or 0,
                "unit_name": values.get("unit_name"),
                "state": "closed",
                "is_opening": True,
            }
        )
        return self._operations(
            row,
            f"course:{values['name']}:{values['document']}",
            self._spent(values),
            activity_id=funding.id,
            source=funding,
        )
