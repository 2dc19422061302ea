# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Community grants: a call that is decided, one grant of it under way, a call open.

Nothing here is drawn by chance, so that the other stages stay as they are. Each step
is taken by whose step it is, on the day on which it would have been taken.
"""

from dateutil.relativedelta import relativedelta
from odoo.addons.rr_grants.tools.clock import on_date
from odoo.fields import Command

from .. import samples

# EUR: what a call has where the money is there, what the first needs, the second; and
# the most that one organisation gets.
MOST, LEAST, SMALLEST = 20000, 12000, 5000
LARGEST = 12000
MEMBERS = ("reviewer1", "reviewer2", "chair")
CRITERIA = {"Need in the community": 40, "Quality of the plan": 35, "Capacity": 25}
# applicant → (title, asked, own share, points of each reviewer, outcome, reason)
APPLICATIONS = {
    "ngo": ("Youth club in Fushë Kosova", 9000, 1000, (5, 4), "award",
            "A clear plan, and the room is there."),
    "ngo2": ("Sports days for villages", 12000, 1500, (2, 2), "decline",
             "The plan does not say who comes or how often."),
}  # fmt: skip
# What the open call has had so far; the first was checked, so that its reviewers are
# asked whether they have a conflict of interest.
FRESH = {
    "ngo": ("Repair workshop for neighbours", 9000, 1000),
    "ngo2": ("Sports days for villages", 12000, 1500),
}
GRANT_STEPS = (
    ("submit", "officer", 30), ("check", "officer", 29), ("propose", "officer", 28),
    ("approve", "head", 26), ("agree", "officer", 22), ("activate", "officer", 21),
)  # fmt: skip


def build(world):
    lines = world.env["rr.budget.line"].search(
        [
            ("cost_category", "=", "community_grants"),
            ("agreement_id.state", "=", "signed"),
            ("agreement_id.date_start", "<=", world.before(days=130)),
            ("agreement_id.date_end", ">=", world.today + relativedelta(months=8)),
        ]
    )
    if _left(lines) < LEAST:
        return  # no donor pays for communities yet, or the programme is too small
    past = _call(world, lines, "Places where young people meet", 120, 30)
    applications = _apply(world, past, 100, APPLICATIONS)
    _decide(world, past, applications)
    _grant(world, applications["ngo"])
    if _left(lines) >= SMALLEST:
        fresh = _call(world, lines, "Work and neighbourhood", 20, 45)
        waiting = _apply(world, fresh, 4, FRESH)
        _check(world, waiting["ngo"], 2)


def _left(lines):
    """Whole EUR that the lines may still give away."""
    return int(sum(line.available for line in lines if line.currency_id.name == "EUR"))


def _as(world, login, records, days):
    """The records as a user has them, so many days before today."""
    return on_date(world.as_user(login, records), world.before(days=days))


def _call(world, lines, name, days, length):
    """A call published so many days ago, open for so many."""
    start = world.before(days=days)
    total = min(MOST, _left(lines))
    call = _as(world, "officer", world.env["rr.grant.call"], days).create(
        {
            "name": name,
            "purpose": "For organisations that bring returned persons and their "
            "neighbours together. Rent, material, fees of trainers.",
            "date_open": start,
            "date_close": start + relativedelta(days=length),
            "date_start": start,
            "date_end": start + relativedelta(months=11),
            "amount_total": total,
            "amount_max": min(LARGEST, total),
            "line_ids": [Command.set(lines.ids)],
            "member_ids": [Command.set([world.users[who].id for who in MEMBERS])],
            "criterion_ids": [
                Command.create({"name": criterion, "weight": weight})
                for criterion, weight in CRITERIA.items()
            ],
        }
    )
    _as(world, "head", call, days)._transition("publish")
    return call


def _apply(world, call, days, rows):
    """Login → the submitted application of that organisation."""
    kinds = world.env["rr.grant.document.type"].search(
        [("kind", "=", "community"), ("step", "=", "submit")]
    )
    paper = samples.paper("Document of an application")
    world.env.invalidate_all()
    applications = {}
    for login, (title, asked, own, *_decision) in rows.items():
        asked = min(asked, call.amount_max)
        application = _as(world, login, world.env["rr.grant.application"], days).create(
            {
                "call_id": call.id,
                "title": title,
                "summary": "A room, two evenings a week, open to all.",
                "activities": "Courses, sports and talks by people of the place.",
                "results": "Regular visitors from both sides of the town.",
                "participants": 120,
                "date_start": world.before(days=max(days - 70, 0)),
                "date_end": world.today + relativedelta(months=5),
                "line_ids": [
                    Command.create(
                        {"name": "Rent", "amount": asked / 3, "own_amount": own}
                    ),
                    Command.create({"name": "Trainers", "amount": asked / 3 * 2}),
                ],
                "document_ids": [
                    Command.create(
                        {
                            "type_id": kind.id,
                            "file": paper,
                            "file_name": f"{kind.code}.pdf",
                        }
                    )
                    for kind in kinds
                ],
            }
        )
        application._transition("submit")
        applications[login] = application
    return applications


def _check(world, application, days):
    """The administrative check: registered, complete, not paid by somebody else."""
    checked = _as(world, "officer", application, days)
    checked.write(
        {"is_registered": True, "is_complete": True, "is_not_double_funded": True}
    )
    checked._transition("check")


def _decide(world, call, applications):
    """Check, declarations, reviews, the session and the head's signature."""
    for login, application in applications.items():
        _check(world, application, 88)
        for member in MEMBERS:
            declaration = world.env["rr.grant.declaration"].search(
                [
                    ("application_id", "=", application.id),
                    ("user_id", "=", world.users[member].id),
                ]
            )
            _as(world, member, declaration, 85)._transition("declare_none")
        for member, given in zip(MEMBERS, APPLICATIONS[login][3], strict=False):
            mine = _as(world, member, application, 75)
            review = mine.env["rr.grant.review"]._mine(mine)
            for mark in review.mark_ids:
                mark.write({"points": given, "reason": "As the plan shows."})
            review.comment = "Looked at the plan, the budget and earlier projects."
            review._transition("submit")
    _as(world, "officer", call, 80)._transition("close_entry")
    session = _as(world, "chair", world.env["rr.grant.session"], 65).create(
        {
            "call_id": call.id,
            "date": world.before(days=65),
            "place": "Prishtinë",
            "present_ids": [Command.set([world.users[who].id for who in MEMBERS])],
        }
    )
    session._transition("open")
    outcomes = {
        applications[login].id: row[4:] for login, row in APPLICATIONS.items()
    }
    for item in session.item_ids:
        outcome, reason = outcomes[item.application_id.id]
        for member in MEMBERS:
            _as(world, member, item, 65)._vote(
                "for" if outcome == "award" else "against"
            )
        item.write({"outcome": outcome, "reason": reason})
    session._transition("close")
    _as(world, "head", session, 63)._transition("sign")
    _as(world, "head", call, 62)._transition("settle")


