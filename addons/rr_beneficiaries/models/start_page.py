# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.addons.rr_base.models.start_page import LATE_SHOWN
from odoo.tools import SQL, date_utils

from .case import PLAN_DAYS
from .constants import NEED_DOMAINS
from .start_page_parts import PARTS

_MONTHS = 6


class RrStartPage(models.AbstractModel):
    """The officer's, the psychologist's and the head's persons and cases."""

    _inherit = "rr.start.page"

    def _rr_parts(self):
        return super()._rr_parts() + list(PARTS)

    # ----------------------------------------------------------------- domains

    def _rr_my_cases(self):
        """Own cases on an officer's page; all of them on the head's."""
        if self._rr_role() == "head":
            return []
        return [("officer_id", "=", self.env.uid)]

    def _rr_of_my_cases(self):
        """The same for what hangs on a case."""
        return [(f"case_id.{name}", op, value) for name, op, value in self._rr_my_cases()]

    def _rr_own_followups(self, domain):
        """Follow-ups are read by code by every officer: here only one's own."""
        if self._rr_role() == "head":
            return domain
        return [*domain, ("beneficiary_id.case_ids.officer_id", "=", self.env.uid)]

    def _rr_followups_now(self):
        return self._rr_own_followups(
            [
                ("state", "=", "planned"),
                ("window_from", "<=", "today"),
                ("window_to", ">=", "today"),
            ]
        )

    def _rr_cases_without_plan(self):
        return [*self._rr_my_cases(), ("state", "in", ["intake", "needs"])]

    # -------------------------------------------------------------------- late

    def _rr_late_cases(self):
        """Cases past their plan or review, and planned services past their day."""
        today = fields.Date.context_today(self)
        cases, services = self.env["rr.case"], self.env["rr.service"]
        intake = today - relativedelta(days=PLAN_DAYS)
        review = ["plan", "delivery", "review"]
        late_cases = (
            ("date_intake", [("state", "in", ["intake", "needs"])], intake),
            ("date_review", [("state", "in", review)], today),
        )
        rows, count = [], 0
        for field, states, day in late_cases:
            domain = [*self._rr_my_cases(), *states, (field, "<", day)]
            count += cases.search_count(domain)
            rows += [
                self._rr_late_row(
                    case, case.beneficiary_id.code, case.due_text, case.due_date, today
                )
                for case in cases.search(domain, limit=LATE_SHOWN, order=f"{field}, id")
            ]
        domain = [
            *self._rr_of_my_cases(),
            ("state", "=", "planned"),
            ("date_planned", "<", today),
        ]
        kinds = dict(services._fields["kind"]._description_selection(self.env))
        rows += [
            self._rr_late_row(
                service,
                service.beneficiary_id.code,
                kinds[service.kind],
                service.date_planned,
                today,
            )
            for service in services.search(
                domain, limit=LATE_SHOWN, order="date_planned, id"
            )
        ]
        return rows, count + services.search_count(domain)

    # ----------------------------------------------------------------- figures

    def _rr_quarter_start(self):
        return date_utils.start_of(fields.Date.context_today(self), "quarter")

    def _rr_figure_active(self):
        return str(
            self.env["rr.case"].search_count(
                [*self._rr_my_cases(), ("state", "not in", ["referral", "closed"])]
            )
        )

    def _rr_figure_plans(self):
        """Plans made within 30 days, of intakes whose 30 days end in this quarter."""
        today = fields.Date.context_today(self)
        intakes = self.env["rr.case"].search(
            [
                *self._rr_my_cases(),
                (
                    "date_intake",
                    ">=",
                    self._rr_quarter_start() - relativedelta(days=PLAN_DAYS),
                ),
                ("date_intake", "<=", today - relativedelta(days=PLAN_DAYS)),
            ]
        )
        planned = intakes.filtered(
            lambda case: case.date_plan and case.date_plan <= case.date_plan_due
        )
        return self._rr_of(len(planned), len(intakes))

    def _rr_figure_followups(self):
        over = self._rr_own_followups(
            [
                ("window_to", ">=", self._rr_quarter_start()),
                ("window_to", "<", fields.Date.context_today(self)),
            ]
        )
        followups = self.env["rr.outcome.followup"]
        return self._rr_of(
            followups.search_count([*over, ("state", "=", "done")]),
            followups.search_count(over),
        )

    def _rr_my_sessions(self, start):
        return [("psychologist_id", "=", self.env.uid), ("date", ">=", start)]

    def _rr_figure_sessions(self):
        return str(
            self.env["rr.psychosocial.session"].search_count(
                self._rr_my_sessions(self._rr_quarter_start())
            )
        )

    def _rr_figure_attended(self):
        sessions = self.env["rr.psychosocial.session"]
        mine = self._rr_my_sessions(self._rr_quarter_start())
        return self._rr_of(
            sessions.search_count([*mine, ("is_attended", "=", True)]),
            sessions.search_count(mine),
        )

    def _rr_figure_session_cases(self):
        [[count]] = self.env["rr.psychosocial.session"]._read_group(
            self._rr_my_sessions(self._rr_quarter_start()),
            [],
            ["case_id:count_distinct"],
        )
        return str(count)

    def _rr_figure_requests(self):
        """Answered in time, of the requests whose answer fell due this year."""
        today = fields.Date.context_today(self)
        requests = self.env["rr.subject.request"].search_fetch(
            [
                ("date_due", ">=", date_utils.start_of(today, "year")),
                "|",
                ("date_due", "<=", today),
                ("state", "!=", "open"),
            ],
            ["date_due", "date_answered"],
        )
        in_time = requests.filtered(
            lambda item: item.date_answered and item.date_answered <= item.date_due
        )
        return self._rr_of(len(in_time), len(requests))

    # ---------------------------------------------------------------- pictures

    def _rr_picture_sessions(self):
        today = fields.Date.context_today(self)
        start = date_utils.start_of(today, "month") - relativedelta(months=_MONTHS - 1)
        found = self.env["rr.psychosocial.session"]._read_group(
            self._rr_my_sessions(start), ["date:month", "is_attended"], ["__count"]
        )
        counts = {(month, attended): count for month, attended, count in found}
        rows = []
        for number in range(_MONTHS):
            month = start + relativedelta(months=number)
            came, missed = counts.get((month, True), 0), counts.get((month, False), 0)
            rows.append(
                (
                    self._rr_month(month),
                    {"attended": came, "missed": missed},
                    self._rr_of(came, came + missed),
                )
            )
        return self._rr_bars(
            [
                ("attended", self.env._("Attended")),
                ("missed", self.env._("Not attended")),
            ],
            rows,
        )

    def _rr_picture_needs(self):
        """Cases per domain: how many needs are met now, and were at first."""
        needs = self.env["rr.need"]
        needs.flush_model()
        # The reader's own rules are in the query; only counts leave it.
        query = needs._search(
            [("case_id.state", "!=", "closed"), *self._rr_of_my_cases()]
        )
        found = {
            domain: counts
            for domain, *counts in self.env.execute_query(
                SQL(
                    """
                    SELECT domain, count(*) FILTER (WHERE at_first <> 'open'),
                           count(*) FILTER (WHERE latest <> 'open'), count(*)
                      FROM (
                        SELECT domain, (array_agg(said ORDER BY date, id))[1] at_first,
                               (array_agg(said ORDER BY date DESC, id DESC))[1] latest
                          FROM (SELECT id, case_id, domain, date,
                                       CASE WHEN status IN ('met', 'none') THEN status
                                            ELSE 'open' END AS said
                                  FROM rr_need WHERE id IN %s) need
                         GROUP BY case_id, domain) known
                     WHERE NOT (at_first = 'none' AND latest = 'none')
                     GROUP BY domain
                    """,
                    query.subselect(),
                )
            )
        }
        labels = dict(needs._fields["domain"]._description_selection(self.env))
        rows = []
        for domain, _label in NEED_DOMAINS:
            # A domain without any need is no need that could be met.
            if domain in found:
                at_first, now, total = found[domain]
                text = f"{at_first} → {now} / {total}"
                rows.append((labels[domain], {"met": now}, text, at_first, total))
        return self._rr_bars([("met", self.env._("Met"))], rows)
