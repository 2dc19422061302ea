# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.models.municipality import DISTRICTS
from odoo.addons.rr_grants.models.budget_line import (
    COST_CATEGORIES,
    ECONOMIC_CATEGORIES,
)
from odoo.exceptions import ValidationError

from ..tools.numbers import decimal
from ..tools.places import SMALL
from .register_counts import DRIVERS, UNIT_COSTS


class TransitionLine(models.Model):
    """A need line: so many persons or units a year, at a price."""

    _name = "rr.transition.line"
    _inherit = ["rr.transition.part"]
    _description = "Need line of a transition scenario"
    _order = "scenario_id, priority, code"

    scenario_id = fields.Many2one(
        "rr.transition.scenario", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    unit = fields.Char(default="persons", translate=True)
    is_persons = fields.Boolean(
        string="Counts persons", default=True, help="Off: courses, events, projects."
    )
    driver = fields.Selection(
        [("typed", "Typed"), *((key, d["label"]) for key, d in DRIVERS.items())],
        default="typed",
        required=True,
        help="What of the register the quantity is counted from: counts only.",
    )
    quantity = fields.Float(
        digits=(16, 2), required=True, string="Quantity a year"
    )
    cost_basis = fields.Selection(
        [("typed", "Typed"), *((key, d["label"]) for key, d in UNIT_COSTS.items())],
        default="typed",
        required=True,
        help="The ledger rows that the unit cost is read from.",
    )
    unit_cost = fields.Float(
        digits=(16, 4), required=True, help="EUR at prices of the base year."
    )
    price_group = fields.Char(default="cpi")
    overhead = fields.Float(digits=(16, 4), help="0.07 is 7 % on top.")
    priority = fields.Integer(default=1, required=True, help="1 is served first.")
    category = fields.Selection(
        ECONOMIC_CATEGORIES, required=True, default="subsidies_transfers"
    )
    cost_category = fields.Selection(
        COST_CATEGORIES,
        help="Budget lines of this category in funding agreements pay for the line.",
    )
    subprogramme_id = fields.Many2one(
        "rr.transition.code",
        domain=[("kind", "=", "subprogramme")],
        ondelete="restrict",
        string="Sub-programme",
    )
    kind = fields.Selection(
        [("baseline", "Goes on"), ("new", "New")], default="baseline", required=True
    )
    municipality_id = fields.Many2one("rr.municipality", ondelete="restrict")
    district = fields.Selection(DISTRICTS)
    place = fields.Char(compute="_compute_place")
    year_ids = fields.One2many("rr.transition.line.year", "line_id", string="Years")
    actual_quantity = fields.Float(
        digits=(16, 2), readonly=True, string="Last year: quantity"
    )
    actual_amount = fields.Float(
        digits=(16, 2), readonly=True, string="Last year: paid, EUR"
    )
    actual_note = fields.Char(readonly=True, string="Last year: read from")

    _code_unique = models.Constraint(
        "UNIQUE(scenario_id, code)", "The scenario already has a line of this code."
    )
    _not_negative = models.Constraint(
        "CHECK (quantity >= 0 AND unit_cost >= 0 AND overhead >= 0)",
        "Quantity, unit cost and overhead cannot be negative.",
    )
    _priority_from_one = models.Constraint(
        "CHECK (priority >= 1)", "Priorities begin at 1."
    )

    @api.depends("municipality_id", "district")
    def _compute_place(self):
        districts = dict(self._fields["district"]._description_selection(self.env))
        for line in self:
            line.place = line.municipality_id.name or (
                self.env._("District of %(name)s", name=districts[line.district])
                if line.district
                else ""
            )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name or line.code

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._rr_sync_years()
        lines._rr_widen_small_places()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "quantity" in vals:
            for line in self:
                line.year_ids.quantity = line.quantity
        if {"quantity", "municipality_id", "is_persons"} & set(vals):
            self._rr_widen_small_places()
        return result

    def _rr_widen_small_places(self):
        """A few persons in one municipality are kept by district, and only so."""
        for line in self:
            if not line.municipality_id or not line.is_persons:
                continue
            if min([line.quantity, *line.year_ids.mapped("quantity")]) <= SMALL:
                line.write(
                    {
                        "district": line.municipality_id.district,
                        "municipality_id": False,
                    }
                )

    def _rr_sync_years(self):
        """One row for each year of the horizon; years outside go."""
        for line in self:
            years = line.scenario_id._rr_years()
            known = set(line.year_ids.mapped("year"))
            line.year_ids.filtered(lambda row, y=years: row.year not in y).unlink()
            self.env["rr.transition.line.year"].create(
                [
                    {"line_id": line.id, "year": year, "quantity": line.quantity}
                    for year in years
                    if year not in known
                ]
            )

    def _rr_engine_row(self):
        """Return the line as the engine's input writes it."""
        self.ensure_one()
        row = {
            "code": self.code,
            "quantity": {
                str(year.year): decimal(year.quantity, 2)
                for year in self.year_ids.sorted("year")
            },
            "unit_cost": decimal(self.unit_cost, 4),
            "overhead": decimal(self.overhead, 4),
            "priority": self.priority,
            "category": self.category,
            "kind": self.kind,
        }
        if self.price_group:
            row["price_group"] = self.price_group
        return row


class TransitionLineYear(models.Model):
    """Quantity and share of the state of one line in one year."""

    _name = "rr.transition.line.year"
    _inherit = ["rr.transition.part"]
    _description = "Year of a need line"
    _order = "line_id, year"

    line_id = fields.Many2one(
        "rr.transition.line", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(required=True)
    quantity = fields.Float(digits=(16, 2), required=True)
    state_share = fields.Float(
        digits=(16, 6), string="Share of the state", help="0 to 1 of need."
    )

    _once = models.Constraint(
        "UNIQUE(line_id, year)", "The line has this year already."
    )
    _is_share = models.Constraint(
        "CHECK (state_share BETWEEN 0 AND 1)", "The state's share is 0 to 1 of need."
    )
    _quantity_not_negative = models.Constraint(
        "CHECK (quantity >= 0)", "A quantity cannot be negative."
    )

    def _rr_scenarios(self):
        return self.mapped("line_id.scenario_id")

    def write(self, vals):
        result = super().write(vals)
        if "quantity" in vals:
            self.line_id._rr_widen_small_places()
        return result

    @api.constrains("year")
    def _check_year(self):
        for row in self:
            years = row.line_id.scenario_id._rr_years()
            if row.year not in years:
                raise ValidationError(
                    self.env._(
                        "%(year)s is not in the horizon %(first)s–%(last)s.",
                        year=row.year,
                        first=years[0],
                        last=years[-1],
                    )
                )
