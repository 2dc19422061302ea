# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.rr_training.controllers.common import (
    ProviderPages,
    page,
    sent_file,
)
from odoo.http import content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MunicipalPages(ProviderPages):
    """The page on which a municipality sends its list of support."""

    def _list_page(self, name, **values):
        response = self._render(name, **values)
        response.template = f"rr_grants.{name}"
        return response

    @route("/rr/support", type="http", auth="user", methods=["GET"], sitemap=False)
    @page
    def support(self, **kwargs):
        return self._form()

    def _form(self, error=None):
        lists = request.env["rr.municipal.list"]
        lists._sender()
        sent = lists.search([], limit=20)
        return self._list_page(
            "municipal_list_page",
            title=request.env._("Support given"),
            back=None,
            error=error,
            csrf_token=request.csrf_token(),
            sent=[(self._moment(item.date), item.row_count) for item in sent],
            status=422 if error else 200,
        )

    @route("/rr/support", type="http", auth="user", methods=["POST"], sitemap=False)
    @page
    def receive(self, file=None, **kwargs):
        """Answer "n rows received", and nothing else."""
        lists = request.env["rr.municipal.list"]
        lists._sender()
        sent = sent_file(file)
        content = sent.read() if sent else b""
        outcome = {}

        def receive():
            outcome["count"] = lists._receive_evenly(content)

        error = self._attempt(receive)
        if error:
            return self._form(error)
        return self._list_page(
            "municipal_list_received",
            title=request.env._("Support given"),
            back="/rr/support",
            count=outcome["count"],
        )

    @route("/rr/support/template", type="http", auth="user", sitemap=False)
    @page
    def template(self, **kwargs):
        lists = request.env["rr.municipal.list"]
        lists._sender()
        return request.make_response(
            lists._template(),
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition("support.xlsx")),
            ],
        )
