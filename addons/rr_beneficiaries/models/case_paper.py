# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.addons.rr_base.tools.replica import refuse_replica
from odoo.exceptions import UserError, ValidationError
from odoo.fields import NO_ACCESS

from ..tools import crypto


class RrCasePaper(models.Model):
    """A paper attached to a case, readable by whoever may open the case.

    The file lies sealed in the filestore, so that a copy of the folder shows nothing;
    each opening is entered into the trail, as that of a note.
    """

    _name = "rr.case.paper"
    _inherit = ["rr.encrypted.mixin", "rr.audited.mixin"]
    _description = "Paper of a case"
    _order = "date desc, id desc"
    _rr_audit_exclude = frozenset({"name", "file_name", "file_sealed"})
    _encrypted_fields = {"file": "file_sealed"}
    _encrypted_purpose = "paper"

    case_id = fields.Many2one("rr.case", required=True, index=True, ondelete="restrict")
    name = fields.Char(string="Title", required=True, help="Without names of persons.")
    kind = fields.Selection(
        [
            ("permission", "Signed permission"),
            ("plan", "Plan"),
            ("certificate", "Certificate"),
            ("decision", "Decision"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    # No attachment of its own: a domain on it is then refused.
    file = fields.Binary(
        compute="_compute_file", inverse="_inverse_file", attachment=False
    )
    file_name = fields.Char()
    # Bytes as crypto.encrypt_bytes makes them.
    file_sealed = fields.Binary(attachment=True, groups=NO_ACCESS, copy=False)

    @api.depends("file_sealed")
    @api.depends_context("uid")
    def _compute_file(self):
        opened = self.browse()
        is_allowed = self._rr_may_decrypt("file")
        # The sealed file is closed to everybody; the roles are asked above.
        for paper, sealed in zip(self, self.sudo(), strict=True):
            content = is_allowed and paper.ids and sealed._rr_sealed_bytes()
            if content:
                opened |= paper
                content = base64.b64encode(paper._rr_open(content))
            paper.file = content or False
        if opened:
            opened._rr_trail("read")

    def _inverse_file(self):
        # The sealed file is closed to everybody; write access was checked.
        for paper, sealed in zip(self, self.sudo(), strict=True):
            if not paper.file:
                raise ValidationError(self.env._("File: it is missing."))
            sealed._rr_seal(base64.b64decode(paper.file))

    @api.model_create_multi
    def create(self, vals_list):
        if not all(vals.get("file") for vals in vals_list):
            raise ValidationError(self.env._("File: it is missing."))
        return super().create(vals_list)

    def write(self, vals):
        if "case_id" in vals:
            raise UserError(self.env._("A paper stays with its case."))
        return super().write(vals)

    # -------------------------------------------------------------------- tools

    def _rr_place(self):
        """A sealed file opens only as the file of its own paper."""
        return f"{self._rr_associated_data()}:file"

    def _rr_sealed_bytes(self):
        """The file as it lies in the filestore, or nothing."""
        plain = self.with_context(bin_size=False, bin_size_file_sealed=False)
        return base64.b64decode(plain.file_sealed or b"")

    def _rr_open(self, sealed):
        refuse_replica(self.env, self._name)
        return crypto.decrypt_bytes(sealed, self._rr_place(), self._encrypted_purpose)

    def _rr_seal(self, content):
        sealed = crypto.encrypt_bytes(content, self._rr_place(), self._encrypted_purpose)
        self.file_sealed = base64.b64encode(sealed)

    def _rr_rotate(self):
        """Seal the file anew where it bears another key."""
        self.ensure_one()
        sealed = self._rr_sealed_bytes()
        key = sealed.partition(b":")[0].decode("ascii", "replace")
        if not sealed or key == crypto.current_key_id():
            return False
        self._rr_seal(self._rr_open(sealed))
        return True
