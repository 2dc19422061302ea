# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..engine import series as calendar
from .session_steps import PLANNERS, SHEET_STEPS

_lt = LazyTranslate(__name__)

#: What staff of a provider may write on a session; all else is the plan of
#: the office, or changes through a step.
PROVIDER_FIELDS = frozenset(
    {
        "course_id",
        "kind",
        "makeup_of_id",
        "series_id",
        "date_start",
        "date_end",
        "venue",
        "trainer_id",
        "note",
        "signed_sheet",
        "signed_sheet_name",
    }
)
#: What is history once a session was held.
HELD_FIELDS = frozenset(
    {"course_id", "kind", "makeup_of_id", "date_start", "date_end"}
)
STATES = [
    ("planned", "Planned"),
    ("held", "Held"),
    ("cancelled", "Cancelled"),
    ("postponed", "Postponed"),
]
SHEET_STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("verified", "Verified"),
    ("locked", "Locked"),
]


class RrCourseSession(models.Model):
    """One meeting of a course, with the sheet on which attendance is marked."""

    _name = "rr.course.session"
    _rr_on_replica = True
    _inherit = ["rr.transition.mixin", "rr.audited.mixin"]
    _description = "Session"
    _order = "date_start, id"
    _rec_names_search = ["course_id", "sheet_code"]

    course_id = fields.Many2one(
        "rr.course", required=True, index=True, ondelete="restrict"
    )
    provider_id = fields.Many2one(related="course_id.provider_id")
    municipality_id = fields.Many2one(related="course_id.municipality_id")
    series_id = fields.Many2one(
        "rr.session.series", index="btree_not_null", ondelete="set null", readonly=True
    )
    kind = fields.Selection(
        [("regular", "Regular"), ("makeup", "Make-up")],
        default="regular",
        required=True,
    )
    makeup_of_id = fields.Many2one(
        "rr.course.session",
        string="Makes up",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('course_id', '=', course_id), ('kind', '=', 'regular')]",
    )
    date_start = fields.Datetime(string="Starts", required=True)
    date_end = fields.Datetime(string="Ends", required=True)
    date = fields.Date(
        string="Day",
        compute="_compute_date",
        store=True,
        precompute=True,
        index=True,
        help="Local day in Kosovo.",
    )
    minutes = fields.Integer(compute="_compute_date", store=True, precompute=True)
    venue = fields.Char()
    trainer_id = fields.Many2one(
        "res.users",
        string="Substitute trainer",
        help="Somebody of the provider who stands in for the trainer of the course.",
    )
    trainer_name = fields.Char(compute="_compute_trainer_name", compute_sudo=True)
    note = fields.Char(help="For the provider; nothing about a person.")
    state = fields.Selection(
        STATES, default="planned", required=True, readonly=True, copy=False
    )
    state_reason = fields.Char(string="Reason", readonly=True, copy=False)
    sheet_state = fields.Selection(
        SHEET_STATES, default="draft", required=True, readonly=True, copy=False
    )
    sheet_code = fields.Char(
        string="Session code", compute="_compute_sheet_code", store=True, index=True
    )
    taken_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    taken_at = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    submitted_at = fields.Datetime(readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    verified_at = fields.Datetime(readonly=True, copy=False)
    locked_at = fields.Datetime(readonly=True, copy=False)
    reopen_reason = fields.Char(readonly=True, copy=False)
    submitted_by_name = fields.Char(compute="_compute_people", compute_sudo=True)
    verified_by_name = fields.Char(compute="_compute_people", compute_sudo=True)
    signed_sheet = fields.Binary(
        attachment=True,
        copy=False,
        groups="rr_base.group_officer,rr_base.group_head,rr_base.group_ngo",
    )
    signed_sheet_name = fields.Char(copy=False)
    attendance_ids = fields.One2many("rr.attendance", "session_id")
    present_count = fields.Integer(compute="_compute_marks")
    mark_count = fields.Integer(compute="_compute_marks")

    _ends_after_start = models.Constraint(
        "CHECK (date_end > date_start AND date_end <= date_start + interval '1 day')",
        "A session ends after it starts, and within a day.",
    )
    _makeup_names_its_session = models.Constraint(
        "CHECK ((kind = 'makeup') = (makeup_of_id IS NOT NULL))",
        "A make-up session names the session that it makes up.",
    )
    _course_date_index = models.Index("(course_id, date)")

    _steps = {
        # Taken by submitting the sheet.
        "hold": {
            "label": _lt("hold"),
            "from": ["planned"],
            "to": "held",
            "by_code": True,
        },
        "cancel": {
            "label": _lt("cancel"),
            "from": ["planned", "postponed"],
            "to": "cancelled",
            "groups": PLANNERS,
            "reason": True,
        },
        "postpone": {
            "label": _lt("postpone"),
            "from": ["planned"],
            "to": "postponed",
            "groups": PLANNERS,
            "reason": True,
        },
        "replan": {
            "label": _lt("replan"),
            "from": ["postponed", "cancelled"],
            "to": "planned",
            "groups": PLANNERS,
        },
        **SHEET_STEPS,
    }

    # Constraints

    @api.constrains("trainer_id", "course_id")
    def _check_trainer(self):
        for session in self.filtered("trainer_id"):
            session.course_id._check_trainer_of_provider(session.trainer_id)

    @api.constrains("makeup_of_id", "course_id")
    def _check_makeup(self):
        for session in self.filtered("makeup_of_id"):
            original = session.makeup_of_id
            if original.course_id != session.course_id or original.kind == "makeup":
                raise ValidationError(
                    self.env._("A make-up session makes up a regular session of its "
                               "own course.")
                )

    @api.constrains("course_id")
    def _check_course_open(self):
        for session in self:
            if not session.course_id._takes_sessions():
                raise ValidationError(
                    self.env._(
                        "The course %(course)s is over; no session can be added.",
                        course=session.course_id.name,
                    )
                )

    # Computes

    @api.depends("date_start", "date_end")
    def _compute_date(self):
        for session in self:
            start, end = session.date_start, session.date_end
            session.date = calendar.to_local(start).date() if start else False
            length = (end - start).total_seconds() if start and end else 0
            session.minutes = int(length // 60)

    @api.depends("course_id.code", "date_start")
    def _compute_sheet_code(self):
        for session in self:
            if session.id and session.date_start:
                local = calendar.to_local(session.date_start)
                session.sheet_code = (
                    f"{session.course_id.code}-{local:%y%m%d}-{session.id}"
                )
            else:
                session.sheet_code = False

    @api.depends("trainer_id", "course_id.trainer_id")
    def _compute_trainer_name(self):
        for session in self:
            trainer = session.trainer_id or session.course_id.trainer_id
            session.trainer_name = trainer.name

    @api.depends("submitted_by_id", "verified_by_id")
    def _compute_people(self):
        for session in self:
            session.submitted_by_name = session.submitted_by_id.name
            session.verified_by_name = session.verified_by_id.name

    @api.depends("attendance_ids.present")
    def _compute_marks(self):
        counts = {
            session.id: (marks, present)
            for session, marks, present in self.env["rr.attendance"]._read_group(
                [("session_id", "in", self.ids)],
                ["session_id"],
                ["__count", "present:array_agg"],
            )
        }
        for session in self:
            marks, present = counts.get(session.id, (0, []))
            session.mark_count = marks
            session.present_count = sum(present)

    @api.depends("course_id", "date_start")
    def _compute_display_name(self):
        for session in self:
            if session.date_start:
                local = calendar.to_local(session.date_start)
                day = f"{local:%d.%m.%Y %H:%M}"
            else:
                day = "?"
            session.display_name = f"{session.course_id.display_name} · {day}"

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_plain_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_plain_values(vals)
        if HELD_FIELDS & vals.keys():
            self._check_not_held()
        if {"signed_sheet", "signed_sheet_name"} & vals.keys():
            self._check_not_locked()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_untouched_plans(self):
        for session in self:
            if session.state == "held" or session.sheet_state != "draft":
                raise UserError(
                    self.env._("%(session)s was held and stays.",
                               session=session.display_name)
                )

    def _check_plain_values(self, vals):
        """Refuse values that are not the provider's to write."""
        if self._rr_by_code() or not self.env.user.has_group("rr_base.group_ngo"):
            return
        foreign = vals.keys() - PROVIDER_FIELDS - {"state"}
        if foreign:
            raise AccessError(
                self.env._(
                    "%(fields)s are not for the provider to change.",
                    fields=", ".join(sorted(foreign)),
                )
            )

    def _check_not_held(self):
        for session in self:
            if session.state == "held":
                raise UserError(
                    self.env._(
                        "%(session)s was held; its date and length stay.",
                        session=session.display_name,
                    )
                )

    def _may_be_made_up(self):
        """Whether those who missed minutes of this session can make them up."""
        self.ensure_one()
        return self.state == "held" and self.kind == "regular"

    def _check_not_locked(self):
        for session in self:
            if session._is_locked():
                raise UserError(
                    self.env._(
                        "The sheet of %(session)s is locked and stays as it is.",
                        session=session.display_name,
                    )
                )

    # Actions

    def action_cancel(self, reason=None):
        """Cancel sessions; their minutes leave every denominator."""
        return self._do_step("cancel", reason)

    def action_postpone(self, reason=None):
        """Put sessions off to a day not known yet."""
        return self._do_step("postpone", reason)

    def action_replan(self):
        """Take postponed or cancelled sessions back into the plan."""
        return self._do_step("replan")

    def _guard_cancel(self, reason):
        if self.sheet_state != "draft" or self.attendance_ids:
            return self.env._("people were marked on its sheet")
        return None

    _guard_postpone = _guard_cancel

    def _after_cancel(self, reason):
        self.write({"state_reason": reason})

    _after_postpone = _after_cancel

    def _after_replan(self, reason):
        self.write({"state_reason": False})
