# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.rr_base.models.start_page import LATE_SHOWN
from odoo.tools import date_utils

from ..tools.effects import available
from .start_page_parts import PARTS

_GRANT_STEPS = ("submit", "check", "propose", "agree", "activate", "verify")


class RrStartPage(models.AbstractModel):
    """Whose turn it is, and the money, on the pages of those who handle it."""

    _inherit = "rr.start.page"

    def _rr_parts(self):
        return super()._rr_parts() + list(PARTS)

    # ------------------------------------------------------------------- queue

    def _rr_my_grants(self):
        return [
            ("role", "=", "officer"),
            ("step", "in", list(_GRANT_STEPS)),
            ("officer_id", "=", self.env.uid),
        ]

    def _rr_late_queue(self):
        today = fields.Date.context_today(self)
        domain = [("role", "=", self._rr_role()), ("deadline", "<", "today")]
        if self._rr_role() == "officer":
            domain.append(("officer_id", "=", self.env.uid))
        queue = self.env["rr.grant.queue"]
        steps = dict(queue._fields["step"]._description_selection(self.env))
        rows = [
            self._rr_late_row(
                row.grant_id,
                row.grant_id.display_name,
                steps[row.step],
                row.deadline,
                today,
            )
            for row in queue.search(domain, limit=LATE_SHOWN, order="deadline, id")
        ]
        return rows, queue.search_count(domain)

    # -------------------------------------------------------------- commission

    def _rr_mine(self):
        return [("user_id", "=", self.env.uid)]

    def _rr_my_declarations(self):
        return [*self._rr_mine(), ("state", "=", "pending")]

    def _rr_my_reviews(self):
        return [*self._rr_mine(), ("state", "=", "draft")]

    def _rr_figure_given(self):
        return str(self.env["rr.grant.declaration"].search_count(self._rr_mine()))

    def _rr_figure_reviewed(self):
        reviews = self.env["rr.grant.review"]
        done = reviews.search_count([*self._rr_mine(), ("state", "=", "submitted")])
        cleared = self.env["rr.grant.declaration"].search_count(
            [*self._rr_mine(), ("state", "=", "none")]
        )
        return self._rr_of(done, cleared)

    def _rr_figure_session(self):
        session = self.env["rr.grant.session"].search(
            [("date", ">=", "today"), ("state", "in", ["planned", "open"])],
            order="date",
            limit=1,
        )
        return self._rr_day(session.date) if session else "–"

    def _rr_picture_calls(self):
        """The member's applications by call: declared or not, conflict or not."""
        found = self.env["rr.grant.declaration"]._read_group(
            self._rr_mine(), ["call_name", "state"], ["__count"]
        )
        calls = {}
        for call, state, count in found:
            calls.setdefault(call, {})[state] = count
        rows = [
            (call or "–", states, str(sum(states.values())))
            for call, states in sorted(calls.items())
        ]
        return self._rr_bars(
            [
                ("none", self.env._("No conflict")),
                ("pending", self.env._("To declare")),
                ("conflict", self.env._("Conflict")),
            ],
            rows,
        )

    # ------------------------------------------------------------------- money

    def _rr_sources_money(self):
        """Balances in EUR of each source whose agreements the reader may read.

        :return: {source record: {balance: Decimal}}
        """
        agreements = self.env["rr.fund.agreement"].search([("state", "!=", "draft")])
        found = {}
        by_agreement = self.env["rr.fund.entry"]._balances(
            by="agreement_id", column="amount_eur", agreements=agreements
        )
        for agreement in agreements:
            balances = by_agreement.get(agreement.id)
            if balances:
                total = found.setdefault(
                    agreement.source_id, dict.fromkeys(balances, 0)
                )
                for name, amount in balances.items():
                    total[name] += amount
        return found

    def _rr_figure_available(self):
        return self._rr_money(
            sum(available(row) for row in self._rr_sources_money().values())
        )

    def _rr_paid_since(self, day):
        rows = self.env["rr.fund.entry"]._read_group(
            [("effect", "=", "pay"), ("date", ">=", day)],
            ["sign"],
            ["amount_eur:sum"],
        )
        return self._rr_money(sum(sign * amount for sign, amount in rows))

    def _rr_figure_paid_quarter(self):
        today = fields.Date.context_today(self)
        return self._rr_paid_since(date_utils.start_of(today, "quarter"))

    def _rr_figure_paid_year(self):
        today = fields.Date.context_today(self)
        return self._rr_paid_since(date_utils.start_of(today, "year"))

    def _rr_figure_approved(self):
        start = date_utils.start_of(fields.Date.context_today(self), "year")
        return str(
            self.env["rr.grant"].search_count([("approved_on", ">=", start)])
        )

    def _rr_figure_authorised(self):
        rows = self.env["rr.grant.queue"]._read_group(
            [("step", "=", "pay")], ["currency_id"], ["amount:sum"]
        )
        today = fields.Date.context_today(self)
        total = 0
        for currency, amount in rows:
            rate, _date = currency._rr_rate(today)
            total += amount / float(rate)
        return self._rr_money(total)

    def _rr_picture_sources(self):
        legend = [
            ("paid", self.env._("Paid")),
            ("committed", self.env._("Committed")),
            ("reserved", self.env._("Reserved")),
            ("available", self.env._("Available")),
        ]
        rows = []
        for source, balances in self._rr_sources_money().items():
            values = {key: float(balances.get(key, 0)) for key, _label in legend[:3]}
            values["available"] = float(available(balances))
            rows.append(
                (source.name, values, self._rr_money(sum(values.values())))
            )
        return self._rr_bars(legend, rows)
