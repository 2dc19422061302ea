# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Law 06/L-082 on protection of personal data: notice of a breach to the authority
# within 72 hours after becoming aware of it.
NOTICE_HOURS = 72
_KEEPERS = ("rr_base.group_head",)


class RrBreach(models.Model):
    """A breach with its clock. The head keeps it; the data protection officer reads it
    and changes nothing."""

    _name = "rr.breach"
    _inherit = ["rr.transition.mixin", "rr.audited.mixin"]
    _description = "Breach of personal data"
    _order = "date_known desc, id desc"

    _steps = {
        "notify": {
            "label": _lt("notify"),
            "from": ["open"],
            "to": "notified",
            "groups": _KEEPERS,
        },
        "close": {
            "label": _lt("close"),
            "from": ["notified"],
            "to": "closed",
            "groups": _KEEPERS,
        },
        "close_without_notice": {
            "label": _lt("close without notice"),
            "from": ["open"],
            "to": "closed",
            "groups": _KEEPERS,
        },
    }

    name = fields.Char(
        string="What happened", required=True, help="Without names of persons."
    )
    date_known = fields.Datetime(
        string="Known since",
        required=True,
        default=lambda self: fields.Datetime.now(),
    )
    date_deadline = fields.Datetime(
        string="Notice due", compute="_compute_date_deadline", store=True
    )
    hours_left = fields.Float(compute="_compute_hours_left", digits=(16, 1))
    is_late = fields.Boolean(compute="_compute_hours_left")
    date_notified = fields.Datetime(string="Authority notified", copy=False)
    state = fields.Selection(
        [("open", "Open"), ("notified", "Notified"), ("closed", "Closed")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    person_count = fields.Integer(string="Persons concerned")
    data_kinds = fields.Char(string="Kinds of data")
    consequences = fields.Text(help="Without names of persons.")
    measures = fields.Text(help="Taken and planned, without names of persons.")
    are_persons_told = fields.Boolean(string="Persons were told")
    no_notice_reason = fields.Text(string="Why no notice is needed")

    @api.depends("date_known")
    def _compute_date_deadline(self):
        for item in self:
            item.date_deadline = item.date_known and item.date_known + relativedelta(
                hours=NOTICE_HOURS
            )

    @api.depends("date_deadline", "date_notified", "state")
    def _compute_hours_left(self):
        now = fields.Datetime.now()
        for item in self:
            end = item.date_notified or now
            left = (
                (item.date_deadline - end).total_seconds() / 3600
                if item.date_deadline
                else 0
            )
            item.hours_left = left
            item.is_late = left < 0 and (item.state == "open" or item.date_notified)

    @api.constrains("date_known", "date_notified")
    def _check_breach_dates(self):
        now = fields.Datetime.now()
        for item in self:
            if item.date_known > now:
                raise ValidationError(self.env._("Known since: it lies in the future."))
            if item.date_notified and not item.date_known <= item.date_notified <= now:
                raise ValidationError(
                    self.env._(
                        "Authority notified: it lies before the breach was known, "
                        "or ahead."
                    )
                )

    def _before_notify(self, _reason):
        self.filtered(lambda item: not item.date_notified).write(
            {"date_notified": fields.Datetime.now()}
        )

    def _guard_close_without_notice(self, _reason):
        return None if self.no_notice_reason else self.env._("say why in the record")
