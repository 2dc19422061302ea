# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.start_parts import Late, Task, Waiting
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

OFFICER = ("officer",)
DIVISION = ("officer", "head")

PARTS = (
    Task(_lt("Courses"), DIVISION, 30, action="rr_training.rr_course_action"),
    Waiting(
        _lt("Attendance sheets to verify"),
        OFFICER,
        70,
        model="rr.course.session",
        domain=[("sheet_state", "=", "submitted")],
        since="date",
    ),
    Waiting(
        _lt("Attendance alerts to look at"),
        OFFICER,
        72,
        model="rr.attendance.alert",
        domain=[("is_open", "=", True), ("audience", "=", "officer")],
        since="date",
    ),
    Waiting(
        _lt("Names added on a roster to resolve"),
        OFFICER,
        74,
        model="rr.enrolment",
        domain=[("participant_kind", "=", "added")],
    ),
    Late(
        _lt("sheet not submitted for a week"),
        OFFICER,
        model="rr.course.session",
        domain=[
            ("sheet_state", "=", "draft"),
            ("state", "in", ["planned", "held"]),
            ("date", "<", "today -7d"),
        ],
        date="date",
    ),
)


class RrStartPage(models.AbstractModel):
    """Sheets, alerts and names that an officer looks after."""

    _inherit = "rr.start.page"

    def _rr_parts(self):
        return super()._rr_parts() + list(PARTS)
