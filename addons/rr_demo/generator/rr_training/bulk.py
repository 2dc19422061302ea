# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Attendance of years by the hundred thousand, where a programme is copied."""

from odoo.tools import SQL

PEOPLE = 25


def attendance(env, provider, municipality, rows):
    """Insert courses, held sessions, enrolments and attendance by SQL.

    An honest state: every row satisfies the constraints, every line lies within its
    enrolment and course; triggers of the trail fire as for any write. Names are left
    out (no row of these is shown on a roster).
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
    for table in ("rr_attendance", "rr_course_session", "rr_enrolment", "rr_course"):
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()
