# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Benchmark of saving a roster, for Odoo's shell; measures, and changes nothing for
good: what it makes is rolled back, except the bulk rows when asked to keep them.

In a shell of a database with this addon::

    from odoo.addons.rr_training import bench
    figures = bench.run(env, rows=500_000, rounds=100)

``figures``: milliseconds of server time (median, 95th percentile, maximum) for 30
marks with ``rows`` attendance rows present, and the queries of rosters of 30 and 300.
"""

import statistics
import time
from datetime import date, datetime, timedelta

from odoo import fields
from odoo.tools import SQL

from .engine.series import to_local, to_utc

PEOPLE = 25


def bulk(env, provider, municipality, rows):
    """Insert courses, held sessions, enrolments and attendance by SQL.

    An honest state: every row satisfies the constraints, every line lies within its
    enrolment and course; triggers of the trail fire as for any write. Names are left
    out (no row of these is shown on a roster).

    :returns: number of attendance rows inserted
    """
    env.flush_all()
    cr = env.cr
    sessions = 100
    courses = -(-rows // (PEOPLE * sessions))
    cr.execute(
        """
        INSERT INTO rr_course (name, code, provider_id, municipality_id, sector,
            planned_hours, capacity, date_start, date_end, state, completion_rate,
            last_number, has_absence_limit, max_unexcused_absences, has_assessment,
            alert_after_sessions, create_date, write_date)
        SELECT 'Bulk ' || n, 'B-' || txid_current() || '-' || n, %s, %s, 'other', 200,
            %s, '2020-01-01', '2025-12-31', 'done', 80, %s, true, 5, true, 4, now(), now()
          FROM generate_series(1, %s) n RETURNING id
        """,
        [provider.id, municipality.id, PEOPLE, PEOPLE, courses],
    )
    ids = [row[0] for row in cr.fetchall()]
    cr.execute(
        """
        INSERT INTO rr_course_session (course_id, kind, date_start, date_end, date,
            minutes, state, sheet_state, submitted_at, create_date, write_date)
        SELECT course, 'regular', day + time '15:00', day + time '17:00', day::date,
            120, 'held', 'verified', day + time '18:00', now(), now()
          FROM unnest(%s) course,
               LATERAL (SELECT timestamp '2020-01-06' + n * interval '7 days' AS day
                          FROM generate_series(1, %s) n) days
        """,
        [ids, sessions],
    )
    cr.execute(
        """
        INSERT INTO rr_enrolment (course_id, number, participant_kind, name_kind,
            date_from, state, create_date, write_date)
        SELECT course, n, 'community', 'alias', '2020-01-01', 'enrolled', now(), now()
          FROM unnest(%s) course, generate_series(1, %s) n
        """,
        [ids, PEOPLE],
    )
    cr.execute(
        """
        INSERT INTO rr_attendance (session_id, enrolment_id, course_id, date, mark,
            present, minutes_missed, held_minutes, credited_minutes, revision,
            taken_at, create_date, write_date)
        SELECT s.id, e.id, s.course_id, s.date,
               CASE WHEN (s.id + e.id) %% 10 = 0 THEN 'absent' ELSE 'present' END,
               (s.id + e.id) %% 10 <> 0, 0, 120,
               CASE WHEN (s.id + e.id) %% 10 = 0 THEN 0 ELSE 120 END, 1,
               s.submitted_at, now(), now()
          FROM rr_course_session s JOIN rr_enrolment e ON e.course_id = s.course_id
         WHERE s.course_id = ANY(%s) LIMIT %s
        """,
        [ids, rows],
    )
    inserted = cr.rowcount
    for table in ("rr_attendance", "rr_course_session", "rr_enrolment", "rr_course"):
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()
    return inserted


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
    """Save as a request does: cold record cache; return (milliseconds, queries)."""
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    answers = session.save_marks(marks)
    env.flush_all()
    spent = (time.perf_counter() - start) * 1000
    wrong = [answer for answer in answers if answer["status"] != "saved"]
    if wrong:
        raise RuntimeError(f"the benchmark's marks were not saved: {wrong[0]}")
    return spent, env.cr.sql_log_count - queries


def run(env, rows=500_000, rounds=100):
    """Measure; everything it made is rolled back.

    :param rows: attendance rows that shall be present
    :param rounds: how many sheets get 30 marks, and then 30 changed marks
    """
    trainer = env["res.users"].search(
        [("group_ids", "in", env.ref("rr_base.group_ngo").id)], limit=1
    )
    municipality = env["rr.municipality"].search([], limit=1)
    cr = env.cr
    cr.execute("SAVEPOINT rr_bench")
    try:
        present = env["rr.attendance"].search_count([])
        start = time.perf_counter()
        inserted = 0
        if present < rows:
            inserted = bulk(
                env, trainer.commercial_partner_id, municipality, rows - present
            )
        bulk_seconds = time.perf_counter() - start
        session, enrolments = _course(env, trainer, municipality, 30)
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
                for _turn in range(rounds)
            ]
        )
        env.flush_all()
        times = [
            _save(env, each.with_user(trainer), _marks(enrolments, turn))[0]
            for each in sessions
            for turn in (0, 1)
        ]
        queries = {}
        for size in (30, 300):
            large, people = _course(env, trainer, municipality, size)
            queries[size] = [
                _save(env, large, _marks(people, turn))[1] for turn in (0, 1)
            ]
        cr.execute("SELECT count(*) FROM rr_attendance")
        (total,) = cr.fetchone()
        return {
            "attendance_rows": total,
            "bulk_rows_per_second": round(inserted / bulk_seconds) if inserted else None,
            "rounds": len(times),
            "save_30_marks_ms": {
                "median": round(statistics.median(times), 1),
                "p95": round(sorted(times)[int(0.95 * len(times))], 1),
                "max": round(max(times), 1),
            },
            "queries_new_then_changed": queries,
        }
    finally:
        env.clear()
        cr.execute("ROLLBACK TO SAVEPOINT rr_bench")
