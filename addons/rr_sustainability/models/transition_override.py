# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import InputError
from ..engine.overlays import value_at


class TransitionOverride(models.Model):
    """One change of a scenario against its baseline: what, who, when, why.

    It is never changed afterwards: another override follows it, or it is taken
    back (deleted) while the scenario is a draft.
    """

    _name = "rr.transition.override"
    _inherit = ["rr.audited.mixin"]
    _description = "Override of a transition scenario"
    _order = "scenario_id, id"

    scenario_id = fields.Many2one(
        "rr.transition.scenario", required=True, index=True, ondelete="cascade"
    )
    path_json = fields.Char(string="Path", required=True)
    value_json = fields.Char(string="Value", required=True)
    what = fields.Char(compute="_compute_texts")
    was = fields.Char(compute="_compute_texts", string="In the baseline")
    value_text = fields.Char(compute="_compute_texts", string="Now")
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    date = fields.Date(
        string="When", required=True, readonly=True, default=fields.Date.context_today
    )
    why = fields.Char(required=True)

    def _compute_texts(self):
        for scenario, rows in self.grouped("scenario_id").items():
            baseline = scenario.baseline_id
            before = json.loads(baseline.frozen_text or "{}") if baseline else {}
            names = scenario._rr_names()
            for row in rows:
                path, value = row._rr_path(), json.loads(row.value_json)
                row.what = row._rr_what(path, names)
                row.was = self._rr_text(value_at(before, path) if before else None)
                row.value_text = self._rr_text(value)

    def _rr_path(self):
        return json.loads(self.path_json)

    def _rr_what(self, path, names):
        """Return a path in words: “State share · Rent · 2028”."""
        head = {
            "state_share": self.env._("State share"),
            "commitments": self.env._("Commitment"),
            "lines": self.env._("Need line"),
            "sources": self.env._("Source"),
            "price_index": self.env._("Price growth"),
            "fx": self.env._("Exchange rate"),
            "ceilings": self.env._("Ceiling"),
        }
        keys = {
            "end": self.env._("end"),
            "start": self.env._("start"),
            "status": self.env._("status"),
            "amount": self.env._("amount"),
            "tranches": self.env._("tranches"),
            "probability": self.env._("probability"),
            "unit_cost": self.env._("unit cost"),
            "quantity": self.env._("quantity"),
            "priority": self.env._("priority"),
        }
        code = path[1] if len(path) > 1 else ""
        if path[0] in ("state_share", "lines"):
            code = names["line"].get(code, {}).get("name", code)
        elif path[0] == "commitments":
            code = names["commitment"].get(code, code)
        elif path[0] == "ceilings":
            code = names["category"].get(code, code)
        words = [head.get(path[0], path[0]), code]
        words += [keys.get(step, step) for step in path[2:]]
        return " · ".join(word for word in words if word)

    def _rr_text(self, value):
        """Return a value of the input as a person would write it."""
        if value is None:
            return "–"
        if isinstance(value, dict):
            return ", ".join(f"{key}: {item}" for key, item in sorted(value.items()))
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return str(value)

    def _rr_engine_rows(self):
        """Return the overrides in their order, as the engine takes them."""
        return [
            {
                "path": row._rr_path(),
                "value": json.loads(row.value_json),
                "who": row.user_id.name,
                "when": row.date.isoformat(),
                "why": row.why,
            }
            for row in self.sorted("id")
        ]

    # ---------------------------------------------------------------------- CRUD

    @api.model
    def _rr_own_values(self, vals):
        who = {"user_id": self.env.uid, "date": fields.Date.context_today(self)}
        return {**super()._rr_own_values(vals), **who}

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        if not all(row.why.strip() for row in rows):
            raise UserError(self.env._("Say why: every override carries its reason."))
        rows._rr_check_open()
        for scenario in rows.scenario_id:
            scenario.invalidate_recordset(["override_ids"])
            scenario._rr_input()  # the engine names the key that it refuses
        return rows

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("An override is never changed: add another, or take it back.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_in_draft(self):
        self._rr_check_open()
        for scenario, rows in self.grouped("scenario_id").items():
            try:
                rest = (scenario.override_ids - rows)._rr_engine_rows()
                scenario._rr_check_overlay(rest)
            except InputError as error:
                raise UserError(
                    self.env._(
                        "A later override needs this one: %(reason)s", reason=error
                    )
                ) from error

    def _rr_check_open(self):
        for scenario in self.scenario_id:
            if not scenario.baseline_id:
                raise UserError(
                    self.env._(
                        "%(scenario)s is a baseline: overrides belong to a scenario "
                        "on top of it.",
                        scenario=scenario.display_name,
                    )
                )
            if scenario.state != "draft":
                raise UserError(
                    self.env._(
                        "%(scenario)s is submitted and no longer changes.",
                        scenario=scenario.display_name,
                    )
                )
