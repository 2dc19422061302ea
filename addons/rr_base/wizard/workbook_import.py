# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.xlsx_import import (
    ExpectedColumn,
    WorkbookReader,
    build_template,
    faults_as_text,
)

LANGUAGES = ("en_US", "sq_AL", "sr@latin")


class RrWorkbookImport(models.AbstractModel):
    """A dialogue that imports a workbook: template, trial, import.

    Every fault is shown with sheet and cell; all rows are written or none; a trial
    writes nothing; the same file a second time changes nothing. A dialogue of an addon
    inherits this and says what its sheets are, how rows become a plan and how the plan
    is written.
    """

    _name = "rr.workbook.import"
    _description = "Import of a workbook"

    file = fields.Binary(string="Workbook", attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("new", "New"), ("tried", "Tried"), ("done", "Imported")],
        default="new",
        readonly=True,
    )
    fault_count = fields.Integer(readonly=True)
    result = fields.Text(readonly=True)

    # ------------------------------------------------- what a dialogue fills in

    def _rr_check_right(self):
        """Raise AccessError unless this user may import."""
        raise NotImplementedError

    def _rr_kind(self):
        """Key of this kind of import in the log of imported files."""
        raise NotImplementedError

    def _rr_template(self):
        """Name of the template's file, its title, lines of its guide."""
        raise NotImplementedError

    def _rr_sheets(self):
        """The sheets that are expected, as ``xlsx_import.ExpectedSheet``."""
        raise NotImplementedError

    def _rr_plan(self, rows, faults):
        """Decide what the rows mean and write nothing.

        :param rows: sheet name → rows, as ``xlsx_import.WorkbookReader`` gives them
        :param faults: list to which faults of whole rows are added
        :return: the plan, for ``_rr_write`` and ``_rr_summary``
        """
        raise NotImplementedError

    def _rr_write(self, plan):
        """Write all of the plan."""
        raise NotImplementedError

    def _rr_try(self, plan):
        """What a trial does beyond planning; nothing may stay in the database."""

    def _rr_summary(self, plan):
        """Lines that say what the import does, or did."""
        raise NotImplementedError

    # ----------------------------------------------------------------- actions

    def _rr_sample(self):
        """Invented rows of the sample: name of a sheet → list of dicts by column."""
        return {}

    def action_template(self):
        """Button: download an empty workbook with lists to choose from."""
        return self._rr_download()

    def action_sample(self):
        """Button: download the workbook filled with invented rows."""
        return self._rr_download(sample=self._rr_sample())

    def _rr_download(self, sample=None):
        self.ensure_one()
        self._rr_check_right()
        name, title, guide = self._rr_template()
        if sample:
            name = f"sample-{name}"
        content = build_template(
            self.env.user.lang,
            title,
            self._rr_sheets(),
            rows=sample,
            guide=[
                *guide,
                self.env._("Do not merge cells. Format dates as dates."),
                self.env._("Columns with * are mandatory."),
                self.env._("Try the file first: a trial writes nothing."),
            ],
        )
        self.write({"file": base64.b64encode(content), "file_name": name})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{name}?download=1",
            "target": "self",
        }

    def action_try(self):
        """Button: read the file, say what would happen, write nothing."""
        return self._rr_run(is_trial=True)

    def action_import(self):
        """Button: read the file and write all of it, or nothing."""
        return self._rr_run(is_trial=False)

    def _rr_run(self, is_trial):
        self.ensure_one()
        self._rr_check_right()
        if not self.file:
            raise UserError(self.env._("Choose a workbook first."))
        content = base64.b64decode(self.file)
        log = self.env["rr.import.log"]
        seen = log._rr_seen(self._rr_kind(), content)
        if seen:
            # An uploaded file may hold names: it goes as soon as it is of no use.
            return self._rr_show(
                "done",
                self.env._(
                    "This file was imported on %(day)s already. Nothing changed.",
                    day=fields.Date.to_string(seen.create_date),
                ),
                file=False,
            )
        rows, faults = WorkbookReader(self.env, self._rr_sheets()).read(content)
        plan = None if faults else self._rr_plan(rows, faults)
        if faults:
            faults.sort(key=lambda fault: (fault.sheet, fault.row or 0))
            return self._rr_show("tried", faults_as_text(faults), len(faults))
        count = sum(len(items) for items in rows.values())
        if not count:
            return self._rr_show("tried", self.env._("The file has no rows."))
        if is_trial:
            self._rr_try(plan)
            lines = [
                *self._rr_summary(plan),
                self.env._("This was a trial: nothing was written."),
            ]
            return self._rr_show("tried", "\n".join(lines))
        self._rr_write(plan)
        log._rr_record(self._rr_kind(), content, count)
        return self._rr_show("done", "\n".join(self._rr_summary(plan)), file=False)

    def _rr_show(self, state, result, fault_count=0, **values):
        self.write(
            {"state": state, "result": result, "fault_count": fault_count, **values}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self._rr_template()[1],
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # ---------------------------------------- titles and choices in each language

    def _rr_languages(self):
        """Codes of the languages in which a file may be filled in, the user's first."""
        return list(dict.fromkeys((self.env.user.lang or "en_US", *LANGUAGES)))

    def _rr_in_each_language(self, build):
        """Values of a function of the dialogue in every language."""
        codes = self._rr_languages()
        return list(
            dict.fromkeys(build(self.with_context(lang=code)) for code in codes)
        )

    def _rr_column(self, key, build, kind="text", **options):
        """A column whose title ``build`` gives, accepted in every language."""
        titles = self._rr_in_each_language(build)
        return ExpectedColumn(key, titles[0], kind, titles=tuple(titles[1:]), **options)

    def _rr_choices(self, model, name):
        """Labels of a selection in every language, those of the user first."""
        choices = {}
        field = self.env[model]._fields[name]
        for code in self._rr_languages():
            env = self.with_context(lang=code).env
            for value, label in field._description_selection(env):
                choices.setdefault(label, value)
        return choices
