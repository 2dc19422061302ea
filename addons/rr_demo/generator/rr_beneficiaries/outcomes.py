# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Follow-ups that were due are answered or lost; the latest status is the published
one, to the person."""

from dateutil.relativedelta import relativedelta

from .people import officer_of

REACHED = 0.82
LADDER = {"1": 4, "2": 6, "3": 6, "4": 3, "5": 1}
EARLIER = {"seeking": 5, "inactive": 3, "employed_informal": 2, "subsidised": 1,
           "education": 1, "unknown": 1}


def build(world):
    people = {person["record"].id: person for person in world.direct}
    due = world.env["rr.outcome.followup"].search(
        [("window_from", "<=", world.before(days=1))], order="date_due, id"
    )
    last = {followup.beneficiary_id.id: followup for followup in due}
    for followup in due:
        _answer(world, followup, people, last)
    _latest(world)


def _answer(world, followup, people, last):
    person = people.get(followup.beneficiary_id.id)
    if person is None:
        return
    login = officer_of(world, person["place"])
    day = followup.date_due + relativedelta(days=world.random.randint(-10, 25))
    if world.random.random() > REACHED or day >= world.today:
        return  # planned, or lost by the daily job once the window is over
    is_last = last[followup.beneficiary_id.id] == followup
    status = person["status"] if is_last else world.pick(EARLIER)
    mine = followup.with_user(world.users[login])
    mine.write(
        {"status": status, "verification": world.pick(LADDER), "date_done": day}
    )
    mine._transition("record")
    person["asked"] = True


def _latest(world):
    """What no follow-up said is known from a review, at some time since the entry."""
    for person in world.direct:
        record = person["record"]
        known = record.work_status_date
        if known and record.work_status == person["status"]:
            continue  # the last answer said so
        # A later word than any answer: of two on one day the answer would count.
        after = (known or person["entry"]) + relativedelta(days=1)
        first = max(after, person["entry"] + relativedelta(months=3))
        last = world.before(days=1)
        day = world.day_between(first, last) if first < last else max(after, last)
        record._rr_set_work_status(person["status"], day, world.pick(LADDER))
    world.env["rr.outcome.followup"]._cron_mark_lost()
