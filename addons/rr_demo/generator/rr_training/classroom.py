# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Around the rosters: whom to look after, how the sessions of running courses were
planned, and what the telephone sent."""

from datetime import timedelta

from odoo.addons.rr_training.engine.series import to_local
from odoo.addons.rr_training.models.rr_session_series import WEEKDAYS
from odoo.addons.rr_training.models.session_marks import Mark


def build(world):
    for course in world.courses:
        held = course["sessions"].filtered(lambda session: session.state == "held")
        latest = held.sorted("date_start")[-1:]
        if latest:
            # As after the submission of the latest sheet.
            world.env["rr.attendance.alert"]._raise_for(latest)
        if course["is_past"]:
            # What became of it was looked at long ago.
            world.env["rr.attendance.alert"].search(
                [("course_id", "=", course["record"].id)]
            ).action_close()
        else:
            _series(world, course)
            _keys(world, latest)


def _series(world, course):
    """The rule by which the trainer planned the sessions that are still to come."""
    planned = course["sessions"].filtered(lambda session: session.state == "planned")
    if not planned:
        return
    start, end = to_local(planned[0].date_start), to_local(planned[0].date_end)
    series = world.as_user(course["provider"], world.env["rr.session.series"]).create(
        {
            "course_id": course["record"].id,
            "date_from": course["start"],
            "end_kind": "until",
            "until": course["end"],
            "time_from": start.hour + start.minute / 60,
            "time_to": end.hour + end.minute / 60,
            **{WEEKDAYS[number]: True for number in course["weekdays"]},
        }
    )
    series.sudo().is_created = True
    planned.series_id = series.id


def _keys(world, session):
    """The keys with which the marks of the latest sheet came."""
    if not session:
        return
    world.env["rr.attendance.key"]._remember(
        session,
        {
            mark.key: mark.digest
            for mark in (
                Mark(
                    f"demo-{session.id:06d}-{line.enrolment_id.id:06d}",
                    line.enrolment_id.id, line.mark, line.minutes_missed,
                    line.excuse, 0,
                )
                for line in session.attendance_ids.sorted("enrolment_id")
            )
        },
    )
    world.env.cr.execute(
        "UPDATE rr_attendance_key SET received_at = %s WHERE session_id = %s",
        [session.date_end + timedelta(minutes=9), session.id],
    )
