# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.addons.rr_base.tools.permit import Permit
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

#: Held by the release that is being stored; the superuser does not hold it.
STORING = Permit("storing")


class RrReleaseAppendOnly(models.AbstractModel):
    """Rows of the publication register: written by a release as it is stored, and never
    changed or deleted by anybody, superuser and direct SQL included."""

    _name = "rr.release.append.only"
    _description = "Row of the publication register"

    #: What a trigger lets through: an SQL condition over OLD and NEW, or nothing.
    _rr_allowed_update = None

    def init(self):
        """Refuse UPDATE, DELETE and TRUNCATE in the database too."""
        result = super().init()
        if self._abstract:
            return result
        name = f"{self._table}_append_only"
        allowed = (
            f"IF TG_OP = 'UPDATE' AND ({self._rr_allowed_update}) THEN "
            "RETURN NEW; END IF;"
            if self._rr_allowed_update
            else ""
        )
        row, truncate = f"{self._table}_no_change", f"{self._table}_no_truncate"
        text = f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                {allowed}
                RAISE EXCEPTION 'what was published stays: %% refused', TG_OP
                    USING ERRCODE = 'insufficient_privilege';
            END $$;
            DROP TRIGGER IF EXISTS {row} ON {self._table};
            CREATE TRIGGER {row} BEFORE UPDATE OR DELETE ON {self._table}
                FOR EACH ROW EXECUTE FUNCTION {name}();
            DROP TRIGGER IF EXISTS {truncate} ON {self._table};
            CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {self._table}
                FOR EACH STATEMENT EXECUTE FUNCTION {name}();
            ALTER TABLE {self._table}
                ENABLE ALWAYS TRIGGER {row}, ENABLE ALWAYS TRIGGER {truncate};
        """
        # Names of tables come from the class, nothing from a user.
        self.env.cr.execute(SQL(text))  # pylint: disable=sql-injection
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if not STORING.held(self):
            raise AccessError(
                self.env._("What was published is recorded by a release, never typed.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not STORING.held(self):
            raise AccessError(self.env._("What was published is never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        raise AccessError(self.env._("What was published is never deleted."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("What was published cannot be copied."))
