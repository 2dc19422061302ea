# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class RrIndicatorTarget(models.Model):
    """What was agreed for an indicator: for the life of an agreement (with the
    baseline), or for one period of it. Without an agreement: for the programme."""

    _name = "rr.indicator.target"
    _inherit = ["rr.audited.mixin"]
    _description = "Target"
    _order = "agreement_id, indicator_id, date_from, id"

    indicator_id = fields.Many2one(
        "rr.indicator", required=True, index=True, ondelete="restrict"
    )
    agreement_id = fields.Many2one(
        "rr.fund.agreement", index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("life", "Whole life"), ("period", "One period")],
        required=True,
        default="life",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    # Targets of several indicators have different units: they are never summed.
    value = fields.Float(string="Target", required=True, aggregator=None)
    has_baseline = fields.Boolean(string="With baseline")
    baseline = fields.Float(aggregator=None)
    baseline_year = fields.Integer(aggregator=None)
    unit = fields.Selection(related="indicator_id.unit")

    _life_once = models.UniqueIndex(
        "(indicator_id, COALESCE(agreement_id, 0)) WHERE kind = 'life'",
        "The indicator already has a target for the whole life.",
    )
    _period_once = models.UniqueIndex(
        "(indicator_id, COALESCE(agreement_id, 0), date_from) WHERE kind = 'period'",
        "The indicator already has a target for a period that begins on this day.",
    )
    _period_has_dates = models.Constraint(
        "CHECK (kind = 'life' OR (date_from IS NOT NULL AND date_to >= date_from))",
        "The target of a period needs its first and last day, in order.",
    )
    _value_not_negative = models.Constraint(
        "CHECK (value >= 0 AND (baseline IS NULL OR baseline >= 0))",
        "Targets and baselines cannot be negative.",
    )
    _baseline_has_year = models.Constraint(
        "CHECK (NOT has_baseline OR baseline_year BETWEEN 1999 AND 2100)",
        "A baseline needs its year.",
    )

    @api.depends("indicator_id.code", "agreement_id.code", "kind")
    def _compute_display_name(self):
        for target in self:
            parts = [target.indicator_id.code, target.agreement_id.code]
            target.display_name = " · ".join(part for part in parts if part)
