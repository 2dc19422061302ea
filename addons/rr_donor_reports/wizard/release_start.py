# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError


class RrReleaseStart(models.TransientModel):
    """Start a half-yearly round: the tables are proposed, the data protection officer
    signs them."""

    _name = "rr.release.start"
    _description = "Start a release"

    date = fields.Date(
        string="Facts to",
        required=True,
        default=lambda self: self._proposed_date(),
        help="Last day of a half-year as a rule.",
    )
    objection = fields.Char(compute="_compute_objection")

    @api.model
    def _proposed_date(self):
        """The end of the last half-year, or today where rounds have gone beyond it."""
        half_year = self._last_half_year()
        today = fields.Date.context_today(self)
        objection = self.env["rr.release"]._attempt_objection
        return today if objection(half_year) and not objection(today) else half_year

    @api.model
    def _last_half_year(self):
        today = fields.Date.context_today(self)
        if today.month > 6:
            return today.replace(month=6, day=30)
        return today.replace(month=1, day=1) - relativedelta(days=1)

    @api.depends("date")
    def _compute_objection(self):
        for start in self:
            objection = start.date and (
                start._too_early() or self.env["rr.release"]._attempt_objection(start.date)
            )
            # A sentence of its own here; behind a colon elsewhere.
            start.objection = objection and f"{objection[0].upper()}{objection[1:]}."

    def _too_early(self):
        if self.date > fields.Date.context_today(self):
            return self.env._("the day is to come")
        return None

    def action_start(self):
        """Run gate and audit, and open the proposal."""
        self.ensure_one()
        if self._too_early():
            raise UserError(self._too_early())
        release = self.env["rr.release"]._start(self.date)
        return {
            "type": "ir.actions.act_window",
            "res_model": "rr.release",
            "res_id": release.id,
            "view_mode": "form",
        }