def _grant(world, application):
    """The grant of the awarded application: first tranche paid and partly spent."""
    _as(world, "officer", application, 31)._transition("convert")
    grant = _as(world, "officer", application, 31).grant_id
    payee = _as(world, "officer", world.env["rr.payee"], 31).create(
        {
            "kind": "organisation",
            "name": application.partner_id.name,
            "account": "XK051212012345678906",
        }
    )
    _as(world, "officer2", payee, 31)._confirm()
    kind = world.env.ref("rr_grants.document_community_agreement")
    grant.write(
        {
            "payee_id": payee.id,
            "repayment_clause": True,
            "document_ids": [
                Command.create({"type_id": kind.id, "reference": "prot. 41"})
            ],
        }
    )
    for step, login, days in GRANT_STEPS:
        _as(world, login, grant, days)._transition(step)
    first = grant.tranche_ids[0]
    for step, login, days in (
        ("request", "officer2", 18), ("certify", "officer2", 17),
        ("authorise", "finance", 15),
    ):  # fmt: skip
        _as(world, login, first, days)._transition(step)
    # Not in a month whose statement was agreed already.
    paid = max(world.before(days=12), world.today.replace(day=1))
    payment = on_date(world.as_user("finance", first), paid)._pay(
        paid, f"C{grant.id:06d}/{paid:%y}", document=f"Partner's statement {paid:%m/%Y}"
    )
    on_date(world.as_user("ngo", payment), world.today)._confirm_received()
    _spend(world, grant)


def _spend(world, grant):
    """Two receipts: one admitted, one that waits for finance."""
    model = on_date(world.as_user("ngo", world.env["rr.grant.receipt"]), world.today)
    receipts = model.create(
        [
            {
                "grant_id": grant.id,
                "number": f"Q-{number}",
                "supplier": "Qiraja (demo)",
                "supplier_tax_number": "810900001",
                "description": description,
                "date": world.today,
                "amount": amount,
            }
            for number, (description, amount) in enumerate(
                (("Rent of the room", 900), ("Fees of a trainer", 600)), start=1
            )
        ]
    )
    on_date(receipts[0].with_user(world.users["finance"]), world.today)._admit()
