# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class RrEnrolmentResolve(models.TransientModel):
    """Says who a name is that the provider added to a roster."""

    _name = "rr.enrolment.resolve"
    _description = "Resolve an added name"

    enrolment_id = fields.Many2one("rr.enrolment", required=True, readonly=True)
    course_id = fields.Many2one(related="enrolment_id.course_id")
    answer = fields.Selection(
        [
            ("beneficiary", "A beneficiary"),
            ("community", "A community participant"),
            ("duplicate", "Somebody on the roster already"),
        ],
        string="This is",
        required=True,
        default="community",
    )
    beneficiary_id = fields.Many2one("rr.beneficiary")
    original_id = fields.Many2one(
        "rr.enrolment",
        string="On the roster as",
        domain="[('course_id', '=', course_id), ('id', '!=', enrolment_id)]",
    )

    def action_apply(self):
        self.ensure_one()
        if self.answer == "duplicate":
            self.enrolment_id.action_resolve_duplicate(self.original_id.id)
        else:
            person = self.beneficiary_id if self.answer == "beneficiary" else False
            self.enrolment_id.action_resolve(person and person.id)
        return {"type": "ir.actions.act_window_close"}
