# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from .constants import SERVICE_KINDS

_lt = LazyTranslate(__name__)

_STAFF = (
    "rr_base.group_officer",
    "rr_base.group_head",
    "rr_base.group_psychologist",
)


class RrService(models.Model):
    """A service to a person: dates and provider, never its content. What it costs is
    a grant or a line of funding, not a field here."""

    _name = "rr.service"
    _rr_on_replica = True
    _inherit = ["rr.transition.mixin", "rr.audited.mixin"]
    _description = "Service"
    _order = "date_planned desc, id desc"

    _steps = {
        "start": {
            "label": _lt("start"),
            "from": ["planned"],
            "to": "started",
            "groups": _STAFF,
        },
        "finish": {
            "label": _lt("finish"),
            "from": ["planned", "started"],
            "to": "done",
            "groups": _STAFF,
        },
        "miss": {
            "label": _lt("miss"),
            "from": ["planned", "started"],
            "to": "missed",
            "groups": _STAFF,
        },
    }

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="restrict")
    beneficiary_id = fields.Many2one(
        related="case_id.beneficiary_id", store=True, index=True
    )
    municipality_id = fields.Many2one(related="case_id.municipality_id", store=True)
    goal_id = fields.Many2one(
        "rr.plan.goal",
        domain="[('case_id', '=', case_id)]",
        ondelete="set null",
        index="btree_not_null",
    )
    kind = fields.Selection(SERVICE_KINDS, required=True)
    provider_id = fields.Many2one(
        "res.partner",
        domain="[('is_company', '=', True), ('rr_kind', '!=', False)]",
        index="btree_not_null",
    )
    date_planned = fields.Date(
        string="Planned for", required=True, default=fields.Date.context_today
    )
    date_start = fields.Date(string="Started")
    date_end = fields.Date(string="Ended")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("started", "Started"),
            ("done", "Done"),
            ("missed", "Missed"),
        ],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        index=True,
    )
    months_housed = fields.Integer(
        compute="_compute_months_housed",
        help="Months begun between start and end (or today), for accommodation.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "The service ends before it starts.",
    )

    @api.depends("kind", "case_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for service in self:
            service.display_name = (
                f"{service.beneficiary_id.code or ''} {labels.get(service.kind, '')}"
            )

    @api.depends("kind", "date_start", "date_end")
    def _compute_months_housed(self):
        today = fields.Date.context_today(self)
        for service in self:
            start = service.date_start
            end = service.date_end or today
            if service.kind != "accommodation" or not start or end < start:
                service.months_housed = 0
            else:
                months = (end.year - start.year) * 12 + end.month - start.month
                service.months_housed = months + (end.day >= start.day)

    @api.constrains("provider_id")
    def _check_provider(self):
        for service in self:
            if service.provider_id and not service.provider_id.is_company:
                raise ValidationError(
                    self.env._("Provider: this is not an organisation.")
                )

    def _guard_finish(self, _reason):
        if self.date_end and self.date_end > fields.Date.context_today(self):
            return self.env._("its end lies in the future")
        return None

    def _before_finish(self, _reason):
        today = fields.Date.context_today(self)
        for service in self:
            start = service.date_start or min(service.date_planned, today)
            service.write({"date_start": start, "date_end": service.date_end or today})

    def _before_start(self, _reason):
        today = fields.Date.context_today(self)
        self.filtered(lambda service: not service.date_start).write(
            {"date_start": today}
        )
