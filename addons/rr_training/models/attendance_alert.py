# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .course import INTERNAL

#: Unexcused absences in a row after which somebody is told.
TRAINER_ABSENCES = 2
OFFICER_ABSENCES = 3


class RrAttendanceAlert(models.Model):
    """Something to look at: absences in a row, or a low rate.

    The trainer's alerts are about anybody on the roster; the case officer's are
    about beneficiaries. None carries the reason of an excuse.
    """

    _name = "rr.attendance.alert"
    _inherit = ["rr.audited.mixin"]
    _description = "Attendance alert"
    _order = "date desc, id desc"
    _rec_name = "course_id"

    enrolment_id = fields.Many2one(
        "rr.enrolment", required=True, index=True, ondelete="cascade"
    )
    course_id = fields.Many2one(
        related="enrolment_id.course_id", store=True, precompute=True, index=True
    )
    beneficiary_id = fields.Many2one(
        related="enrolment_id.beneficiary_id", groups=INTERNAL
    )
    session_id = fields.Many2one(
        "rr.course.session", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("absences", "Absences in a row"), ("rate", "Low rate")], required=True
    )
    audience = fields.Selection(
        [("trainer", "Trainer"), ("officer", "Case officer")], required=True
    )
    value = fields.Float(
        digits=(16, 1), help="Number of absences, or the rate in percent."
    )
    date = fields.Date(required=True)
    is_open = fields.Boolean(default=True)

    _open_once = models.UniqueIndex("(enrolment_id, kind, audience) WHERE is_open")

    def action_close(self):
        """Close alerts that were looked at."""
        self.check_access("write")
        self.write({"is_open": False})
        return True

    @api.model
    def _raise_for(self, sessions):
        """Open and close alerts after sheets were submitted.

        Elevated because the sheet's submitter writes no alert; nothing of the
        elevated records leaves this method.
        """
        for session in sessions.filtered(lambda s: s.kind == "regular"):
            enrolments = session.attendance_ids.enrolment_id
            wanted = self._wanted(session, enrolments.sudo())
            alerts = self.sudo()
            standing = alerts.search(
                [("enrolment_id", "in", enrolments.ids), ("is_open", "=", True)]
            )
            kept = {}
            for alert in standing:
                key = (alert.enrolment_id.id, alert.kind, alert.audience)
                if key not in wanted:
                    alert.is_open = False
                    continue
                kept[key] = alert
                if alert.value != wanted[key]:
                    alert.value = wanted[key]
            alerts.create(
                [
                    {
                        "enrolment_id": enrolment,
                        "kind": kind,
                        "audience": audience,
                        "session_id": session.id,
                        "value": value,
                        "date": session.date,
                    }
                    for (enrolment, kind, audience), value in wanted.items()
                    if (enrolment, kind, audience) not in kept
                ]
            )

    @api.model
    def _wanted(self, session, enrolments):
        """Return ``{(enrolment id, kind, audience): value}`` due after a session."""
        course = session.course_id
        held = self.env["rr.course.session"].search_count(
            [
                ("course_id", "=", course.id),
                ("state", "=", "held"),
                ("kind", "=", "regular"),
            ]
        )
        wanted = {}
        standings = enrolments._standings()
        for enrolment in enrolments:
            where = standings[enrolment.id]
            absences = where.absences_in_a_row
            is_person = bool(enrolment.beneficiary_id)
            due = {}
            if absences >= TRAINER_ABSENCES:
                due["absences", "trainer"] = absences
            if absences >= OFFICER_ABSENCES and is_person:
                due["absences", "officer"] = absences
            if held >= course.alert_after_sessions and where.is_below(
                course.completion_rate
            ):
                due["rate", "trainer"] = round(where.rate, 1)
                if is_person:
                    due["rate", "officer"] = round(where.rate, 1)
            for (kind, audience), value in due.items():
                wanted[enrolment.id, kind, audience] = value
        return wanted
