# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import Baseline, InputError, compute, read_plan
from ..engine.overlays import apply
from ..tools.numbers import decimal


class TransitionScenario(models.Model):
    """Between the records and the engine: what goes in, and the plan it gives."""

    _inherit = "rr.transition.scenario"

    def _rr_draft_input(self):
        """Return a baseline's records as the engine's input (plain values)."""
        self.ensure_one()
        shares, growth, rates, ceilings = {}, {}, {}, {}
        lines = self.line_ids.sorted("code")
        for line in lines:
            for row in line.year_ids.sorted("year"):
                if row.state_share:
                    shares.setdefault(line.code, {})[str(row.year)] = decimal(
                        row.state_share, 6
                    )
        for row in self.price_ids.sorted("year"):
            growth.setdefault(row.price_group, {})[str(row.year)] = decimal(
                row.growth, 6
            )
        for row in self.rate_ids.sorted("year"):
            if row.currency != "EUR":
                rates.setdefault(row.currency, {})[str(row.year)] = decimal(row.rate, 6)
        for row in self.ceiling_ids.sorted("year"):
            ceilings.setdefault(row.category, {})[str(row.year)] = decimal(
                row.amount, 2
            )
        return {
            "base_year": self.base_year,
            "years": self.year_count,
            "view": self.view,
            "price_index": growth,
            "fx": rates,
            "lines": [line._rr_engine_row() for line in lines],
            "sources": [
                {
                    "code": source.code,
                    "type": source.type,
                    **({"channel": source.channel} if source.channel else {}),
                }
                for source in self.source_ids.sorted("code")
            ],
            "state_share": shares,
            "commitments": [
                row._rr_engine_row() for row in self.commitment_ids.sorted("code")
            ],
            "ceilings": ceilings,
        }

    def _rr_input(self, shares=None):
        """Return the scenario as the engine's input.

        :param shares: {line: {year: share as text}} tried on top, not stored
        :raises UserError: naming the key that the engine refuses
        """
        self.ensure_one()
        baseline = self._rr_baseline()
        if baseline.frozen_text:
            data = json.loads(baseline.frozen_text)
        else:
            data = baseline._rr_draft_input()
        try:
            if self.baseline_id:
                if self.frozen_text:
                    data = json.loads(self.frozen_text)
                else:
                    data = Baseline(data).with_overlay(
                        {"overrides": self.override_ids._rr_engine_rows()}
                    )
            if shares:
                data = apply(data, self._rr_share_overrides(shares))
        except InputError as error:
            raise UserError(self._rr_refusal(error)) from error
        return data

    def _rr_share_overrides(self, shares):
        today = fields.Date.context_today(self).isoformat()
        return [
            {
                "path": ["state_share", code],
                "value": {str(year): str(share) for year, share in by_year.items()},
                "who": self.env.user.name,
                "when": today,
                "why": "tried",
            }
            for code, by_year in sorted(shares.items())
        ]

    def _rr_check_overlay(self, overrides):
        """Raise InputError when the baseline with these overrides is no plan."""
        self.ensure_one()
        data = json.loads(self.baseline_id.frozen_text)
        Baseline(data).with_overlay({"overrides": overrides})

    def _rr_refusal(self, error):
        return self.env._(
            "%(scenario)s cannot be computed: %(reason)s",
            scenario=self.display_name,
            reason=error,
        )

    def _rr_outcome(self, view=None, shares=None):
        """Return the engine's outcome in a view (default: the scenario's own)."""
        try:
            plan = read_plan(self._rr_input(shares))
            return compute(plan, view or self.view)
        except InputError as error:
            raise UserError(self._rr_refusal(error)) from error

    def _rr_names(self):
        """Return {"line": {code: record values}, "source": …} of the baseline."""
        baseline = self._rr_baseline()
        return {
            "line": {
                line.code: {
                    "name": line.name,
                    "unit": line.unit or "",
                    "is_persons": line.is_persons,
                    "place": line.place,
                    "actual_amount": line.actual_amount,
                    "actual_quantity": line.actual_quantity,
                    "actual_note": line.actual_note or "",
                    "subprogramme": line.subprogramme_id.code or "",
                }
                for line in baseline.line_ids
            },
            "source": {row.code: row.name for row in baseline.source_ids},
            "commitment": {
                row.code: row.name or row.code for row in baseline.commitment_ids
            },
            "category": self.env["rr.transition.code"]._rr_category_names(),
        }
