# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request
from odoo.modules.registry import Registry


class HealthController(http.Controller):
    @http.route(
        "/rr/health",
        type="http",
        auth="none",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def health(self):
        """Say that the server answers, the database is open and our addons are loaded.

        A missing addons path only warns when Odoo starts and boots it without us, so
        that the server's own health page is not enough.

        :return: JSON ``{"status": "ok", "addons": [names]}``, or status 503 and
            ``{"status": "starting", "addons": []}`` while the addons are not loaded
        """
        addons = []
        if request.db:
            addons = sorted(
                name
                for name in Registry(request.db)._init_modules
                if name.startswith("rr_")
            )
        ready = "rr_base" in addons
        return request.make_json_response(
            {"status": "ok" if ready else "starting", "addons": addons},
            headers={"Cache-Control": "no-store"},
            status=200 if ready else 503,
        )
