# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class FundSource(models.Model):
    """Who gives money, and through which channel it reaches the programme."""

    _name = "rr.fund.source"
    _inherit = ["rr.audited.mixin"]
    _description = "Funding source"
    _order = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("state_mia", "State: Ministry of Internal Affairs"),
            ("state_other", "State: other institution"),
            ("municipality", "Municipality"),
            ("donor", "Donor"),
        ],
        required=True,
    )
    channel = fields.Selection(
        [
            ("state_budget", "State budget"),
            ("designated", "Designated donor grant"),
            ("off_budget", "Off budget: the partner pays"),
        ],
        required=True,
        help="Off budget: the donor pays the implementing partner and the ministry "
        "never holds the money; payments are recorded from the partner's statement.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        domain=[("is_company", "=", True)],
        ondelete="restrict",
    )
    agreement_ids = fields.One2many("rr.fund.agreement", "source_id")
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another funding source has this code."
    )
