# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Individual grants, walked through their steps by those who may take them.

Grants of one month form a cohort and take each step together, each step dated when
it would have happened. What lies after today has not happened yet. The requests
that are under way today wait each at another step, so that nobody's queue is empty.
"""

from collections import defaultdict
from datetime import date

from dateutil.relativedelta import relativedelta
from odoo.addons.rr_grants.tools.clock import on_date
from odoo.fields import Command

from .. import names
from ..rr_beneficiaries.people import is_adult, officer_of

# Step → days after the request, and the role that takes it. “partner” is the
# officer who did not propose.
STEPS = (
    ("submit", 1, "officer"),
    ("check", 4, "officer"),
    ("propose", 6, "officer"),
    ("approve", 9, "approver"),
    ("agree", 14, "officer"),
    ("activate", 15, "officer"),
)
PAY_AFTER = {"request": 18, "certify": 20, "authorise": 23, "pay": 25}
# What the requests under way wait for, by the steps that were taken: of the grant
# (None: all of them), then of its tranche; and for how many days, some too long.
UNDER_WAY = (
    (0, 0), (1, 0), (2, 0), (3, 0), (3, 0), (5, 0), (None, 1), (None, 2), (None, 3),
)  # fmt: skip
WAITING_DAYS = (1, 2, 4, 3, 9)
RECEIPT_AFTER, COMPLETE_AFTER, VERIFY_AFTER, CLOSE_AFTER = 45, 60, 70, 80
HEAD_UP_TO, DEAR = 3000, 3400

AMOUNTS = {
    "equipment": (1400, 1800, 2200, 2400, 2600, 2900, 3400),
    "rent": (250,),
    "other": (500, 600, 750, 900, 1200),
}
PURPOSES = {
    "equipment": ("Welding set", "Sewing machines", "Kitchen equipment",
                  "Hairdressing chair and tools", "Car repair tools", "Poultry house"),
    "rent": ("Rent of a flat",),
    "other": ("School materials and transport", "Driving licence and papers",
              "Winter relief", "Medical devices"),
}
RENT_MONTHS = 6


def build(world):
    world.left = _left(world)
    plans = _plan(world)
    world.grants = world.env["rr.grant"]
    cohorts = defaultdict(list)
    for plan in plans:
        cohorts[plan["month"]].append(plan)
    for number, month in enumerate(sorted(cohorts), start=1):
        world.progress(f"grants: month {number} of {len(cohorts)}")
        _walk(world, cohorts[month])


# ----------------------------------------------------------------- who gets what


def _months(world):
    """First days of the months since the oldest agreement, the present one last."""
    month = min(a.date_start for a in world.agreements.values()).replace(day=1)
    months = []
    while month <= world.today:
        months.append(month)
        month += relativedelta(months=1)
    return months


def _plan(world):
    """One grant for each supported person but one, whom a municipality supports;
    and as many again as are waiting today for persons who have none yet."""
    supported = world.total("supported_by_grants") - 1
    people = list(world.direct)
    world.random.shuffle(people)
    people.sort(key=lambda person: not is_adult(world, person))
    months = _months(world)
    # Paid ones need some time before today; the last three months are in work.
    taken, plans = defaultdict(set), []
    for person in people[:supported]:
        plans.append(_one(world, person, months[:-3], taken))
    for person in people[supported : supported + world.count(9)]:
        plans.append(_one(world, person, months[-1:], taken, fresh=True))
    world.unsupported = people[supported + world.count(9) :]
    plans = [plan for plan in plans if plan]
    _one_for_the_director(world, plans)
    return plans


def _one_for_the_director(world, plans):
    """One request under way lies above what the head may approve."""
    for plan in plans:
        more = DEAR - plan["amount"]
        if (
            plan["fresh"] and plan["category"] == "equipment"
            and world.left[plan["line"]] >= more
        ):
            plan["amount"] = DEAR
            world.left[plan["line"]] -= more
            return


def _one(world, person, months, taken, fresh=False):
    weights = world.profile[
        "grant_categories_of_adults" if is_adult(world, person)
        else "grant_categories_of_children"
    ]
    household = person["plan"]
    category = world.pick({k: v for k, v in weights.items() if k in AMOUNTS})
    # Ceilings of a household: one rent, two sets of equipment.
    before = [key for key in taken[id(household)] if key[0] == category]
    if category == "rent" and (before or fresh) or len(before) == 2 and (
        category == "equipment"
    ):
        category = "other"
    earliest = max(months[0], (person["entry"] + relativedelta(months=1, day=1)))
    able = [month for month in months if month >= earliest] or months[-1:]
    world.random.shuffle(able)
    for month in able:
        plan = _in_month(world, person, category, month, taken)
        if plan:
            return {**plan, "fresh": fresh}
    for month in able if category != "other" else ():
        plan = _in_month(world, person, "other", month, taken)
        if plan:
            return {**plan, "fresh": fresh}
    if fresh:
        return None  # there is no money for one more request: so it is in life
    raise ValueError(f"no budget line has money left for {person['record'].code}")


def _in_month(world, person, category, month, taken):
    """The plan of a grant in a month, or None: one of a kind, household and month."""
    key = (category, month)
    if key in taken[id(person["plan"])]:
        return None
    amount = world.random.choice(AMOUNTS[category])
    total = amount * (RENT_MONTHS if category == "rent" else 1)
    line = _line(world, category, month, person, total)
    if not line:
        return None
    taken[id(person["plan"])].add(key)
    world.left[line] -= total
    return {
        "person": person, "category": category, "month": month, "line": line,
        "amount": amount,
    }


def _left(world):
    """Line → EUR that the plan may still give away, a little below the budget; of
    copies each has its share of the money."""
    rates = {"EUR": 1.0}
    for currency in ("USD", "GBP"):
        rates[currency] = max(
            world.env["res.currency.rate"]
            .search([("currency_id.name", "=", currency)])
            .mapped("rate")
        )
    return {
        line: 0.97 * line.amount_original / rates[agreement.currency_id.name]
        / world.copies
        for agreement in world.agreements.values()
        for line in agreement.line_ids
    }


def _line(world, category, month, person, total):
    """A budget line with money left whose agreement covers the plan, by weight."""
    months = RENT_MONTHS if category == "rent" else 4
    last = month + relativedelta(months=months)
    cost = "rent" if category == "rent" else "individual_grants"
    lines = [
        line
        for agreement in world.agreements.values()
        if agreement.date_start <= month and last <= agreement.date_end
        for line in agreement.line_ids
        if line.cost_category == cost and world.left[line] >= total
    ]
    if not lines:
        return None
    weights = {"GCERF-1": 5, "EU-1": 4, "UK-1": 3, "NL-1": 2}
    if person["sex"] == "m" and is_adult(world, person):
        weights["NL-1"] = 0.01
    return world.random.choices(
        lines, [weights.get(line.agreement_id.code, 1) for line in lines]
    )[0]


# ------------------------------------------------------------ through the steps


def _walk(world, plans):
    by_login = defaultdict(list)
    for plan in plans:
        by_login[officer_of(world, plan["person"]["place"])].append(plan)
    number = 0
    for login, rows in sorted(by_login.items()):
        partner = "officer2" if login == "officer" else "officer"
        request = rows[0]["month"] + relativedelta(days=2)
        if rows[0]["fresh"]:
            for row in rows:
                _under_way(world, row, login, partner, number)
                number += 1
            continue
        grants = _create(world, rows, login, partner, request)
        if _step_on(world, grants, login, request, len(STEPS)) < len(STEPS):
            continue
        _pay(world, grants, partner, request)
        _account(world, grants, rows, login, partner, request)


def _under_way(world, row, login, partner, number):
    """A request of these weeks, taken as far as its number says."""
    steps, turns = UNDER_WAY[number % len(UNDER_WAY)]
    steps = len(STEPS) if steps is None else steps
    pays = list(PAY_AFTER.items())[:turns]
    taken = [days for _step, days, _role in STEPS[:steps]] + [days for _s, days in pays]
    waiting = WAITING_DAYS[number % len(WAITING_DAYS)]
    request = world.before(days=max(taken, default=0) + waiting)
    grant = _create(world, [row], login, partner, request)
    _step_on(world, grant, login, request, steps)
    for step, days in pays:
        who = world.users["finance" if step == "authorise" else partner]
        tranche = grant.sudo().with_env(world.env).tranche_ids[0].with_user(who)
        on_date(tranche, request + relativedelta(days=days))._transition(step)


def _create(world, rows, login, partner, request):
    model = on_date(world.as_user(login, world.env["rr.grant"]), request)
    model = model.with_context(ir_sequence_date=str(request))
    grants = model.create([_values(world, row, login, partner, request) for row in rows])
    types = world.env["rr.grant.document.type"].search([("kind", "=", "individual")])
    documents = [
        {
            "grant_id": grant.id,
            "type_id": kind.id,
            "reference": f"prot. {grant.id}-{number + 1}/{request.year}",
        }
        for grant in grants
        for kind in types
        if kind.category in (False, grant.category)
        for number in range(3 if kind.code == "quote" else 1)
    ]
    model.env["rr.grant.document"].create(documents)
    world.grants |= grants.with_env(world.env)
    return grants


def _values(world, row, login, partner, request):
    person, category, month = row["person"], row["category"], row["month"]
    months = RENT_MONTHS if category == "rent" else 1
    total = row["amount"] * months
    agreement = row["line"].agreement_id
    end = month + relativedelta(months=months if months > 1 else 4, days=-1)
    payee = _payee(world, category, login, partner)
    return {
        "category": category,
        "purpose": world.random.choice(PURPOSES[category]),
        "beneficiary_id": person["record"].id,
        "date_request": request,
        "date_start": max(month, agreement.date_start),
        "date_end": end,
        "lease_end": end if category == "rent" else False,
        "payee_id": payee.id,
        "repayment_clause": True,
        "line_ids": [
            Command.create(
                {
                    "month": month + relativedelta(months=number),
                    "amount": row["amount"],
                    "need": row["amount"],
                    "need_basis": "lease" if category == "rent" else "price offers",
                }
            )
            for number in range(months)
        ],
        "funding_ids": [
            Command.create({"line_id": row["line"].id, "amount": total})
        ],
    }


def _payee(world, category, login, partner):
    """A supplier who serves many, or the landlord of one flat."""
    kind = "landlord" if category == "rent" else "supplier"
    known = world.__dict__.setdefault("payees", {})
    key = (login, world.random.randint(1, 6)) if kind == "supplier" else object()
    if key not in known:
        account = "".join(world.random.choice("0123456789") for _ in range(16))
        payee = world.as_user(login, world.env["rr.payee"]).create(
            {
                "kind": kind,
                "name": names.family_name(world.random, "sq_AL")
                if kind == "landlord"
                else f"{names.family_name(world.random, 'sq_AL')} sh.p.k.",
                "account": account,
            }
        )
        payee.with_user(world.users[partner])._confirm()
        known[key] = payee.with_env(world.env)
    return known[key]


def _step_on(world, grants, login, request, steps):
    """Take the first steps; return how many lie before today."""
    for number, (step, days, role) in enumerate(STEPS[:steps]):
        day = request + relativedelta(days=days)
        if day > world.today:
            return number
        if role == "approver":
            small = grants.filtered(lambda grant: grant.amount_eur <= HEAD_UP_TO)
            for who, part in (("head", small), ("director", grants - small)):
                if part:
                    on_date(part.with_user(world.users[who]), day)._transition(step)
        else:
            on_date(grants.with_user(world.users[login]), day)._transition(step)
    return steps


def _pay(world, grants, partner, request):
    """Certify, authorise and pay each tranche whose turn came before today."""
    by_month = defaultdict(lambda: world.env["rr.grant.tranche"])
    for tranche in grants.sudo().with_env(world.env).tranche_ids:
        by_month[tranche.month or tranche.date_due] |= tranche
    for month in sorted(by_month):
        start = max(month, request)
        tranches = by_month[month]
        for step, days in PAY_AFTER.items():
            day = start + relativedelta(days=days)
            if day > world.today:
                break
            who = world.users["finance" if step in ("authorise", "pay") else partner]
            turn = on_date(tranches.with_user(who), day)
            if step != "pay":
                turn._transition(step)
                continue
            for tranche in turn:
                tranche._pay(
                    day, f"T{tranche.id:06d}/{day:%y}", document=_paper(tranche, day)
                )


def _paper(tranche, day):
    """What shows a payment: the treasury's order, or the statement of who paid."""
    line = tranche.sudo().grant_id.funding_ids[:1].line_id
    if line.agreement_id.channel == "off_budget":
        return f"Partner's statement {day:%m/%Y}"
    return f"Payment order {tranche.id}/{day:%Y}"


