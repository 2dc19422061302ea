# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class RrReportDelivery(models.Model):
    """Who received what of a report, and when. Rows are only ever added."""

    _name = "rr.report.delivery"
    _inherit = ["rr.audited.mixin"]
    _description = "Delivery of a report"
    _order = "date desc, id desc"
    _step_fields = ALL
    _guard_hint = _lt("Deliveries are recorded by the steps of a report.")

    report_id = fields.Many2one(
        "rr.donor.report", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("download", "Download"),
            ("notice", "E-mail notice"),
            ("accepted", "Accepted"),
            ("sent_back", "Sent back"),
            ("annex", "Verifier annex"),
        ],
        required=True,
    )
    file_format = fields.Selection(
        [("xlsx", "XLSX"), ("pdf", "PDF"), ("xml", "IATI"), ("json", "JSON")]
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", required=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Organisation", compute="_compute_partner_id", store=True
    )
    user_name = fields.Char(related="user_id.name", related_sudo=True, string="By")
    sha256 = fields.Char(string="SHA-256 of the file")
    comment = fields.Text()

    @api.depends("user_id", "kind", "report_id.donor_id")
    def _compute_partner_id(self):
        for delivery in self:
            # A notice is sent by the ministry's user, to the donor.
            donor = delivery.report_id.donor_id if delivery.kind == "notice" else None
            delivery.partner_id = donor or delivery.user_id.commercial_partner_id

    @api.depends("report_id", "kind", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for delivery in self:
            delivery.display_name = (
                f"{kinds.get(delivery.kind, '')} · {delivery.report_id.display_name}"
            )

    @api.model
    def _record(self, vals):
        """Note deliveries of now, under the acting user's own name.

        :param vals: dict, or list of dicts, without date and user
        """
        rows = vals if isinstance(vals, list) else [vals]
        now = fields.Datetime.now()
        # Elevated only to add: nobody may write a delivery by hand, or back-date one.
        return self.sudo().create(
            [{**row, "user_id": self.env.uid, "date": now} for row in rows]
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("Deliveries are recorded once, never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Deliveries are never deleted."))
