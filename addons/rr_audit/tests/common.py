# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from contextlib import contextmanager

import psycopg2
from odoo.sql_db import connection_info_for


def entries(env, model=None, res_id=None, after=0):
    """Raw rows of the trail, oldest first, as dicts."""
    env.flush_all()
    env.cr.execute(
        """SELECT * FROM rr_trail.entry_list
            WHERE id > %s AND (%s::text IS NULL OR model = %s)
              AND (%s::bigint IS NULL OR res_id = %s) ORDER BY id""",
        (after, model, model, res_id, res_id),
    )
    return env.cr.dictfetchall()


def last_id(env):
    """Where the trail stands now; nothing pending is left in the cache."""
    env.flush_all()
    env.cr.execute("SELECT coalesce(max(id), 0) FROM rr_trail.entry_list")
    return env.cr.fetchone()[0]


@contextmanager
def connection(dbname, role=None):
    """A connection outside Odoo, as Odoo's own role or as another."""
    _name, info = connection_info_for(dbname)
    if role:
        info = dict(info, user=role)
        info.pop("password", None)
    try:
        link = psycopg2.connect(**info)
    except psycopg2.OperationalError as error:
        raise AssertionError(
            f"cannot connect as {role or info.get('user')}: {error}. The tests need a "
            "superuser of the test cluster; name it in RR_ADMIN_ROLE."
        ) from error
    try:
        with link.cursor() as cr:
            # A test that waits for its own transaction must fail, not hang.
            cr.execute("SET lock_timeout = '5s'")
        link.commit()
        yield link
    finally:
        link.close()


def admin(dbname):
    """A connection as superuser: what no trigger inside the database can stop."""
    return connection(dbname, os.environ.get("RR_ADMIN_ROLE", "rr_admin"))
