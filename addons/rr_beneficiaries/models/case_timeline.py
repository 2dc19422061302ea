# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class RrBeneficiary(models.Model):
    _inherit = "rr.beneficiary"

    timeline = fields.Json(
        compute="_compute_timeline",
        groups="rr_base.group_officer,rr_base.group_psychologist,rr_base.group_head",
    )

    @api.depends_context("uid", "lang")
    def _compute_timeline(self):
        today = fields.Date.context_today(self)
        for person in self:
            events = person._rr_timeline_events() if person.ids else []
            events.sort(key=lambda event: event["date"], reverse=True)
            person.timeline = [
                {
                    **event,
                    "date": fields.Date.to_string(event["date"]),
                    "is_ahead": event["date"] > today,
                }
                for event in events
            ]

    def _rr_timeline_events(self):
        """The person's way as events, of what the acting user may read. Addons above
        add courses and grants.

        :return: list of dicts: ``date``, ``icon`` (Font Awesome), ``kind`` (what it
            is), ``text`` (detail, may be empty), ``model`` and ``id`` to open, and
            ``tone`` (success, danger, warning or empty)
        """
        self.ensure_one()
        events = []
        for case in self._rr_readable("rr.case"):
            events += case._rr_timeline_events()
        for model in (
            "rr.referral",
            "rr.handover",
            "rr.permission",
            "rr.service",
            "rr.psychosocial.session",
            "rr.case.note",
            "rr.outcome.followup",
        ):
            for record in self._rr_readable(model):
                events += record._rr_timeline_events()
        return events

    def _rr_readable(self, model):
        """The person's records of a model that the acting user may read."""
        records = self.env[model]
        if not records.has_access("read"):
            return records
        if "beneficiary_id" in records._fields:
            return records.search([("beneficiary_id", "=", self.id)])
        return records.search([("case_id.beneficiary_id", "=", self.id)])


class RrTimelineMixin(models.AbstractModel):
    """Helper of the records that stand on a person's timeline."""

    _name = "rr.timeline.mixin"
    _description = "Record on the timeline"

    def _rr_event(self, date, icon, kind, text="", tone=""):
        self.ensure_one()
        if not date:
            return []
        return [
            {
                "date": fields.Date.to_date(date),
                "icon": icon,
                "kind": kind,
                "text": text or "",
                "tone": tone,
                "model": self._name,
                "id": self.id,
            }
        ]

    def _rr_label(self, name):
        """Label of the value of a selection, in the user's language."""
        field = self._fields[name]
        return dict(field._description_selection(self.env)).get(self[name], "")

    def _rr_timeline_events(self):
        return []


