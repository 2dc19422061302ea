# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import (
    donor_rows,
    lead_time,
    payment_rows,
    people_rows,
    request_rows,
    result_of,
    sensitivity_rows,
    state_share,
    tornado,
)
from ..engine.exact import cents, euros, fixed
from ..engine.model import VIEWS as ENGINE_VIEWS
from ..engine.views import weight
from ..tools.labels import words


class TransitionScenario(models.Model):
    """What the state-versus-donor view asks the server for.

    Plain values only; amounts are the engine's texts, so that the screen shows
    what the workbook and the engine say, to the cent.
    """

    _inherit = "rr.transition.scenario"

    @api.model
    @api.readonly
    def get_screen(self, scenario_id=None, view=None, edits=None):
        """Return everything that the view draws.

        :param scenario_id: the scenario, or None for the first that there is
        :param view: secure, probable, expected; None for the scenario's own
        :param edits: {line: {"kind", "until", "shares"}} tried, not stored
        """
        self.browse().check_access("read")
        scenarios = self.search(Domain.TRUE)
        scenario = self.browse(scenario_id).exists() if scenario_id else scenarios[:1]
        if not scenario:
            return {"scenario": None, "scenarios": []}
        scenario.check_access("read")
        view = scenario._rr_view(view)
        shares = scenario._rr_edited_shares(edits)
        outcome = scenario._rr_outcome(view, shares)
        steps, step_names = self.env["rr.transition.calendar"]._rr_steps()
        today = fields.Date.context_today(self)
        plan, names = outcome.plan, scenario._rr_names()
        return {
            "scenario": scenario._rr_scenario_values(),
            "scenarios": [
                {
                    "id": row.id,
                    "name": row.name,
                    "is_baseline": not row.baseline_id,
                    "baseline_id": row._rr_baseline().id,
                }
                for row in scenarios
            ],
            "view": view,
            "words": words(self.env),
            "today": today.isoformat(),
            "years": list(plan.years),
            "result": result_of(outcome),
            "people": people_rows(outcome),
            "payments": scenario._rr_payments_by_source(outcome),
            "requests": request_rows(outcome),
            "lines": scenario._rr_line_values(outcome, names),
            "sources": [
                {
                    "code": source.code,
                    "name": names["source"].get(source.code, source.code),
                    "type": source.type,
                }
                for source in plan.sources.values()
            ],
            "categories": names["category"],
            "donors": scenario._rr_donor_values(outcome, names, today, steps),
            "lead_times": [lead_time(year, today, steps) for year in plan.years],
            "steps": step_names,
            "overrides": scenario._rr_override_values(),
            "warnings": scenario._rr_warnings(),
            "can_write": scenario.has_access("write"),
            "languages": [
                (code, name, code[:2].upper())
                for code, name in self.env["res.lang"].get_installed()
            ],
        }

    def _rr_view(self, view):
        view = view or self.view
        if view not in ENGINE_VIEWS:
            raise UserError(self.env._("Unknown view: %(view)s", view=view))
        return view

    def _rr_scenario_values(self):
        baseline = self._rr_baseline()
        return {
            "id": self.id,
            "name": self.name,
            "code": self.code,
            "is_draft": self.state == "draft",
            "state_label": self._rr_state_label(self.state),
            "is_baseline": not self.baseline_id,
            "baseline_id": baseline.id,
            "baseline_name": baseline.name,
            "baseline_state": baseline.state,
            "strategy_end": self.strategy_end and self.strategy_end.isoformat(),
        }

    def _rr_payments_by_source(self, outcome):
        """Return {source: [EUR used by year]}, and the share path as "state_path"."""
        plan = outcome.plan
        position = {year: t for t, year in enumerate(plan.years)}
        found = {code: [0] * len(plan.years) for code in plan.sources}
        for row in payment_rows(outcome):
            amount = int(row["amount"].replace(".", ""))
            found[row["source"]][position[row["year"]]] += amount
        path = [outcome.total(outcome.path, t) for t in range(len(plan.years))]
        return {
            "state_path": [euros(amount) for amount in path],
            "by_source": {
                code: [euros(amount) for amount in row] for code, row in found.items()
            },
        }

    def _rr_line_values(self, outcome, names):
        rows = []
        for i, line in enumerate(outcome.plan.lines):
            known = names["line"].get(line.code, {})
            rows.append(
                {
                    "code": line.code,
                    "name": known.get("name", line.code),
                    "unit": known.get("unit", ""),
                    "is_persons": known.get("is_persons", True),
                    "place": known.get("place", ""),
                    "actual_amount": known.get("actual_amount") or 0,
                    "actual_quantity": known.get("actual_quantity") or 0,
                    "actual_note": known.get("actual_note", ""),
                    "priority": line.priority,
                    "category": line.category,
                    "kind": line.kind,
                    "unit_cost": euros(cents(line.unit_cost)),
                    "quantity": [float(q) for q in line.quantity],
                    "shares": [
                        fixed(int(share * 10**6), 6) for share in line.state_share
                    ],
                    "path": [euros(amount) for amount in outcome.path[i]],
                }
            )
        return rows

    def _rr_donor_values(self, outcome, names, today, steps):
        """Return donors with their commitments and the day on which money ends."""
        plan, rows = outcome.plan, []
        for row in donor_rows(outcome, today, steps):
            held = [c for c in plan.commitments if c.source == row["source"]]
            counted = [c for c in held if weight(c, outcome.view)]
            month = row["first_unfunded_month"]
            ends = [c.end.isoformat() for c in counted if month and c.end.isoformat() < month]
            rows.append(
                {
                    **row,
                    "name": names["source"].get(row["source"], row["source"]),
                    "last_day": max(ends, default=None),
                    "available": [row["available"][year] for year in plan.years],
                    "commitments": [
                        {
                            "code": c.code,
                            "name": names["commitment"].get(c.code, c.code),
                            "start": c.start.isoformat(),
                            "end": c.end.isoformat(),
                            "status": c.status,
                            "is_counted": c in counted,
                        }
                        for c in sorted(held, key=lambda c: (c.start, c.code))
                    ],
                }
            )
        return rows

    def _rr_override_values(self):
        return [
            {
                "id": row.id,
                "what": row.what,
                "was": row.was,
                "value": row.value_text,
                "who": row.user_id.name,
                "when": row.date.isoformat(),
                "why": row.why,
            }
            for row in self.override_ids.sorted("id")
        ]

    def _rr_edited_shares(self, edits):
        """Return {line: {year: share text}} of the edits of the screen."""
        if not edits:
            return None
        years = self._rr_years()
        now = self._rr_input()
        known = {line["code"] for line in now["lines"]}
        shares = {}
        for code, edit in edits.items():
            if code not in known:
                raise UserError(self.env._("Unknown need line: %(code)s", code=code))
            kind = edit.get("kind", "typed")
            start = now.get("state_share", {}).get(code, {}).get(str(years[0]), "0")
            try:
                shares[code] = state_share(
                    kind,
                    years,
                    start,
                    until=edit.get("until") or None,
                    step_year=edit.get("until") or years[-1],
                    typed=edit.get("shares") or {},
                )
            except ValueError as error:
                raise UserError(
                    self.env._(
                        "The path of %(code)s: %(reason)s", code=code, reason=error
                    )
                ) from error
        return shares

    @api.model
    @api.readonly
    def get_comparison(self, scenario_id, view=None):
        """Return the baseline and all scenarios on it, side by side."""
        scenario = self.browse(scenario_id)
        scenario.check_access("read")
        baseline = scenario._rr_baseline()
        view = scenario._rr_view(view)
        rows = []
        for item in baseline | baseline.scenario_ids.sorted("sequence"):
            outcome = item._rr_outcome(view)
            requests = request_rows(outcome)
            rows.append(
                {
                    "id": item.id,
                    "name": item.name,
                    "is_baseline": item == baseline,
                    "years": result_of(outcome)["years"],
                    "gap": euros(outcome.total_gap()),
                    "request": self._rr_sum(requests, "request"),
                    "over_ceiling": self._rr_sum(requests, "over_ceiling"),
                    "overrides": item._rr_override_values(),
                }
            )
        return rows

    @staticmethod
    def _rr_sum(rows, key):
        return euros(sum(int(row[key].replace(".", "")) for row in rows))

    @api.model
    @api.readonly
    def get_sensitivity(self, scenario_id, view=None, measure="gap"):
        """Return the tornado's bars of a scenario, widest first."""
        scenario = self.browse(scenario_id)
        scenario.check_access("read")
        outcome = scenario._rr_outcome(scenario._rr_view(view))
        rows = sensitivity_rows(outcome.plan, outcome.view)
        return tornado(rows, measure)

    @api.model
    def save_edits(self, scenario_id, edits, why, name=None):
        """Keep tried shares as overrides; return the scenario's id.

        :param name: make a new scenario of this name with the overrides of the
            present one and the new ones; without it, add to the present one
        """
        scenario = self.browse(scenario_id)
        scenario.check_access("write")
        shares = scenario._rr_edited_shares(edits)
        if not shares:
            raise UserError(self.env._("There is no change to keep."))
        if name:
            baseline = scenario._rr_baseline()
            if baseline.state == "draft":
                raise UserError(self.env._("Freeze the baseline first."))
            new = self.create(
                {
                    "name": name,
                    "code": self._rr_free_code(f"{baseline.code}-plan"),
                    "sequence": 100,
                    "baseline_id": baseline.id,
                    "view": scenario.view,
                    "strategy_end": scenario.strategy_end,
                }
            )
            for row in scenario.override_ids.sorted("id"):
                row.copy({"scenario_id": new.id})
            scenario = new
        elif not scenario.baseline_id:
            return scenario._rr_write_shares(shares)
        scenario._rr_add_overrides(
            [(["state_share", code], value) for code, value in sorted(shares.items())],
            why,
        )
        scenario._rr_store_results()
        return scenario.id

    def _rr_write_shares(self, shares):
        """Write shares into a baseline that is still a draft."""
        for line in self.line_ids:
            for row in line.year_ids:
                if str(row.year) in shares.get(line.code, {}):
                    row.state_share = float(shares[line.code][str(row.year)])
        return self.id
