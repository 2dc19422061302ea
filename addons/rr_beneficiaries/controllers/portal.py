# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, UserError
from odoo.http import request

_FIELDS = ("person_name", "personal_number", "contact", "details")
_MAX_LENGTH = {"person_name": 120, "personal_number": 10, "contact": 200}


class ReferralPortal(CustomerPortal):
    """The municipal focal point sends referrals and sees that they were received.

    Everything runs under the user's own rights.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "referral_count" in counters:
            referrals = request.env["rr.referral"]
            values["referral_count"] = (
                referrals.search_count([])
                if request.env.user.has_group("rr_base.group_municipality")
                else 0
            )
        return values

    @http.route(
        "/my/referrals", type="http", auth="user", methods=["GET"], website=True
    )
    def referrals(self, sent=None, **_kwargs):
        return self._render_referrals(sent=sent)

    @http.route(
        "/my/referrals/send", type="http", auth="user", methods=["POST"], website=True
    )
    def send(self, **post):
        values = {name: (post.get(name) or "").strip() for name in _FIELDS}
        env = request.env
        error = None
        if not values["person_name"] or not values["details"]:
            error = env._("Give the person's name and the reason of the referral.")
        for name, length in _MAX_LENGTH.items():
            if len(values[name]) > length:
                error = env._("A field is too long.")
        if error is None:
            try:
                referral = env["rr.referral"].create(
                    {name: value for name, value in values.items() if value}
                )
                env.flush_all()
            except AccessError:
                raise request.not_found() from None
            except UserError as problem:
                error = str(problem)
        if error:
            env.cr.rollback()
            return self._render_referrals(error=error, values=values)
        return request.redirect(f"/my/referrals?sent={referral.name}")

    def _render_referrals(self, **values):
        referrals = request.env["rr.referral"]
        if not request.env.user.has_group("rr_base.group_municipality"):
            raise request.not_found()
        rows = [
            {
                "name": referral.name,
                "date": referral.date,
                "answer": referral._rr_answer_for_sender(),
            }
            for referral in referrals.search([], limit=200)
        ]
        return request.render(
            "rr_beneficiaries.portal_referrals",
            {
                "page_name": "referrals",
                "rows": rows,
                "error": None,
                "sent": None,
                "values": {},
                **values,
            },
        )
