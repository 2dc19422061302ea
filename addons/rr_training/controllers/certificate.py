# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.rr_base.tools.language import format_number
from odoo.http import request, route

from .common import ProviderPages, page


class CertificateCheck(ProviderPages):
    @route(
        ["/rr/check", "/rr/check/<string:serial>"],
        type="http",
        auth="public",
        sitemap=False,
        readonly=True,
    )
    @page
    def check(self, serial="", **kwargs):
        """Whether a certificate was issued, and for which course; no person."""
        serial = serial.strip()[:20]
        facts = request.env["rr.certificate"]._public_facts(serial)
        if facts:
            facts = {
                "serial": facts["serial"],
                "course": facts["course"],
                "hours": format_number(request.env, facts["planned_hours"]),
                "period": " – ".join(
                    self._day(day, "d MMMM y")
                    for day in (facts["date_start"], facts["date_end"])
                    if day
                ),
                "issued_on": self._day(facts["issued_on"], "d MMMM y"),
                "revoked_on": facts["revoked_on"]
                and self._day(facts["revoked_on"], "d MMMM y"),
            }
        return self._render(
            "portal_check",
            status=404 if serial and not facts else 200,
            title=request.env._("Certificate"),
            serial=serial,
            facts=facts,
        )
