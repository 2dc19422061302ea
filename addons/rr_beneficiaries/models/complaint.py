# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

ANSWER_DAYS = 30
_STAFF = ("rr_base.group_officer", "rr_base.group_head")


class RrClockMixin(models.AbstractModel):
    """A matter that is answered within 30 days of its receipt."""

    _name = "rr.clock.mixin"
    _description = "Matter with a term of 30 days"

    date_received = fields.Date(
        string="Received on", required=True, default=fields.Date.context_today
    )
    date_due = fields.Date(
        string="Answer due", compute="_compute_date_due", store=True, precompute=True
    )
    date_answered = fields.Date(string="Answered on", copy=False)
    days_left = fields.Integer(compute="_compute_days_left")
    is_late = fields.Boolean(compute="_compute_days_left")

    @api.depends("date_received")
    def _compute_date_due(self):
        for item in self:
            item.date_due = item.date_received and item.date_received + relativedelta(
                days=ANSWER_DAYS
            )

    @api.depends("date_due", "date_answered")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for item in self:
            day = item.date_answered or today
            item.days_left = (item.date_due - day).days if item.date_due else 0
            item.is_late = item.days_left < 0

    @api.constrains("date_received", "date_answered")
    def _check_clock_dates(self):
        today = fields.Date.context_today(self)
        for item in self:
            if item.date_received > today:
                raise ValidationError(self.env._("Received on: it lies in the future."))
            if item.date_answered and not (
                item.date_received <= item.date_answered <= today
            ):
                raise ValidationError(
                    self.env._("Answered on: it lies before the receipt or ahead.")
                )

    def _before_answer(self, _reason):
        self.filtered(lambda item: not item.date_answered).write(
            {"date_answered": fields.Date.context_today(self)}
        )


class RrComplaint(models.Model):
    _name = "rr.complaint"
    _inherit = [
        "rr.clock.mixin",
        "rr.transition.mixin",
        "rr.encrypted.mixin",
        "rr.audited.mixin",
    ]
    _description = "Complaint"
    _order = "date_received desc, id desc"
    _numbered = {"name": "rr.complaint"}

    _steps = {
        "examine": {
            "label": _lt("examine"),
            "from": ["received"],
            "to": "examined",
            "groups": _STAFF,
        },
        "answer": {
            "label": _lt("answer"),
            "from": ["received", "examined"],
            "to": "answered",
            "groups": _STAFF,
        },
    }
    _encrypted_fields = {"description": "description_cipher", "answer": "answer_cipher"}
    _encrypted_purpose = "complaint"
    _rr_audit_exclude = frozenset(_encrypted_fields.values())

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    municipality_id = fields.Many2one("rr.municipality", required=True, index=True)
    beneficiary_id = fields.Many2one(
        "rr.beneficiary", string="Person", index="btree_not_null", ondelete="restrict"
    )
    officer_id = fields.Many2one(
        "res.users",
        string="Answered by",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    channel = fields.Selection(
        [
            ("letter", "Letter"),
            ("call", "Call"),
            ("visit", "In person"),
            ("email", "E-mail"),
            ("partner", "Through a partner"),
        ],
        required=True,
        default="letter",
    )
    subject = fields.Selection(
        [
            ("service", "A service"),
            ("grant", "A grant"),
            ("staff", "Conduct of staff"),
            ("partner", "Conduct of a partner"),
            ("data", "Personal data"),
            ("other", "Other"),
        ],
        required=True,
    )
    state = fields.Selection(
        [
            ("received", "Received"),
            ("examined", "Under examination"),
            ("answered", "Answered"),
        ],
        required=True,
        default="received",
        readonly=True,
        copy=False,
        index=True,
    )
    description = fields.Text(
        compute="_compute_encrypted", inverse="_inverse_encrypted"
    )
    answer = fields.Text(compute="_compute_encrypted", inverse="_inverse_encrypted")
    description_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    answer_cipher = fields.Char(groups=NO_ACCESS, copy=False)

    _name_unique = models.Constraint("UNIQUE (name)", "The number is taken.")

    def _guard_answer(self, _reason):
        # Whether there is an answer, not what it says.
        return None if self.sudo().answer_cipher else self.env._("no answer is written")
