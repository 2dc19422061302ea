# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class GrantApplicationLine(models.Model):
    """A line of the project's budget: asked of the call, and the own share."""

    _name = "rr.grant.application.line"
    _inherit = ["rr.audited.mixin"]
    _description = "Budget line of an application"
    _order = "application_id, id"
    _part_of = ("application_id", "line_ids")

    application_id = fields.Many2one(
        "rr.grant.application", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Cost", required=True)
    currency_id = fields.Many2one(related="application_id.currency_id")
    amount = fields.Monetary(string="Asked")
    own_amount = fields.Monetary(string="Own share")

    _amounts = models.Constraint(
        "CHECK (amount >= 0 AND own_amount >= 0 AND amount + own_amount > 0)",
        "A line of the budget is above zero.",
    )


class GrantApplicationDocument(models.Model):
    """A file of an application; it is read by whoever reads the application."""

    _name = "rr.grant.application.document"
    _inherit = ["rr.audited.mixin"]
    _description = "Document of an application"
    _order = "application_id, id"
    _part_of = ("application_id", "document_ids")
    _rec_name = "file_name"

    application_id = fields.Many2one(
        "rr.grant.application", required=True, index=True, ondelete="cascade"
    )
    type_id = fields.Many2one(
        "rr.grant.document.type",
        required=True,
        ondelete="restrict",
        domain=[("kind", "=", "community"), ("step", "in", ("submit", "none"))],
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char(required=True)
