# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class RrAssessmentReference(models.Model):
    """That an assessment exists, who holds it and when it is reviewed. No item, no
    result and no file of it is kept here."""

    _name = "rr.assessment.reference"
    _inherit = ["rr.audited.mixin"]
    _description = "Reference to an assessment"
    _order = "date desc, id desc"

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="restrict")
    instrument = fields.Selection(
        [
            ("vera2r", "VERA-2R"),
            ("erg22", "ERG22+"),
            ("kterac", "K-TERAC"),
            ("other", "Other"),
        ],
        required=True,
    )
    instrument_name = fields.Char(string="Name, if other")
    holder_id = fields.Many2one(
        "res.partner",
        string="Held by",
        required=True,
        domain="[('is_company', '=', True)]",
        index=True,
    )
    date = fields.Date(required=True)
    date_next = fields.Date(string="Next review")

    _dates_in_order = models.Constraint(
        "CHECK (date_next IS NULL OR date_next >= date)",
        "The next review lies before the assessment.",
    )

    @api.depends("case_id", "instrument")
    def _compute_display_name(self):
        labels = dict(self._fields["instrument"]._description_selection(self.env))
        for item in self:
            item.display_name = (
                f"{item.case_id.display_name} {labels.get(item.instrument, '')}"
            )
