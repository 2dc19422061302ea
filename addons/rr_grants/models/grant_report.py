# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL
from odoo.exceptions import AccessError, UserError

from .community_data import REPORT_STATES, REPORT_STEPS


class GrantReport(models.Model):
    """What an organisation reports about its project; numbers, no person."""

    _name = "rr.grant.report"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Report on a community grant"
    _order = "id desc"
    _steps = REPORT_STEPS
    _step_as_sudo = True
    _steps_depend = ("grant_id.state",)
    _fixed_fields = ("grant_id", "kind")
    _frozen = {"submitted": ALL, "accepted": ALL}

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("interim", "Interim"), ("final", "Final")], default="final", required=True
    )
    state = fields.Selection(
        REPORT_STATES, default="draft", required=True, readonly=True
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    done = fields.Text(string="What was done")
    results = fields.Text(string="What was reached")
    participants = fields.Integer(string="People reached")
    query = fields.Char(string="To be completed", readonly=True)
    file = fields.Binary(attachment=True)
    file_name = fields.Char()

    _final_once = models.UniqueIndex(
        "(grant_id) WHERE kind = 'final'", "The grant has its final report already."
    )

    @api.depends("grant_id.name", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for report in self:
            report.display_name = (
                f"{report.grant_id.name} · {labels.get(report.kind, '')}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        for report in reports:
            # Whose grant it is, and whether it runs, is what the check finds out.
            grant = report.sudo().grant_id
            report._own_only()
            if not grant._takes_accounts():
                raise UserError(
                    self.env._("%(grant)s asks for no report.", grant=grant.name)
                )
        return reports

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        if self.filtered(lambda r: r.state != "draft"):
            raise UserError(self.env._("A report that is handed in is kept."))

    def _own_only(self):
        user = self.env.user
        # Compared alone: whose grant it is.
        if user.share and self.sudo().grant_id.partner_id != user.commercial_partner_id:
            raise AccessError(self.env._("This grant is not your organisation's."))

    def _may_submit(self):
        # The same for whoever reads the report, whatever they read of the grant.
        return self.sudo().grant_id._takes_accounts()

    def _guard_submit(self, reason):
        self._own_only()
        if not self._may_submit():
            return self.env._("the grant asks for no report")
        if not ((self.done or "").strip() and (self.results or "").strip()):
            return self.env._("say what was done and what was reached")
        return None

    def _after_submit(self, reason):
        self.write({"query": False})

    def _after_return(self, reason):
        self.write({"query": reason})

    def _after_accept(self, reason):
        self.grant_id._balance_accounts()
