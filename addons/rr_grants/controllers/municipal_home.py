# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.addons.rr_training.controllers.home import ProviderHome
from odoo.addons.rr_training.controllers.start import bars
from odoo.http import request

#: A municipality that has sent no list for so long is reminded.
LIST_DAYS = 92
_MONTHS = 6


class MunicipalHome(ProviderHome):
    """The focal point's first page: what they sent, never what became of it."""

    def _first_page(self):
        if not request.env.user.has_group("rr_base.group_municipality"):
            return super()._first_page()
        return self._render("portal_start", **self._municipal_values())

    def _municipal_values(self):
        env, today = request.env, self._today()
        january = today.replace(month=1, day=1)
        lists = env["rr.municipal.list"].search_fetch([], ["date", "row_count"])
        last = lists[:1].date.date() if lists else None
        late = []
        if last and last < today - timedelta(days=LIST_DAYS):
            late.append(
                env._(
                    "The last list of support was sent on %(day)s. Send the support "
                    "given since then.",
                    day=self._day(last, "d MMMM y"),
                )
            )
        waiting = []
        if not lists:
            waiting.append(
                {
                    "label": env._("Send the first list of support"),
                    "detail": env._("A workbook with one row per support given."),
                    "url": "/rr/support",
                }
            )
        year = lists.filtered(lambda item: item.date.date() >= january)
        return {
            "title": env._("My municipality"),
            "subheading": self._day(today),
            "tasks": [
                {"label": env._("Send a referral"), "url": "/my/referrals"},
                {"label": env._("Send a list of support"), "url": "/rr/support"},
            ],
            "waiting": waiting,
            "hint": env._(
                "Nothing waits. Send a referral when a person needs support."
            ),
            "late": late,
            "figures": [
                {
                    "label": env._("Referrals sent this year"),
                    "value": str(
                        env["rr.referral"].search_count([("date", ">=", january)])
                    ),
                },
                {
                    "label": env._("Rows of support sent this year"),
                    "value": str(sum(year.mapped("row_count"))),
                },
                {
                    "label": env._("Last list sent on"),
                    "value": self._day(last, "d MMM y") if last else "–",
                },
            ],
            "picture": self._rows_by_month(lists, today),
        }

    def _rows_by_month(self, lists, today):
        start = today.replace(day=1) - relativedelta(months=_MONTHS - 1)
        months = {start + relativedelta(months=number): 0 for number in range(_MONTHS)}
        for item in lists:
            month = item.date.date().replace(day=1)
            if month in months:
                months[month] += item.row_count
        return bars(
            request.env._("Rows sent by month"),
            [
                (self._day(month, "MMM y"), [count], str(count))
                for month, count in months.items()
            ],
        )
