# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.rr_grants.models.budget_line import ECONOMIC_CATEGORIES
from odoo.exceptions import UserError

from ..models.transition_commitment import STATUSES
from ..tools.numbers import decimal

# what: (what it needs, path as keys of the wizard, field of the value)
KINDS = {
    "commitment_status": ("commitment", "status"),
    "commitment_end": ("commitment", "end"),
    "commitment_probability": ("commitment", "probability"),
    "unit_cost": ("line", "unit_cost"),
    "quantity": ("line", "quantity"),
    "priority": ("line", "priority"),
    "ceiling": ("category", None),
    "price": ("price_group", None),
    "rate": ("currency", None),
}


class OverrideAdd(models.TransientModel):
    """Asks what shall differ from the baseline, and why."""

    _name = "rr.transition.override.add"
    _description = "New override"

    scenario_id = fields.Many2one("rr.transition.scenario", required=True)
    baseline_id = fields.Many2one(related="scenario_id.baseline_id")
    kind = fields.Selection(
        [
            ("commitment_status", "Commitment: status"),
            ("commitment_end", "Commitment: last day"),
            ("commitment_probability", "Commitment: probability"),
            ("unit_cost", "Need line: unit cost"),
            ("quantity", "Need line: quantity"),
            ("priority", "Need line: priority"),
            ("ceiling", "Ceiling"),
            ("price", "Price growth"),
            ("rate", "Exchange rate"),
        ],
        required=True,
        default="commitment_status",
    )
    commitment_id = fields.Many2one("rr.transition.commitment")
    line_id = fields.Many2one("rr.transition.line")
    category = fields.Selection(ECONOMIC_CATEGORIES)
    price_group = fields.Char(default="cpi")
    currency = fields.Char(size=3)
    year = fields.Integer()
    status = fields.Selection(STATUSES)
    date = fields.Date(string="Last day")
    number = fields.Float(string="New value", digits=(16, 6))
    why = fields.Char()

    def action_add(self):
        """Button: add the override; the engine says what it cannot take."""
        self.ensure_one()
        scenario = self.scenario_id
        scenario.check_access("write")
        scenario._rr_add_overrides([self._rr_change()], self.why)
        scenario._rr_store_results()
        return {"type": "ir.actions.act_window_close"}

    def _rr_change(self):
        of, key = KINDS[self.kind]
        number = decimal(self.number, 6)
        if of == "commitment":
            code = self._rr_required("commitment_id").code
            value = number
            if key == "status":
                value = self._rr_required("status")
            elif key == "end":
                value = self._rr_required("date").isoformat()
            return ["commitments", code, key], value
        if of == "line":
            path = ["lines", self._rr_required("line_id").code, key]
            if key == "priority":
                return path, int(self.number)
            if key == "quantity" and self.year:
                return [*path, str(self.year)], number
            if key == "quantity":
                years = self.scenario_id._rr_years()
                return path, {str(year): number for year in years}
            return path, number
        year = str(self._rr_required("year"))
        head = {"category": "ceilings", "price_group": "price_index", "currency": "fx"}
        return [head[of], self._rr_required(of), year], number

    def _rr_required(self, name):
        value = self[name]
        if not value:
            raise UserError(
                self.env._("“%(field)s” is empty.", field=self._fields[name].string)
            )
        return value
