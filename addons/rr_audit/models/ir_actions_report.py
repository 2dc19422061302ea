# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render(self, report_ref, res_ids, data=None):
        """Record the printing of records of ours: a letter leaves the house."""
        report = self._get_report(report_ref)
        if report.model and report.model.startswith("rr.") and res_ids:
            ids = [res_ids] if isinstance(res_ids, int) else list(res_ids)
            self.env["rr.audit.entry"]._log(
                "export",
                report.model,
                ids,
                values={"report": report.report_name},
                reason=self.env.context.get("rr_audit_reason"),
            )
        return super()._render(report_ref, res_ids, data=data)
