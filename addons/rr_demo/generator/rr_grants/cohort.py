# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests that take each step together, from the request to the closing, each step on
its day by whose step it is. Their tranches are in :mod:`.instalments`."""

from collections import defaultdict
from datetime import timedelta
from functools import partial

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from .instalments import PAY_AFTER

# Step → days after the request.
STEPS = (
    ("submit", 1), ("check", 4), ("propose", 6), ("approve", 9), ("agree", 14),
    ("activate", 15),
)  # fmt: skip
CONFIRM_AFTER = 2
DELIVER_AFTER, ACCEPT_AFTER, RECEIPT_AFTER, ADMIT_AFTER = 35, 37, 45, 48
COMPLETE_AFTER, VERIFY_AFTER, CLOSE_AFTER = 60, 70, 80
# Where there are visits, the same three after the last of them.
LAST_VISIT_MONTHS = 12
AFTER_VISITS = (5, 12, 20)
RENT_MONTHS = 6
PLAN_MONTHS = 4
HEAD_UP_TO = 3000


class Cohort:
    """Rows of the plan (see :mod:`.grants`) that move on together.

    :param rows: dicts, with the ``login`` of the officer who proposes; each gets its
        ``grant`` on the day of the request
    :param request: day on which all of them are asked for
    :param instalments: the :class:`~.instalments.Instalments` of all cohorts
    """

    def __init__(self, world, rows, request, instalments):
        self.world = world
        self.rows = rows
        self.request = request
        self.instalments = instalments
        for row in rows:
            # Certifies and confirms: a person who has not proposed.
            row["partner"] = "officer2" if row["login"] == "officer" else "officer"
            last = row["month"] + relativedelta(months=row["months"] - 1)
            row["request"] = request
            row["settles"] = max(last, request)
            row["paid"] = self._later(row["month"], PAY_AFTER["pay"])
            row["ends"] = row["settles"] + timedelta(days=COMPLETE_AFTER)
            if row["category"] == "equipment":
                delivered = row["settles"] + timedelta(days=DELIVER_AFTER)
                row["ends"] = delivered + relativedelta(months=LAST_VISIT_MONTHS)

    # ------------------------------------------------------------------- planning

    def _later(self, start, days):
        """The day so many days after the request, or after a later start."""
        return max(start, self.request) + timedelta(days=days)

    def schedule(self):
        """Put the whole life of these grants on the agenda."""
        self.ask_and_decide(len(STEPS))
        for number in range(1, max(row["months"] for row in self.rows) + 1):
            start = self.rows[0]["month"] + relativedelta(months=number - 1)
            self.tranche_steps(number, start, len(PAY_AFTER))
        by_end = defaultdict(list)
        for row in self.rows:
            by_end[row["settles"]].append(row)
        for start, rows in by_end.items():
            self._account(rows, start)

    def ask_and_decide(self, steps):
        """The request, and so many steps up to the active grant."""
        on = self.world.on
        on(self.request, self._ask)
        on(self._later(self.request, CONFIRM_AFTER), self._confirm_payees, hour=10)
        for step, days in STEPS[:steps]:
            act = getattr(self, f"_{step}", partial(self._step, self.rows, step))
            on(self._later(self.request, days), act, hour=11)

    def tranche_steps(self, number, start, turns):
        """So many steps of each grant's tranche of this number."""
        for step, days in list(PAY_AFTER.items())[:turns]:
            for row in self.rows:
                if row["months"] >= number:
                    self.instalments.add(self._later(start, days), step, row, number)

    def _account(self, rows, start):
        """Receipts and deliveries, counted from the request or the last month."""
        def on(days, act, *arguments, hour=14):
            self.world.on(start + timedelta(days=days), act, *arguments, hour=hour)

        on(RECEIPT_AFTER, self._receipts, rows)
        on(ADMIT_AFTER, self._admit, rows)
        tools = [row for row in rows if row["category"] == "equipment"]
        if tools:
            on(DELIVER_AFTER, self._deliver, tools)
            on(ACCEPT_AFTER, self._accept, tools)
        others = [row for row in rows if row["category"] != "equipment"]
        if others:
            self._finish(others, start, (COMPLETE_AFTER, VERIFY_AFTER, CLOSE_AFTER))

    def _finish(self, rows, start, days):
        steps = (("complete", "login"), ("verify", "login"), ("close", "head"))
        for (step, who), after in zip(steps, days, strict=True):
            day = start + timedelta(days=after)
            self.world.on(day, self._step, rows, step, who, hour=15)

    # -------------------------------------------------------------- the request

    def _by(self, rows, who="login"):
        """Doors of those who act, each with the rows that are theirs.

        :param who: key of a row that holds a login, or a login
        """
        groups = defaultdict(list)
        for row in rows:
            groups[row.get(who, who)].append(row)
        return [(self.world.door(login), group) for login, group in groups.items()]

    def _create(self, model, rows, values, key=None):
        """Each officer makes the records that ``values(row)`` yields for their rows;
        the only record of each row is kept under ``key``."""
        for officer, group in self._by(rows):
            made = officer.create(
                model, [found for row in group for found in values(row)]
            )
            if key:
                for row, number in zip(group, made, strict=True):
                    row[key] = number

    def _grants(self, rows):
        return self.world.env["rr.grant"].browse([row["grant"] for row in rows])

    def _step(self, rows, step, who="login"):
        for door, group in self._by(rows, who):
            door.step("rr.grant", [row["grant"] for row in group], step)

    def _ask(self):
        self._make_payees()
        self._create("rr.grant", self.rows, self._values, "grant")
        self.world.grants |= self._grants(self.rows)
        self._documents(self.rows, ("submit", "propose", "none"))

    def _make_payees(self):
        for officer, rows in self._by(self.rows):
            payees = [row["payee"] for row in rows if "id" not in row["payee"]]
            payees = list({id(payee): payee for payee in payees}.values())
            if payees:
                made = officer.create("rr.payee", payees)
                for payee, number in zip(payees, made, strict=True):
                    payee["id"] = number

    def _values(self, row):
        category, month, line = row["category"], row["month"], row["line"]
        plan = row["months"] if category == "rent" else PLAN_MONTHS
        end = month + relativedelta(months=plan, days=-1)
        yield {
            "category": category,
            "purpose": row["purpose"],
            "beneficiary_id": row["person"]["record"].id,
            "date_request": self.request,
            "date_start": max(month, line.start),
            "date_end": end,
            "lease_end": end if category == "rent" else False,
            "payee_id": row["payee"]["id"],
            "line_ids": [
                Command.create(
                    {
                        "month": month + relativedelta(months=number),
                        "amount": row["amount"],
                        "need": row["amount"],
                        "need_basis": "lease" if category == "rent" else "price offers",
                    }
                )
                for number in range(row["months"])
            ],
            "funding_ids": [
                Command.create(
                    {"line_id": line.record(self.world).id, "amount": row["total"]}
                )
            ],
        }

    def _documents(self, rows, steps):
        """The papers that steps ask for, with their numbers in the protocol."""
        types = self.world.env["rr.grant.document.type"].search(
            [("kind", "=", "individual"), ("step", "in", steps)]
        )
        day = self.world.day

        def papers(row):
            for kind in types:
                if kind.category in (False, row["category"]):
                    for number in range(3 if kind.code == "quote" else 1):
                        paper = 10 * kind.sequence + number
                        yield {
                            "grant_id": row["grant"],
                            "type_id": kind.id,
                            "reference": f"prot. {row['grant']}-{paper}/{day.year}",
                        }

        self._create("rr.grant.document", rows, papers)

    def _confirm_payees(self):
        for partner, rows in self._by(self.rows, "partner"):
            payees = self.world.env["rr.payee"].browse(
                {row["payee"]["id"] for row in rows}
            )
            fresh = payees.filtered(lambda payee: not payee.is_confirmed)
            if fresh:
                partner.button("rr.payee", fresh, "action_confirm")

    # ------------------------------------------------------------- the decision

    def _propose(self):
        """What others give is looked up once more before it is proposed."""
        for officer, rows in self._by(self.rows):
            ids = [row["grant"] for row in rows]
            officer.button("rr.grant", ids, "action_run_overlap")
            officer.step("rr.grant", ids, "propose")

    def _approve(self):
        for login, dear in (("head", False), ("director", True)):
            rows = [row for row in self.rows if (row["total"] > HEAD_UP_TO) == dear]
            self._step(rows, "approve", login)

    def _agree(self):
        """The agreement is signed, with its clause on repayment."""
        self._documents(self.rows, ("agree",))
        for officer, rows in self._by(self.rows):
            ids = [row["grant"] for row in rows]
            officer.write("rr.grant", ids, {"repayment_clause": True})
            officer.step("rr.grant", ids, "agree")

    # --------------------------------------------------------------- its use

    def _receipts(self, rows):
        def receipt(row):
            yield {
                "grant_id": row["grant"],
                "number": f"F-{row['grant']:05d}",
                "supplier": "Furnitor (demo)",
                "supplier_tax_number": f"{810000000 + row['grant']}",
                "date": self.world.day,
                "amount": row["total"] - row.get("unused", 0),
            }

        self._create("rr.grant.receipt", rows, receipt, "receipt")

    def _admit(self, rows):
        ids = [row["receipt"] for row in rows]
        self.world.door("finance").button("rr.grant.receipt", ids, "action_admit")

    def _deliver(self, rows):
        """Goods are handed over; the visits that follow are known from then on."""
        def delivery(row):
            yield {
                "grant_id": row["grant"],
                "name": row["purpose"],
                "date": self.world.day,
                "serial_numbers": f"SN-{row['grant']:05d}",
                "is_signed_supplier": True,
                "is_signed_recipient": True,
            }

        self._create("rr.grant.delivery", rows, delivery, "delivery")
        self._documents(rows, ("verify",))
        visits = self._grants(rows).visit_ids
        for day in sorted(set(visits.mapped("date_due"))):
            self.world.on(day, self._visit, rows, day, hour=14)
        # The look at the end of the retention period comes when all is closed.
        used = visits.filtered(lambda visit: visit.kind != "retention")
        self._finish(rows, max(used.mapped("date_due")), AFTER_VISITS)

    def _accept(self, rows):
        for officer, group in self._by(rows):
            ids = [row["delivery"] for row in group]
            officer.button("rr.grant.delivery", ids, "action_verify")

    def _visit(self, rows, day):
        """The visits that are due, each with what it finds."""
        found = defaultdict(list)
        for row in rows:
            visits = self._grants([row]).visit_ids.sorted("date_due")
            for visit, result in zip(visits, row["seen"], strict=True):
                if visit.date_due == day:
                    found[row["login"], result].append(visit.id)
        for (login, result), ids in found.items():
            self.world.door(login).button("rr.grant.visit", ids, f"action_{result}")
