# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

NOTICE_TARGET_DAYS = 90


class RrHandover(models.Model):
    """From the Correctional Service to the division, before a release."""

    _name = "rr.handover"
    _inherit = ["rr.audited.mixin"]
    _description = "Pre-release handover"
    _order = "date_release desc, id desc"

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="restrict")
    beneficiary_id = fields.Many2one(
        related="case_id.beneficiary_id", store=True, index=True
    )
    date_notice = fields.Date(string="Notice received", required=True)
    date_release = fields.Date(string="Expected release", required=True)
    notice_days = fields.Integer(
        string="Days of notice",
        compute="_compute_notice_days",
        store=True,
        precompute=True,
        help="Days between notice and release; the target is 90.",
    )
    has_full_notice = fields.Boolean(
        string="90 days or more",
        compute="_compute_notice_days",
        store=True,
        precompute=True,
    )
    date_plan = fields.Date(string="Plan of the Correctional Service received")
    probation_office_id = fields.Many2one(
        "res.partner",
        string="Probation office",
        domain="[('is_company', '=', True)]",
        index="btree_not_null",
    )
    probation_officer = fields.Char(help="Name of the official, not of the person.")
    is_needs_list_ready = fields.Boolean(string="List of needs ready")
    is_community_ready = fields.Boolean(string="Host community ready")
    date_contact = fields.Date(string="First contact")
    date_visit = fields.Date(string="First visit")
    contact_days = fields.Integer(
        string="Days to first contact", compute="_compute_contact_days"
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_release >= date_notice)", "The release lies before the notice."
    )

    @api.depends("case_id", "date_release")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.case_id.display_name} {item.date_release or ''}"

    @api.depends("date_notice", "date_release")
    def _compute_notice_days(self):
        for item in self:
            dated = item.date_notice and item.date_release
            days = (item.date_release - item.date_notice).days if dated else 0
            item.notice_days = days
            item.has_full_notice = bool(dated) and days >= NOTICE_TARGET_DAYS

    @api.depends("date_release", "date_contact")
    def _compute_contact_days(self):
        for item in self:
            dated = item.date_contact and item.date_release
            item.contact_days = (
                (item.date_contact - item.date_release).days if dated else 0
            )

    @api.constrains("date_contact", "date_visit", "date_plan")
    def _check_not_in_future(self):
        today = fields.Date.context_today(self)
        for item in self:
            for name in ("date_plan", "date_contact", "date_visit"):
                if item[name] and item[name] > today:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: it lies in the future.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )
