# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Least number of persons in a cell that is published (policy, docs). A template may
#: ask for more, never for less.
THRESHOLD = 5


class RrReportTemplate(models.Model):
    """What a donor asks of a report."""

    _name = "rr.report.template"
    _inherit = ["rr.audited.mixin"]
    _description = "Report template"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    lang = fields.Selection(
        [("en_US", "English"), ("sq_AL", "Albanian"), ("sr@latin", "Serbian")],
        string="Language",
        required=True,
        default="en_US",
    )
    threshold = fields.Integer(
        required=True,
        default=THRESHOLD,
        help="Least number of persons in a published cell; upwards only.",
    )
    tolerance_percent = fields.Float(
        string="Variance tolerance (%)",
        required=True,
        default=10.0,
        help="A budget line further from its plan needs an explanation.",
    )
    has_indirect_cap = fields.Boolean(string="Cap on indirect costs")
    indirect_cap_percent = fields.Float(
        string="Indirect costs, at most (% of direct costs)"
    )
    introduction = fields.Text(
        translate=True, help="Printed on the cover, below the signatures."
    )
    method_note = fields.Text(translate=True, help="Added to the Methods sheet.")
    agreement_ids = fields.One2many("rr.fund.agreement", "report_template_id")

    _code_unique = models.Constraint("UNIQUE (code)", "Another template has this code.")
    _threshold_upwards = models.Constraint(
        f"CHECK (threshold >= {THRESHOLD})",
        f"The threshold is {THRESHOLD} or more: a template never lowers it.",
    )
    _percentages = models.Constraint(
        "CHECK (tolerance_percent BETWEEN 0 AND 100 "
        "AND (indirect_cap_percent IS NULL OR indirect_cap_percent BETWEEN 0 AND 100))",
        "A percentage lies between 0 and 100.",
    )

    @api.constrains("has_indirect_cap", "indirect_cap_percent")
    def _check_cap(self):
        for template in self:
            if template.has_indirect_cap and not template.indirect_cap_percent:
                raise ValidationError(
                    self.env._("%(name)s: name the cap.", name=template.name)
                )
