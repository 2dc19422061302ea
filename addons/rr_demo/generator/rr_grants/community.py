# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Community grants: a call that is decided, one grant of it under way, a call open.

Nothing here is drawn by chance. Organisations apply, confirm and account on their
pages; each step is taken by whose step it is, on the day on which it would be.
"""

import base64

from dateutil.relativedelta import relativedelta
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
# Days before today on which it happens, by whom.
CHECKED, DECLARED, REVIEWED, CLOSED, SAT, SIGNED, SETTLED, CONVERTED = (
    88, 85, 75, 80, 65, 63, 62, 31,
)  # fmt: skip
GRANT_STEPS = (
    ("submit", "officer", 30), ("check", "officer", 29), ("propose", "officer", 28),
    ("approve", "head", 26), ("agree", "officer", 22), ("activate", "officer", 21),
)  # fmt: skip
TRANCHE_STEPS = (
    ("request", "officer2", 18), ("certify", "officer2", 17),
    ("authorise", "finance", 15),
)  # fmt: skip
PAID = 12


def plan(world):
    world.on(world.before(days=120), _begin, world)


def _days_before(world, days, act, *arguments, hour=9):
    world.on(world.before(days=days), act, world, *arguments, hour=hour)


def _begin(world):
    """The first call, if a donor pays for communities and the programme is not small;
    what follows from it goes on the agenda."""
    call = _call(world, "Places where young people meet", LEAST, 120, 30)
    if not call:
        return
    _days_before(world, 100, _apply, call, APPLICATIONS, 100)
    _days_before(world, CHECKED, _check, call, tuple(APPLICATIONS))
    _days_before(world, DECLARED, _declare, call)
    _days_before(world, CLOSED, _step, "officer", call, "close_entry")
    _days_before(world, REVIEWED, _review, call)
    _days_before(world, SAT, _sit, call)
    _days_before(world, SETTLED, _step, "head", call, "settle")
    _days_before(world, CONVERTED, _convert, call)
    _days_before(world, 20, _fresh)


def _fresh(world):
    """A second call, open today, if there is money for it after the first's grants."""
    call = _call(world, "Work and neighbourhood", SMALLEST, 20, 45)
    if call:
        _days_before(world, 4, _apply, call, FRESH, 4)
        _days_before(world, 2, _check, call, ("ngo",))


def _step(world, login, call, step):
    world.door(login).step("rr.grant.call", call["id"], step)


# ---------------------------------------------------------------------- the call


def _call(world, name, least, days, length):
    """Publish a call so many days before today, open for so many.

    :param least: EUR that must be there
    :return: dict of the call: ``id`` and ``applications`` (login → id); or None
    """
    lines = world.env["rr.budget.line"].search(
        [
            ("cost_category", "=", "community_grants"),
            ("agreement_id.state", "=", "signed"),
            ("agreement_id.date_start", "<=", world.before(days=130)),
            ("agreement_id.date_end", ">=", world.today + relativedelta(months=8)),
        ]
    )
    left = int(sum(line.available for line in lines if line.currency_id.name == "EUR"))
    if left < least:
        return None
    start = world.before(days=days)
    total = min(MOST, left)
    call = world.door("officer").create(
        "rr.grant.call",
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
        },
    )
    world.door("head").step("rr.grant.call", call, "publish")
    return {"id": call, "applications": {}, "most": min(LARGEST, total)}


# ------------------------------------------------------------------ applications


def _apply(world, call, rows, days):
    """Each organisation fills in its application, adds the documents, submits."""
    kinds = world.env["rr.grant.document.type"].search(
        [("kind", "=", "community"), ("step", "=", "submit")]
    )
    paper = base64.b64decode(samples.paper("Document of an application"))
    for login, (title, asked, own, *_decision) in rows.items():
        browser = world.browser(login)
        browser.post(f"/rr/grants/call/{call['id']}", {"title": title})
        application = world.env["rr.grant.application"].search(
            [("call_id", "=", call["id"]), ("title", "=", title)]
        )
        page = f"/rr/grants/application/{application.id}"
        asked = min(asked, call["most"])
        form = {
            "title": title,
            "summary": "A room, two evenings a week, open to all.",
            "activities": "Courses, sports and talks by people of the place.",
            "results": "Regular visitors from both sides of the town.",
            "participants": 120,
            "date_start": world.before(days=max(days - 70, 0)),
            "date_end": world.today + relativedelta(months=5),
            "cost_0": "Rent", "asked_0": f"{asked / 3:.2f}", "own_0": f"{own:.2f}",
            "cost_1": "Trainers", "asked_1": f"{asked / 3 * 2:.2f}", "own_1": "0",
        }  # fmt: skip
        browser.post(page, {**form, "action": "save"})
        for kind in kinds:
            file = (paper, f"{kind.code}.pdf")
            browser.post(page, {"action": "upload", "kind": kind.id, "file": file})
        browser.post(page, {**form, "action": "submit"})
        call["applications"][login] = application.id


def _check(world, call, logins):
    """The administrative check: registered, complete, not paid by somebody else."""
    officer = world.door("officer")
    for login in logins:
        application = call["applications"][login]
        officer.write(
            "rr.grant.application", application,
            {"is_registered": True, "is_complete": True, "is_not_double_funded": True},
        )
        officer.step("rr.grant.application", application, "check")


def _declarations(world, member, call):
    """Login of the applicant → the member's declaration on that application."""
    of_application = {
        row["application_name"]: row["id"]
        for row in world.door(member).search(
            "rr.grant.declaration", [("user_id", "=", world.users[member].id)],
            ["application_name"],
        )
    }
    applications = world.env["rr.grant.application"].browse
    return {
        login: of_application[applications(application).name]
        for login, application in call["applications"].items()
    }


