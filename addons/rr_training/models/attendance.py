# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import STEP
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine import hours

MARKS = [
    ("present", "Present"),
    ("late", "Late"),
    ("left_early", "Left early"),
    ("excused", "Excused"),
    ("absent", "Absent"),
]
EXCUSES = [
    ("illness", "Illness"),
    ("family", "Family"),
    ("work", "Work"),
    ("appointment", "Appointment"),
    ("transport", "Transport"),
    ("other", "Other"),
]
#: Set on the server with every mark.

class RrAttendance(models.Model):
    """One participant in one session. Exists only while they are enrolled."""

    _name = "rr.attendance"
    _rr_on_replica = True
    _inherit = ["rr.audited.mixin"]
    _description = "Attendance"
    _order = "date desc, session_id, enrolment_id"
    _rec_name = "mark"

    session_id = fields.Many2one(
        "rr.course.session", required=True, index=True, ondelete="restrict"
    )
    enrolment_id = fields.Many2one(
        "rr.enrolment", required=True, index=True, ondelete="restrict"
    )
    course_id = fields.Many2one(
        related="session_id.course_id", store=True, precompute=True, index=True
    )
    date = fields.Date(
        related="session_id.date", store=True, precompute=True, index=True
    )
    mark = fields.Selection(MARKS, required=True, default="present")
    present = fields.Boolean(
        compute="_compute_present", store=True, precompute=True, index=False
    )
    minutes_missed = fields.Integer(
        compute="_compute_minutes_missed",
        store=True,
        readonly=False,
        precompute=True,
        help="Minutes missed at the start (late) or at the end (left early)."
    )
    excuse = fields.Selection(
        EXCUSES,
        groups="rr_base.group_ngo",
        help="Recorded by the provider and read by nobody else.",
    )
    held_minutes = fields.Integer(
        related="session_id.minutes",
        string="Minutes held",
        store=True,
        precompute=True,
    )
    credited_minutes = fields.Integer(
        string="Minutes credited",
        compute="_compute_credited_minutes",
        store=True,
        precompute=True,
    )
    makeup_of_id = fields.Many2one(
        "rr.attendance",
        string="Makes up",
        index="btree_not_null",
        ondelete="restrict",
        help="The line whose missed minutes this one gives back.",
    )
    makeup_ids = fields.One2many("rr.attendance", "makeup_of_id")
    taken_by_id = fields.Many2one("res.users", readonly=True)
    taken_at = fields.Datetime(readonly=True)
    revision = fields.Integer(readonly=True, default=1)
    municipality_id = fields.Many2one(related="course_id.municipality_id")
    provider_id = fields.Many2one(related="course_id.provider_id")

    _line_unique = models.UniqueIndex(
        "(session_id, enrolment_id)", "This participant is marked already."
    )
    _present_agrees_with_mark = models.Constraint(
        "CHECK (present = (mark IN ('present', 'late', 'left_early')))",
        "“Present” must agree with the mark.",
    )
    _missed_belongs_to_partial = models.Constraint(
        "CHECK (CASE WHEN mark IN ('late', 'left_early')"
        " THEN minutes_missed BETWEEN 1 AND held_minutes"
        " ELSE coalesce(minutes_missed, 0) = 0 END)",
        "Missed minutes belong to late and left early, and stay within the session.",
    )
    _credited_within_held = models.Constraint(
        "CHECK (credited_minutes BETWEEN 0 AND held_minutes)",
        "Credited minutes never exceed the minutes held.",
    )
    _excuse_belongs_to_excused = models.Constraint(
        "CHECK (excuse IS NULL OR mark = 'excused')",
        "A reason belongs to an excused mark.",
    )
    _enrolment_date_index = models.Index("(enrolment_id, date)")

    def init(self):
        """Let the database refuse to change what lies on a locked sheet.

        The checks of this model give the clear answers; this one also holds for
        scripts, imports and direct SQL.
        """
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION rr_attendance_refuse_locked() RETURNS trigger
            LANGUAGE plpgsql AS $$
            DECLARE
                line rr_attendance;
            BEGIN
                line := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                IF TG_OP = 'UPDATE' AND (OLD.mark, OLD.minutes_missed,
                        OLD.credited_minutes, OLD.held_minutes, OLD.session_id,
                        OLD.enrolment_id, OLD.makeup_of_id)
                    IS NOT DISTINCT FROM (NEW.mark, NEW.minutes_missed,
                        NEW.credited_minutes, NEW.held_minutes, NEW.session_id,
                        NEW.enrolment_id, NEW.makeup_of_id) THEN
                    RETURN NEW;
                END IF;
                IF EXISTS (SELECT FROM rr_course_session
                           WHERE sheet_state = 'locked'
                             AND (id = line.session_id
                                  OR TG_OP = 'UPDATE' AND id = OLD.session_id)) THEN
                    RAISE EXCEPTION 'The sheet is locked: its marks stay as they are.'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN line;
            END $$;
            DROP TRIGGER IF EXISTS rr_attendance_locked ON rr_attendance;
            CREATE TRIGGER rr_attendance_locked
                BEFORE INSERT OR UPDATE OR DELETE ON rr_attendance
                FOR EACH ROW EXECUTE FUNCTION rr_attendance_refuse_locked();
            """
        )

    # Constraints

    @api.constrains("session_id", "enrolment_id", "makeup_of_id")
    def _check_on_roster(self):
        """A line belongs to its course and lies within the time of enrolment."""
        for line in self:
            enrolment, session = line.enrolment_id, line.session_id
            if line.makeup_of_id:
                line._check_makeup()
            elif enrolment.course_id != session.course_id:
                raise ValidationError(
                    self.env._(
                        "No. %(number)s is not enrolled in the course of %(session)s.",
                        number=enrolment.number,
                        session=session.display_name,
                    )
                )
            elif session.kind == "makeup":
                raise ValidationError(
                    self.env._(
                        "No. %(number)s missed nothing of the session that "
                        "%(session)s makes up.",
                        number=enrolment.number,
                        session=session.display_name,
                    )
                )
            if not enrolment._covers(session.date):
                raise ValidationError(
                    self.env._(
                        "No. %(number)s was not enrolled on the day of %(session)s.",
                        number=enrolment.number,
                        session=session.display_name,
                    )
                )

    def _check_makeup(self):
        self.ensure_one()
        original = self.makeup_of_id
        if original.enrolment_id != self.enrolment_id or original.makeup_of_id:
            raise ValidationError(
                self.env._("A make-up line makes up a line of the same participant.")
            )
        if self.session_id.course_id.provider_id != original.course_id.provider_id:
            raise ValidationError(
                self.env._("A session is made up with the same provider.")
            )

    @api.constrains("mark", "minutes_missed")
    def _check_minutes(self):
        for line in self:
            problem = line._mark_problem(
                line.mark, line.minutes_missed, line.held_minutes
            )
            if problem:
                raise ValidationError(problem[1])

    @api.constrains("mark", "minutes_missed")
    def _check_made_up(self):
        """What make-up lines gave back stays within what the line missed."""
        for line in self.filtered("makeup_ids"):
            given_back = sum(line.makeup_ids.mapped("credited_minutes"))
            if hours.still_missing(
                line.held_minutes, line.credited_minutes, given_back
            ) < 0:
                raise ValidationError(
                    self.env._(
                        "%(minutes)s minutes of this session were made up already; "
                        "correct the make-up session first.",
                        minutes=given_back,
                    )
                )

    @api.model
    def _mark_problem(self, mark, missed, session_minutes):
        """Return (code, message) of what is wrong with a mark; None when nothing is.

        :return: the code is of the field to correct: ``mark`` or ``minutes``
        """
        problem = hours.mark_problem(mark, session_minutes, missed or 0)
        if problem == hours.UNKNOWN:
            return "mark", self.env._("“%(mark)s” is not a mark.", mark=str(mark)[:30])
        if problem == hours.OUTSIDE:
            return "minutes", self.env._(
                "Missed minutes must lie between 1 and %(minutes)s.",
                minutes=session_minutes,
            )
        if problem == hours.NOT_PARTIAL:
            return "minutes", self.env._(
                "Missed minutes belong to “late” and “left early” only."
            )
        return None

    # Computes

    @api.depends("mark")
    def _compute_present(self):
        for line in self:
            line.present = line.mark in hours.ATTENDED

    @api.depends("mark")
    def _compute_minutes_missed(self):
        """A changed mark drops the minutes of the mark before it."""
        for line in self:
            kept = line.minutes_missed if line.mark in hours.PARTIAL else 0
            line.minutes_missed = kept or 0

    @api.depends("mark", "minutes_missed", "held_minutes", "makeup_of_id")
    def _compute_credited_minutes(self):
        for line in self:
            original = line.makeup_of_id
            repaired = original and (
                original.held_minutes,
                original.credited_minutes,
                sum((original.makeup_ids - line).mapped("credited_minutes")),
            )
            try:
                line.credited_minutes = hours.credited_minutes(
                    line.mark, line.held_minutes, line.minutes_missed, repaired or None
                )
            except ValueError:
                # The constraint on the minutes says what is wrong.
                line.credited_minutes = 0

    @api.depends("session_id", "enrolment_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = (
                f"{line.session_id.display_name} · {line.enrolment_id.number}"
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Before the field refuses it in words of its own.
            if vals.get("mark", hours.PRESENT) not in hours.MARKS:
                raise ValidationError(self._mark_problem(vals["mark"], 0, 0)[1])
        lines = super().create(vals_list)
        lines._check_sheet_open()
        return lines

    @api.model
    def _rr_own_values(self, vals):
        """Who marked, and when."""
        return {**super()._rr_own_values(vals), **self._stamp(), "revision": 1}

    def write(self, vals):
        marks = {"mark", "minutes_missed", "excuse", "makeup_of_id"} & vals.keys()
        if {"session_id", "enrolment_id"} & vals.keys():
            raise UserError(self.env._("A line stays with its session and participant."))
        if not marks:
            return super().write(vals)
        self._rr_refuse_by_hand(self._rr_step_names(vals))
        self._check_sheet_open()
        if vals.get("mark", hours.EXCUSED) != hours.EXCUSED:
            # Elevated: who may not read a reason still takes it away with the mark.
            reasons = self.sudo().filtered("excuse")
            super(RrAttendance, reasons).write({"excuse": False})
        # One write per revision keeps a batch of equal marks at one statement.
        for revision, lines in self.grouped("revision").items():
            stamped = {**vals, **self._stamp(), "revision": revision + 1}
            super(RrAttendance, STEP.on(lines)).write(stamped)
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_sheet_open()

    def _check_sheet_open(self):
        for session in self.session_id:
            session._check_markable()

    def _stamp(self):
        return {"taken_by_id": self.env.uid, "taken_at": fields.Datetime.now()}

    # Tools

    @api.model
    def _store(self, session, marks):
        """Store marks of one session in one statement, whatever their number.

        The ORM inserts and updates a hundred rows at a time; a roster is one act. The
        caller has checked the session and each mark; the constraints of the table
        and the trigger of locked sheets hold here too.

        :param marks: ``{enrolment id: (mark, minutes missed, excuse or None)}``
        :returns: ``{enrolment id: revision}``
        """
        session.check_access("write")
        self.check_access("create")
        session._check_markable()
        if not marks:
            return {}
        originals = session._originals_to_make_up(marks)
        rows = []
        for enrolment, (mark, missed, excuse) in marks.items():
            original, repaired = originals.get(enrolment, (None, None))
            credited = hours.credited_minutes(mark, session.minutes, missed, repaired)
            rows.append((enrolment, mark, missed, excuse, credited, original))
        self.flush_model()
        self._rr_audit_act()
        stored = self.env.execute_query(
            SQL(
                """
                INSERT INTO rr_attendance (
                    session_id, enrolment_id, course_id, date, mark, present,
                    minutes_missed, excuse, held_minutes, credited_minutes,
                    makeup_of_id, taken_by_id, taken_at, revision,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(session)s, sent.enrolment, %(course)s, %(date)s, sent.mark,
                       sent.mark = ANY(%(attended)s), sent.missed, sent.excuse,
                       %(minutes)s, sent.credited, sent.original,
                       %(uid)s, %(now)s, 1, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(columns)s)
                    AS sent(enrolment, mark, missed, excuse, credited, original)
                ON CONFLICT (session_id, enrolment_id) DO UPDATE SET
                    mark = EXCLUDED.mark, present = EXCLUDED.present,
                    minutes_missed = EXCLUDED.minutes_missed,
                    -- The office writes no reason and leaves the provider's.
                    excuse = coalesce(EXCLUDED.excuse, CASE
                        WHEN EXCLUDED.mark = 'excused' THEN rr_attendance.excuse END),
                    credited_minutes = EXCLUDED.credited_minutes,
                    taken_by_id = EXCLUDED.taken_by_id, taken_at = EXCLUDED.taken_at,
                    revision = rr_attendance.revision + 1,
                    write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                RETURNING enrolment_id, revision
                """,
                session=session.id,
                course=session.course_id.id,
                date=session.date,
                minutes=session.minutes,
                attended=list(hours.ATTENDED),
                uid=self.env.uid,
                now=fields.Datetime.now(),
                columns=SQL(", ").join(
                    SQL("%s::" + kind, [row[at] for row in rows])
                    for at, kind in enumerate(
                        ("int[]", "text[]", "int[]", "text[]", "int[]", "int[]")
                    )
                ),
            )
        )
        for name in ("rr.attendance", "rr.course.session", "rr.enrolment"):
            self.env[name].invalidate_model()
        return dict(stored)

    @api.model
    def _missed_of(self, session, enrolments):
        """Return ``{enrolment id: line}`` of what a session left to make up."""
        lines = self.search(
            [
                ("session_id", "=", session.id),
                ("enrolment_id", "in", enrolments.ids),
            ]
        )
        return {
            line.enrolment_id.id: line
            for line in lines
            if hours.still_missing(line.held_minutes, line.credited_minutes) > 0
        }

    @api.model
    def _recent_marks(self, course, before, sessions=8):
        """Return ``{enrolment id: [marks by date]}`` of the last held sessions.

        :param before: naive UTC datetime; only sessions that start earlier
        """
        self.flush_model(["session_id", "enrolment_id", "mark", "makeup_of_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.enrolment_id,
                       array_agg(line.mark::text ORDER BY recent.date_start)
                  FROM (SELECT id, date_start FROM rr_course_session
                         WHERE course_id = %s AND state = 'held' AND kind = 'regular'
                           AND date_start < %s
                         ORDER BY date_start DESC LIMIT %s) recent
                  JOIN rr_attendance line ON line.session_id = recent.id
                 WHERE line.makeup_of_id IS NULL
                 GROUP BY line.enrolment_id
                """,
                course.id,
                before,
                sessions,
            )
        )
        return dict(rows)
