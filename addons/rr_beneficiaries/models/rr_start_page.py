# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import date_utils

from .constants import NEED_DOMAINS
from .rr_case import PLAN_DAYS

_LATE_SHOWN = 10


class RrStartPage(models.AbstractModel):
    """What a case officer sees first: what waits, what is late, this quarter.

    Everything is counted under the reader's own rules, so that each number opens the
    same rows. Addons above add what waits in their part.
    """

    _name = "rr.start.page"
    _description = "Start page of the case officer"

    @api.model
    @api.readonly
    def get_data(self):
        """Data of the page.

        :return: dict of ``waiting`` (list of items), ``late`` (list of rows),
            ``quarter`` (list of figures), ``needs`` (list per domain)
        :raises AccessError: the reader is neither officer nor head
        """
        if not {"officer", "head"} & self.env.user._rr_roles():
            raise AccessError(self.env._("This page is for officers and the head."))
        late = sorted(self._rr_late(), key=lambda row: row["date"])
        return {
            "waiting": [item for item in self._rr_waiting() if item["count"]],
            "late": late[:_LATE_SHOWN],
            "late_count": len(late),
            "quarter": self._rr_quarter(),
            "needs": self._rr_needs(),
        }

    # ------------------------------------------------------------------- parts

    def _rr_item(self, label, model, domain, detail=""):
        """A line that opens the rows it counts."""
        return {
            "label": label,
            "count": self.env[model].search_count(domain),
            "detail": detail,
            "model": model,
            "domain": domain,
        }

    def _rr_waiting(self):
        today = fields.Date.context_today(self)
        env = self.env
        waiting = [("state", "=", "sent"), ("direction", "=", "in")]
        oldest = env["rr.referral"].search(waiting, order="date", limit=1)
        releases = [
            ("date_release", ">=", today),
            ("date_release", "<=", today + relativedelta(days=90)),
            ("date_plan", "=", False),
        ]
        next_release = env["rr.handover"].search(
            releases, order="date_release", limit=1
        )
        followups = self._rr_own_followups(
            [
                ("state", "=", "planned"),
                ("window_from", "<=", today),
                ("window_to", ">=", today),
            ]
        )
        return [
            self._rr_item(
                env._("Referrals to answer"),
                "rr.referral",
                waiting,
                env._("oldest %(days)s days", days=(today - oldest.date).days)
                if oldest
                else "",
            ),
            self._rr_item(
                env._("Releases ahead without a plan of the prison"),
                "rr.handover",
                releases,
                env._(
                    "next in %(days)s days",
                    days=(next_release.date_release - today).days,
                )
                if next_release
                else "",
            ),
            self._rr_item(
                env._("Follow-ups to ask now"), "rr.outcome.followup", followups
            ),
            self._rr_item(
                env._("Open complaints"),
                "rr.complaint",
                [("state", "!=", "answered")],
            ),
            self._rr_item(
                env._("Cases without a plan yet"),
                "rr.case",
                [*self._rr_my_cases(), ("state", "in", ["intake", "needs"])],
            ),
        ]

    def _rr_my_cases(self):
        """Own cases of an officer; all of them for the head."""
        if "head" in self.env.user._rr_roles():
            return []
        return [("officer_id", "=", self.env.uid)]

    def _rr_own_followups(self, domain):
        """Follow-ups are read by code by every officer: here only one's own."""
        if "head" in self.env.user._rr_roles():
            return domain
        return [*domain, ("beneficiary_id.case_ids.officer_id", "=", self.env.uid)]

    def _rr_late(self):
        today = fields.Date.context_today(self)
        cases = self.env["rr.case"].search(
            [*self._rr_my_cases(), ("state", "!=", "closed")]
        )
        rows = [
            self._rr_late_row(case, case.due_text, case.due_date, today)
            for case in cases
            if case.is_late
        ]
        services = self.env["rr.service"].search(
            [
                *(
                    [("case_id.officer_id", "=", self.env.uid)]
                    if self._rr_my_cases()
                    else []
                ),
                ("state", "=", "planned"),
                ("date_planned", "<", today),
            ]
        )
        rows += [
            self._rr_late_row(
                service, service._rr_label("kind"), service.date_planned, today
            )
            for service in services
        ]
        return rows

    def _rr_late_row(self, record, text, date, today):
        person = record.beneficiary_id
        return {
            "model": record._name,
            "id": record.id,
            "code": person.code,
            "text": text,
            "date": fields.Date.to_string(date),
            "days": (today - date).days,
        }

    def _rr_quarter(self):
        today = fields.Date.context_today(self)
        start = date_utils.start_of(today, "quarter")
        cases = self.env["rr.case"]
        mine = self._rr_my_cases()
        intakes = cases.search(
            [
                *mine,
                ("date_intake", ">=", start - relativedelta(days=PLAN_DAYS)),
                ("date_intake", "<=", today - relativedelta(days=PLAN_DAYS)),
            ]
        )
        planned = intakes.filtered(
            lambda case: case.date_plan and case.date_plan <= case.date_plan_due
        )
        over = self._rr_own_followups(
            [("window_to", ">=", start), ("window_to", "<", today)]
        )
        followups = self.env["rr.outcome.followup"]
        return [
            {
                "label": self.env._("Active cases"),
                "value": str(
                    cases.search_count(
                        [*mine, ("state", "not in", ["referral", "closed"])]
                    )
                ),
            },
            {
                "label": self.env._("Plans within 30 days of the intake"),
                "value": self._rr_of(len(planned), len(intakes)),
            },
            {
                "label": self.env._("Follow-ups reached"),
                "value": self._rr_of(
                    followups.search_count([*over, ("state", "=", "done")]),
                    followups.search_count(over),
                ),
            },
        ]

    def _rr_of(self, part, whole):
        if not whole:
            return "–"
        return self.env._("%(part)s of %(whole)s", part=part, whole=whole)

    def _rr_needs(self):
        """Cases per domain: how many needs were met at first and are met now."""
        needs = self.env["rr.need"].search_fetch(
            [
                ("case_id.state", "!=", "closed"),
                *(
                    [("case_id.officer_id", "=", self.env.uid)]
                    if self._rr_my_cases()
                    else []
                ),
            ],
            ["case_id", "domain", "status", "date"],
            order="date, id",
        )
        first, latest = {}, {}
        for need in needs:
            key = (need.case_id.id, need.domain)
            first.setdefault(key, need.status)
            latest[key] = need.status
        labels = dict(
            self.env["rr.need"]._fields["domain"]._description_selection(self.env)
        )
        rows = []
        for domain, _label in NEED_DOMAINS:
            keys = [key for key in latest if key[1] == domain]
            # A domain without any need is no need that could be met.
            keys = [key for key in keys if {first[key], latest[key]} != {"none"}]
            if keys:
                rows.append(
                    {
                        "label": labels[domain],
                        "count": len(keys),
                        "first": sum(first[key] in ("met", "none") for key in keys),
                        "latest": sum(latest[key] in ("met", "none") for key in keys),
                    }
                )
        return rows
