# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Courses with their sessions and marks: past, running today, one with a roster that
a trainer opens on a phone."""

import json
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import WEEKLY, rrule
from odoo.addons.rr_training.engine.series import to_utc
from odoo.tools.misc import file_open

from .. import names
from ..rr_beneficiaries.people import batches, is_adult

COMPLETE_FROM = 80  # per cent of the planned minutes


def build(world):
    with file_open("rr_demo/data/courses.json") as source:
        plan = json.load(source)
    candidates = [
        person for person in world.direct
        if is_adult(world, person) or world.today.year - person["birth_year"] >= 15
    ]
    world.random.shuffle(candidates)
    world.courses = []
    templates = plan["courses"]
    if world.scale < 1:
        # The latest ones: a roster of today is always among them.
        templates = templates[-max(2, round(len(templates) * world.scale)) :]
    for turn in range(max(1, round(world.scale))):
        for template in templates:
            world.courses.append(_course(world, template, turn))
    for number, course in enumerate(world.courses, start=1):
        world.progress(f"courses {number} of {len(world.courses)}")
        _enrol(world, course, _participants(world, course, candidates))
        _sessions(world, course)
        _marks(world, course, plan)
        _finish(world, course, plan)


def _course(world, template, turn):
    """Plan one course; ``turn`` numbers its copies at higher scales."""
    start = world.today + relativedelta(months=template["start"])
    days = template["weekdays"]
    if days == "today":
        days = sorted({world.today.weekday(), (world.today.weekday() + 3) % 7})
    name = template["name"] if not turn else f"{template['name']} ({turn + 1})"
    end = start + relativedelta(weeks=template["weeks"])
    return {**template, "name": name, "weekdays": days, "start": start, "end": end,
            "is_past": end < world.today}


def _participants(world, course, candidates):
    """Beneficiaries (nearest municipality first come) and community participants."""
    chosen = []
    for person in list(candidates):
        if len(chosen) == course["beneficiaries"]:
            break
        if person["entry"] <= course["start"]:
            candidates.remove(person)
            chosen.append(person)
    strangers = []
    for _number in range(course["community"] + course["beneficiaries"] - len(chosen)):
        language = world.pick(world.profile["languages"])
        sex = world.random.choice("fm")
        strangers.append(names.first_name(world.random, language, sex))
    people = [*chosen, *strangers]
    world.random.shuffle(people)
    return people


def _enrol(world, course, people):
    env, ngo = world.env, world.organisations[course["provider"]]
    record = world.history(env["rr.course"]).create(
        {
            "name": course["name"],
            "provider_id": ngo.id,
            "trainer_id": world.users[course["provider"]].id,
            "municipality_id": world.municipalities[course["place"]].id,
            "venue": "Qendra e trajnimit (demo)",
            "sector": course["sector"],
            "occupation_code": course["isco"],
            "planned_hours": course["weeks"] * len(course["weekdays"])
            * course["minutes"] / 60,
            "capacity": 18,
            "date_start": course["start"],
            "date_end": course["end"],
            "state": "running",
        }
    )
    rows = []
    for person in people:
        is_person = isinstance(person, dict)
        shared = is_person and person.get("shares") and course["provider"] == "ngo"
        rows.append(
            {
                "course_id": record.id,
                "beneficiary_id": person["record"].id if is_person else False,
                "roster_name": person["first_name"] if shared
                else world.random.choice(names.ALIASES) if is_person else person,
                "name_kind": "first_name" if shared else "alias",
                "date_from": course["start"],
            }
        )
        if is_person:
            person["course"] = course
    course["record"] = record.with_env(env)
    course["enrolments"] = env["rr.enrolment"].create(rows)


def _sessions(world, course):
    clock = time.fromisoformat(course["clock"])
    holidays = world.env["rr.holiday"]._between(course["start"], course["end"])
    days = [
        day.date()
        for day in rrule(
            WEEKLY,
            dtstart=datetime.combine(course["start"], time()),
            until=datetime.combine(course["end"], time()),
            byweekday=course["weekdays"],
        )
        if day.date() not in holidays or day.date() == world.today
    ]
    starts = [to_utc(day, clock) for day in days]
    course["sessions"] = world.env["rr.course.session"].create(
        [
            {
                "course_id": course["record"].id,
                "date_start": start,
                "date_end": start + timedelta(minutes=course["minutes"]),
            }
            for start in starts
        ]
    )


def _mark(world, session, plan):
    mark = world.pick(plan["marks"])
    row = {"mark": mark}
    if mark in ("late", "left_early"):
        row["minutes_missed"] = world.random.choice((10, 15, 20, 30, 45))
    elif mark == "excused":
        row["excuse"] = world.random.choice(("illness", "family", "work"))
    return row


def _marks(world, course, plan):
    """Marks of the sessions that were held, and the sheets as they stand."""
    held = course["sessions"].filtered(lambda session: session.date < world.today)
    rows = [
        {
            "session_id": session.id,
            "enrolment_id": enrolment.id,
            **_mark(world, session, plan),
        }
        for session in held
        for enrolment in course["enrolments"]
    ]
    trainer = world.users[course["provider"]]
    for part in batches(rows):
        world.env["rr.attendance"].create(part)
    _settle_sheets(world, held, trainer)


def _settle_sheets(world, held, trainer):
    """Sheets of last week are submitted, older ones verified, last month's locked."""
    if not held:
        return
    verifier = world.users["ngo3" if trainer.login == "ngo" else "officer"]
    world.history(held).write({"state": "held"})
    for session in held:
        stamp = session.date_end + timedelta(minutes=9)
        session._write_sheet(
            {
                "taken_by_id": trainer.id,
                "taken_at": stamp,
                "submitted_by_id": trainer.id,
                "submitted_at": stamp,
                "sheet_state": "submitted",
            }
        )
    week = world.before(days=7)
    verified = held.filtered(lambda session: session.date <= week)
    for session in verified:
        session._write_sheet(
            {
                "verified_by_id": verifier.id,
                "verified_at": session.date_end + timedelta(days=4),
                "sheet_state": "verified",
            }
        )
    month = world.today.replace(day=1)
    locked = verified.filtered(lambda session: session.date < month)
    if locked:
        locked._write_sheet({"sheet_state": "locked", "locked_at": datetime.combine(
            month, time(6))})


def _finish(world, course, plan):
    """Who of a past course completed and was certified; follow-ups from its end."""
    if not course["is_past"]:
        return
    env = world.env
    sums = env["rr.attendance"]._read_group(
        [("course_id", "=", course["record"].id)],
        ["enrolment_id"],
        ["credited_minutes:sum", "held_minutes:sum"],
    )
    completed = env["rr.enrolment"]
    for enrolment, credited, held in sums:
        if held and 100 * credited >= COMPLETE_FROM * held:
            completed |= enrolment
    dropped = course["enrolments"] - completed
    if completed:
        world.history(completed).write(
            {
                "state": "certified",
                "has_passed_assessment": True,
                "completed_on": course["end"],
            }
        )
        completed.env["rr.certificate"]._issue(completed).sudo().write(
            {"date": course["end"]}
        )
        completed._schedule_followups()
    if dropped:
        world.history(dropped).write(
            {"state": "dropped", "date_to": course["end"], "drop_reason": "work"}
        )
    world.history(course["record"]).write({"state": "done"})
