# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contact log and session notes: invented, sealed, read by few."""

from datetime import datetime, time

from ..names import MARK
from .people import batches, by_officer

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


def build(world):
    people = [person for person in world.direct if "date_plan" in person["case"]]
    for login, rows in by_officer(world, people):
        notes = [
            {
                "case_id": person["case_record"].id,
                "date": datetime.combine(_day(world, person), time(10)),
                "kind": world.random.choice(KINDS),
                "note": f"{world.random.choice(CONTACTS)} ({MARK})",
            }
            for person in rows
            for _number in range(world.random.randint(0, 2))
        ]
        for part in batches(notes):
            world.as_user(login, world.env["rr.case.note"]).create(part)
    world.as_user("psychologist", world.env["rr.psychosocial.session"]).create(
        [
            {
                "case_id": person["case_record"].id,
                "date": _day(world, person),
                "note": f"{world.random.choice(SESSIONS)} ({MARK})",
            }
            for person in people[: world.count(24)]
        ]
    )


def _day(world, person):
    return world.day_between(person["case"]["date_plan"], world.before(days=1))