def _account(world, grants, rows, login, partner, request):
    """Receipts, deliveries and visits; then completed, verified, closed."""
    plain = grants.env["rr.grant"]
    for grant, row in zip(grants, rows, strict=True):
        last = max(t.month or row["month"] for t in grant.tranche_ids)
        start = max(last, request)
        if start + relativedelta(days=CLOSE_AFTER) > world.today:
            continue
        _receipt(world, grant, login, start + relativedelta(days=RECEIPT_AFTER))
        if grant.category == "equipment":
            _deliver(world, grant, login, start + relativedelta(days=RECEIPT_AFTER - 10))
            if not _visit(world, grant, login):
                continue
        plain |= grant
    steps = (("complete", login, COMPLETE_AFTER), ("verify", login, VERIFY_AFTER),
             ("close", "head", CLOSE_AFTER))
    for step, who, days in steps:
        for start, part in sorted(plain.grouped(_end).items()):
            day = min(start + relativedelta(days=days), world.today)
            on_date(part.with_user(world.users[who]), day)._transition(step)


def _end(grant):
    """Day from which the last steps are counted."""
    visits = [visit.date for visit in grant.visit_ids if visit.date]
    months = [tranche.month for tranche in grant.tranche_ids if tranche.month]
    return max([*visits, *months, grant.date_request or date.min])


