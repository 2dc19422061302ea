# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..measures import MEASURES

UNITS = [
    ("persons", "persons"),
    ("money", "money"),
    ("municipalities", "municipalities"),
    ("sessions", "sessions"),
    ("hours", "hours"),
    ("days", "days"),
    ("cases", "cases"),
    ("percent", "%"),
    ("number", "number"),
]


class RrIndicator(models.Model):
    """What a report measures: a definition over a measure, or a typed-in reading."""

    _name = "rr.indicator"
    _inherit = ["rr.audited.mixin"]
    _description = "Indicator"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    level = fields.Selection(
        [
            ("programme", "Programme"),
            ("impact", "Impact"),
            ("outcome", "Outcome"),
            ("output", "Output"),
        ],
        required=True,
        default="output",
    )
    kind = fields.Selection(
        [("measure", "Measured"), ("typed", "Typed in")],
        required=True,
        default="measure",
        help="Typed in: an aggregate of another institution, with its population, "
        "window and source; never computed from persons.",
    )
    measure = fields.Selection(
        selection="_selection_measure",
        help="The statement that counts; see the catalogue of measures.",
    )
    scope = fields.Selection(
        [
            ("programme", "Whole programme"),
            ("agreement", "Each agreement"),
        ],
        compute="_compute_scope",
    )
    unit = fields.Selection(UNITS, required=True, default="number")
    rule = fields.Selection(
        [
            ("unique", "Unique persons"),
            ("sum", "Sum"),
            ("latest", "Latest"),
            ("max", "Maximum"),
        ],
        string="Period rule",
        required=True,
        default="sum",
        help="How periods add up: each person once, the sum of the periods, the latest "
        "value, or the greatest.",
    )
    is_headline = fields.Boolean(string="Headline", help="Stands on the Summary sheet.")
    is_always = fields.Boolean(
        string="In every report",
        help="Stands in each report, with or without a target.",
    )
    definition = fields.Text(translate=True)
    cohort = fields.Char(string="Cohort and period", translate=True)
    source = fields.Char(string="Source of verification", translate=True)
    population = fields.Char(
        string="Denominator or population",
        translate=True,
        help="Over whom, and in which window.",
    )
    target_ids = fields.One2many("rr.indicator.target", "indicator_id")
    reading_ids = fields.One2many("rr.indicator.reading", "indicator_id")

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another indicator has this code."
    )
    _measured_or_typed = models.Constraint(
        "CHECK ((kind = 'measure') = (measure IS NOT NULL))",
        "A measured indicator names its measure; one that is typed in has none.",
    )

    @api.model
    def _selection_measure(self):
        return [
            (name, entry["label"])
            for name, entry in MEASURES.items()
            if entry["kind"] != "rows"
        ]

    @api.depends("measure")
    def _compute_scope(self):
        for indicator in self:
            entry = MEASURES.get(indicator.measure)
            scope = entry["scope"] if entry else "programme"
            indicator.scope = "programme" if scope == "both" else scope

    @api.depends("code", "name")
    def _compute_display_name(self):
        for indicator in self:
            indicator.display_name = f"{indicator.code} {indicator.name or ''}".strip()

    @api.constrains("measure", "unit")
    def _check_unit(self):
        for indicator in self.filtered("measure"):
            unit = MEASURES[indicator.measure]["unit"]
            if indicator.unit != unit:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s: the measure gives %(unit)s.",
                        indicator=indicator.code,
                        unit=unit,
                    )
                )

    def _is_public_total(self):
        """Whether the indicator's count is published exactly (a public total)."""
        self.ensure_one()
        entry = MEASURES.get(self.measure) or {}
        return bool(entry.get("is_total"))

    def _reading(self, as_of):
        """The latest typed-in reading on or before a day."""
        self.ensure_one()
        return self.reading_ids.filtered(lambda r: r.date <= as_of).sorted(
            lambda r: (r.date, r.id)
        )[-1:]


class RrIndicatorReading(models.Model):
    """A value of another institution: with its population, window and source."""

    _name = "rr.indicator.reading"
    _inherit = ["rr.audited.mixin"]
    _description = "Typed-in reading"
    _order = "date desc, id desc"

    indicator_id = fields.Many2one(
        "rr.indicator", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True, help="Day to which the value refers.")
    value = fields.Float(required=True)
    population = fields.Char(required=True, translate=True)
    window = fields.Char(required=True, translate=True, help="From when to when.")
    source = fields.Char(required=True, help="Document and place.")

    _value_not_negative = models.Constraint(
        "CHECK (value >= 0)", "A reading cannot be negative."
    )

    @api.constrains("indicator_id")
    def _check_typed(self):
        for reading in self:
            if reading.indicator_id.kind != "typed":
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is measured: nothing is typed in for it.",
                        indicator=reading.indicator_id.code,
                    )
                )
