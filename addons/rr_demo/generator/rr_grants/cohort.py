# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests of one officer that take each step together, from the request to the
closing, each step on its day by whose step it is."""

from collections import defaultdict
from datetime import timedelta
from functools import partial

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

# Step → days after the request.
STEPS = (
    ("submit", 1), ("check", 4), ("propose", 6), ("approve", 9), ("agree", 14),
    ("activate", 15),
)  # fmt: skip
CONFIRM_AFTER = 2
# Step of a tranche → days after the request, or after the first day of its month.
PAY_AFTER = {"request": 18, "certify": 20, "authorise": 23, "pay": 25}
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

    :param rows: dicts; each gets its ``grant`` on the day of the request
    :param login: of the officer who proposes
    :param request: day on which all of them are asked for
    """

    def __init__(self, world, rows, login, request):
        self.world = world
        self.rows = rows
        self.login = login
        # Certifies and confirms: a person who has not proposed.
        self.partner = "officer2" if login == "officer" else "officer"
        self.request = request
        for row in rows:
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
        world = self.world
        rows = [row for row in self.rows if row["months"] >= number]
        for step, days in list(PAY_AFTER.items())[:turns]:
            day = self._later(start, days)
            act = self._pay if step == "pay" else partial(self._tranche_step, step)
            world.on(day, act, rows, number, hour=13)
            if step == "pay" and day <= world.today:
                for row in rows:
                    world.spending[row["line"].agreement].add(day.replace(day=1))

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
        steps = (("complete", self.login), ("verify", self.login), ("close", "head"))
        for (step, login), after in zip(steps, days, strict=True):
            day = start + timedelta(days=after)
            self.world.on(day, self._step, rows, step, login, hour=15)

    # -------------------------------------------------------------- the request

    @property
    def officer(self):
        return self.world.door(self.login)

    def _grants(self, rows):
        return self.world.env["rr.grant"].browse([row["grant"] for row in rows])

    def _step(self, rows, step, login=None):
        door = self.world.door(login or self.login)
        door.step("rr.grant", [row["grant"] for row in rows], step)

    def _ask(self):
        payees = {}
        for row in self.rows:
            if "id" not in row["payee"]:
                payees[id(row["payee"])] = row["payee"]
        ids = payees and self.officer.create(
            "rr.payee", [dict(payee) for payee in payees.values()]
        )
        for payee, number in zip(payees.values(), ids, strict=True):
            payee["id"] = number
        ids = self.officer.create("rr.grant", [self._values(row) for row in self.rows])
        for row, number in zip(self.rows, ids, strict=True):
            row["grant"] = number
        self.world.grants |= self._grants(self.rows)
        self._documents(self.rows, ("submit", "propose", "none"))

    def _values(self, row):
        category, month, line = row["category"], row["month"], row["line"]
        plan = row["months"] if category == "rent" else PLAN_MONTHS
        end = month + relativedelta(months=plan, days=-1)
        return {
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
        self.officer.create(
            "rr.grant.document",
            [
                {
                    "grant_id": row["grant"],
                    "type_id": kind.id,
                    "reference": f"prot. {row['grant']}-{kind.sequence + number}"
                    f"/{self.world.day.year}",
                }
                for row in rows
                for kind in types
                if kind.category in (False, row["category"])
                for number in range(3 if kind.code == "quote" else 1)
            ],
        )

    def _confirm_payees(self):
        payees = self.world.env["rr.payee"].browse(
            {row["payee"]["id"] for row in self.rows}
        )
        fresh = payees.filtered(lambda payee: not payee.is_confirmed)
        if fresh:
            partner = self.world.door(self.partner)
            partner.button("rr.payee", fresh, "action_confirm")

    # ------------------------------------------------------------- the decision

    def _propose(self):
        """What others give is looked up once more before it is proposed."""
        ids = [row["grant"] for row in self.rows]
        self.officer.button("rr.grant", ids, "action_run_overlap")
        self.officer.step("rr.grant", ids, "propose")

    def _approve(self):
        for login, dear in (("head", False), ("director", True)):
            rows = [row for row in self.rows if (row["total"] > HEAD_UP_TO) == dear]
            if rows:
                self._step(rows, "approve", login)

    def _agree(self):
        """The agreement is signed, with its clause on repayment."""
        ids = [row["grant"] for row in self.rows]
        self._documents(self.rows, ("agree",))
        self.officer.write("rr.grant", ids, {"repayment_clause": True})
        self.officer.step("rr.grant", ids, "agree")

    # --------------------------------------------------------------- the money

    def _tranches(self, rows, number):
        tranches = self._grants(rows).tranche_ids
        return tranches.filtered(lambda tranche: tranche.sequence == number)

    def _tranche_step(self, step, rows, number):
        login = "finance" if step == "authorise" else self.partner
        door = self.world.door(login)
        door.step("rr.grant.tranche", self._tranches(rows, number), step)

    def _pay(self, rows, number):
        """One transfer for what one agreement pays on this day."""
        by_agreement = defaultdict(list)
        for row in rows:
            by_agreement[row["line"].agreement, row["line"].channel].append(row)
        finance, day = self.world.door("finance"), self.world.day
        for (_agreement, channel), part in by_agreement.items():
            tranches = self._tranches(part, number)
            first = tranches.ids[0]
            action = finance.button("rr.grant.tranche", tranches, "action_pay_dialog")
            # What shows a payment: the statement of who paid, or the treasury's order.
            document = f"Payment order {first}/{day:%Y}"
            if channel == "off_budget":
                document = f"Partner's statement {day:%m/%Y}"
            values = {"date": day, "reference": f"T{first:06d}/{day:%y}",
                      "document": document}
            finance.dialogue(action, values, "action_confirm")

    # --------------------------------------------------------------- its use

    def _receipts(self, rows):
        ids = self.officer.create(
            "rr.grant.receipt",
            [
                {
                    "grant_id": row["grant"],
                    "number": f"F-{row['grant']:05d}",
                    "supplier": "Furnitor (demo)",
                    "supplier_tax_number": f"{810000000 + row['grant']}",
                    "date": self.world.day,
                    "amount": row["total"] - row.get("unused", 0),
                }
                for row in rows
            ],
        )
        for row, number in zip(rows, ids, strict=True):
            row["receipt"] = number

    def _admit(self, rows):
        ids = [row["receipt"] for row in rows]
        self.world.door("finance").button("rr.grant.receipt", ids, "action_admit")

    def _deliver(self, rows):
        """Goods are handed over; the visits that follow are known from then on."""
        self.officer.create(
            "rr.grant.delivery",
            [
                {
                    "grant_id": row["grant"],
                    "name": row["purpose"],
                    "date": self.world.day,
                    "serial_numbers": f"SN-{row['grant']:05d}",
                    "is_signed_supplier": True,
                    "is_signed_recipient": True,
                }
                for row in rows
            ],
        )
        self._documents(rows, ("verify",))
        seen = defaultdict(lambda: defaultdict(list))
        for row in rows:
            visits = self._grants([row]).visit_ids.sorted("date_due")
            for visit, result in zip(visits, row["seen"], strict=True):
                seen[visit.date_due][result].append(visit.id)
        for day, results in seen.items():
            self.world.on(day, self._visit, results, hour=14)
        # The look at the end of the retention period comes when all is closed.
        used = self._grants(rows).visit_ids.filtered(lambda v: v.kind != "retention")
        self._finish(rows, max(used.mapped("date_due")), AFTER_VISITS)

    def _accept(self, rows):
        deliveries = self._grants(rows).delivery_ids
        self.officer.button("rr.grant.delivery", deliveries, "action_verify")

    def _visit(self, results):
        for result, ids in results.items():
            self.officer.button("rr.grant.visit", ids, f"action_{result}")
