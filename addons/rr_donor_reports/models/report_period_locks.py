# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a locked reporting period holds still, on the server."""

from odoo import api, models


class RrFundEntry(models.Model):
    _inherit = "rr.fund.entry"

    def _check_open(self, rows):
        result = super()._check_open(rows)
        self.env["rr.report.period"]._refuse_locked(
            (
                (row["agreement_id"], row["date"])
                for row in rows
                if not row.get("is_opening")
            ),
            "money",
        )
        return result


class RrAttendance(models.Model):
    _inherit = "rr.attendance"

    def _refuse_locked_period(self):
        periods = self.env["rr.report.period"]
        # A mark of a pupil says nothing here; only its day and its course are read.
        marks = self.sudo()
        facts = periods._facts_of_courses((m.course_id.id, m.date) for m in marks)
        periods._refuse_locked(facts, "attendance")

    @api.model_create_multi
    def create(self, vals_list):
        marks = super().create(vals_list)
        marks._refuse_locked_period()
        return marks

    def write(self, vals):
        if set(vals) & {"mark", "minutes_missed", "excuse", "enrolment_id", "session_id"}:
            self._refuse_locked_period()
        return super().write(vals)

    def unlink(self):
        self._refuse_locked_period()
        return super().unlink()


class RrOutcomeFollowup(models.Model):
    _inherit = "rr.outcome.followup"

    def _refuse_locked_period(self):
        periods = self.env["rr.report.period"]
        # Which agreement paid is looked up to refuse; nothing of it is shown.
        followups = self.sudo().filtered("date_done")
        if not followups or not periods._any_locked():
            return
        pairs = []
        for followup in followups:
            if followup.anchor_kind == "course":
                course = self.env["rr.course"].sudo().search(
                    # The reference is the course's code and the enrolment's number.
                    [("code", "=", followup.anchor_ref.rpartition("/")[0])],
                    limit=1,
                )
                pairs += periods._facts_of_courses([(course.id, followup.date_done)])
            else:
                grant = self.env["rr.grant"].sudo().search(
                    [("name", "=", followup.anchor_ref)], limit=1
                )
                pairs += [
                    (agreement.id, followup.date_done)
                    for agreement in grant.funding_ids.agreement_id
                ]
        periods._refuse_locked(pairs, "outcome")

    def write(self, vals):
        watched = {"status", "date_done", "verification", "state"}
        if set(vals) & watched:
            self._refuse_locked_period()
        result = super().write(vals)
        if set(vals) & watched:
            self._refuse_locked_period()
        return result
