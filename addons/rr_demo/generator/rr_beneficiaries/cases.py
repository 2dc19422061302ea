# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Cases of the direct beneficiaries: each walks its stages on its days, with needs,
goals and reviews, up to the one in which it stands today."""

from dateutil.relativedelta import relativedelta

from .case_acts import ACTS, STEP, close, decide_goals, goals, needs
from .diary import Diary, conference, office_day
from .people import is_adult, officer_of

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
GOAL_STATUSES = {"open": 4, "reached": 4, "partly": 2}
# Who leaves for these reasons was prepared for it, and asked afterwards.
WELL = ("goals_met", "transferred")
# Stages after the plan was agreed.
AGREED = ("delivery", "review", "transition", "followup", "closed")
# Months from a plan, or from a review, to the next review. Walked through are the first
# one and, of a case that goes on, the latest: those between would be hundreds alike.
REVIEW_AFTER = relativedelta(months=3)
# From the conference that reviews a case to the day on which the work goes on.
REVIEWED_AFTER = relativedelta(days=7)


def plan(world):
    for person in world.direct:
        person["case"] = _plan(world, person)
    diary = Diary(world, ACTS)
    chance = world.chance("cases")
    for person in world.direct:
        _Walk(world, person, diary, chance).plan()
    diary.open()


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
    agreed = intake + relativedelta(days=world.random.choice((12, 18, 24, 27, 29, 41)))
    values = {
        "state": stage,
        "date_open": entry,
        "date_intake": office_day(world, intake),
    }
    if stage in AGREED:
        values["date_plan"] = office_day(world, agreed)
    if stage in ("delivery", "review"):
        values["date_review"] = world.today + relativedelta(
            days=world.random.randint(-20, 80)
        )
    if stage == "closed":
        last = max(values["date_plan"], world.before(months=8))
        closed = office_day(world, world.day_between(last, world.today))
        values.update(
            date_closed=closed,
            exit_reason="moved" if person["status"] == "abroad" else world.pick(EXITS),
        )
    return values


class _Walk:
    """Puts the steps of one person's case into the officer's diary."""

    def __init__(self, world, person, diary, chance):
        self.world, self.person, self.diary, self.chance = world, person, diary, chance
        self.login = officer_of(world, person["place"])
        self.end = person["case"].get("date_closed", world.today)

    def _on(self, day, act, row=None):
        self.diary.add(day, self.login, act, row or self.person)

    def _later(self, day, first, last, when=office_day):
        """A day of the office so many days after another; none after the case's end."""
        days = relativedelta(days=self.chance.randint(first, last))
        return min(when(self.world, day + days), self.end)

    def plan(self):
        case = self.person["case"]
        stage, intake = case["state"], case["date_intake"]
        self._on(intake, STEP["assess"])
        self._on(intake, STEP["accept"])
        statuses = self._first_needs(intake)
        if stage == "intake":
            return
        self._on(intake, STEP["assess_needs"])
        if stage == "needs":
            return
        agreed = case.get("date_plan", self.world.today)
        self._on(min(self._later(intake, 4, 9), agreed), STEP["plan"])
        if stage not in AGREED:
            return
        self._goals(agreed)
        self._on(agreed, STEP["deliver"])
        self._latest_needs(intake, statuses)
        getattr(self, f"_to_{stage}")(agreed)

    # --------------------------------------------------------------- lines

    def _first_needs(self, day):
        domains = DOMAINS_ADULT if is_adult(self.world, self.person) else DOMAINS_CHILD
        self.person["domains"] = sorted(self.chance.sample(domains, 4))
        statuses = {}
        for domain in self.person["domains"]:
            statuses[domain] = _pick(self.chance, FIRST)
            self._on(day, needs, (self.person, domain, statuses[domain]))
        return statuses

    def _latest_needs(self, first, statuses):
        day = min(conference(self.world, first + relativedelta(months=7)), self.end)
        for domain, status in statuses.items():
            if status != "none" and day > first:
                self._on(day, needs, (self.person, domain, _pick(self.chance, LATEST)))

    def _goals(self, agreed):
        for domain in self.person["domains"][:2]:
            row = {
                "person": self.person, "domain": domain, "name": GOALS[domain],
                "date_target": agreed + relativedelta(months=12),
                "status": _pick(self.chance, GOAL_STATUSES),
            }
            self._on(agreed, goals, row)
            if row["status"] != "open":
                self._on(self._later(agreed, 90, 360, conference), decide_goals, row)

    # --------------------------------------------------- up to today's stage

    def _first_review(self, agreed, until):
        """The first review, where it ends before a day."""
        seen = conference(self.world, agreed + REVIEW_AFTER)
        if seen + REVIEWED_AFTER < until:
            self._on(seen, STEP["review"])
            self._on(seen + REVIEWED_AFTER, STEP["resume"])

    def _to_delivery(self, agreed):
        """The latest review ended three months before the next one is due."""
        last = office_day(self.world, self.person["case"]["date_review"] - REVIEW_AFTER)
        seen = last - REVIEWED_AFTER
        self._first_review(agreed, seen)
        if seen <= agreed + REVIEW_AFTER:
            return agreed
        self._on(seen, STEP["review"])
        self._on(last, STEP["resume"])
        return last

    def _to_review(self, agreed):
        last = self._to_delivery(agreed)
        first = max(last, self.world.before(days=9))
        self._on(self._later(first, 1, 8), STEP["review"])

    def _to_transition(self, agreed):
        first = max(agreed + relativedelta(days=60), self.world.before(days=200))
        self._leave(agreed, self._later(first, 0, 190, conference))

    def _to_followup(self, agreed):
        first = max(agreed + relativedelta(days=120), self.world.before(days=400))
        self._follow_up(agreed, self._later(first, 0, 390, conference))

    def _to_closed(self, agreed):
        left = self.end - relativedelta(days=self.chance.randint(60, 180))
        if self.person["case"]["exit_reason"] in WELL and left > agreed:
            self._follow_up(agreed, min(conference(self.world, left), self.end))
        else:
            self._first_review(agreed, self.end)
        self._on(self.end, close)

    def _leave(self, agreed, day):
        self._first_review(agreed, day)
        self._on(day, STEP["prepare_exit"])

    def _follow_up(self, agreed, day):
        prepared = day - relativedelta(days=self.chance.randint(30, 90))
        prepared = conference(self.world, max(agreed, prepared))
        self._leave(agreed, min(prepared, day))
        self._on(day, STEP["follow_up"])


def _pick(chance, weights):
    return chance.choices(list(weights), list(weights.values()))[0]
