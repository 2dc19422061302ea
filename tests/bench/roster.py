"""Saving thirty marks of one session, as a telephone sends them. Runs in Odoo's shell.

Against: the insertion of thirty such rows by one statement, triggers included, and
nothing else: no keys, no rights, no rules of a sheet.
"""

import statistics
import time
from datetime import date, datetime, timedelta

from measure import TIMES, row
from odoo import fields
from odoo.addons.rr_training.engine.series import to_local, to_utc

PEOPLE = 30
SHEETS = 20  # that get thirty marks, and then thirty changed ones


def _trainer_and_place(env):
    trainer = env["res.users"].search(
        [("group_ids", "in", env.ref("rr_base.group_ngo").id)], limit=1
    )
    return trainer, env["rr.municipality"].search([], limit=1)


def _course(env, trainer, municipality, size):
    today = to_local(fields.Datetime.now()).date()
    course = env["rr.course"].create(
        {
            "name": f"Benchmark {size}",
            "provider_id": trainer.commercial_partner_id.id,
            "municipality_id": municipality.id,
            "planned_hours": 60,
            "capacity": size,
            "date_start": date(2026, 1, 1),
        }
    )
    enrolments = env["rr.enrolment"].create(
        [
            {
                "course_id": course.id,
                "roster_name": f"P{number}",
                "date_from": date(2026, 1, 1),
            }
            for number in range(size)
        ]
    )
    start = to_utc(today, datetime.min.time().replace(hour=10))
    session = env["rr.course.session"].create(
        {
            "course_id": course.id,
            "date_start": start,
            "date_end": start + timedelta(hours=2),
        }
    )
    env.flush_all()
    return session.with_user(trainer), enrolments


def _marks(enrolments, turn):
    kinds = (("absent", 0), ("present", 0), ("late", 10), ("left_early", 5))
    return [
        {
            "key": f"bench-{turn}-{enrolment.id}",
            "enrolment": enrolment.id,
            "mark": kinds[(at + turn) % 4][0],
            "missed": kinds[(at + turn) % 4][1],
            "base": turn,
        }
        for at, enrolment in enumerate(enrolments)
    ]


def _save(env, session, marks):
    """Save as a request does, with a cold record cache; return milliseconds."""
    env.invalidate_all()
    start = time.perf_counter()
    answers = session.save_marks(marks)
    env.flush_all()
    spent = (time.perf_counter() - start) * 1000
    wrong = [answer for answer in answers if answer["status"] != "saved"]
    if wrong:
        raise RuntimeError(f"the benchmark's marks were not saved: {wrong[0]}")
    return spent


def _saving(env):
    """Milliseconds of each saving of thirty marks, sorted."""
    session, enrolments = _course(env, *_trainer_and_place(env), PEOPLE)
    trainer = session.env.user
    _save(env, session, _marks(enrolments, 0))
    # A new session each time: within one transaction the database cannot clear
    # away old versions of a row, and a line changed 200 times would be slow for
    # a reason that no trainer meets.
    sessions = session.sudo().create(
        [
            {
                "course_id": session.course_id.id,
                "date_start": session.date_start,
                "date_end": session.date_end,
            }
            for _sheet in range(SHEETS)
        ]
    )
    env.flush_all()
    return sorted(
        _save(env, each.with_user(trainer), _marks(enrolments, turn))
        for each in sessions
        for turn in (0, 1)
    )


def _floor(env):
    """Median milliseconds of thirty plain rows."""
    session, enrolments = _course(env, *_trainer_and_place(env), PEOPLE)
    env.flush_all()
    spans = []
    for _turn in range(TIMES):
        env.cr.execute("SAVEPOINT rr_bench_floor")
        began = time.perf_counter()
        env.cr.execute(
            """
            INSERT INTO rr_attendance (session_id, enrolment_id, course_id, date, mark,
                   present, minutes_missed, held_minutes, credited_minutes, revision,
                   taken_at, create_date, write_date)
            SELECT %s, e, %s, %s, 'present', true, 0, 120, 120, 1, now(), now(), now()
              FROM unnest(%s) e
            """,
            [session.id, session.course_id.id, session.date, enrolments.ids],
        )
        spans.append(1000 * (time.perf_counter() - began))
        env.cr.execute("ROLLBACK TO SAVEPOINT rr_bench_floor")
    return statistics.median(spans)


def run(env, scale):
    """:return: rows of the benchmark"""
    times = _saving(env)
    size = env["rr.attendance"].search_count([])
    env.cr.rollback()
    env.invalidate_all()
    floor, against = _floor(env), "30 plain rows by one statement"
    env.cr.rollback()
    env.invalidate_all()
    last = times[int(0.95 * len(times))]
    return [
        row("saving 30 marks, median", statistics.median(times), against, floor, size),
        row("saving 30 marks, 95th percentile", last, against, floor, size),
    ]
