# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TransitionFiles(http.Controller):
    """Downloads of a scenario, under the rights of whoever asks."""

    @http.route(
        "/rr/transition/<int:scenario_id>/workbook", auth="user", readonly=True
    )
    def workbook(self, scenario_id, view=None):
        """The workbook of a scenario in a view."""
        model = request.env["rr.transition.scenario"]
        scenario = model.search([("id", "=", scenario_id)])
        if not scenario:
            raise request.not_found()
        name = f"sustainability-{scenario.code}.xlsx"
        return request.make_response(
            scenario._rr_workbook(view),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
