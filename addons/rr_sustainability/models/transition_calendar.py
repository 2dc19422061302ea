# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from calendar import monthrange

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class TransitionCalendar(models.Model):
    """A step of the state's budget year: until when money can be asked for."""

    _name = "rr.transition.calendar"
    _inherit = ["rr.audited.mixin"]
    _description = "Step of the budget calendar"
    _order = "years_before desc, month, day"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    month = fields.Integer(required=True)
    day = fields.Integer(required=True)
    years_before = fields.Integer(
        required=True,
        default=1,
        help="Years between the step and the budget year that it belongs to.",
    )
    is_request = fields.Boolean(
        string="Money can be requested",
        help="The budget law itself only closes the year.",
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE(code)", "Another step has this code.")

    @api.constrains("month", "day", "years_before")
    def _check_date(self):
        for step in self:
            if not 1 <= step.month <= 12:
                raise ValidationError(
                    self.env._("%(step)s: the month is 1 to 12.", step=step.name)
                )
            if not 1 <= step.day <= monthrange(2024, step.month)[1]:
                raise ValidationError(
                    self.env._("%(step)s: the month has no such day.", step=step.name)
                )
            if not 0 <= step.years_before <= 3:
                raise ValidationError(
                    self.env._(
                        "%(step)s: a step lies 0 to 3 years before its budget year.",
                        step=step.name,
                    )
                )

    @api.model
    def _rr_steps(self):
        """Return the calendar as the engine takes it, and {code: name}."""
        steps = self.search(Domain.TRUE)
        return (
            [
                {
                    "code": step.code,
                    "month": step.month,
                    "day": step.day,
                    "years_before": step.years_before,
                    "is_request": step.is_request,
                }
                for step in steps
            ],
            {step.code: step.name for step in steps},
        )