class RrCase(models.Model):
    _name = "rr.case"
    _inherit = ["rr.case", "rr.timeline.mixin"]

    # Not a related field: those are computed with elevated rights, and the timeline
    # would show what its reader may not open.
    timeline = fields.Json(compute="_compute_case_timeline")
    overview = fields.Json(compute="_compute_overview")

    @api.depends_context("uid", "lang")
    def _compute_case_timeline(self):
        for case in self:
            case.timeline = case.beneficiary_id.timeline

    @api.depends_context("uid", "lang")
    def _compute_overview(self):
        for case in self:
            case.overview = case._rr_overview() if case.ids else {}

    def _rr_overview(self):
        """What stands beside the timeline: the last status of each need, the goals and
        the permissions in force, of what the acting user may read."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        permissions = self.env["rr.permission"]
        if permissions.has_access("read"):
            permissions = self.beneficiary_id.permission_ids.filtered(
                lambda item: item._rr_is_valid(today)
            )
        return {
            "needs": [
                {
                    "label": need._rr_label("domain"),
                    "status": need.status,
                    "text": need._rr_label("status"),
                }
                for need in self.need_ids.filtered("is_latest")
            ],
            "goals": [
                {
                    "label": goal.name,
                    "status": goal.status,
                    "text": goal._rr_label("status"),
                    "date": fields.Date.to_string(goal.date_target) or "",
                    "is_late": goal.status == "open"
                    and bool(goal.date_target)
                    and goal.date_target < today,
                }
                for goal in self.goal_ids
            ],
            "permissions": [
                {
                    "label": " · ".join(
                        filter(None, (item._rr_label("kind"), item.recipient_id.name))
                    ),
                    "date": fields.Date.to_string(item.date_to) or "",
                }
                for item in permissions
            ],
        }

    def _rr_timeline_events(self):
        self.ensure_one()
        env = self.env
        return (
            self._rr_event(self.date_open, "fa-folder-open-o", env._("Case opened"))
            + self._rr_event(self.date_intake, "fa-sign-in", env._("Intake"))
            + self._rr_event(self.date_plan, "fa-list-ol", env._("Plan agreed"))
            + self._rr_event(self.date_last_review, "fa-refresh", env._("Review"))
            + (
                self._rr_event(
                    self.date_review,
                    "fa-refresh",
                    env._("Review due"),
                    tone="danger" if self.is_late else "",
                )
                if self.state in ("plan", "delivery", "review")
                else []
            )
            + self._rr_event(
                self.date_closed,
                "fa-folder-o",
                env._("Case closed"),
                self._rr_label("exit_reason"),
            )
        )


class RrReferral(models.Model):
    _name = "rr.referral"
    _inherit = ["rr.referral", "rr.timeline.mixin"]

    def _rr_timeline_events(self):
        self.ensure_one()
        kind = (
            self.env._("Referral received")
            if self.direction == "in"
            else self.env._("Referral sent")
        )
        return self._rr_event(
            self.date, "fa-share", kind, self._rr_label("source")
        ) + self._rr_event(
            self.date_answer,
            "fa-reply",
            self.env._("Referral answered"),
            self._rr_label("state"),
            "danger" if self.state == "rejected" else "success",
        )


class RrHandover(models.Model):
    _name = "rr.handover"
    _inherit = ["rr.handover", "rr.timeline.mixin"]

    def _rr_timeline_events(self):
        self.ensure_one()
        return (
            self._rr_event(
                self.date_notice,
                "fa-envelope-o",
                self.env._("Release announced"),
                self.env._("%(days)s days ahead", days=self.notice_days),
                "" if self.has_full_notice else "warning",
            )
            + self._rr_event(
                self.date_release, "fa-sign-out", self.env._("Release from prison")
            )
            + self._rr_event(self.date_contact, "fa-phone", self.env._("First contact"))
            + self._rr_event(self.date_visit, "fa-home", self.env._("First visit"))
        )


class RrPermission(models.Model):
    _name = "rr.permission"
    _inherit = ["rr.permission", "rr.timeline.mixin"]

    def _rr_timeline_events(self):
        self.ensure_one()
        text = " · ".join(
            filter(None, (self._rr_label("kind"), self.recipient_id.name))
        )
        return self._rr_event(
            self.date_from, "fa-handshake-o", self.env._("Permission"), text
        ) + self._rr_event(
            self.withdrawn_on or self.date_to,
            "fa-ban",
            self.env._("Permission withdrawn")
            if self.withdrawn_on
            else self.env._("Permission ends"),
            text,
        )


class RrService(models.Model):
    _name = "rr.service"
    _inherit = ["rr.service", "rr.timeline.mixin"]

    def _rr_timeline_events(self):
        self.ensure_one()
        tones = {"done": "success", "missed": "danger"}
        return self._rr_event(
            self.date_start or self.date_planned,
            "fa-medkit",
            self._rr_label("kind"),
            self._rr_state_label(self.state),
            tones.get(self.state, ""),
        )


class RrPsychosocialSession(models.Model):
    _name = "rr.psychosocial.session"
    _inherit = ["rr.psychosocial.session", "rr.timeline.mixin"]

    def _rr_timeline_events(self):
        self.ensure_one()
        return self._rr_event(
            self.date,
            "fa-comments-o",
            self.env._("Session"),
            self.env._("attended") if self.is_attended else self.env._("not attended"),
            "" if self.is_attended else "warning",
        )


class RrCaseNote(models.Model):
    _name = "rr.case.note"
    _inherit = ["rr.case.note", "rr.timeline.mixin"]

    def _rr_timeline_events(self):
        # The kind only: the text stays sealed.
        self.ensure_one()
        return self._rr_event(
            fields.Datetime.context_timestamp(self, self.date).date(),
            "fa-pencil-square-o",
            self._rr_label("kind"),
        )


class RrOutcomeFollowup(models.Model):
    _name = "rr.outcome.followup"
    _inherit = ["rr.outcome.followup", "rr.timeline.mixin"]

    def _rr_timeline_events(self):
        self.ensure_one()
        text = {
            "planned": self.env._("due"),
            "done": self._rr_label("status"),
            "lost": self.env._("lost to follow-up"),
        }[self.state]
        tones = {"done": "success", "lost": "danger"}
        return self._rr_event(
            self.date_done or self.date_due,
            "fa-flag-o",
            self.env._("Follow-up: %(wave)s", wave=self._rr_label("wave").lower()),
            text,
            tones.get(self.state, ""),
        )


class RrNeed(models.Model):
    _name = "rr.need"
    _inherit = ["rr.need", "rr.timeline.mixin"]


class RrPlanGoal(models.Model):
    _name = "rr.plan.goal"
    _inherit = ["rr.plan.goal", "rr.timeline.mixin"]
