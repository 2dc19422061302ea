# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import AllBut
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..engine import Baseline, InputError
from ..engine import shipped as shipped_scenarios
from ..tools.labels import shipped as shipped_labels

_lt = LazyTranslate(__name__)

PLANNER = "rr_base.group_planner"
VIEWS = [("secure", "Secure"), ("probable", "Probable"), ("expected", "Expected")]


class TransitionScenario(models.Model):
    """A baseline, or a scenario on top of one.

    A baseline is typed and loaded while it is a draft. Frozen, its input is kept as
    one canonical text with its SHA-256 and nothing changes it. A scenario on top is
    a list of overrides, each with who, when and why; it is a draft until submitted.
    """

    _name = "rr.transition.scenario"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Transition scenario"
    _order = "base_year desc, sequence, id"

    _frozen = dict.fromkeys(
        ("frozen", "submitted"), AllBut({"sequence", "override_ids", "result_ids"})
    )
    _guard_hint = _lt("Make a new version or a scenario on top.")
    _steps = {
        "freeze": {
            "label": _lt("freeze"),
            "from": ["draft"],
            "to": "frozen",
            "groups": (PLANNER,),
        },
        "submit": {
            "label": _lt("submit"),
            "from": ["draft", "frozen"],
            "to": "submitted",
            "groups": (PLANNER,),
            "reason": True,
        },
    }

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Part of the names of exported files.")
    sequence = fields.Integer(default=0, help="A baseline is 0 and stands first.")
    state = fields.Selection(
        [("draft", "Draft"), ("frozen", "Frozen"), ("submitted", "Submitted")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    baseline_id = fields.Many2one(
        "rr.transition.scenario",
        index=True,
        ondelete="restrict",
        help="Empty: this is a baseline itself.",
    )
    scenario_ids = fields.One2many(
        "rr.transition.scenario", "baseline_id", string="Scenarios on top"
    )
    base_year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year
    )
    year_count = fields.Integer(string="Years", required=True, default=4)
    view = fields.Selection(VIEWS, required=True, default="secure")
    strategy_end = fields.Date(
        default="2028-12-31", help="Donors are needed at least until this day."
    )
    stale_price_days = fields.Integer(
        string="Prices are stale after (days)", default=180
    )
    stale_rate_days = fields.Integer(string="Rates are stale after (days)", default=30)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    line_ids = fields.One2many("rr.transition.line", "scenario_id", string="Need")
    source_ids = fields.One2many(
        "rr.transition.source", "scenario_id", string="Sources"
    )
    commitment_ids = fields.One2many(
        "rr.transition.commitment", "scenario_id", string="Commitments"
    )
    ceiling_ids = fields.One2many(
        "rr.transition.ceiling", "scenario_id", string="Ceilings"
    )
    price_ids = fields.One2many("rr.transition.price", "scenario_id", string="Prices")
    rate_ids = fields.One2many(
        "rr.transition.rate", "scenario_id", string="Exchange rates"
    )
    override_ids = fields.One2many(
        "rr.transition.override", "scenario_id", string="Overrides"
    )
    override_count = fields.Integer(compute="_compute_override_count")
    result_ids = fields.One2many(
        "rr.transition.result", "scenario_id", string="Results"
    )
    frozen_text = fields.Text(string="Frozen input", readonly=True, copy=False)
    digest = fields.Char(string="SHA-256", readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    submit_reason = fields.Char(readonly=True, copy=False, string="Submitted for")
    warning = fields.Text(compute="_compute_warning")

    _code_unique = models.Constraint("UNIQUE(code)", "Another scenario has this code.")
    _code_format = models.Constraint(
        "CHECK (code ~ '^[a-z0-9][a-z0-9_-]*$')",
        "A code has small letters, digits, - and _ only.",
    )
    _years_in_range = models.Constraint(
        "CHECK (year_count BETWEEN 1 AND 20 AND base_year BETWEEN 2000 AND 2900)",
        "A scenario has 1 to 20 years.",
    )

    # ------------------------------------------------------------------ computes

    def _compute_currency_id(self):
        self.currency_id = self.env.ref("base.EUR")

    @api.depends("override_ids")
    def _compute_override_count(self):
        for scenario in self:
            scenario.override_count = len(scenario.override_ids)

    def _compute_warning(self):
        for scenario in self:
            scenario.warning = "\n".join(scenario._rr_warnings()) or False

    def _rr_years(self):
        """Return the years of the horizon."""
        self.ensure_one()
        return list(range(self.base_year, self.base_year + self.year_count))

    def _rr_baseline(self):
        """Return the baseline: of an overlay its own, else the scenario itself."""
        self.ensure_one()
        return self.baseline_id or self

    def _rr_warnings(self):
        """Return sentences on prices and rates that are older than they may be."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        baseline, found = self._rr_baseline(), []
        for rows, days, text in (
            (
                baseline.price_ids,
                baseline.stale_price_days,
                self.env._("Prices of “%(name)s” are known as of %(day)s: stale."),
            ),
            (
                baseline.rate_ids,
                baseline.stale_rate_days,
                self.env._("The rate of %(name)s is known as of %(day)s: stale."),
            ),
        ):
            key = "price_group" if rows._name == "rr.transition.price" else "currency"
            for name, group in sorted(rows.grouped(key).items()):
                oldest = min(group.mapped("as_of"))
                if oldest < today - relativedelta(days=days):
                    found.append(text % {"name": name, "day": oldest.isoformat()})
        return found

    # --------------------------------------------------------------- constraints

    @api.constrains("baseline_id")
    def _check_baseline(self):
        for scenario in self.filtered("baseline_id"):
            if scenario.baseline_id.baseline_id:
                raise ValidationError(
                    self.env._("A scenario stands on a baseline, not on a scenario.")
                )
            if scenario.baseline_id.state == "draft":
                raise ValidationError(
                    self.env._(
                        "%(baseline)s must be frozen before scenarios stand on it.",
                        baseline=scenario.baseline_id.display_name,
                    )
                )

    # ---------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("baseline_id"):
                # An overlay has the horizon of its baseline, or nothing compares.
                baseline = self.browse(vals["baseline_id"])
                vals.update(
                    base_year=baseline.base_year, year_count=baseline.year_count
                )
                vals.setdefault("sequence", 50)
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if {"base_year", "year_count"} & set(vals):
            self.line_ids._rr_sync_years()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for scenario in self:
            if scenario.state != "draft":
                raise UserError(
                    self.env._(
                        "%(scenario)s is kept: only drafts are deleted.",
                        scenario=scenario.display_name,
                    )
                )

    # --------------------------------------------------------------------- steps

    def _guard_freeze(self, reason):
        if self.baseline_id:
            return self.env._("only a baseline is frozen; a scenario is submitted")
        if not self.line_ids:
            return self.env._("it has no need line")
        try:
            Baseline(self._rr_draft_input())
        except InputError as error:
            return str(error)
        return None

    def _after_freeze(self, reason):
        for scenario in self:
            frozen = Baseline(scenario._rr_draft_input())
            scenario.write(
                {"frozen_text": frozen.text, "digest": frozen.digest}
            )
        self._rr_store_results()

    def _guard_submit(self, reason):
        if not self.baseline_id and self.state == "draft":
            return self.env._("a baseline is frozen before it is submitted")
        return None

    def _after_submit(self, reason):
        for scenario in self:
            values = {
                "submitted_on": fields.Datetime.now(),
                "submitted_by_id": self.env.uid,
                "submit_reason": reason,
            }
            if scenario.baseline_id:
                frozen = Baseline(scenario._rr_input())
                values.update(frozen_text=frozen.text, digest=frozen.digest)
            scenario.write(values)
        self._rr_store_results()

    # ------------------------------------------------------------------- actions

    def action_freeze(self):
        return self._do_step("freeze")

    def action_new_version(self):
        """Copy a baseline with all its parts into a draft that can be edited."""
        self.ensure_one()
        baseline = self._rr_baseline()
        version = baseline.copy(
            {
                "name": self.env._("%(name)s (new version)", name=baseline.name),
                "code": self._rr_free_code(baseline.code),
            }
        )
        return version._rr_open_form()

    def copy(self, default=None):
        """A copy of a baseline carries its parts; of a scenario, its overrides."""
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            old._rr_copy_parts(new)
        return copies

    def copy_data(self, default=None):
        default = dict(default or {})
        rows = super().copy_data(default)
        for scenario, row in zip(self, rows, strict=True):
            if "code" not in default:
                row["code"] = self._rr_free_code(scenario.code)
        return rows

    def _rr_free_code(self, code):
        taken = set(self.search([("code", "=like", f"{code}%")]).mapped("code"))
        number = 2
        while f"{code}-{number}" in taken:
            number += 1
        return f"{code}-{number}"

    def _rr_copy_parts(self, new):
        for rows in (self.price_ids, self.rate_ids, self.ceiling_ids):
            for row in rows:
                row.copy({"scenario_id": new.id})
        sources = {
            row: row.copy({"scenario_id": new.id}) for row in self.source_ids
        }
        lines = {}
        for line in self.line_ids:
            lines[line] = line.copy({"scenario_id": new.id})
            by_year = line.year_ids.grouped("year")
            for row in lines[line].year_ids:
                if row.year in by_year:
                    row.quantity = by_year[row.year].quantity
                    row.state_share = by_year[row.year].state_share
        for row in self.commitment_ids:
            row.copy(
                {
                    "scenario_id": new.id,
                    "source_id": sources[row.source_id].id,
                    "line_ids": [(6, 0, [lines[line].id for line in row.line_ids])],
                }
            )
        for row in self.override_ids:
            row.copy({"scenario_id": new.id})

    def action_ship_scenarios(self):
        """Make the shipped scenarios on top of a frozen baseline, once each."""
        self.ensure_one()
        baseline = self._rr_baseline()
        baseline.check_access("write")
        if baseline.state == "draft":
            raise UserError(self.env._("Freeze the baseline first."))
        frozen = Baseline(json.loads(baseline.frozen_text))
        labels = shipped_labels(self.env)
        today = fields.Date.context_today(self).isoformat()
        made = self.browse()
        overlays = shipped_scenarios(frozen, who=self.env.user.name, when=today)
        for number, item in enumerate(overlays, start=1):
            code = f"{baseline.code}-{item['code'].replace('_', '-')}"
            if self.search_count([("code", "=", code)]):
                continue
            name, why = labels[item["code"]]
            scenario = self.create(
                {
                    "name": name,
                    "code": code,
                    "sequence": number,
                    "baseline_id": baseline.id,
                    "view": baseline.view,
                    "strategy_end": baseline.strategy_end,
                }
            )
            scenario._rr_add_overrides(
                [(row["path"], row["value"]) for row in item["overrides"]], why
            )
            scenario._rr_translate_name(item["code"])
            made |= scenario
        made._rr_store_results()
        return True

    def _rr_check_open_input(self):
        """Raise unless the typed input of each may still change."""
        for scenario in self:
            if scenario.state != "draft" or scenario.baseline_id:
                raise UserError(
                    self.env._(
                        "%(scenario)s: only a baseline in draft can be edited; a frozen "
                        "one is changed by the overrides of a scenario on top of it.",
                        scenario=scenario.display_name,
                    )
                )

    def _rr_translate_name(self, shipped_code):
        """Name a shipped scenario in every installed language."""
        for lang, _name in self.env["res.lang"].get_installed():
            env = self.env(context=dict(self.env.context, lang=lang))
            self.with_env(env).name = shipped_labels(env)[shipped_code][0]

    def _rr_add_overrides(self, changes, why):
        """Append (path, value) changes with who, when and why; all or nothing."""
        self.ensure_one()
        if not (why or "").strip():
            raise UserError(self.env._("Say why: every override carries its reason."))
        self.env["rr.transition.override"].create(
            [
                {
                    "scenario_id": self.id,
                    "path_json": json.dumps(list(path), ensure_ascii=False),
                    "value_json": json.dumps(value, ensure_ascii=False),
                    "why": why.strip(),
                }
                for path, value in changes
            ]
        )

    def _rr_open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_open_screen(self):
        """Open the state-versus-donor view on this scenario."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "rr_sustainability.transition_view",
            "name": self.env._("State and donors"),
            "params": {"scenario_id": self.id},
        }

    def action_open_results(self):
        """Open the stored results, computing them when there are none."""
        self.ensure_one()
        if not self.result_ids or self.state == "draft":
            if self.has_access("write"):
                self._rr_store_results()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Results of %(name)s", name=self.name),
            "res_model": "rr.transition.result",
            "view_mode": "pivot,list",
            "domain": [("scenario_id", "=", self.id)],
            "context": {"search_default_line": 1, "search_default_secure": 1},
        }
