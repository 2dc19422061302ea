# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Follow-ups are answered when they fall due, or lost; the latest status is the published
one, to the person."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import FR, MONTHLY, WEEKLY, rrule

from .diary import workday
from .people import by_officer

REACHED = 0.82
LADDER = {"1": 4, "2": 6, "3": 6, "4": 3, "5": 1}
EARLIER = {"seeking": 5, "inactive": 3, "employed_informal": 2, "subsidised": 1,
           "education": 1, "unknown": 1}
# An answer is taken so many days before or after the day on which it is due.
FIRST_DAY, LAST_DAY = -10, 25
# Months in which a follow-up may tell the present status, before a review has to.
PATIENCE = 3
# Hours: of the scheduled jobs, of the officers' round of calls, of what remains.
NIGHT, AFTERNOON, EVENING = 1, 15, 17


def plan(world):
    chance = world.chance("outcomes")
    for person in world.direct:
        first = person["entry"] + relativedelta(months=3)
        last = world.before(days=1)
        # Since when it is as it is today, and who can tell.
        person["status_since"] = (
            first + timedelta(days=chance.randint(0, (last - first).days))
            if first < last else last
        )
        person["status_known_by"] = _pick(chance, LADDER)
    begin = min(person["entry"] for person in world.direct)
    for moment in rrule(WEEKLY, interval=2, byweekday=FR, dtstart=begin,
                        until=world.today):
        world.on(moment.date(), _round, world, hour=AFTERNOON)
    for moment in rrule(MONTHLY, bymonthday=1, dtstart=begin, until=world.today):
        day = moment.date()
        world.on(day, world.job, "rr_beneficiaries.cron_followup_lost", hour=NIGHT)
        world.on(workday(world, day), _reviews, world, PATIENCE, hour=EVENING)
    for job in ("cron_followup_lost", "cron_reminders"):
        world.on(world.today, world.job, f"rr_beneficiaries.{job}", hour=NIGHT)
    world.on(world.today, _round, world, hour=AFTERNOON)
    world.on(world.today, _reviews, world, 0, hour=EVENING)


def _pick(chance, weights):
    return chance.choices(list(weights), list(weights.values()))[0]


def _round(world):
    """The officers call whose follow-up is due, and type in who was reached."""
    people = {person["record"].id: person for person in world.direct
              if "record" in person}
    for login, rows in by_officer(world, people.values()):
        door = world.door(login)
        due = door.search(
            "rr.outcome.followup",
            [
                ("state", "=", "planned"),
                ("window_from", "<=", world.day),
                ("beneficiary_id", "in", [row["record"].id for row in rows]),
            ],
            ("beneficiary_id", "anchor_ref", "wave", "date_due"),
        )
        answered = [row["id"] for row in due if _ask(world, door, people, row)]
        if answered:
            door.step("rr.outcome.followup", answered, "record")


def _ask(world, door, people, row):
    """Type in an answer, unless the person was not reached, or not yet.

    What becomes of one follow-up is drawn from a source of its own: it is the same in
    whatever round it is asked.
    """
    person_id, code = row["beneficiary_id"]
    person = people[person_id]
    chance = world.chance(f"outcomes/{code}/{row['anchor_ref']}/{row['wave']}")
    due = world.today.fromisoformat(row["date_due"])
    day = due + timedelta(days=chance.randint(FIRST_DAY, LAST_DAY))
    status, known_by = _pick(chance, EARLIER), _pick(chance, LADDER)
    if chance.random() > REACHED or day > world.day or day == world.today:
        return False  # planned still, or lost by the job once the window is over
    if day >= person["status_since"]:
        status = person["status"]
    door.write(
        "rr.outcome.followup", row["id"],
        {"status": status, "verification": known_by, "date_done": day},
    )
    return True


def _reviews(world, patience):
    """What no follow-up said within some months is known from a review of the case."""
    since = world.day - relativedelta(months=patience)
    waiting = [person for person in world.direct if person["status_since"] <= since
               and "record" in person and not person.get("is_status_known")]
    for login, people in by_officer(world, waiting):
        records = world.as_user(login, world.env["rr.beneficiary"]).browse(
            [person["record"].id for person in people]
        )
        for person, record in zip(people, records, strict=True):
            person["is_status_known"] = True
            if record.work_status_date and record.work_status == person["status"]:
                continue  # an answer said so
            with world.without_door("rr.beneficiary._rr_set_work_status"):
                record._rr_set_work_status(
                    person["status"], world.day, person["status_known_by"]
                )
                record.env.cr.flush()
