# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class RrCasePaper(models.Model):
    """A paper attached to a case, readable by whoever may open the case."""

    _name = "rr.case.paper"
    _inherit = ["rr.audited.mixin"]
    _description = "Paper of a case"
    _order = "date desc, id desc"
    _rr_audit_exclude = frozenset({"name", "file_name"})

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="restrict")
    name = fields.Char(string="Title", required=True, help="Without names of persons.")
    kind = fields.Selection(
        [
            ("permission", "Signed permission"),
            ("plan", "Plan"),
            ("certificate", "Certificate"),
            ("decision", "Decision"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char()

    def write(self, vals):
        if "case_id" in vals:
            raise UserError(self.env._("A paper stays with its case."))
        return super().write(vals)
