# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class RrFundAgreement(models.Model):
    _inherit = "rr.fund.agreement"

    report_template_id = fields.Many2one(
        "rr.report.template", string="Report template", ondelete="restrict"
    )
    target_ids = fields.One2many("rr.indicator.target", "agreement_id")
    donor_activity_ref = fields.Char(
        string="Donor's IATI activity",
        help="Identifier of the donor's own activity, to which the incoming funds are "
        "linked. A donor's report is not issued without it.",
    )
