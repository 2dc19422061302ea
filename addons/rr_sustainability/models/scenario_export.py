# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from pathlib import Path

from odoo import api, fields, models
from odoo.fields import Domain

from ..report.plan_workbook import PlanWorkbook


class TransitionScenario(models.Model):
    """Files that leave the planner: the workbook and the minister's brief."""

    _inherit = "rr.transition.scenario"

    def _rr_workbook(self, view=None):
        """Return the bytes of the workbook of one scenario, in the reader's language."""
        self.ensure_one()
        self.check_access("read")
        outcome = self._rr_outcome(self._rr_view(view))
        today = fields.Date.context_today(self)
        steps, _names = self.env["rr.transition.calendar"]._rr_steps()
        donors = self._rr_donor_values(outcome, self._rr_names(), today, steps)
        return PlanWorkbook(self, outcome, donors, today).content()

    def _rr_brief(self, lang=None):
        """Return the bytes of the two-page PDF, in a language (default: the reader's)."""
        self.ensure_one()
        self.check_access("read")
        report = self.env["ir.actions.report"].with_context(
            lang=lang or self.env.lang, force_report_rendering=True
        )
        content, _kind = report._render_qweb_pdf(
            "rr_sustainability.report_transition_brief", self.ids
        )
        return content

    def action_export_workbook(self):
        """Button: download the workbook in the scenario's own view."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/rr/transition/{self.id}/workbook",
            "target": "download",
        }

    @api.model
    def _export_files(self, folder):
        """Write workbook and brief of every scenario into a folder.

        :return: the paths, by name
        """
        paths = []
        own = self.env.lang or "en_US"
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        for scenario in self.search(Domain.TRUE):
            path = Path(folder) / f"sustainability-{scenario.code}.xlsx"
            path.write_bytes(scenario._rr_workbook())
            paths.append(path)
            # What is put before a minister, in every language; the rest in one.
            is_headline = scenario.code.endswith("planned-takeover")
            for code in installed if is_headline else [own]:
                suffix = "" if code.startswith("en") else f"-{code.split('_')[0]}"
                path = Path(folder) / f"sustainability-{scenario.code}{suffix}.pdf"
                path.write_bytes(scenario._rr_brief(code))
                paths.append(path)
        return sorted(paths)
