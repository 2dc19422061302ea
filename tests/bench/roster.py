"""Saving thirty marks of one session, as a telephone sends them. Runs in Odoo's shell.

Against: the insertion of thirty such rows by one statement, triggers included, and
nothing else: no keys, no rights, no rules of a sheet.
"""

import statistics
import time

from measure import TIMES, row
from odoo.addons.rr_training import bench

PEOPLE = 30


def _floor(env):
    """Median milliseconds of thirty plain rows."""
    trainer = env["res.users"].search(
        [("group_ids", "in", env.ref("rr_base.group_ngo").id)], limit=1
    )
    place = env["rr.municipality"].search([], limit=1)
    session, enrolments = bench._course(env, trainer, place, PEOPLE)
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
    figures = bench.run(env, rows=0, rounds=20)
    floor = _floor(env)
    env.cr.rollback()
    env.invalidate_all()
    size, against = figures["attendance_rows"], "30 plain rows by one statement"
    times = figures["save_30_marks_ms"]
    return [
        row("saving 30 marks, median", times["median"], against, floor, size),
        row("saving 30 marks, 95th percentile", times["p95"], against, floor, size),
    ]
