# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Courses from the first entry in the register to the last certificate: past ones,
running ones, one with a roster that a trainer opens on a phone today."""

import json
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from odoo.addons.rr_training.engine import series
from odoo.addons.rr_training.models.session_series import WEEKDAYS
from odoo.tools.misc import file_open

from .. import names
from ..rr_beneficiaries.people import is_adult, officer_of

# Days before the first day of a course on which the office and the trainer act.
ENTERED, ENROLLED, CONFIRMED, PLANNED = 21, 10, 7, 6
# A person is in the register, and has said who may know the name, well before that.
KNOWN = timedelta(days=30)
# The office ends a course once its last sheet was verified.
FINISHED = timedelta(days=8)


def plan(world):
    """Draw the courses and who takes part; put on the agenda what the office does.

    Leaves ``world.courses``: dicts with the values of the template and ``name``,
    ``start``, ``end``, ``is_past``, ``officer`` (login), ``meetings`` (occurrences of
    the series), ``participants`` (a person of ``world.people``, or a first name), and,
    once they were made, ``record`` and ``enrolments`` in the order of the participants.
    """
    with file_open("rr_demo/data/courses.json") as source:
        templates = json.load(source)["courses"]
    chance = world.chance("courses")
    candidates = [
        person for person in world.direct
        if is_adult(world, person) or world.today.year - person["birth_year"] >= 15
    ]
    chance.shuffle(candidates)
    if world.scale < 1:
        # The latest ones: a roster of today is always among them.
        templates = templates[-max(2, round(len(templates) * world.scale)) :]
    world.courses = [_course(world, template) for template in templates]
    for course in world.courses:
        course["participants"] = _participants(world, chance, course, candidates)
        _put_on_agenda(world, chance, course)


def _course(world, template):
    start = world.today + relativedelta(months=template["start"])
    end = start + relativedelta(weeks=template["weeks"])
    days = template["weekdays"]
    if days == "today":
        days = sorted({world.today.weekday(), (world.today.weekday() + 3) % 7})
    course = {**template, "weekdays": days, "start": start, "end": end,
              "is_past": end < world.today,
              "officer": officer_of(world, template["place"])}
    course["meetings"] = _meetings(world, course)
    return course


def _meetings(world, course):
    """The days on which a course meets; on a holiday only if that is today, so that
    there is a roster to open."""
    opens = time.fromisoformat(course["clock"])
    closes = datetime.combine(course["start"], opens)
    rule = series.Series(
        start=course["start"],
        weekdays=frozenset(course["weekdays"]),
        time_from=opens,
        time_to=(closes + timedelta(minutes=course["minutes"])).time(),
        until=course["end"],
    )
    holidays = world.env["rr.holiday"]._between(course["start"], course["end"])
    return [
        meeting for meeting in series.occurrences(rule, holidays)
        if not meeting.holiday or meeting.day == world.today
    ]


def _participants(world, chance, course, candidates):
    """Beneficiaries (who has been known long enough) and community participants."""
    chosen = []
    for person in list(candidates):
        if len(chosen) == course["beneficiaries"]:
            break
        if person["entry"] <= course["start"] - KNOWN:
            candidates.remove(person)
            chosen.append(person)
            person["course"] = course
    languages = world.profile["languages"]
    strangers = [
        names.first_name(
            chance,
            chance.choices(list(languages), list(languages.values()))[0],
            chance.choice("fm"),
        )
        for _number in range(
            course["community"] + course["beneficiaries"] - len(chosen)
        )
    ]
    people = [*chosen, *strangers]
    chance.shuffle(people)
    return people


def _put_on_agenda(world, chance, course):
    aliases = chance.choices(names.ALIASES, k=len(course["participants"]))
    start, end = course["start"], course["end"]
    for before, act, arguments in (
        (ENTERED, _enter, ()),
        (ENROLLED, _enrol, (aliases,)),
        (CONFIRMED, _step, ("confirm",)),
        (PLANNED, _plan_sessions, ()),
        (0, _step, ("start",)),
    ):
        # Before the first session of that day.
        world.on(start - timedelta(days=before), act, world, course, *arguments, hour=6)
    world.on(end + timedelta(days=1), _complete, world, course)
    world.on(end + FINISHED, _finish, world, course)


# ------------------------------------------------------------- before it begins


def _enter(world, course):
    """The officer enters the course that an organisation will hold."""
    hours = sum(meeting.minutes for meeting in course["meetings"]) / 60
    number = world.door(course["officer"]).create(
        "rr.course",
        {
            "name": course["name"],
            "provider_id": world.organisations[course["provider"]].id,
            "trainer_id": world.users[course["provider"]].id,
            "municipality_id": world.municipalities[course["place"]].id,
            "venue": "Qendra e trajnimit (demo)",
            "sector": course["sector"],
            "occupation_code": course["isco"],
            "planned_hours": hours,
            "capacity": 18,
            "date_start": course["start"],
            "date_end": course["end"],
        },
    )
    course["record"] = world.env["rr.course"].browse(number)


def _enrol(world, course, aliases):
    """The officer puts the participants on the roster: by first name who allowed the
    organisation to know it, else by an alias."""
    door = world.door(course["officer"])
    people = course["participants"]
    allowed = _who_shares(world, door, course)
    rows = []
    for person, alias in zip(people, aliases, strict=True):
        number = person["record"].id if isinstance(person, dict) else False
        shared = number in allowed
        rows.append(
            {
                "course_id": course["record"].id,
                "beneficiary_id": number,
                "roster_name": person["first_name"] if shared
                else alias if number else person,
                "name_kind": "first_name" if shared else "alias",
                "date_from": course["start"],
            }
        )
    course["enrolments"] = world.env["rr.enrolment"].browse(
        door.create("rr.enrolment", rows)
    )


def _who_shares(world, door, course):
    """Ids of the persons who share their names with the organisation today."""
    known = [person["record"].id for person in course["participants"]
             if isinstance(person, dict)]
    return {
        row["beneficiary_id"][0]
        for row in door.search(
            "rr.permission",
            [
                ("beneficiary_id", "in", known),
                ("kind", "=", "sharing"),
                ("purpose", "=", "course"),
                ("recipient_id", "=", world.organisations[course["provider"]].id),
                ("withdrawn_on", "=", False),
                "|", ("date_to", "=", False), ("date_to", ">=", world.day),
            ],
            ["beneficiary_id"],
        )
    }


def _step(world, course, step):
    world.door(course["officer"]).step("rr.course", course["record"].id, step)


def _plan_sessions(world, course):
    """The trainer plans the sessions on the page for it: looks first, then creates."""
    page = f"/rr/course/{course['record'].id}/plan"
    meeting = course["meetings"][0]
    form = {
        "date_from": course["start"].isoformat(),
        "interval": 1,
        "end_kind": "until",
        "until": course["end"].isoformat(),
        "time_from": f"{series.to_local(meeting.start):%H:%M}",
        "time_to": f"{series.to_local(meeting.end):%H:%M}",
        **{WEEKDAYS[number]: "on" for number in course["weekdays"]},
    }
    browser = world.browser(course["provider"])
    browser.post(page, form)
    browser.post(page, {**form, "create": "1"})
    # A series leaves holidays out; the office adds the day by hand.
    extra = [
        {
            "course_id": course["record"].id,
            "date_start": meeting.start,
            "date_end": meeting.end,
        }
        for meeting in course["meetings"] if meeting.holiday
    ]
    if extra:
        world.door(course["officer"]).create("rr.course.session", extra)


# ---------------------------------------------------------------- when it is over


def _complete(world, course):
    """The trainer records the final assessment of those who came often enough,
    confirms that they completed the course and certifies them; the office withdraws
    the others."""
    trainer, ids = world.door(course["provider"]), course["enrolments"].ids
    rate = course["record"].completion_rate
    came = [
        row["id"]
        for row in trainer.read("rr.enrolment", ids, ["planned_rate"])
        if row["planned_rate"] >= rate
    ]
    if came:
        trainer.write("rr.enrolment", came, {"has_passed_assessment": True})
    completed = [
        row["id"]
        for row in trainer.read("rr.enrolment", came, ["is_eligible"])
        if row["is_eligible"]
    ]
    if completed:
        trainer.call("rr.enrolment", "action_confirm_completion", completed)
        trainer.call("rr.enrolment", "action_certify", completed)
    dropped = [number for number in ids if number not in completed]
    if dropped:
        world.door(course["officer"]).dialogue(
            {
                "res_model": "rr.enrolment.withdraw",
                "context": {"default_enrolment_ids": dropped},
            },
            {"date_to": course["end"], "drop_reason": "work"},
            "action_apply",
        )


def _finish(world, course):
    """The office ends the course; what became of the absences was looked at."""
    _step(world, course, "finish")
    officer = world.door(course["officer"])
    still_open = [("course_id", "=", course["record"].id), ("is_open", "=", True)]
    alerts = officer.search("rr.attendance.alert", still_open)
    if alerts:
        officer.button("rr.attendance.alert", [row["id"] for row in alerts],
                       "action_close")
    with world.without_door("rr.attendance.alert.action_close"):
        world.env["rr.attendance.alert"].search(still_open).action_close()
        world.env.flush_all()
