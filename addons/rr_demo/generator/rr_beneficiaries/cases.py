# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Cases of the direct beneficiaries: permissions, needs over time, plan, services."""

from dateutil.relativedelta import relativedelta

from .people import batches, by_officer, is_adult

# Stage of a case by the months since entry: (months at most, {stage: weight}).
STAGES = (
    (2, {"intake": 2, "needs": 3, "plan": 2}),
    (8, {"needs": 1, "plan": 3, "delivery": 8, "review": 2}),
    (24, {"delivery": 9, "review": 4, "transition": 3, "followup": 2}),
    (48, {"delivery": 5, "review": 3, "transition": 4, "followup": 7, "closed": 3}),
    (999, {"delivery": 3, "review": 2, "transition": 3, "followup": 7, "closed": 6}),
)
EXITS = {"goals_met": 8, "moved": 3, "withdrew": 2, "transferred": 1, "no_contact": 2}
DOMAINS_ADULT = ("housing", "papers", "health", "psychosocial", "income", "family")
DOMAINS_CHILD = ("health", "psychosocial", "education", "family", "papers")
FIRST = {"unmet": 6, "partly": 3, "none": 2}
LATEST = {"met": 5, "partly": 4, "unmet": 2}
GOALS = {
    "housing": "A home of their own choice",
    "papers": "Complete personal papers",
    "health": "Regular medical care",
    "psychosocial": "Regular sessions with the psychologist",
    "income": "An income of their own",
    "family": "Contact with the wider family",
    "education": "At school and keeping up",
}
SERVICES_ADULT = {"medical": 4, "documents": 4, "legal": 2, "psychosocial": 6,
                  "accommodation": 3, "food_relief": 3, "mentoring": 3}
SERVICES_CHILD = {"school": 6, "psychosocial": 5, "recreation": 4, "medical": 3}
PROVIDERS = {"medical": "clinic", "school": "school", "legal": "csw",
             "documents": "csw", "psychosocial": "ngo", "recreation": "ngo2",
             "mentoring": "ngo2", "accommodation": "mia", "food_relief": "csw"}


def build(world):
    direct = [person for person in world.people if person["kind"] == "direct"]
    world.direct = direct
    for person in direct:
        person["case"] = _plan(world, person)
    _permissions(world, direct)
    _cases(world, direct)
    _lines(world, direct, "rr.need", _needs)
    _lines(world, direct, "rr.plan.goal", _goals)
    _lines(world, direct, "rr.service", _services)


def _stage(world, person):
    delta = relativedelta(world.today, person["entry"])
    months = delta.years * 12 + delta.months
    weights = next(weights for limit, weights in STAGES if months <= limit)
    if person["status"] in ("abroad", "custody"):
        return "closed" if person["status"] == "abroad" else "delivery"
    return world.pick(weights)


def _plan(world, person):
    """Dates and stage of a person's case, as values of ``rr.case``."""
    stage, entry = _stage(world, person), person["entry"]
    intake = entry + relativedelta(days=world.random.randint(2, 12))
    plan = intake + relativedelta(days=world.random.choice((12, 18, 24, 27, 29, 41)))
    values = {
        "state": stage,
        "date_open": entry,
        "date_intake": min(intake, world.today),
    }
    if stage not in ("intake", "needs", "plan"):
        values["date_plan"] = min(plan, world.today)
    if stage in ("delivery", "review"):
        values["date_review"] = world.today + relativedelta(
            days=world.random.randint(-20, 80)
        )
    if stage == "closed":
        last = max(values["date_plan"], world.before(months=8))
        closed = world.day_between(last, world.today)
        values.update(
            date_closed=closed,
            exit_reason="moved" if person["status"] == "abroad" else world.pick(EXITS),
        )
    return values


def _permissions(world, direct):
    ngo = world.organisations["ngo"]
    for login, people in by_officer(world, direct):
        rows = []
        for person in people:
            common = {
                "beneficiary_id": person["record"].id, "date_from": person["entry"],
            }
            rows.append({**common, "kind": "participation"})
            if world.random.random() < 0.55:
                rows.append({
                    **common, "kind": "sharing", "recipient_id": ngo.id,
                    "purpose": "course",
                })
                person["shares"] = True
        for part in batches(rows):
            world.as_user(login, world.env["rr.permission"]).create(part)


def _cases(world, direct):
    for login, people in by_officer(world, direct):
        # The past is created in the state it has reached, not walked through.
        model = world.history(world.as_user(login, world.env["rr.case"]))
        for part in batches(people):
            created = model.create(
                [
                    {
                        **person["case"],
                        "beneficiary_id": person["record"].id,
                        "officer_id": world.users[login].id,
                    }
                    for person in part
                ]
            )
            for person, case in zip(part, created, strict=True):
                person["case_record"] = case.with_env(world.env)


def _lines(world, direct, model, make):
    """Create the rows that ``make(world, person)`` yields, in batches."""
    for login, people in by_officer(world, direct):
        records = world.history(world.as_user(login, world.env[model]))
        rows = [
            {**row, "case_id": person["case_record"].id}
            for person in people
            for row in make(world, person)
        ]
        for part in batches(rows):
            records.create(part)


def _domains(world, person):
    domains = DOMAINS_ADULT if is_adult(world, person) else DOMAINS_CHILD
    person.setdefault("domains", sorted(world.random.sample(domains, 4)))
    return person["domains"]


def _needs(world, person):
    case = person["case"]
    first = case["date_intake"]
    for domain in _domains(world, person):
        status = world.pick(FIRST)
        yield {"domain": domain, "status": status, "date": first}
        latest = min(first + relativedelta(months=7), world.today)
        if status != "none" and latest > first and "date_plan" in case:
            yield {"domain": domain, "status": world.pick(LATEST), "date": latest}


def _goals(world, person):
    if "date_plan" not in person["case"]:
        return
    for domain in _domains(world, person)[:2]:
        yield {
            "name": GOALS[domain],
            "domain": domain,
            "date_target": person["case"]["date_plan"] + relativedelta(months=12),
            "status": world.pick({"open": 4, "reached": 4, "partly": 2}),
        }


def _services(world, person):
    if "date_plan" not in person["case"]:
        return
    kinds = SERVICES_ADULT if is_adult(world, person) else SERVICES_CHILD
    plan = person["case"]["date_plan"]
    for _number in range(world.random.randint(1, 3)):
        kind = world.pick(kinds)
        planned = world.day_between(plan, world.today)
        state = world.pick({"done": 7, "started": 2, "planned": 1, "missed": 1})
        if state in ("started", "planned"):
            # What is still open lies around today; a few of them are late.
            planned = max(plan, world.before(days=world.random.randint(-40, 12)))
            state = "planned" if planned > world.today else state
        row = {
            "kind": kind,
            "provider_id": world.organisations[PROVIDERS[kind]].id,
            "date_planned": planned,
            "state": state,
        }
        if state in ("done", "started"):
            row["date_start"] = planned
        if state == "done":
            row["date_end"] = min(
                planned + relativedelta(days=world.random.randint(1, 120)), world.today
            )
        yield row
