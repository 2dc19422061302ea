# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import fields, models
from odoo.addons.rr_base.tools.xlsx_import import (
    Column,
    Reader,
    Sheet,
    build_template,
    faults_as_text,
)
from odoo.addons.rr_grants.models.budget_line import ECONOMIC_CATEGORIES
from odoo.exceptions import UserError

KIND = "need_lines"
SHEET = "Need"


class LineImport(models.TransientModel):
    """Need lines from a workbook: every fault by row and cell, all rows or none,
    first as a trial; the same file a second time changes nothing."""

    _name = "rr.transition.line.import"
    _description = "Import of need lines"

    scenario_id = fields.Many2one("rr.transition.scenario", required=True)
    file = fields.Binary(string="Workbook", attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("new", "New"), ("tried", "Tried"), ("done", "Imported")],
        default="new",
        readonly=True,
    )
    result = fields.Text(readonly=True)

    def action_template(self):
        """Button: download an empty workbook with lists to choose from."""
        self.ensure_one()
        content = build_template(
            self.env.user.lang,
            self.env._("Need lines"),
            self._rr_sheets(),
            guide=[
                self.env._("One row per need line. Do not merge cells."),
                self.env._("Columns with * are mandatory."),
                self.env._("A code that is there already is updated."),
                self.env._("Amounts are EUR at prices of the base year."),
                self.env._("Shares are fractions: 0.25 is a quarter."),
            ],
        )
        self.write({"file": base64.b64encode(content), "file_name": "need.xlsx"})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/need.xlsx?download=1",
            "target": "self",
        }

    def action_try(self):
        """Button: read the file, say what would happen, write nothing."""
        return self._rr_run(is_trial=True)

    def action_import(self):
        """Button: read the file and write all of it, or nothing."""
        return self._rr_run(is_trial=False)

    def _rr_sheets(self):

        def not_negative(value):
            return self.env._("is negative") if value < 0 else None

        def is_share(value):
            return None if 0 <= value <= 1 else self.env._("is not between 0 and 1")

        def is_priority(value):
            return None if value >= 1 else self.env._("begins at 1")

        model = self.env["rr.transition.line"]
        categories = {
            label: key
            for key, label in model._fields["category"]._description_selection(self.env)
        }
        categories.update({key: key for key, _label in ECONOMIC_CATEGORIES})
        kinds = {self.env._("Goes on"): "baseline", self.env._("New"): "new"}
        kinds.update({"baseline": "baseline", "new": "new"})
        columns = [
            Column("code", self.env._("Code"), required=True, max_length=40),
            Column("name", self.env._("Name"), required=True, max_length=120),
            Column("unit", self.env._("Unit"), max_length=40),
            Column("quantity", self.env._("Quantity a year"), "number", True, check=not_negative),
            Column(
                "unit_cost", self.env._("Unit cost, EUR"), "number", True, check=not_negative
            ),
            Column("price_group", self.env._("Price group"), max_length=20),
            Column("overhead", self.env._("Overhead"), "number", check=is_share),
            Column("priority", self.env._("Priority"), "integer", True, check=is_priority),
            Column(
                "category",
                self.env._("Economic category"),
                "choice",
                True,
                choices=categories,
            ),
            Column("kind", self.env._("Goes on or new"), "choice", choices=kinds),
            Column("state_share", self.env._("State share"), "number", check=is_share),
        ]
        return [Sheet(SHEET, tuple(columns), names=(self.env._("Need"),))]

    def _rr_run(self, is_trial):
        self.ensure_one()
        self.scenario_id.check_access("write")
        self.scenario_id._rr_check_loading()
        if not self.file:
            raise UserError(self.env._("Choose a workbook first."))
        content = base64.b64decode(self.file)
        log, key = self.env["rr.import.log"], f"{KIND}:{self.scenario_id.id}"
        if log._rr_seen(key, content):
            return self._rr_show(
                "done", self.env._("This file was imported already. Nothing changed.")
            )
        rows, faults = Reader(self.env, self._rr_sheets()).read(content)
        rows = rows.get(SHEET, [])
        seen = {}
        for row in rows if not faults else ():
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
        if not faults and not rows:
            return self._rr_show("tried", self.env._("The file has no rows."))
        if faults:
            return self._rr_show("tried", faults_as_text(faults))
        known = {line.code: line for line in self.scenario_id.line_ids}
        new = [row for row in rows if row.values["code"] not in known]
        text = self.env._(
            "%(new)s new lines, %(changed)s changed.",
            new=len(new),
            changed=len(rows) - len(new),
        )
        if is_trial:
            return self._rr_show("tried", self.env._("Trial: %(text)s", text=text))
        for row in rows:
            self._rr_write_row(row.values, known.get(row.values["code"]))
        log._rr_record(key, content, len(rows))
        return self._rr_show("done", text)

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

    def _rr_show(self, state, result):
        self.write({"state": state, "result": result})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Need lines from a workbook"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