def _receipt(world, grant, login, day):
    receipt = on_date(
        world.as_user(login, world.env["rr.grant.receipt"]), day
    ).create(
        {
            "grant_id": grant.id,
            "number": f"F-{grant.id:05d}",
            "supplier": "Furnitor (demo)",
            "supplier_tax_number": f"{810000000 + grant.id}",
            "date": day,
            "amount": grant.amount,
        }
    )
    on_date(receipt.with_user(world.users["finance"]), day)._admit()


def _deliver(world, grant, login, day):
    delivery = on_date(
        world.as_user(login, world.env["rr.grant.delivery"]), day
    ).create(
        {
            "grant_id": grant.id,
            "name": grant.purpose,
            "date": day,
            "serial_numbers": f"SN-{grant.id:05d}",
            "is_signed_supplier": True,
            "is_signed_recipient": True,
        }
    )
    on_date(delivery.with_user(world.users[login]), day)._verify_delivery()


def _visit(world, grant, login):
    """Record the visits whose day has come; True when none is left."""
    for visit in grant.visit_ids.sorted("date_due"):
        if visit.date_due > world.today:
            return False
        found = world.pick({"in_use": 18, "sold": 1, "lost": 1})
        on_date(visit.with_user(world.users[login]), visit.date_due)._record_visit(found)
    return True