def _declare(world, call):
    for member in MEMBERS:
        ids = list(_declarations(world, member, call).values())
        world.door(member).step("rr.grant.declaration", ids, "declare_none")


def _review(world, call):
    """The reviewers give their points; the chair only sits."""
    for number, member in enumerate(MEMBERS):
        door = world.door(member)
        for login, declaration in _declarations(world, member, call).items():
            given = APPLICATIONS[login][3]
            if number >= len(given):
                continue
            action = door.button("rr.grant.declaration", declaration, "action_review")
            review = action["res_id"]
            marks = door.search("rr.grant.review.mark", [("review_id", "=", review)])
            door.write(
                "rr.grant.review", review,
                {
                    "comment": "Looked at the plan, the budget and earlier projects.",
                    "mark_ids": [
                        Command.update(
                            mark["id"],
                            {"points": given[number], "reason": "As the plan shows."},
                        )
                        for mark in marks
                    ],
                },
            )
            door.button("rr.grant.review", review, "action_submit")


# ------------------------------------------------------------------- the session


def _sit(world, call):
    """The commission votes on its list; the head signs two days later."""
    chair = world.door("chair")
    session = chair.create(
        "rr.grant.session",
        {
            "call_id": call["id"],
            "date": world.day,
            "place": "Prishtinë",
            "present_ids": [Command.set([world.users[who].id for who in MEMBERS])],
        },
    )
    chair.step("rr.grant.session", session, "open")
    logins = {number: login for login, number in call["applications"].items()}
    items = chair.search(
        "rr.grant.session.item", [("session_id", "=", session)], ["application_id"]
    )
    for item in items:
        outcome, reason = APPLICATIONS[logins[item["application_id"][0]]][4:]
        vote = "action_for" if outcome == "award" else "action_against"
        for member in MEMBERS:
            world.door(member).button("rr.grant.session.item", item["id"], vote)
        chair.write(
            "rr.grant.session.item", item["id"], {"outcome": outcome, "reason": reason}
        )
    chair.step("rr.grant.session", session, "close")
    _days_before(world, SIGNED, _sign, session)


def _sign(world, session):
    world.door("head").step("rr.grant.session", session, "sign")


# --------------------------------------------------------------------- the grant


def _convert(world, call):
    """The grant of the awarded application, with its payee and the agreement."""
    application = call["applications"]["ngo"]
    officer = world.door("officer")
    officer.step("rr.grant.application", application, "convert")
    [grant] = officer.search("rr.grant", [("application_id", "=", application)])
    grant = grant["id"]
    payee = officer.create(
        "rr.payee",
        {
            "kind": "organisation",
            "name": world.organisations["ngo"].name,
            "account": "XK051212012345678906",
        },
    )
    world.door("officer2").button("rr.payee", payee, "action_confirm")
    kind = world.env.ref("rr_grants.document_community_agreement")
    officer.write(
        "rr.grant", grant,
        {
            "payee_id": payee,
            "repayment_clause": True,
            "document_ids": [
                Command.create({"type_id": kind.id, "reference": "prot. 41"})
            ],
        },
    )
    for step, login, days in GRANT_STEPS:
        _days_before(world, days, _grant_step, login, grant, step)
    for step, login, days in TRANCHE_STEPS:
        _days_before(world, days, _tranche_step, login, grant, step)
    # Not in a month whose statement was agreed already.
    paid = max(world.before(days=PAID), world.today.replace(day=1))
    world.on(paid, _pay, world, grant)
    world.on(world.today, _spend, world, grant, hour=10)


def _grant_step(world, login, grant, step):
    world.door(login).step("rr.grant", grant, step)


def _first_tranche(world, login, grant):
    [tranche] = world.door(login).search(
        "rr.grant.tranche", [("grant_id", "=", grant)], order="sequence, id", limit=1
    )
    return tranche["id"]


def _tranche_step(world, login, grant, step):
    tranche = _first_tranche(world, login, grant)
    world.door(login).step("rr.grant.tranche", tranche, step)


def _pay(world, grant):
    finance, day = world.door("finance"), world.day
    tranche = _first_tranche(world, "finance", grant)
    dialogue = finance.button("rr.grant.tranche", tranche, "action_pay_dialog")
    finance.dialogue(
        dialogue,
        {
            "date": day,
            "reference": f"C{grant:06d}/{day:%y}",
            "document": f"Partner's statement {day:%m/%Y}",
        },
        "action_confirm",
    )


def _spend(world, grant):
    """The organisation confirms the payment and enters two receipts: one is admitted,
    one waits for finance."""
    browser, page = world.browser("ngo"), f"/rr/grants/grant/{grant}"
    [payment] = world.env["rr.grant.payment"].search([("grant_id", "=", grant)]).ids
    browser.post(page, {"action": "confirm", "payment": payment})
    paper = base64.b64decode(samples.paper("Receipt"))
    spent = (("Qiraja (demo)", 900), ("Trajnerët (demo)", 600))
    for number, (supplier, amount) in enumerate(spent, start=1):
        browser.post(
            page,
            {
                "action": "receipt",
                "number": f"Q-{number}",
                "supplier": supplier,
                "tax_number": "810900001",
                "date": world.day,
                "amount": f"{amount:.2f}",
                "paid_from": "grant",
                "file": (paper, f"receipt-{number}.pdf"),
            },
        )
    finance = world.door("finance")
    [first] = finance.search(
        "rr.grant.receipt", [("grant_id", "=", grant), ("number", "=", "Q-1")]
    )
    finance.button("rr.grant.receipt", first["id"], "action_admit")
