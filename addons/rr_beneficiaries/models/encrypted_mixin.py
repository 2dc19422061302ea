# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.tools.replica import refuse_replica
from odoo.exceptions import AccessError

from ..tools import crypto


class RrEncryptedMixin(models.AbstractModel):
    """Fields that are stored sealed and shown in clear to named roles only.

    A model declares for each field a stored column for the sealed value and a plain
    field that is computed from it::

        _encrypted_fields = {"name": "name_cipher"}

        name = fields.Char(compute="_compute_encrypted", inverse="_inverse_encrypted")
        name_cipher = fields.Char(groups=NO_ACCESS, copy=False)

    The plain value is never stored and cannot be searched, ordered or grouped by.
    Who holds none of ``_encrypted_groups`` reads nothing, the superuser included:
    the role of the acting user is asked, ``sudo()`` changes nothing.
    """

    _name = "rr.encrypted.mixin"
    _description = "Model with encrypted fields"

    # plain field → column of the sealed value
    _encrypted_fields = {}
    # roles that may read the plain values; {"field": (groups)} in _encrypted_groups_by
    # narrows it for single fields
    _encrypted_groups = ("rr_base.group_officer", "rr_base.group_head")
    _encrypted_groups_by = {}
    # name of the kind of value, for the subkey
    _encrypted_purpose = "identity"
    # every opening becomes an entry of the trail
    _encrypted_log_reads = True

    # ---------------------------------------------------------------- computes

    @api.depends(lambda self: tuple(self._encrypted_fields.values()))
    @api.depends_context("uid")
    def _compute_encrypted(self):
        allowed = [
            name for name in self._encrypted_fields if self._rr_may_decrypt(name)
        ]
        opened = self.browse()
        # The sealed columns are closed to everybody; the roles are asked above.
        for record, sealed in zip(self, self.sudo(), strict=True):
            for name, column in self._encrypted_fields.items():
                token = sealed[column] if name in allowed and record.ids else False
                if token:
                    opened |= record
                record[name] = self._rr_from_text(
                    name, token and record._rr_decrypt(column, token)
                )
        if opened and self._encrypted_log_reads:
            self._rr_log_opening(opened)

    def _inverse_encrypted(self):
        """Seal the values that this write sets (those in the cache)."""
        # The sealed columns are closed to everybody; write access was checked.
        for record, sealed in zip(self, self.sudo(), strict=True):
            values = {}
            for name, column in self._encrypted_fields.items():
                if name in record._cache:
                    text = self._rr_to_text(name, record[name])
                    record._rr_check_encrypted(name, text)
                    values[column] = record._rr_encrypt(column, text)
                    values.update(record._rr_index_values(name, text))
            sealed.write(values)

    # ------------------------------------------------------------------- hooks

    def _rr_associated_data(self):
        """Text that names the record for good; a sealed value opens only there."""
        self.ensure_one()
        return f"{self._name}:{self.id}"

    def _rr_check_encrypted(self, name, text):
        """Raise ``ValidationError`` where a plain value is not acceptable."""

    def _rr_index_values(self, name, text):
        """Further columns that follow from a plain value, such as a keyed index."""
        return {}

    def _rr_log_opening(self, records):
        """Enter into the trail that the acting user opened sealed values."""
        records._rr_trail("read")

    # ------------------------------------------------------------------- tools

    def _rr_may_decrypt(self, name=None):
        """Whether the acting user may read the plain values."""
        groups = self._encrypted_groups_by.get(name, self._encrypted_groups)
        return any(self.env.user.has_group(group) for group in groups)

    def _rr_encrypt(self, column, text):
        place = f"{self._rr_associated_data()}:{column}"
        return crypto.encrypt(text, place, self._encrypted_purpose)

    def _rr_decrypt(self, column, token):
        refuse_replica(self.env, self._name)
        place = f"{self._rr_associated_data()}:{column}"
        return crypto.decrypt(token, place, self._encrypted_purpose)

    def _rr_to_text(self, name, value):
        if value and self._fields[name].type == "date":
            return fields.Date.to_string(value)
        return value or False

    def _rr_from_text(self, name, text):
        if text and self._fields[name].type == "date":
            return fields.Date.to_date(text)
        return text or False

    def _rr_trail(self, operation, reason=None, values=None):
        """Enter an act of the acting user by Python into the trail."""
        self.env["rr.audit.entry"]._log(
            operation, self._name, self.ids, reason=reason, values=values
        )

    @api.model
    def _rr_rotate_all(self):
        """Seal every value anew with the current key, in all models, in one
        transaction: for the command that rotates the key.

        :return: number of records whose values were sealed anew
        :raises AccessError: not the superuser
        """
        if not self.env.su:
            raise AccessError(self.env._("Only the command line rotates the key."))
        mixin = self.env.registry["rr.encrypted.mixin"]
        count = 0
        for name, model in self.env.registry.items():
            if model._abstract or not issubclass(model, mixin):
                continue
            records = self.env[name].with_context(active_test=False).search([])
            count += sum(record._rr_rotate() for record in records)
        return count

    def _rr_rotate(self):
        """Seal the values of one record anew where they bear another key."""
        self.ensure_one()
        values = {}
        for name, column in self._encrypted_fields.items():
            token = self[column]
            if token and not crypto.is_current(token):
                text = self._rr_decrypt(column, token)
                values[column] = self._rr_encrypt(column, text)
                values.update(self._rr_index_values(name, text))
        if values:
            self.write(values)
        return bool(values)
