# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.rr_base.tools.xlsx_import import ExpectedSheet
from odoo.addons.rr_grants.models.budget_line import ECONOMIC_CATEGORIES

KIND = "need_lines"
SHEET = "Need"


class LineImport(models.TransientModel):
    """Need lines from a workbook: every fault by row and cell, all rows or none,
    first as a trial; the same file a second time changes nothing."""

    _name = "rr.transition.line.import"
    _inherit = ["rr.workbook.import"]
    _description = "Import of need lines"

    scenario_id = fields.Many2one("rr.transition.scenario", required=True)

    def _rr_check_right(self):
        self.scenario_id.check_access("write")
        self.scenario_id._rr_check_loading()

    def _rr_kind(self):
        return f"{KIND}:{self.scenario_id.id}"

    def _rr_template(self):
        return (
            "need.xlsx",
            self.env._("Need lines"),
            [
                self.env._("One row per need line."),
                self.env._("A code that is there already is updated."),
                self.env._("Amounts are EUR at prices of the base year."),
                self.env._("Shares are fractions: 0.25 is a quarter."),
            ],
        )

    def _rr_sheets(self):

        def not_negative(value):
            return self.env._("is negative") if value < 0 else None

        def is_share(value):
            return None if 0 <= value <= 1 else self.env._("is not between 0 and 1")

        def is_priority(value):
            return None if value >= 1 else self.env._("begins at 1")

        column = self._rr_column
        categories = self._rr_choices("rr.transition.line", "category")
        categories.update({key: key for key, _label in ECONOMIC_CATEGORIES})
        kinds = {"baseline": "baseline", "new": "new"}
        for code in self._rr_languages():
            env = self.with_context(lang=code).env
            kinds |= {env._("Goes on"): "baseline", env._("New"): "new"}
        number = {"required": True, "check": not_negative}
        columns = [
            column("code", lambda w: w.env._("Code"), required=True, max_length=40),
            column("name", lambda w: w.env._("Name"), required=True, max_length=120),
            column("unit", lambda w: w.env._("Unit"), max_length=40),
            column("quantity", lambda w: w.env._("Quantity a year"), "number", **number),
            column("unit_cost", lambda w: w.env._("Unit cost, EUR"), "number", **number),
            column("price_group", lambda w: w.env._("Price group"), max_length=20),
            column("overhead", lambda w: w.env._("Overhead"), "number", check=is_share),
            column(
                "priority",
                lambda w: w.env._("Priority"),
                "integer",
                required=True,
                check=is_priority,
            ),
            column(
                "category",
                lambda w: w.env._("Economic category"),
                "choice",
                required=True,
                choices=categories,
            ),
            column(
                "kind", lambda w: w.env._("Goes on or new"), "choice", choices=kinds
            ),
            column(
                "state_share", lambda w: w.env._("State share"), "number", check=is_share
            ),
        ]
        names = self._rr_in_each_language(lambda w: w.env._("Need"))
        return [ExpectedSheet(SHEET, tuple(columns), names=tuple(names))]

    def _rr_sample(self):
        common = {"category": ECONOMIC_CATEGORIES[0][0], "kind": "baseline"}
        return {
            SHEET: [
                {
                    **common,
                    "code": "sample-rent",
                    "name": "Rent of six families",
                    "unit": "family-month",
                    "quantity": 72,
                    "unit_cost": 180,
                    "overhead": 0,
                    "priority": 1,
                    "state_share": 0.5,
                },
                {
                    **common,
                    "code": "sample-courses",
                    "name": "Vocational courses",
                    "unit": "course",
                    "quantity": 4,
                    "unit_cost": 5200,
                    "overhead": 0.07,
                    "priority": 2,
                    "state_share": 0,
                },
            ]
        }

    def _rr_plan(self, rows, faults):
        rows = rows.get(SHEET, [])
        seen = {}
        for row in rows:
            code = row.values["code"]
            if code in seen:
                faults.append(
                    row.fault(
                        "code",
                        self.env._(
                            "the code “%(code)s” stands in row %(row)s already",
                            code=code,
                            row=seen[code],
                        ),
                    )
                )
            seen.setdefault(code, row.number)
        known = {line.code: line for line in self.scenario_id.line_ids}
        return [(row, known.get(row.values["code"])) for row in rows]

    def _rr_summary(self, plan):
        changed = sum(1 for _row, line in plan if line)
        return [
            self.env._(
                "%(new)s new lines, %(changed)s changed.",
                new=len(plan) - changed,
                changed=changed,
            )
        ]

    def _rr_write(self, plan):
        for row, line in plan:
            self._rr_write_row(row.values, line)

    def _rr_write_row(self, values, line):
        values = {key: value for key, value in values.items() if value is not None}
        share = values.pop("state_share", None)
        if line:
            line.write(values)
        else:
            line = self.env["rr.transition.line"].create(
                {**values, "scenario_id": self.scenario_id.id}
            )
        if share is not None:
            line.year_ids.write({"state_share": share})
