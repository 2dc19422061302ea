# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .grant_data import CATEGORIES


class GrantRule(models.Model):
    """Limits of one category of grant, in EUR. Proposals: the ministry edits them."""

    _name = "rr.grant.rule"
    _inherit = ["rr.audited.mixin"]
    _description = "Grant rule"
    _rec_name = "category"
    _order = "kind desc, category"

    kind = fields.Selection(
        [("individual", "Individual"), ("community", "Community")],
        required=True,
        default="individual",
    )
    category = fields.Selection(CATEGORIES, required=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.EUR"), required=True
    )
    amount_min = fields.Monetary(string="From")
    amount_max = fields.Monetary(string="Up to")
    person_year = fields.Monetary(
        string="Person, 12 months", help="Ceiling per person; 0: none."
    )
    person_life = fields.Monetary(string="Person, lifetime")
    household_year = fields.Monetary(string="Household, 12 months")
    household_life = fields.Monetary(string="Household, lifetime")
    quotes = fields.Integer(help="Price offers to attach, unless a reason is given.")
    hour_rate = fields.Monetary(string="Stipend per hour")
    min_attendance = fields.Float(
        string="Minimum attendance %", help="Below it a month pays no stipend."
    )
    small_sum = fields.Monetary(
        string="Small-sum tolerance",
        help="A difference up to this amount may be written off at closing.",
    )
    retention_years = fields.Integer(
        help="Years during which equipment stays in use by the person."
    )
    visit_months = fields.Char(
        default="3,12", help="Months after delivery at which the place is visited."
    )

    _category_once = models.Constraint(
        "UNIQUE(kind, category)", "There is already a rule for this category."
    )

    @api.model
    def _for(self, kind, category):
        """Return the rule of a category; an empty record where none is set."""
        # Limits hold for every step, also of roles that read no rules.
        return self.sudo().search(
            [("kind", "=", kind), ("category", "=", category)], limit=1
        )


class GrantBand(models.Model):
    """Who approves up to which amount in EUR."""

    _name = "rr.grant.band"
    _inherit = ["rr.audited.mixin"]
    _description = "Approval band"
    _order = "kind, amount_to"
    _rec_name = "role"

    kind = fields.Selection(
        [("individual", "Individual"), ("community", "Community")],
        required=True,
        default="individual",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.EUR"), required=True
    )
    amount_to = fields.Monetary(string="Up to", required=True)
    role = fields.Selection(
        [("head", "Head of division"), ("director", "Director")], required=True
    )

    _amount_once = models.Constraint(
        "UNIQUE(kind, amount_to)", "There is already a band up to this amount."
    )

    @api.model
    def _role_for(self, kind, amount):
        """Return the role that approves an amount; the highest band above all."""
        # As above: who approves does not depend on who asks.
        bands = self.sudo().search([("kind", "=", kind)], order="amount_to")
        for band in bands:
            if amount <= band.amount_to:
                return band.role
        return bands[-1:].role or "director"


class GrantDocumentType(models.Model):
    """A document that a step of a grant asks for."""

    _name = "rr.grant.document.type"
    _inherit = ["rr.audited.mixin"]
    _description = "Type of grant document"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, index=True)
    sequence = fields.Integer(default=10)
    category = fields.Selection(
        CATEGORIES, help="Empty: asked of every category of grant."
    )
    step = fields.Selection(
        [
            ("submit", "Submit"),
            ("propose", "Propose"),
            ("agree", "Agree"),
            ("verify", "Verify"),
            ("none", "Optional"),
        ],
        default="submit",
        required=True,
    )
    kind = fields.Selection(
        [("individual", "Individual"), ("community", "Community")],
        default="individual",
        required=True,
    )
    active = fields.Boolean(default=True)

    _code_once = models.Constraint(
        "UNIQUE(code, category, kind)", "There is already a type of this code."
    )


class GrantDocument(models.Model):
    """A file in the checklist of a grant."""

    _name = "rr.grant.document"
    _inherit = ["rr.audited.mixin"]
    _description = "Grant document"
    _order = "date desc, id desc"

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="cascade"
    )
    type_id = fields.Many2one(
        "rr.grant.document.type", required=True, ondelete="restrict"
    )
    code = fields.Char(related="type_id.code")
    date = fields.Date(default=fields.Date.context_today, required=True)
    reference = fields.Char(help="Protocol number or the paper's own reference.")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()

    _file_or_reference = models.Constraint(
        "CHECK (reference IS NOT NULL OR file_name IS NOT NULL)",
        "A document needs a file or a reference to the paper.",
    )
