# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..engine import people_rows, result_of
from ..engine.model import VIEWS as ENGINE_VIEWS
from .transition_scenario import VIEWS


class TransitionResult(models.Model):
    """What the engine found, one row per line and year and per year, for lists.

    Rows are made by the engine alone; nobody has the right to write them.
    """

    _name = "rr.transition.result"
    _inherit = ["rr.audited.mixin"]
    _description = "Result of a transition scenario"
    _order = "scenario_id, view, kind, year, code"

    scenario_id = fields.Many2one(
        "rr.transition.scenario", required=True, index=True, ondelete="cascade"
    )
    view = fields.Selection(VIEWS, required=True)
    kind = fields.Selection(
        [("line", "Need line"), ("year", "Year")], required=True, index=True
    )
    code = fields.Char()
    name = fields.Char()
    year = fields.Integer(required=True, aggregator=False)
    currency_id = fields.Many2one(related="scenario_id.currency_id", store=True)
    need = fields.Monetary()
    state = fields.Monetary()
    funded = fields.Monetary()
    gap = fields.Monetary()
    persons = fields.Integer(string="People not served")
    stranded = fields.Monetary()
    state_share_of_need = fields.Float(
        string="State share of need, %", digits=(16, 2), aggregator=False
    )
    cliff = fields.Monetary(string="Donor money lost against the year before")


class TransitionScenario(models.Model):
    _inherit = "rr.transition.scenario"

    def _rr_store_results(self):
        """Compute the three views and keep their rows, in place of older ones."""
        self.check_access("write")
        results_sudo = self.env["rr.transition.result"].sudo()
        results_sudo.search([("scenario_id", "in", self.ids)]).unlink()
        rows = []
        for scenario in self:
            names = scenario._rr_names()["line"]
            for view in ENGINE_VIEWS:
                rows += scenario._rr_result_rows(view, names)
        results_sudo.create(rows)

    def _rr_result_rows(self, view, names):
        outcome = self._rr_outcome(view)
        found = result_of(outcome)
        persons = {
            (row["line"], row["year"]): row["persons"] or 0
            for row in people_rows(outcome)
        }
        common = {"scenario_id": self.id, "view": view}
        for row in found["lines"]:
            is_persons = names.get(row["line"], {}).get("is_persons", True)
            yield {
                **common,
                "kind": "line",
                "code": row["line"],
                "name": names.get(row["line"], {}).get("name", row["line"]),
                "year": row["year"],
                **{key: float(row[key]) for key in ("need", "state", "funded", "gap")},
                "persons": persons[row["line"], row["year"]] if is_persons else 0,
            }
        for row in found["years"]:
            yield {
                **common,
                "kind": "year",
                "year": row["year"],
                **{
                    key: float(row[key])
                    for key in (
                        "need",
                        "state",
                        "funded",
                        "gap",
                        "stranded",
                        "state_share_of_need",
                        "cliff",
                    )
                },
            }
