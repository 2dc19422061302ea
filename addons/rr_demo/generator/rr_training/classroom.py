# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""In the classroom: on the day of each session the trainer's phone sends the marks and
submits the sheet, a second person verifies it, and once a month sheets are locked."""

import json
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from odoo.addons.rr_training.engine import series
from odoo.tools.misc import file_open

from ..browser import Refused

# After the last participant has left.
SUBMITTED = timedelta(minutes=9)
VERIFIED = timedelta(days=7)
# The day of the month on which all sheets of the month before are verified.
LOCKING_DAY = 8
# Sessions that somebody of a running course missed of late: the officer is told.
MISSED = 3


def plan(world):
    """Draw the marks of the courses in ``world.courses``; put each sheet's way on the
    agenda. What is not over today stays as it is planned."""
    with file_open("rr_demo/data/courses.json") as source:
        weights = json.load(source)["marks"]
    chance = world.chance("classroom")
    for course in world.courses:
        held = [meeting for meeting in course["meetings"] if meeting.day < world.today]
        absent = _somebody_to_look_after(course)
        for left, meeting in zip(range(len(held), 0, -1), held, strict=True):
            marks = [
                _mark(chance, weights) for _person in course["participants"]
            ]
            if absent is not None and left <= MISSED:
                marks[absent] = {"mark": "absent"}
            moment = meeting.end + SUBMITTED
            since_midnight = moment - datetime.combine(moment, time())
            world.on(moment.date(), _hold, world, course, meeting, marks,
                     hour=since_midnight / timedelta(hours=1))
            world.on(meeting.day + VERIFIED, _verify, world, course, meeting, hour=8)
    _plan_locking(world)


def _somebody_to_look_after(course):
    """Place of the first beneficiary of a course that is running; None without one."""
    if course["is_past"]:
        return None
    return next(
        (place for place, person in enumerate(course["participants"])
         if isinstance(person, dict)),
        None,
    )


def _mark(chance, weights):
    mark = chance.choices(list(weights), list(weights.values()))[0]
    row = {"mark": mark}
    if mark in ("late", "left_early"):
        row["missed"] = chance.choice((10, 15, 20, 30, 45))
    elif mark == "excused":
        row["excuse"] = chance.choice(("illness", "family", "work"))
    return row


def _hold(world, course, meeting, marks):
    """The trainer marks who was not there from beginning to end, and submits: the rest
    was present. One call, as the phone sends what waited for the network."""
    session = _session(world, course, meeting)
    enrolments = course["enrolments"].ids
    sent = [
        {"key": f"demo-{session:06d}-{enrolment:06d}", "enrolment": enrolment,
         "base": 0, **mark}
        for enrolment, mark in zip(enrolments, marks, strict=True)
        if mark["mark"] != "present"
    ]
    answer = world.browser(course["provider"]).json(
        f"/rr/api/session/{session}/marks", marks=sent, submit=True, seen=enrolments
    )
    if not answer.get("submitted"):
        raise Refused(f"the sheet of {course['name']} on {meeting.day}: {answer}")


def _verify(world, course, meeting):
    """A colleague of the trainer verifies the sheet; where there is none, the office."""
    verifier = "ngo3" if course["provider"] == "ngo" else course["officer"]
    world.door(verifier).call(
        "rr.course.session", "action_verify_sheet", [_session(world, course, meeting)]
    )


def _session(world, course, meeting):
    """Id of the session of a meeting, as the trainer planned it."""
    if "sessions" not in course:
        sessions = world.env["rr.course.session"].search(
            [("course_id", "=", course["record"].id)]
        )
        course["sessions"] = {
            series.to_local(session.date_start).date(): session.id
            for session in sessions
        }
    return course["sessions"][meeting.day]


def _plan_locking(world):
    """Each month the sheets of the month before are locked."""
    first = min((course["start"] for course in world.courses), default=world.today)
    month = first.replace(day=1)
    while month < world.today:
        last = month + relativedelta(months=1, days=-1)
        world.on(last + timedelta(days=LOCKING_DAY), _lock, world, month, last, hour=12)
        month += relativedelta(months=1)


def _lock(world, first, last):
    with world.without_door("rr.course.session._lock_sheets"):
        world.env["rr.course.session"]._lock_sheets(first, last)
        world.env.flush_all()
