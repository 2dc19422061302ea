# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RrPermission(models.Model):
    """What a person agreed to, for whom and until when. Withdrawal ends sharing; it
    never ends rent or school."""

    _name = "rr.permission"
    _inherit = ["rr.audited.mixin"]
    _description = "Permission"
    _order = "date_from desc, id desc"

    beneficiary_id = fields.Many2one(
        "rr.beneficiary",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("participation", "Participation"),
            ("sharing", "Sharing with a recipient"),
            ("story", "Story or photo"),
        ],
        required=True,
        default="participation",
    )
    recipient_id = fields.Many2one(
        "res.partner", domain="[('is_company', '=', True)]", index="btree_not_null"
    )
    purpose = fields.Selection(
        [
            ("course", "Course roster"),
            ("referral", "Referral and its answer"),
            ("support", "Support by others"),
            ("employment", "Contact with an employer"),
            ("other", "Other"),
        ],
    )
    purpose_text = fields.Char(string="Detail of the purpose")
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Until")
    withdrawn_on = fields.Date()
    is_valid = fields.Boolean(string="In force", compute="_compute_is_valid")

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The permission ends before it begins.",
    )
    _sharing_is_named = models.Constraint(
        "CHECK (kind <> 'sharing' OR (recipient_id IS NOT NULL "
        "AND purpose IS NOT NULL))",
        "Sharing is permitted per recipient and purpose: name both.",
    )

    @api.depends("kind", "beneficiary_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for item in self:
            item.display_name = (
                f"{item.beneficiary_id.code or ''} {labels.get(item.kind, '')}"
            )

    @api.depends("date_from", "date_to", "withdrawn_on")
    def _compute_is_valid(self):
        for item in self:
            item.is_valid = bool(item.date_from) and item._rr_is_valid()

    @api.constrains("withdrawn_on", "date_from")
    def _check_withdrawn_on(self):
        for item in self:
            if item.withdrawn_on and item.withdrawn_on < item.date_from:
                raise ValidationError(
                    self.env._("Withdrawn on: it lies before the permission begins.")
                )

    def _rr_is_valid(self, day=None):
        """Whether the permission holds on a day (today when left out). On the day of
        its withdrawal it holds no more."""
        self.ensure_one()
        day = fields.Date.to_date(day) or fields.Date.context_today(self)
        return (
            self.date_from <= day
            and (not self.date_to or day <= self.date_to)
            and (not self.withdrawn_on or day < self.withdrawn_on)
        )

    def action_withdraw(self):
        """Button: the person withdraws the permission today."""
        self.filtered(lambda item: not item.withdrawn_on).write(
            {"withdrawn_on": fields.Date.context_today(self)}
        )
        return True
