# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.numbers import decimal

STATUSES = [
    ("appropriated", "Appropriated"),
    ("signed", "Signed"),
    ("pledged", "Pledged"),
    ("pipeline", "Pipeline"),
    ("lost", "Lost"),
]


class TransitionCommitment(models.Model):
    """Money that a source has promised, or may: amount, dates, how sure it is."""

    _name = "rr.transition.commitment"
    _inherit = ["rr.transition.part"]
    _description = "Commitment of a transition scenario"
    _order = "scenario_id, date_end, code"

    scenario_id = fields.Many2one(
        "rr.transition.scenario", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    name = fields.Char()
    source_id = fields.Many2one(
        "rr.transition.source",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scenario_id', '=', scenario_id)]",
    )
    agreement_code = fields.Char(
        readonly=True, help="The funding agreement that this row was read from."
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.ref("base.EUR"),
        ondelete="restrict",
    )
    amount = fields.Monetary(required=True)
    date_start = fields.Date(string="First day", required=True)
    date_end = fields.Date(string="Last day", required=True)
    line_ids = fields.Many2many(
        "rr.transition.line",
        "rr_transition_commitment_line_rel",
        "commitment_id",
        "line_id",
        string="Earmarked for",
        domain="[('scenario_id', '=', scenario_id)]",
        help="Empty: free, for any line.",
    )
    status = fields.Selection(STATUSES, required=True, default="signed")
    probability = fields.Float(
        digits=(16, 4), default=1.0, help="0 to 1; used by the expected view alone."
    )
    tranche_ids = fields.One2many(
        "rr.transition.tranche", "commitment_id", string="Tranches", copy=True
    )

    _code_unique = models.Constraint(
        "UNIQUE(scenario_id, code)",
        "The scenario already has a commitment of this code.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "The commitment ends before it starts."
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A commitment cannot be negative."
    )
    _probability_share = models.Constraint(
        "CHECK (probability BETWEEN 0 AND 1)", "A probability is 0 to 1."
    )

    @api.constrains("line_ids", "source_id", "scenario_id")
    def _check_same_scenario(self):
        for row in self:
            if (row.line_ids.scenario_id | row.source_id.scenario_id) - row.scenario_id:
                raise ValidationError(
                    self.env._(
                        "%(commitment)s names a line or source of another scenario.",
                        commitment=row.code,
                    )
                )

    def _rr_engine_row(self):
        """Return the commitment as the engine's input writes it."""
        self.ensure_one()
        row = {
            "code": self.code,
            "source": self.source_id.code,
            "currency": self.currency_id.name,
            "amount": decimal(self.amount, 2),
            "start": self.date_start.isoformat(),
            "end": self.date_end.isoformat(),
            "status": self.status,
            "probability": decimal(self.probability, 4),
            "lines": sorted(self.line_ids.mapped("code")),
        }
        if self.tranche_ids:
            row["tranches"] = {
                str(tranche.year): decimal(tranche.amount, 2)
                for tranche in self.tranche_ids.sorted("year")
            }
        return row


class TransitionTranche(models.Model):
    """What of a commitment is agreed for one year."""

    _name = "rr.transition.tranche"
    _inherit = ["rr.transition.part"]
    _description = "Tranche of a commitment"
    _order = "commitment_id, year"

    commitment_id = fields.Many2one(
        "rr.transition.commitment", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(required=True)
    currency_id = fields.Many2one(related="commitment_id.currency_id")
    amount = fields.Monetary(required=True)

    _once = models.Constraint(
        "UNIQUE(commitment_id, year)", "This year has a tranche already."
    )

    def _rr_scenarios(self):
        return self.mapped("commitment_id.scenario_id")
