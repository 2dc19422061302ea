# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .constants import NEED_DOMAINS, NEED_STATUSES


class RrNeed(models.Model):
    """How far one need was met on one day. Never added up to a total."""

    _name = "rr.need"
    _rr_on_replica = True
    _inherit = ["rr.audited.mixin"]
    _description = "Need"
    _order = "date desc, domain, id desc"
    _rr_audit_exclude = frozenset({"action"})

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="cascade")
    beneficiary_id = fields.Many2one(
        related="case_id.beneficiary_id", store=True, index=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    domain = fields.Selection(NEED_DOMAINS, required=True)
    status = fields.Selection(NEED_STATUSES, required=True, default="unmet")
    action = fields.Char(help="What is done about it, without names.")
    is_latest = fields.Boolean(
        compute="_compute_is_latest",
        search="_search_is_latest",
        help="The last row of this domain in the case.",
    )

    _once_a_day = models.Constraint(
        "UNIQUE (case_id, domain, date)", "This need is recorded for that day already."
    )

    @api.depends("case_id.need_ids.date", "domain")
    def _compute_is_latest(self):
        latest = set(self._rr_latest_ids(self.case_id.ids))
        for need in self:
            need.is_latest = need.id in latest

    @api.model
    def _search_is_latest(self, operator, value):
        if operator != "in" or set(value) not in ({True}, {False}):
            return NotImplemented
        return [("id", "in" if True in value else "not in", self._rr_latest_ids())]

    @api.model
    def _rr_latest_ids(self, case_ids=None):
        """Ids of the last row per case and domain, under the reader's own rules."""
        domain = [("case_id", "in", case_ids)] if case_ids is not None else []
        needs = self.search_fetch(
            domain, ["case_id", "domain"], order="date desc, id desc"
        )
        latest = {}
        for need in needs:
            latest.setdefault((need.case_id.id, need.domain), need.id)
        return list(latest.values())

    @api.depends("domain", "case_id")
    def _compute_display_name(self):
        labels = dict(self._fields["domain"]._description_selection(self.env))
        for need in self:
            need.display_name = (
                f"{need.case_id.display_name} {labels.get(need.domain, '')}"
            )
