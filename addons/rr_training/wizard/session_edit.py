# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..engine import series as calendar


class RrSessionEdit(models.TransientModel):
    """Change this session, this and the following, or all of its series."""

    _name = "rr.session.edit"
    _description = "Change sessions"

    session_id = fields.Many2one("rr.course.session", required=True, readonly=True)
    course_id = fields.Many2one(related="session_id.course_id")
    scope = fields.Selection(
        [
            ("one", "This session"),
            ("following", "This and the following"),
            ("all", "All of the series not yet held"),
        ],
        string="Which sessions",
        default="one",
        required=True,
    )
    date = fields.Date(
        string="Day",
        compute="_compute_plan",
        store=True,
        readonly=False,
        required=True,
        help="A changed day moves the other sessions by as many days.",
    )
    time_from = fields.Float(
        string="From", compute="_compute_plan", store=True, readonly=False
    )
    time_to = fields.Float(
        string="To", compute="_compute_plan", store=True, readonly=False
    )
    venue = fields.Char(compute="_compute_plan", store=True, readonly=False)
    trainer_id = fields.Many2one(
        "res.users",
        string="Substitute trainer",
        compute="_compute_plan",
        store=True,
        readonly=False,
    )
    reached = fields.Integer(string="Sessions changed", compute="_compute_reached")

    @api.depends("session_id")
    def _compute_plan(self):
        for wizard in self:
            session = wizard.session_id
            start, end = map(
                calendar.to_local, (session.date_start, session.date_end)
            )
            wizard.date = start.date()
            wizard.time_from = start.hour + start.minute / 60
            wizard.time_to = end.hour + end.minute / 60
            wizard.venue = session.venue
            wizard.trainer_id = session.trainer_id

    @api.depends("session_id", "scope")
    def _compute_reached(self):
        for wizard in self:
            scope = wizard.session_id._scope_sessions(wizard.scope or "one")
            wizard.reached = len(scope)

    def action_apply(self):
        self.ensure_one()
        self.session_id._edit_series(
            self.scope,
            days=(self.date - self.session_id.date).days,
            time_from=self.time_from,
            time_to=self.time_to,
            venue=self.venue,
            trainer_id=self.trainer_id.id,
        )
        return {"type": "ir.actions.act_window_close"}
