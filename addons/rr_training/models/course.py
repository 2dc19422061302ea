# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

INTERNAL = (
    "rr_base.group_officer,rr_base.group_head,"
    "rr_base.group_reporter,rr_base.group_finance"
)
OFFICE = ("rr_base.group_officer", "rr_base.group_head")

SECTORS = [
    ("construction", "Construction"),
    ("metal", "Metal work and welding"),
    ("electrical", "Electrical installation"),
    ("vehicles", "Vehicle repair"),
    ("wood", "Wood work"),
    ("textile", "Tailoring and textile"),
    ("food", "Food and catering"),
    ("beauty", "Hairdressing and beauty"),
    ("agriculture", "Agriculture"),
    ("it", "Information technology"),
    ("business", "Business and bookkeeping"),
    ("language", "Languages"),
    ("education", "Basic education"),
    ("other", "Other"),
]


class RrCourse(models.Model):
    """A course of one provider: the unit that is planned, held, certified."""

    _name = "rr.course"
    _rr_on_replica = True
    _inherit = ["rr.transition.mixin", "rr.alphabet.mixin", "rr.audited.mixin"]
    _description = "Course"
    _order = "date_start desc, code desc"
    _numbered = {"code": "rr.course"}

    name = fields.Char(
        required=True,
        help="The title participants see, for example “Welding, group 2”. It names "
        "no programme.",
    )
    code = fields.Char(readonly=True, copy=False, default="/")
    provider_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("rr_kind", "=", "ngo")],
    )
    trainer_id = fields.Many2one("res.users", index=True)
    trainer_name = fields.Char(compute="_compute_trainer_name", compute_sudo=True)
    municipality_id = fields.Many2one(
        "rr.municipality", required=True, index=True, ondelete="restrict"
    )
    venue = fields.Char()
    sector = fields.Selection(SECTORS, required=True, default="other")
    occupation_code = fields.Char(
        string="Occupation (ISCO-08)",
        size=4,
        help="Code of the International Standard Classification of Occupations.",
    )
    planned_hours = fields.Float(required=True, help="Hours of the whole course.")
    capacity = fields.Integer(default=16)
    date_start = fields.Date(
        string="First day", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(string="Last day")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    completion_rate = fields.Integer(
        string="Hours required (%)",
        default=80,
        help="Share of the whole planned course that a participant must reach.",
    )
    has_absence_limit = fields.Boolean(string="Limit absences", default=True)
    max_unexcused_absences = fields.Integer(
        string="Unexcused absences allowed", default=5
    )
    has_assessment = fields.Boolean(string="Final assessment", default=True)
    alert_after_sessions = fields.Integer(
        default=4, help="Look at the rate after this many sessions held."
    )
    session_ids = fields.One2many("rr.course.session", "course_id")
    series_ids = fields.One2many("rr.session.series", "course_id")
    enrolment_ids = fields.One2many("rr.enrolment", "course_id")
    session_count = fields.Integer(compute="_compute_counts")
    enrolment_count = fields.Integer(compute="_compute_counts")
    community_count = fields.Integer(
        string="Community participants",
        compute="_compute_community_count",
        groups=INTERNAL,
        help="Reports give community participants as one number per course.",
    )
    last_number = fields.Integer(
        readonly=True, copy=False, default=0, groups=NO_ACCESS
    )

    _code_unique = models.UniqueIndex(
        "(code) WHERE code <> '/'", "A course with this code exists already."
    )
    _planned_hours_positive = models.Constraint(
        "CHECK (planned_hours > 0 AND planned_hours <= 5000)",
        "The planned hours must lie above 0 and up to 5000.",
    )
    _capacity_positive = models.Constraint(
        "CHECK (capacity >= 1)", "A course has room for at least one participant."
    )
    _completion_rate_is_percent = models.Constraint(
        "CHECK (completion_rate BETWEEN 0 AND 100)",
        "The hours required are a percentage between 0 and 100.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A course cannot end before it starts.",
    )

    _steps = {
        "confirm": {
            "label": _lt("confirm"),
            "from": ["draft"],
            "to": "confirmed",
            "groups": OFFICE,
        },
        "start": {
            "label": _lt("start"),
            "from": ["confirmed"],
            "to": "running",
            "groups": OFFICE,
        },
        "finish": {
            "label": _lt("finish"),
            "from": ["running"],
            "to": "done",
            "groups": OFFICE,
        },
        "reopen": {
            "label": _lt("reopen"),
            "from": ["done"],
            "to": "running",
            "groups": OFFICE,
            "reason": True,
        },
        "cancel": {
            "label": _lt("cancel"),
            "from": ["draft", "confirmed", "running"],
            "to": "cancelled",
            "groups": OFFICE,
            "reason": True,
        },
    }

    # Constraints

    @api.constrains("provider_id")
    def _check_provider(self):
        for course in self:
            if course.provider_id.rr_kind != "ngo":
                raise ValidationError(
                    self.env._(
                        "%(partner)s is not an implementing organisation and cannot "
                        "provide the course %(course)s.",
                        partner=course.provider_id.display_name,
                        course=course.name,
                    )
                )

    @api.constrains("trainer_id", "provider_id")
    def _check_trainer(self):
        for course in self.filtered("trainer_id"):
            course._check_trainer_of_provider(course.trainer_id)

    def _check_trainer_of_provider(self, user):
        """Raise unless the user belongs to the provider of this course."""
        self.ensure_one()
        # To whom a user belongs; portal users read no colleague.
        trainer = user.sudo()
        if trainer.commercial_partner_id != self.provider_id:
            raise ValidationError(
                self.env._(
                    "%(trainer)s does not belong to the provider of the course "
                    "%(course)s.",
                    trainer=trainer.name,
                    course=self.name,
                )
            )

    # Computes

    @api.depends("trainer_id")
    def _compute_trainer_name(self):
        for course in self:
            course.trainer_name = course.trainer_id.name

    @api.depends("session_ids", "enrolment_ids")
    def _compute_counts(self):
        sessions = self._count("rr.course.session")
        enrolments = self._count("rr.enrolment")
        for course in self:
            course.session_count = sessions.get(course.id, 0)
            course.enrolment_count = enrolments.get(course.id, 0)

    def _count(self, model, domain=()):
        groups = self.env[model]._read_group(
            [("course_id", "in", self.ids), *domain], ["course_id"], ["__count"]
        )
        return {course.id: count for course, count in groups}

    @api.depends("enrolment_ids.participant_kind")
    def _compute_community_count(self):
        counts = self._count("rr.enrolment", [("participant_kind", "=", "community")])
        for course in self:
            course.community_count = counts.get(course.id, 0)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for course in self:
            course.display_name = course.name

    # Actions

    def _guard_finish(self, reason):
        """A course ends with every session settled: held or cancelled."""
        count = self.env["rr.course.session"].search_count(
            [("course_id", "=", self.id), ("state", "in", ("planned", "postponed"))]
        )
        if count:
            return self.env._(
                "%(count)s sessions are neither held nor cancelled", count=count
            )
        return None

    # Tools

    def _takes_sessions(self):
        """Whether sessions may still be added to the course."""
        self.ensure_one()
        return self.state not in ("done", "cancelled")

    def _take_numbers(self, count):
        """Reserve ``count`` course numbers and return the first of them.

        Updating the course row makes two clerks who enrol at the same moment
        collide and retry, instead of handing out one number twice.
        """
        self.ensure_one()
        # The counter alone: a provider writes no courses.
        course = self.sudo()
        first = course.last_number + 1
        course.last_number += count
        course.flush_recordset(["last_number"])
        return first

    def _trainer_choices(self):
        """Return ``[(user id, name)]`` of the people of the provider.

        A portal user may read no colleague; the names of those who can stand in
        for a trainer are all that leaves this method.
        """
        self.ensure_one()
        colleagues = (
            self.env["res.users"]
            .sudo()
            .search(
                [("partner_id.commercial_partner_id", "=", self.provider_id.id)],
                order="name",
            )
        )
        return [(user.id, user.name) for user in colleagues]
