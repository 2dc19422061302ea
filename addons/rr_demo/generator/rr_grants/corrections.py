# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money that turned out otherwise: statements of paying partners, amendments of
agreed grants, and what must be paid back."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from .cohort import HEAD_UP_TO

RISE = 30  # EUR, when the supplier asks for more
# What was not used as planned, by the category of the grant.
UNUSED = {
    "rent": "The flat was left before the lease ended",
    "equipment": "Part of the tools was never bought",
}
MOST, INSTALMENT = 400, 100  # EUR
# Days before today, and days after the demand.
NOTICED, BOOKED_AFTER, REPAID_AFTER, DUE_AFTER = 12, 3, 8, 30
STATEMENTS = 3  # of each partner that pays by itself
# Day of the next month on which a partner's statement has come.
STATEMENT_DAY = 5


def plan(world):
    for line in {line.agreement: line for line in world.budget}.values():
        if line.channel == "off_budget":
            _plan_statements(world, line.agreement)
    _plan_amendments(world)
    for number, (row, end) in enumerate(
        zip(world.owing, ("booked", "demanded", "open"), strict=False), start=1
    ):
        _plan_recovery(world, row, end, number)


# ---------------------------------------------------------------- statements


def _plan_statements(world, code):
    """The latest months that are over: agreed with the ledger, but for the last."""
    this_month = world.today.replace(day=1)
    over = [month for month in sorted(world.spending[code]) if month < this_month]
    for month in over[-STATEMENTS:]:
        day = month + relativedelta(months=1, day=STATEMENT_DAY)
        world.on(
            min(day, world.today), _statement, world, code, month, month != over[-1],
            hour=18,
        )


def _paid(world, agreement, month):
    """Payments off the agreement in a month, as (day, reference, amount)."""
    world.env.cr.execute(
        """
        SELECT e.date, COALESCE(p.bank_ref, e.document), sum(e.sign * e.amount)
          FROM rr_fund_entry e
          LEFT JOIN rr_grant_payment p
            ON e.source_model = 'rr.grant.payment' AND p.id = e.source_id
         WHERE e.agreement_id = %s AND e.effect = 'pay'
           AND date_trunc('month', e.date) = %s
         GROUP BY 1, 2 HAVING sum(e.sign * e.amount) > 0 ORDER BY 1, 2
        """,
        [agreement.id, month],
    )
    return world.env.cr.fetchall()


def _statement(world, code, month, is_agreed):
    agreement = world.agreements[code]
    finance = world.door("finance")
    statement = finance.create(
        "rr.fund.statement",
        {
            "agreement_id": agreement.id,
            "month": month,
            "document": f"Statement {code} {month:%m/%Y}",
            "line_ids": [
                Command.create({"date": day, "bank_ref": reference,
                                "amount": float(amount)})
                for day, reference, amount in _paid(world, agreement, month)
            ],
        },
    )
    if is_agreed:
        finance.step("rr.fund.statement", statement, "reconcile")


# ---------------------------------------------------------------- amendments


def _plan_amendments(world):
    """Dearer tools (decided), a later end (decided, and one that waits), a draft."""
    day = world.before(days=2)
    active = [
        row
        for row in world.requests
        if row["category"] == "equipment" and row["paid"] < day
        and row["ends"] > world.today and row not in world.owing
    ]
    payable = [row for row in active if row["line"].end >= world.today]
    stated = [
        ("The tools cost more than was offered", "approve", payable[:1], RISE),
        ("The supplier delivers later", "approve",
         [row for row in active if row not in payable[:3]], 0),
        ("The workshop moves to another place", "propose", payable[1:2], 0),
        ("Two months more until the workshop opens", None, payable[2:3], 0),
    ]
    for reason, step, rows, rise in stated:
        for row in rows[:1]:
            world.on(day, _amend, world, row, reason, rise, bool(step), hour=16)
            if step == "approve":
                world.on(day + timedelta(days=1), _decide, world, row, rise, hour=16)


def _amend(world, row, reason, rise, is_proposed):
    officer = world.door(row["login"])
    grant = world.env["rr.grant"].browse(row["grant"])
    line = grant.line_ids[:1]
    change = {
        "line_id": grant.funding_ids[:1].line_id.id,
        "month": line.month,
        "amount": rise,
        "need": line.amount + rise,
        "need_basis": "new price offer",
    }
    row["amendment"] = officer.create(
        "rr.grant.amendment",
        {
            "grant_id": grant.id,
            "reason": reason,
            "date_end": False if rise else grant.date_end + relativedelta(months=1),
            "change_ids": [Command.create(change)] if rise else [],
        },
    )
    if is_proposed:
        officer.step("rr.grant.amendment", row["amendment"], "propose")


def _decide(world, row, rise):
    login = "head" if row["total"] + rise <= HEAD_UP_TO else "director"
    world.door(login).step("rr.grant.amendment", row["amendment"], "approve")


# ---------------------------------------------------------------- recoveries


def _plan_recovery(world, row, end, number):
    """What was not used must come back: one case is open, one demanded, one paid
    back in part."""
    day = world.before(days=NOTICED)
    world.on(day, _notice, world, row, number, hour=16)
    if end != "open":
        world.on(day, _step, world, row, "head", "demand", hour=17)
    if end == "booked":
        booked = day + timedelta(days=BOOKED_AFTER)
        world.on(booked, _step, world, row, "finance", "book", hour=16)
        repaid = day + timedelta(days=REPAID_AFTER)
        world.on(repaid, _repay, world, row, number, hour=16)


def _notice(world, row, number):
    grant, day = world.env["rr.grant"].browse(row["grant"]), world.day
    row["recovery"] = world.door("head").create(
        "rr.grant.recovery",
        {
            "grant_id": grant.id,
            "amount": min(grant.unsettled, MOST),
            "reason": UNUSED[row["category"]],
            "notice_ref": f"prot. {day.year}/R-{number}",
            "date_due": day + timedelta(days=DUE_AFTER),
        },
    )


def _step(world, row, login, step):
    world.door(login).step("rr.grant.recovery", row["recovery"], step)


def _repay(world, row, number):
    finance, day = world.door("finance"), world.day
    action = finance.button("rr.grant.recovery", row["recovery"], "action_repay_dialog")
    finance.dialogue(
        action,
        {"amount": INSTALMENT, "date": day,
         "reference": f"Repayment {number}/{day:%y}"},
        "action_confirm",
    )
