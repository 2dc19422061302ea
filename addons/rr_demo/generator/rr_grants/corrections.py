# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money that turned out otherwise: statements of paying partners, amendments of
agreed grants, and what must be paid back."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.addons.rr_grants.tools.clock import on_date
from odoo.fields import Command

from ..rr_beneficiaries.people import officer_of

RISE = 30  # EUR, when the supplier asks for more
# What was not used as planned, by the category of the grant.
UNUSED = {
    "rent": "The flat was left before the lease ended",
    "equipment": "Part of the tools was never bought",
}
STATEMENTS = 3  # of each partner that pays by itself


def build(world):
    for agreement in world.agreements.values():
        if agreement.channel == "off_budget":
            _statements(world, agreement)
    _amendments(world)
    _recoveries(world)


# ---------------------------------------------------------------- statements


def _paid(world, agreement):
    """Month → payments off the agreement, as (day, reference, amount)."""
    world.env.cr.execute(
        """
        SELECT e.date, COALESCE(p.bank_ref, e.document), sum(e.sign * e.amount)
          FROM rr_fund_entry e
          LEFT JOIN rr_grant_payment p
            ON e.source_model = 'rr.grant.payment' AND p.id = e.source_id
         WHERE e.agreement_id = %s AND e.effect = 'pay'
         GROUP BY 1, 2 HAVING sum(e.sign * e.amount) > 0 ORDER BY 1, 2
        """,
        [agreement.id],
    )
    months = {}
    for day, reference, amount in world.env.cr.fetchall():
        months.setdefault(day.replace(day=1), []).append((day, reference, amount))
    return months


def _statements(world, agreement):
    """The latest months that are over: agreed with the ledger, but for the last."""
    model = world.as_user("finance", world.env["rr.fund.statement"])
    months = _paid(world, agreement)
    over = [month for month in sorted(months) if month < world.today.replace(day=1)]
    for month in over[-STATEMENTS:]:
        statement = model.create(
            {
                "agreement_id": agreement.id,
                "month": month,
                "document": f"Statement {agreement.code} {month:%m/%Y}",
                "line_ids": [
                    Command.create(
                        {"date": day, "bank_ref": reference, "amount": amount}
                    )
                    for day, reference, amount in months[month]
                ],
            }
        )
        if month != over[-1]:
            statement._transition("reconcile")


# ---------------------------------------------------------------- amendments


def _amendments(world):
    """Dearer tools (decided), a later end (decided, and one that waits), a draft."""
    active = world.grants.filtered(
        lambda grant: grant.state == "active" and grant.category == "equipment"
    ).sorted("id")
    payable = active.filtered(
        lambda grant: min(grant.sudo().funding_ids.agreement_id.mapped("date_end"))
        >= world.today
    )
    stated = [
        ("The tools cost more than was offered", "approve", payable[:1], RISE),
        ("The supplier delivers later", "approve", active - payable[:2], 0),
        ("The workshop moves to another place", "propose", payable[1:2], 0),
        ("Two months more until the workshop opens", None, payable[2:3], 0),
    ]
    for reason, step, grants, rise in stated:
        for grant in grants[:1]:
            until = not rise and grant.date_end + relativedelta(months=1)
            amendment = _propose(world, grant, reason, rise, until, not step)
            if step == "approve":
                _decide(world, amendment)


def _proposer(world, grant):
    duty = grant.sudo().duty_ids.filtered(lambda duty: duty.duty == "propose")
    return duty[:1].user_id.login or officer_of(
        world, grant.beneficiary_id.municipality_id.code
    )


def _propose(world, grant, reason, rise, until, is_draft):
    day = world.today - timedelta(days=2)
    model = on_date(
        world.as_user(_proposer(world, grant), world.env["rr.grant.amendment"]), day
    )
    line = grant.line_ids[:1]
    amendment = model.create(
        {
            "grant_id": grant.id,
            "reason": reason,
            "date_end": until,
            "change_ids": [
                Command.create(
                    {
                        "line_id": grant.funding_ids[:1].line_id.id,
                        "month": line.month,
                        "amount": rise,
                        "need": line.amount + rise,
                        "need_basis": "new price offer",
                    }
                )
            ] if rise else [],
        }
    )
    if not is_draft:
        amendment._transition("propose")
    return amendment


def _decide(world, amendment):
    grant = amendment.grant_id
    role = grant.env["rr.grant.band"].sudo()._role_for(
        grant.kind, grant.amount_eur + max(amendment.difference, 0)
    )
    decider = amendment.with_user(world.users[role])
    on_date(decider, world.today - timedelta(days=1))._transition("approve")


# ---------------------------------------------------------------- recoveries


def _recoveries(world):
    """Tools that were sold: one case is open, one demanded, one paid back in part."""
    owing = world.grants.filtered(
        lambda grant: grant.state == "active" and grant.sudo().unsettled > 0
    ).sorted("id")
    ends = ("booked", "demanded", "open")
    for number, (grant, end) in enumerate(zip(owing, ends, strict=False), start=1):
        head, finance = world.users["head"], world.users["finance"]
        day = world.today - timedelta(days=12)
        recovery = on_date(
            world.as_user("head", world.env["rr.grant.recovery"]), day
        ).create(
            {
                "grant_id": grant.id,
                "amount": min(grant.sudo().unsettled, 400),
                "reason": UNUSED.get(grant.category, "Part of the money was not used"),
                "notice_ref": f"prot. {day.year}/R-{number}",
                "date_due": day + timedelta(days=30),
            }
        )
        if end == "open":
            continue
        on_date(recovery.with_user(head), day)._transition("demand")
        if end == "booked":
            booked = on_date(recovery.with_user(finance), day + timedelta(days=3))
            booked._transition("book")
            paid = day + timedelta(days=8)
            on_date(booked, paid)._repay(100, paid, f"Repayment {number}/{paid:%y}")
