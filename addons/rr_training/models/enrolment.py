# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools.translate import LazyTranslate

from .course import INTERNAL, OFFICE

_lt = LazyTranslate(__name__)

#: Staff of a provider add a name and record the assessment; the office does
#: the rest.
PROVIDER_CREATES = frozenset({"course_id", "roster_name", "date_from"})
PROVIDER_WRITES = frozenset({"has_passed_assessment"})
NAMES = "rr_base.group_officer,rr_base.group_head,rr_base.group_ngo"


class RrEnrolment(models.Model):
    """A place in a course: of a beneficiary, or of a community participant.

    What tells the two apart (``beneficiary_id``, ``participant_kind``) is for the
    office alone. Towards the provider an enrolment is a number and a name on the
    roster, and nothing it can read, count, search or sort by differs.
    """

    _name = "rr.enrolment"
    _inherit = ["rr.encrypted.mixin", "rr.transition.mixin", "rr.audited.mixin"]
    _description = "Enrolment"
    _order = "course_id, number"
    _rec_name = "number"

    _encrypted_fields = {"roster_name": "roster_name_cipher"}
    _encrypted_groups = tuple(NAMES.split(","))
    _encrypted_purpose = "roster"
    _rr_audit_exclude = frozenset({"roster_name_cipher"})

    course_id = fields.Many2one(
        "rr.course", required=True, index=True, ondelete="restrict"
    )
    provider_id = fields.Many2one(related="course_id.provider_id")
    municipality_id = fields.Many2one(related="course_id.municipality_id")
    number = fields.Integer(readonly=True, copy=False)
    roster_name = fields.Char(
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
        groups=NAMES,
        help="First name or alias by which the trainer calls the roster. A first name "
        "of a beneficiary needs a sharing permission for the provider.",
    )
    roster_name_cipher = fields.Char(copy=False, groups=NO_ACCESS)
    beneficiary_id = fields.Many2one(
        "rr.beneficiary",
        index="btree_not_null",
        ondelete="restrict",
        groups=INTERNAL,
    )
    participant_kind = fields.Selection(
        [
            ("beneficiary", "Beneficiary"),
            ("community", "Community participant"),
            ("added", "Added by the provider, to be resolved"),
            ("duplicate", "Duplicate"),
        ],
        compute="_compute_participant_kind",
        store=True,
        readonly=False,
        groups=INTERNAL,
    )
    name_kind = fields.Selection(
        [("alias", "Alias"), ("first_name", "First name")],
        default="alias",
        required=True,
        groups=INTERNAL,
    )
    date_from = fields.Date(
        string="Enrolled on", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Last day", help="Last day before a withdrawal.")
    drop_reason = fields.Selection(
        [
            ("work", "Found work"),
            ("moved", "Moved away"),
            ("health", "Health"),
            ("family", "Family"),
            ("other_course", "Changed to another course"),
            ("no_interest", "Lost interest"),
            ("unknown", "Not known"),
        ],
        readonly=True,
        copy=False,
        groups=INTERNAL,
    )
    state = fields.Selection(
        [
            ("enrolled", "Enrolled"),
            ("completed", "Completed"),
            ("certified", "Certified"),
            ("dropped", "Withdrawn"),
        ],
        default="enrolled",
        required=True,
        readonly=True,
        copy=False,
    )
    has_passed_assessment = fields.Boolean(string="Assessment passed", copy=False)
    completed_on = fields.Date(readonly=True, copy=False)
    attendance_ids = fields.One2many("rr.attendance", "enrolment_id")
    certificate_ids = fields.One2many("rr.certificate", "enrolment_id")

    _number_unique = models.UniqueIndex(
        "(course_id, number)", "This number is taken in the course."
    )
    _beneficiary_unique = models.UniqueIndex(
        "(course_id, beneficiary_id) WHERE beneficiary_id IS NOT NULL"
        " AND state <> 'dropped'",
        "This person is enrolled in the course already.",
    )
    _kind_agrees_with_beneficiary = models.Constraint(
        "CHECK ((participant_kind = 'beneficiary') = (beneficiary_id IS NOT NULL))",
        "A beneficiary's enrolment names the beneficiary, and no other does.",
    )
    _withdrawn_after_enrolled = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day cannot lie before the day of enrolment.",
    )

    _steps = {
        "complete": {
            "label": _lt("complete"),
            "from": ["enrolled"],
            "to": "completed",
            "groups": ["rr_base.group_ngo", *OFFICE],
        },
        "certify": {
            "label": _lt("certify"),
            "from": ["completed"],
            "to": "certified",
            "groups": ["rr_base.group_ngo", *OFFICE],
        },
        "withdraw": {
            "label": _lt("withdraw"),
            "from": ["enrolled"],
            "to": "dropped",
            "groups": OFFICE,
        },
        "return": {
            "label": _lt("return"),
            "from": ["dropped", "completed"],
            "to": "enrolled",
            "groups": OFFICE,
        },
    }

    # Constraints

    @api.constrains("course_id", "state")
    def _check_capacity(self):
        groups = self.env["rr.enrolment"]._read_group(
            [("course_id", "in", self.course_id.ids), ("state", "!=", "dropped")],
            ["course_id"],
            ["__count"],
        )
        for course, places in groups:
            if places > course.capacity:
                raise ValidationError(
                    self.env._(
                        "%(course)s has room for %(capacity)s participants; this "
                        "would make %(count)s.",
                        course=course.name,
                        capacity=course.capacity,
                        count=places,
                    )
                )

    @api.constrains("beneficiary_id", "name_kind", "course_id")
    def _check_may_share_name(self):
        """The first name goes to the provider only under a sharing permission."""
        today = fields.Date.context_today(self)
        # A constraint on fields that are closed to the provider.
        for enrolment in self.sudo():
            beneficiary, provider = enrolment.beneficiary_id, enrolment.provider_id
            if (
                beneficiary
                and enrolment.name_kind == "first_name"
                and not beneficiary._rr_may_share(provider, "course", today)
            ):
                raise ValidationError(
                    self.env._(
                        "%(person)s gave no permission to share a name with "
                        "%(provider)s. Use an alias.",
                        person=beneficiary.display_name,
                        provider=provider.display_name,
                    )
                )

    @api.constrains("date_from", "date_to")
    def _check_no_line_outside(self):
        for enrolment in self:
            outside = enrolment.attendance_ids.filtered(
                lambda line, e=enrolment: not e._covers(line.date)
            )
            if outside:
                raise ValidationError(
                    self.env._(
                        "No. %(number)s is marked on %(session)s, outside the time of "
                        "enrolment. Correct that sheet first.",
                        number=enrolment.number,
                        session=outside[0].session_id.display_name,
                    )
                )

    # Computes

    @api.depends("beneficiary_id")
    def _compute_participant_kind(self):
        for enrolment in self:
            if enrolment.beneficiary_id:
                enrolment.participant_kind = "beneficiary"
            elif enrolment.participant_kind in (False, "beneficiary"):
                enrolment.participant_kind = "community"

    @api.depends("course_id.name", "number")
    def _compute_display_name(self):
        for enrolment in self:
            enrolment.display_name = self.env._(
                "%(course)s · No. %(number)s",
                course=enrolment.course_id.name or "?",
                number=enrolment.number or "–",
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        is_provider = self._is_provider()
        for vals in vals_list:
            foreign = vals.keys() - PROVIDER_CREATES
            if is_provider and foreign:
                raise AccessError(
                    self.env._(
                        "%(fields)s are not for the provider to set.",
                        fields=", ".join(sorted(foreign)),
                    )
                )
            if not is_provider and "participant_kind" not in vals:
                person = vals.get("beneficiary_id")
                vals["participant_kind"] = "beneficiary" if person else "community"
        enrolments = super().create(vals_list)
        if is_provider:
            # Elevated only to set what the provider may neither set nor read,
            # also by a default in the context.
            enrolments.sudo().write(
                {
                    "beneficiary_id": False,
                    "participant_kind": "added",
                    "name_kind": "alias",
                }
            )
        return enrolments

    @api.model
    def _rr_own_values(self, vals):
        """The next number in the course."""
        course = self.env["rr.course"].browse(vals.get("course_id") or ()).exists()
        number = {"number": course._take_numbers(1)} if course else {}
        return {**super()._rr_own_values(vals), **number}

    def write(self, vals):
        if self._is_provider() and not self._rr_by_code():
            foreign = vals.keys() - PROVIDER_WRITES - {"state"}
            if foreign:
                raise AccessError(
                    self.env._(
                        "%(fields)s are not for the provider to change.",
                        fields=", ".join(sorted(foreign)),
                    )
                )
        if "course_id" in vals:
            raise UserError(self.env._("An enrolment stays in its course."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unmarked(self):
        for enrolment in self:
            if enrolment.attendance_ids:
                raise UserError(
                    self.env._(
                        "%(enrolment)s was marked in sessions and stays; withdraw it.",
                        enrolment=enrolment.display_name,
                    )
                )

    # Actions

    def action_withdraw(self, date_to=None, reason="unknown"):
        """Withdraw participants.

        :param date_to: their last day; today without it
        :param reason: key of ``drop_reason``
        """
        date_to = fields.Date.to_date(date_to) or fields.Date.context_today(self)
        self._drop_absences_after(date_to)
        self._rr_step_write({"date_to": date_to, "drop_reason": reason})
        return self._do_step("withdraw")

    def action_return(self):
        """Take a withdrawn or completed participant back."""
        self._do_step("return")
        self._rr_step_write({"date_to": False, "drop_reason": False})
        return True

    def action_resolve(self, beneficiary_id=False):
        """Resolve names that the provider added.

        :param beneficiary_id: id of the person it is; without it, a community
            participant
        """
        if not any(self.env.user.has_group(group) for group in OFFICE):
            raise AccessError(self.env._("The case officer resolves added names."))
        for enrolment in self:
            if enrolment.participant_kind != "added":
                raise UserError(
                    self.env._(
                        "%(enrolment)s is resolved already.",
                        enrolment=enrolment.display_name,
                    )
                )
            # Both ways write, and the same fields: the row tells nothing.
            enrolment.write(
                {
                    "beneficiary_id": beneficiary_id,
                    "participant_kind": (
                        "beneficiary" if beneficiary_id else "community"
                    ),
                    "name_kind": "alias",
                }
            )
        return True

    def action_resolve_duplicate(self, original_id):
        """Say that an added name is somebody on the roster already.

        The marks of open sheets move to the original; a sheet submitted meanwhile
        has to be reopened first.

        :param original_id: id of the enrolment that stays
        """
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in OFFICE):
            raise AccessError(self.env._("The case officer resolves added names."))
        original = self.browse(original_id)
        if self.participant_kind != "added" or original.course_id != self.course_id:
            raise UserError(
                self.env._("An added name is the duplicate of one in its own course.")
            )
        lines = self.attendance_ids
        kept = [
            {
                "session_id": line.session_id.id,
                "enrolment_id": original.id,
                "mark": line.mark,
                "minutes_missed": line.minutes_missed,
            }
            for line in lines
            if line.session_id not in original.attendance_ids.session_id
        ]
        lines.unlink()
        self.env["rr.attendance"].create(kept)
        self.write({"participant_kind": "duplicate", "date_to": self.date_from})
        return self._do_step("withdraw")

    def action_confirm_completion(self):
        """The trainer confirms that eligible participants completed the course."""
        return self._do_step("complete")

    def action_certify(self):
        """Issue the certificates of participants who completed the course."""
        self._do_step("certify")
        return self.env["rr.certificate"]._issue(self)

    def _guard_complete(self, reason):
        return self._why_not_eligible() or None

    def _guard_withdraw(self, reason):
        if not self.date_to:
            return self.env._("the last day is missing")
        return None

    def _guard_return(self, reason):
        if self.certificate_ids.filtered(lambda c: c.state == "valid"):
            return self.env._("a certificate was issued")
        return None

    def _guard_certify(self, reason):
        # The kind is the office's; the provider learns that the name waits.
        if self.sudo().participant_kind in ("added", "duplicate"):
            return self.env._("the case officer has still to confirm this name")
        return None

    def _after_complete(self, reason):
        # The step was taken; its day is not the provider's to type.
        self.sudo().completed_on = fields.Date.context_today(self)
        self._schedule_followups()

    # Tools

    def _is_provider(self):
        return not self.env.su and self.env.user.has_group("rr_base.group_ngo")

    def _covers(self, day):
        """Whether the participant belongs to the course on that local day."""
        self.ensure_one()
        return self.date_from <= day and (not self.date_to or day <= self.date_to)

    def _drop_absences_after(self, day):
        """Remove absences that open sheets hold after somebody's last day."""
        late = self.attendance_ids.filtered(
            lambda line: line.date > day
            and not line.present
            and line.session_id.sheet_state == "draft"
        )
        late.unlink()

    def _schedule_followups(self):
        """Plan the outcome waves from the end of the course."""
        # The provider's step schedules for persons that it never sees.
        followup = self.env["rr.outcome.followup"].sudo()
        for enrolment in self.sudo().filtered("beneficiary_id"):
            followup._schedule(
                enrolment.beneficiary_id,
                "course",
                f"{enrolment.course_id.code}/{enrolment.number}",
                enrolment.completed_on,
            )
