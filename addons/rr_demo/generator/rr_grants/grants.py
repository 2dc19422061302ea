# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Individual grants: who asks for what in which month, and on which days their
requests come so far. What is done on each day is in :mod:`.cohort`.

Grants of one month form a cohort and take each step together. What lies after today
has not happened yet. The requests that are under way today wait each at
another step, so that nobody's queue is empty.
"""

from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .. import names
from ..rr_beneficiaries.people import is_adult, officer_of
from .cohort import RECEIPT_AFTER, RENT_MONTHS, STEPS, Cohort
from .funding import rates_at_most
from .instalments import PAY_AFTER, Instalments

# What the requests under way wait for, by the steps that were taken: of the grant
# (None: all of them), then of its tranche; and for how many days, some too long.
UNDER_WAY = (
    (0, 0), (1, 0), (2, 0), (3, 0), (3, 0), (5, 0), (None, 1), (None, 2), (None, 3),
)  # fmt: skip
PROPOSED = (3, 0)
WAITING_ADULTS = 4
WAITING_DAYS = (1, 2, 4, 3, 9)
DEAR = 3400
# The latest months are in work: paid grants need some time before today.
IN_WORK = 3

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
SEEN = {"in_use": 18, "sold": 1, "lost": 1}
VISITS = 3
SUPPLIERS = 6  # of each officer
# Money that is not accounted for: how many grants, how much of dear tools, and how
# long before today it is noticed at the latest (see corrections.py).
OWING, NOT_BOUGHT, NOTICED_DAYS = 3, 300, 14


def plan(world):
    world.left = _left(world)
    world.grants = world.env["rr.grant"]
    rows = _plan(world)
    chance = world.chance("grants")
    payees = {}
    for row in rows:
        _details(world, row, chance, payees)
    world.requests = [row for row in rows if not row["fresh"]]
    instalments = Instalments(world)
    cohorts = defaultdict(list)
    for row in world.requests:
        cohorts[row["month"]].append(row)
    for month, found in sorted(cohorts.items()):
        Cohort(world, found, month + timedelta(days=2), instalments).schedule()
    world.owing = _owing(world)
    for number, row in enumerate(row for row in rows if row["fresh"]):
        _under_way(world, row, number, instalments)
    instalments.put_on_agenda()


# ----------------------------------------------------------------- who gets what


def _months(world):
    """First days of the months since the oldest agreement, the present one last."""
    month = min(line.start for line in world.budget).replace(day=1)
    months = []
    while month <= world.today:
        months.append(month)
        month += relativedelta(months=1)
    return months


def _earliest(person):
    """First day of the month from which a person asks for something."""
    return person["entry"] + relativedelta(months=1, day=1)


def _plan(world):
    """One grant for each supported person but one, whom a municipality supports;
    and as many again as are waiting today for persons who have none yet."""
    supported = world.total("supported_by_grants") - 1
    months = _months(world)
    people = list(world.direct)
    world.random.shuffle(people)
    # Who came lately has not been paid yet.
    last = months[-IN_WORK - 1]
    people.sort(key=lambda person: (_earliest(person) > last,
                                    not is_adult(world, person)))
    # Some adults ask for the first time these weeks: tools, not relief alone.
    adults = world.count(WAITING_ADULTS)
    waiting, taken = people[:adults], defaultdict(set)
    rows, fresh, world.unsupported = [], [], []
    for person in people[adults:]:
        row = len(rows) < supported and _one(world, person, months[:-IN_WORK], taken)
        if row:
            rows.append(row)
        else:
            waiting.append(person)
    if len(rows) < supported:
        raise ValueError(f"money is left for {len(rows)} of {supported} persons")
    for person in waiting:
        row = len(fresh) < world.count(len(UNDER_WAY)) and _one(
            world, person, months[-1:], taken, fresh=True
        )
        if row:
            fresh.append(row)
        else:
            world.unsupported.append(person)
    _one_for_the_director(world, fresh)
    return rows + fresh


def _one_for_the_director(world, rows):
    """One request under way, of those that were proposed, lies above what the head
    may approve."""
    for row in rows:
        more = DEAR - row["amount"]
        if row["category"] == "equipment" and world.left[row["line"]] >= more:
            row["amount"] = row["total"] = DEAR
            world.left[row["line"]] -= more
            rows.remove(row)
            rows.insert(UNDER_WAY.index(PROPOSED), row)
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
    earliest = max(months[0], _earliest(person))
    able = [month for month in months if month >= earliest] or months[-1:]
    world.random.shuffle(able)
    for month in able:
        row = _in_month(world, person, category, month, taken)
        if row:
            return {**row, "fresh": fresh}
    for month in able if category != "other" else ():
        row = _in_month(world, person, "other", month, taken)
        if row:
            return {**row, "fresh": fresh}
    return None  # no money, or the household asks already: so it is in life


def _in_month(world, person, category, month, taken):
    """The plan of a grant in a month, or None: one of a kind, household and month."""
    key = (category, month)
    if key in taken[id(person["plan"])]:
        return None
    amount = world.random.choice(AMOUNTS[category])
    months = RENT_MONTHS if category == "rent" else 1
    line = _line(world, category, month, person, amount * months)
    if not line:
        return None
    taken[id(person["plan"])].add(key)
    world.left[line] -= amount * months
    return {
        "person": person, "category": category, "month": month, "line": line,
        "amount": amount, "months": months, "total": amount * months,
    }


def _left(world):
    """Line → EUR that the plan may still give away, a little below the budget; of
    copies each has its share of the money."""
    rates = rates_at_most(world)
    return {
        line: 0.97 * line.amount / rates[line.currency] / world.copies
        for line in world.budget
    }


def _line(world, category, month, person, total):
    """A budget line with money left whose agreement covers the plan, by weight."""
    months = RENT_MONTHS if category == "rent" else 4
    last = month + relativedelta(months=months)
    cost = "rent" if category == "rent" else "individual_grants"
    lines = [
        line
        for line in world.budget
        if line.start <= month and last <= line.end
        and line.cost == cost and world.left[line] >= total
    ]
    if not lines:
        return None
    weights = {"GCERF-1": 5, "EU-1": 4, "UK-1": 3, "NL-1": 2}
    if person["sex"] == "m" and is_adult(world, person):
        weights["NL-1"] = 0.01
    return world.random.choices(
        lines, [weights.get(line.agreement, 1) for line in lines]
    )[0]


# ------------------------------------------------------------------ what is in it


def _details(world, row, chance, payees):
    """Draw what a request is for, who is paid, and what visits will find."""
    row["login"] = officer_of(world, row["person"]["place"])
    row["purpose"] = chance.choice(PURPOSES[row["category"]])
    row["payee"] = _payee(row, chance, payees)
    row["seen"] = chance.choices(list(SEEN), list(SEEN.values()), k=VISITS)
    for number in range(1, VISITS):
        if row["seen"][number - 1] != "in_use":  # what is gone stays gone
            row["seen"][number] = row["seen"][number - 1]


def _payee(row, chance, payees):
    """A supplier who serves many, or the landlord of one flat."""
    name = names.family_name(chance, "sq_AL")
    account = "".join(chance.choice("0123456789") for _digit in range(16))
    if row["category"] == "rent":
        return {"kind": "landlord", "name": name, "account": account}
    return payees.setdefault(
        (row["login"], chance.randint(1, SUPPLIERS)),
        {"kind": "supplier", "name": f"{name} sh.p.k.", "account": account},
    )


# ------------------------------------------------------------------- under way


def _under_way(world, row, number, instalments):
    """A request of these weeks, taken as far as its number says."""
    steps, turns = UNDER_WAY[number % len(UNDER_WAY)]
    steps = len(STEPS) if steps is None else steps
    taken = [days for _step, days in STEPS[:steps]]
    taken += list(PAY_AFTER.values())[:turns]
    waiting = WAITING_DAYS[number % len(WAITING_DAYS)]
    request = world.before(days=max(taken, default=0) + waiting)
    # Nobody asks for anything before they have come.
    request = max(request, row["person"]["entry"] + timedelta(days=1))
    cohort = Cohort(world, [row], request, instalments)
    cohort.ask_and_decide(steps)
    # One tranche, whose days count from the request although its month is later.
    cohort.tranche_steps(1, request, turns)


def _owing(world):
    """Paid grants that are under way today and of whose money a part is not
    accounted for: rents that still run, then tools that were not all bought."""
    noticed = world.today - timedelta(days=NOTICED_DAYS)
    running, bought = [], []
    for row in world.requests:
        if row["paid"] > noticed or row["ends"] <= world.today:
            continue
        receipt = row["settles"] + timedelta(days=RECEIPT_AFTER)
        if row["category"] == "rent" and receipt > world.today:
            running.append(row)
        elif row["category"] == "equipment" and receipt <= noticed:
            bought.append(row)
    missing = max(0, OWING - len(running))
    # The latest ones: their first visits lie ahead or just behind.
    bought = sorted(bought, key=lambda row: row["month"])[-missing:] if missing else []
    for row in bought:
        row["unused"] = NOT_BOUGHT
    return [*running, *bought][:OWING]
