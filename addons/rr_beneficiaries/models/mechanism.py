# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models


class RrMechanism(models.Model):
    """A municipal referral mechanism. It has no list of persons."""

    _name = "rr.mechanism"
    _rr_on_replica = True
    _inherit = ["rr.audited.mixin"]
    _description = "Municipal mechanism"
    _rec_name = "municipality_id"
    _order = "municipality_id"

    municipality_id = fields.Many2one("rr.municipality", required=True, index=True)
    active = fields.Boolean(default=True)
    date_decision = fields.Date(string="Decision on")
    coordinator = fields.Char(help="The official who coordinates.")
    member_roles = fields.Text(
        help="Offices and functions, one per line; no names are needed."
    )
    date_sop = fields.Date(string="Procedures adopted on")
    report_months = fields.Integer(
        string="Reports every (months)", required=True, default=6
    )
    date_last_report = fields.Date(string="Last report")
    date_report_due = fields.Date(
        string="Next report due", compute="_compute_date_report_due"
    )
    meeting_ids = fields.One2many("rr.mechanism.meeting", "mechanism_id")
    date_last_meeting = fields.Date(
        string="Last meeting", compute="_compute_date_last_meeting"
    )

    _one_per_municipality = models.Constraint(
        "UNIQUE (municipality_id)", "This municipality's mechanism is recorded already."
    )
    _interval_positive = models.Constraint(
        "CHECK (report_months > 0)", "The interval is at least one month."
    )

    @api.depends("date_last_report", "date_decision", "report_months")
    def _compute_date_report_due(self):
        for item in self:
            start = item.date_last_report or item.date_decision
            item.date_report_due = start and start + relativedelta(
                months=item.report_months
            )

    @api.depends("meeting_ids.date", "meeting_ids.kind")
    def _compute_date_last_meeting(self):
        for item in self:
            dates = item.meeting_ids.filtered(
                lambda meeting: meeting.kind == "meeting"
            ).mapped("date")
            item.date_last_meeting = max(dates) if dates else False


class RrMechanismMeeting(models.Model):
    _name = "rr.mechanism.meeting"
    _inherit = ["rr.audited.mixin"]
    _description = "Meeting of a mechanism"
    _order = "date desc, id desc"
    _rec_name = "date"

    mechanism_id = fields.Many2one(
        "rr.mechanism", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("meeting", "Meeting"), ("training", "Training")],
        required=True,
        default="meeting",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    attendee_count = fields.Integer(string="Heads counted")
    topic = fields.Char(help="Without names of persons.")

    _heads_positive = models.Constraint(
        "CHECK (attendee_count >= 0)", "The number of heads is not negative."
    )
