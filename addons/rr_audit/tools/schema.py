# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the database must already hold before the addon may be installed."""

from odoo.exceptions import UserError
from odoo.tools import SQL, file_path

# Raised with each change of data/sql: an older database must be prepared again.
SCHEMA_VERSION = 1


def check_prepared(env):
    """Raise `UserError` unless the trail lies out of reach of Odoo's database role.

    The role, the schema and the functions are made by a superuser with
    ``data/sql/prepare.sql``; nothing here can or should make them.
    """
    [(role, database, member, schema)] = env.execute_query(
        SQL("""SELECT current_user, current_database(),
                      CASE WHEN to_regrole('rr_trail') IS NULL THEN NULL
                           ELSE pg_has_role(current_user, 'rr_trail', 'member') END,
                      to_regclass('rr_trail.about') IS NOT NULL
                      AND has_schema_privilege(to_regnamespace('rr_trail'), 'USAGE')""")
    )
    how = env._(
        "Run, as a superuser of the database:\n"
        "psql -d %(database)s -v odoo_role=%(role)s -f %(file)s",
        database=database,
        role=role,
        file=file_path("rr_audit/data/sql/prepare.sql"),
    )
    if not schema:
        raise UserError(
            env._("The database is not prepared for the trail.") + "\n" + how
        )
    if member:
        raise UserError(
            env._(
                "The database role %(role)s is a superuser or owns the trail: no "
                "trail can hold against it. Let Odoo connect with an ordinary role.",
                role=role,
            )
        )
    [(version,)] = env.execute_query(SQL("SELECT version FROM rr_trail.about"))
    if version != SCHEMA_VERSION:
        raise UserError(
            env._(
                "The trail of this database has version %(found)s, the addon needs "
                "version %(needed)s.",
                found=version,
                needed=SCHEMA_VERSION,
            )
            + "\n"
            + how
        )
