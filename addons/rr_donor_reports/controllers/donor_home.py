# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from decimal import Decimal

from odoo.addons.rr_training.controllers.home import ProviderHome
from odoo.addons.rr_training.controllers.start import bars
from odoo.http import request
from odoo.tools import formatLang

#: An issued report without an answer is told as late after so many days.
ANSWER_DAYS = 30


class DonorHome(ProviderHome):
    """A donor's first page: issued reports of the own agreements and nothing else."""

    def _first_page(self):
        if not request.env.user.has_group("rr_base.group_donor"):
            return super()._first_page()
        return self._render("portal_start", **self._donor_values())

    def _donor_values(self):
        env, today = request.env, self._today()
        reports = env["rr.donor.report"].search([], order="date_to desc, version desc")
        open_reports = reports.filtered(lambda report: report._rr_may_take("accept"))
        old = today - timedelta(days=ANSWER_DAYS)
        due = reports._next_due()
        newest = reports.filtered(
            lambda report: report._is_current()
        )[:1]
        tasks = [{"label": env._("All my reports"), "url": "/my/reports"}]
        if newest:
            tasks.insert(
                0,
                {
                    "label": env._("Open the latest report"),
                    "url": f"/my/reports/{newest.id}",
                },
            )
        return {
            "title": env._("My reports"),
            "subheading": self._day(today),
            "tasks": tasks,
            "waiting": [
                {
                    "label": report.title,
                    "detail": env._(
                        "issued on %(day)s: accept it or send it back",
                        day=self._day(report.issued_on, "d MMM y"),
                    ),
                    "url": f"/my/reports/{report.id}",
                }
                for report in open_reports
            ],
            "hint": env._("Nothing waits. You get a message when a report is issued."),
            "late": [
                env._(
                    "%(report)s has waited for your answer since %(day)s.",
                    report=report.title,
                    day=self._day(report.issued_on, "d MMM y"),
                )
                for report in open_reports
                if report.issued_on and report.issued_on < old
            ],
            "figures": [
                {"label": env._("Reports issued to you"), "value": str(len(reports))},
                {
                    "label": env._("Waiting for your answer"),
                    "value": str(len(open_reports)),
                },
                {
                    "label": env._("Next report due"),
                    "value": self._day(due, "d MMM y") if due else "–",
                },
            ],
            "picture": self._statement(newest),
        }

    def _statement(self, report):
        """Budget of the newest report: spent, committed, remaining; as its file says."""
        if not report:
            return None
        totals = {
            cell["key"]["column"]: Decimal(cell["value"])
            for cell in report._load_snapshot()["money"]
            if cell["table"] == "statement" and cell["key"].get("line") == "total"
        }
        env = request.env
        rows = [
            (env._("Spent"), totals.get("actual_cumulative")),
            (env._("Committed"), totals.get("commitments")),
            (env._("Remaining"), totals.get("remaining")),
        ]
        return bars(
            env._(
                "Budget of the latest report, %(currency)s",
                currency=report.currency_id.name,
            ),
            [
                (
                    label,
                    [float(max(amount, 0))],
                    formatLang(env, float(amount), digits=0),
                )
                for label, amount in rows
                if amount is not None
            ],
        )
