# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people write into a report: explanations, comments, risks."""

from odoo import api, fields, models


class RrReportNote(models.AbstractModel):
    """A text of a report: written while the report is a draft."""

    _name = "rr.report.note.mixin"
    _description = "Text of a report"

    report_id = fields.Many2one(
        "rr.donor.report", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        notes = super().create(vals_list)
        notes.report_id._content_changes()
        return notes

    def write(self, vals):
        (
            self.report_id
            | self.env["rr.donor.report"].browse(vals.get("report_id") or [])
        )._content_changes()
        return super().write(vals)

    def unlink(self):
        self.report_id._content_changes()
        return super().unlink()


class RrReportVarianceNote(models.Model):
    """Why a budget line is further from its plan than was agreed."""

    _name = "rr.report.variance.note"
    _inherit = ["rr.report.note.mixin", "rr.audited.mixin"]
    _description = "Variance note"
    _order = "line_code, id"

    line_code = fields.Char(
        string="Contract line",
        required=True,
        help="As the statement prints it; of merged lines “1+2”.",
    )
    text = fields.Text(string="Explanation", required=True)

    _line_once = models.Constraint(
        "UNIQUE (report_id, line_code)", "The line already has an explanation."
    )


class RrReportComment(models.Model):
    """Why an indicator is away from its target."""

    _name = "rr.report.comment"
    _inherit = ["rr.report.note.mixin", "rr.audited.mixin"]
    _description = "Comment on a deviation"
    _order = "indicator_id, id"

    indicator_id = fields.Many2one("rr.indicator", required=True, ondelete="restrict")
    text = fields.Text(required=True)

    _indicator_once = models.Constraint(
        "UNIQUE (report_id, indicator_id)", "The indicator already has a comment."
    )


class RrReportRisk(models.Model):
    """A risk to the programme (never one about a person), and what is done."""

    _name = "rr.report.risk"
    _inherit = ["rr.report.note.mixin", "rr.audited.mixin"]
    _description = "Risk to the programme"
    _order = "report_id, sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Risk to the programme", required=True)
    mitigation = fields.Text(string="What is done about it")
    next_step = fields.Char()
    date = fields.Date(string="By")
