# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import NO_ACCESS


class RrCaseNote(models.Model):
    """Contact log: a visit, a call, a meeting. The text is sealed; opening it is
    recorded."""

    _name = "rr.case.note"
    _inherit = ["rr.encrypted.mixin", "rr.audited.mixin"]
    _description = "Contact note"
    _order = "date desc, id desc"

    _encrypted_fields = {"note": "note_cipher"}
    _encrypted_purpose = "note"
    _rr_audit_exclude = frozenset({"note_cipher"})

    # A note stays with its case and author.
    _fixed_fields = ("case_id",)

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="restrict")
    date = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    kind = fields.Selection(
        [
            ("visit", "Visit"),
            ("call", "Call"),
            ("office", "Meeting in the office"),
            ("family", "Contact with the family"),
            ("partner", "Contact with a partner"),
        ],
        required=True,
        default="visit",
    )
    author_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    note = fields.Text(
        required=True, compute="_compute_encrypted", inverse="_inverse_encrypted"
    )
    note_cipher = fields.Char(groups=NO_ACCESS, copy=False)

    @api.depends("case_id", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for item in self:
            item.display_name = (
                f"{item.case_id.display_name} {labels.get(item.kind, '')}"
            )

    @api.constrains("date")
    def _check_date(self):
        now = fields.Datetime.now()
        for item in self:
            if item.date > now:
                raise ValidationError(self.env._("When: it lies in the future."))

    def write(self, vals):
        result = super().write(vals)
        if not self._rr_by_code() and any(item.author_id != self.env.user for item in self):
            raise AccessError(self.env._("Only its author changes a note."))
        return result


class RrPsychosocialSession(models.Model):
    """A session with the psychologist. Others see the date and the attendance; the
    note is the psychologist's alone."""

    _name = "rr.psychosocial.session"
    _inherit = ["rr.encrypted.mixin", "rr.audited.mixin"]
    _description = "Psychosocial session"
    _order = "date desc, id desc"

    _encrypted_fields = {"note": "note_cipher"}
    _encrypted_groups = ("rr_base.group_psychologist",)
    _encrypted_purpose = "session"
    _rr_audit_exclude = frozenset({"note_cipher"})

    # A session stays with its case and author.
    _fixed_fields = ("case_id",)

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="restrict")
    beneficiary_id = fields.Many2one(
        related="case_id.beneficiary_id", store=True, index=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    is_attended = fields.Boolean(string="Attended", default=True)
    psychologist_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    note = fields.Text(
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
        groups="rr_base.group_psychologist",
    )
    note_cipher = fields.Char(groups=NO_ACCESS, copy=False)

    @api.depends("case_id", "date")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.case_id.display_name} {item.date or ''}"
