# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models

REVIEW_AHEAD_DAYS = 14
RELEASE_AHEAD_DAYS = 90
PERMISSION_AHEAD_DAYS = 30


class RrCase(models.Model):
    _inherit = "rr.case"

    @api.model
    def _cron_remind(self):
        """Daily job: give back cases whose leave is over, and plan an activity for the
        case officer for everything that comes due. Each is planned once."""
        self._rr_give_back()
        for xmlid, reminders in self._rr_reminders().items():
            self._rr_plan_activities(xmlid, reminders)

    def _rr_give_back(self):
        today = fields.Date.context_today(self)
        for case in self.search(
            [("return_date", "<", today), ("return_officer_id", "!=", False)]
        ):
            case._rr_step_write(
                {
                    "officer_id": case.return_officer_id.id,
                    "return_officer_id": False,
                    "return_date": False,
                }
            )

    def _rr_reminders(self):
        """What comes due: mapping of activity type → list of (case, deadline)."""
        today = fields.Date.context_today(self)
        planning = self.search([("state", "in", ["intake", "needs"])])
        reviews = self.search(
            [
                ("state", "in", ["plan", "delivery", "review"]),
                ("date_review", "<=", today + relativedelta(days=REVIEW_AHEAD_DAYS)),
            ]
        )
        releases = self.env["rr.handover"].search(
            [
                ("date_release", ">=", today),
                ("date_release", "<=", today + relativedelta(days=RELEASE_AHEAD_DAYS)),
                ("case_id.state", "!=", "closed"),
            ]
        )
        followups = self.env["rr.outcome.followup"].search(
            [
                ("state", "=", "planned"),
                ("window_from", "<=", today),
                ("window_to", ">=", today),
            ]
        )
        permissions = self.env["rr.permission"].search(
            [
                ("withdrawn_on", "=", False),
                ("date_to", ">=", today),
                ("date_to", "<=", today + relativedelta(days=PERMISSION_AHEAD_DAYS)),
            ]
        )
        reminders = {
            "activity_plan": [
                (case, case.date_plan_due) for case in planning if case.date_plan_due
            ],
            "activity_review": [(case, case.date_review) for case in reviews],
            "activity_release": [
                (item.case_id, item.date_release) for item in releases
            ],
            "activity_followup": [
                (item.beneficiary_id.case_id, item.window_to) for item in followups
            ],
            "activity_permission": [
                (item.beneficiary_id.case_id, item.date_to) for item in permissions
            ],
        }
        return {
            xmlid: [(case, day) for case, day in items if case and case.officer_id]
            for xmlid, items in reminders.items()
        }

    def _rr_plan_activities(self, xmlid, reminders):
        activity_type = self.env.ref(f"rr_beneficiaries.{xmlid}")
        known = {
            (activity.res_id, activity.date_deadline)
            for activity in self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", self._name),
                    ("activity_type_id", "=", activity_type.id),
                    ("res_id", "in", [case.id for case, _day in reminders]),
                ]
            )
        }
        model_id = self.env["ir.model"]._get_id(self._name)
        values = []
        for case, day in reminders:
            if (case.id, day) in known:
                continue
            known.add((case.id, day))
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": case.id,
                    "activity_type_id": activity_type.id,
                    "date_deadline": day,
                    "user_id": case.officer_id.id,
                }
            )
        # No mail for each: the reminders wait in the system.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            values
        )
