# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contact log and session notes: invented, sealed, read by few."""

from datetime import datetime, time, timedelta

from ..names import MARK
from .diary import Diary, office_day
from .people import officer_of

CONTACTS = (
    "Visit at home; the flat is dry now and the rent is paid.",
    "Call with the school: the child goes every day.",
    "Accompanied to the municipal office; papers handed in.",
    "Talked about the course that starts next month.",
)
SESSIONS = (
    "Slept better this week; wants to go on.",
    "Worried about the hearing; agreed on a next step.",
)
KINDS = ("visit", "call")


def plan(world):
    people = [person for person in world.direct if "date_plan" in person["case"]]
    diary = Diary(world, (_contacts, _sessions))
    for person in people:
        login = officer_of(world, person["place"])
        for _number in range(world.random.randint(0, 2)):
            day = _day(world, person)
            row = {
                "person": person,
                "date": datetime.combine(day, time(10)),
                "kind": world.random.choice(KINDS),
                "note": f"{world.random.choice(CONTACTS)} ({MARK})",
            }
            # Written up on the next morning.
            diary.add(office_day(world, day + timedelta(days=1)), login, _contacts, row)
    for person in people[: world.count(24)]:
        day = _day(world, person)
        row = {
            "person": person,
            "date": day,
            "note": f"{world.random.choice(SESSIONS)} ({MARK})",
        }
        diary.add(
            office_day(world, day + timedelta(days=1)), "psychologist", _sessions, row
        )
    diary.open()


def _day(world, person):
    """A working day of the case, before today."""
    case = person["case"]
    last = min(case.get("date_closed", world.today), world.before(days=1))
    first = case["date_plan"]
    return min(office_day(world, world.day_between(first, max(first, last))), last)


def _written(model):
    def act(world, login, rows):
        world.door(login).create(
            model,
            [
                {"case_id": row["person"]["case_record"].id,
                 **{name: value for name, value in row.items() if name != "person"}}
                for row in rows
            ],
        )

    return act


_contacts, _sessions = _written("rr.case.note"), _written("rr.psychosocial.session")
