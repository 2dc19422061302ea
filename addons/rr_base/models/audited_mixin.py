# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

_DEFAULT = "default_"


class RrAuditedMixin(models.AbstractModel):
    """Marks a model whose writes belong in the trail.

    Every model of the register inherits it. The trail addon fills the mixin: it puts
    database triggers on the table of each model that inherits it.

    It also closes two doors that the platform leaves open on every model: defaults
    that a client sends for fields that nobody types, and a change that moves a row to
    where its writer may not write.
    """

    _name = "rr.audited.mixin"
    _inherit = ["rr.guard.mixin"]
    _description = "Model recorded in the trail"

    # Names of fields whose values never enter the trail (the entry then says only
    # that the field changed): encrypted columns, free text about a person.
    _rr_audit_exclude = frozenset()
    @classmethod
    def _rr_parents(cls):
        """Names of the fields by which a row hangs in a file, nearest to the file first.

        Each addon adds those that lead to its own records.
        """
        return []

    @api.model_create_multi
    def create(self, vals_list):
        clean = self._rr_without_defaults()
        return super(RrAuditedMixin, clean).create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and self._rr_moves(vals):
            # Rules are asked by the platform before a change, never after it.
            self.check_access("write")
        return result

    def _rr_without_defaults(self):
        """The model without defaults of the context for fields that are read-only.

        A client chooses its context, and what a step creates with elevated rights
        would follow it.
        """
        barred = {
            key for key in self.env.context if self._rr_is_barred_default(key)
        }
        if not barred:
            return self
        kept = {k: v for k, v in self.env.context.items() if k not in barred}
        # the barred defaults leave the context, all else stays
        return self.with_context(kept)  # pylint: disable=context-overridden

    def _rr_is_barred_default(self, key):
        if not key.startswith(_DEFAULT):
            return False
        name = key.removeprefix(_DEFAULT)
        field = self._fields.get(name)
        if field is None or not field.readonly:
            return False
        # The states of declared steps are refused where they are declared.
        return name not in self._rr_state_fields()

    def _rr_moves(self, vals):
        """Whether values may bring a row under another rule.

        Staff may hand a row on (a case to a colleague); into another person's file,
        and by a partner to another organisation, nothing moves.
        """
        if not self.env.user.share:
            return bool(set(self._rr_parents()) & set(vals))
        return any(
            name in self._fields and self._fields[name].type == "many2one"
            for name in vals
        )
