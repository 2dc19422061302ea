# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Services to the persons of the cases: planned, started, done or missed on their days."""

from datetime import timedelta

from .diary import Diary, office_day
from .people import is_adult, officer_of

ADULT = {"medical": 4, "documents": 4, "legal": 2, "psychosocial": 6,
         "accommodation": 3, "food_relief": 3, "mentoring": 3}
CHILD = {"school": 6, "psychosocial": 5, "recreation": 4, "medical": 3}
PROVIDERS = {"medical": "clinic", "school": "school", "legal": "csw",
             "documents": "csw", "psychosocial": "ngo", "recreation": "ngo2",
             "mentoring": "ngo2", "accommodation": "mia", "food_relief": "csw"}
STATES = {"done": 7, "started": 2, "planned": 1, "missed": 1}
# What is over when a case closes.
STATES_OF_CLOSED = {"done": 7, "missed": 1}
# Days between the planning of a service and the service; after a missed one the word.
AHEAD, MISSED_AFTER = timedelta(days=14), timedelta(days=2)


def plan(world):
    diary = Diary(world, (_plan, _start, _finish, _miss))
    for person in world.direct:
        login = officer_of(world, person["place"])
        for row in _services(world, person):
            _note(world, diary, login, row)
    diary.open()


def _services(world, person):
    """Services as dicts with their state and days; none before the plan is agreed."""
    case = person["case"]
    if "date_plan" not in case:
        return
    kinds = ADULT if is_adult(world, person) else CHILD
    agreed, end = case["date_plan"], case.get("date_closed", world.today)
    states = STATES_OF_CLOSED if "date_closed" in case else STATES
    for _number in range(world.random.randint(1, 3)):
        kind = world.pick(kinds)
        day = office_day(world, world.day_between(agreed, end))
        state = world.pick(states)
        if state in ("started", "planned"):
            # What is still open lies around today; a few of them are late.
            day = max(agreed, world.before(days=world.random.randint(-40, 12)))
            state = "planned" if day > world.today else state
        length = timedelta(days=world.random.randint(1, 120))
        yield {
            "person": person, "kind": kind, "state": state, "agreed": agreed,
            "planned": day, "end": min(office_day(world, day + length), end),
        }


def _note(world, diary, login, row):
    day, state = row["planned"], row["state"]
    diary.add(office_day(world, max(row["agreed"], day - AHEAD)), login, _plan, row)
    if state in ("started", "done"):
        diary.add(day, login, _start, row)
    if state == "done":
        diary.add(row["end"], login, _finish, row)
    if state == "missed":
        diary.add(office_day(world, day + MISSED_AFTER), login, _miss, row)


def _plan(world, login, rows):
    ids = world.door(login).create(
        "rr.service",
        [
            {
                "case_id": row["person"]["case_record"].id,
                "kind": row["kind"],
                "provider_id": world.organisations[PROVIDERS[row["kind"]]].id,
                "date_planned": row["planned"],
            }
            for row in rows
        ],
    )
    for row, service in zip(rows, ids, strict=True):
        row["id"] = service


def _step(name):
    def act(world, login, rows):
        world.door(login).step("rr.service", [row["id"] for row in rows], name)

    return act


_start, _finish, _miss = _step("start"), _step("finish"), _step("miss")
