# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ..tools.schema import check_prepared
from ..tools.triggers import is_audited, sync_triggers


class RrAuditedMixin(models.AbstractModel):
    """Puts the model's table under the trail.

    Writes are recorded by triggers of the database, so that they are seen however
    they come; the ORM only says who acts and why. The reason is taken from the context
    key ``rr_audit_reason``.
    """

    _inherit = "rr.audited.mixin"

    # If set: the only columns whose values may be copied into the trail.
    _rr_audit_only = None
    # The first of these that is a copied column names the record in the trail.
    _rr_audit_refs = ("code", "name")

    def init(self):
        res = super().init()
        if is_audited(self):
            check_prepared(self.env)
            pool = self.pool
            # Once per round of table making: the relations of many2many fields exist
            # only when every model of the module has made its tables.
            if not getattr(pool, "_rr_trail_sync_pending", False):
                pool._rr_trail_sync_pending = True
                pool.post_init(self._rr_audit_sync)
        return res

    def _rr_audit_sync(self):
        self.pool._rr_trail_sync_pending = False
        sync_triggers(self.env)

    def _rr_audit_act(self):
        """Tell the database who acts in this transaction, and why.

        To be repeated before each statement: a savepoint that is rolled back takes the
        setting with it.
        """
        self.env.cr.execute(
            SQL(
                "SELECT set_config('rr.uid', %s, true),"
                " set_config('rr.reason', %s, true)",
                str(self.env.uid),
                self.env.context.get("rr_audit_reason") or "",
            )
        )

    def _create(self, data_list):
        self._rr_audit_act()
        return super()._create(data_list)

    def _write_multi(self, vals_list):
        if self:
            self._rr_audit_act()
        return super()._write_multi(vals_list)

    def write(self, vals):
        if any(
            self._fields[name].type == "many2many"
            for name in vals
            if name in self._fields
        ):
            self._rr_audit_act()
        res = super().write(vals)
        if self.env.uid != self.env.transaction.default_env.uid:
            # What waits in the cache is written later, in the name of whoever the
            # transaction belongs to.
            self.env.flush_all()
        return res

    def unlink(self):
        if self:
            self._rr_audit_act()
        return super().unlink()

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if self:
            self.env["rr.audit.entry"]._log(
                "export",
                self._name,
                self.ids,
                values={"fields": sorted({"/".join(path) for path in fields})},
                reason=self.env.context.get("rr_audit_reason"),
            )
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
