# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

from ..tools import schema
from .common import admin


class OtherDatabase:
    """Just enough of an environment, over another cursor."""

    def __init__(self, cr):
        self.cr = cr

    def execute_query(self, query):
        self.cr.execute(query)
        return self.cr.fetchall()

    def _(self, text, **values):
        return text % values


class SuperuserCursor:
    """A cursor of a superuser that takes Odoo's composed SQL."""

    def __init__(self, cr):
        self.cr = cr

    def execute(self, query):
        self.cr.execute(query.code, query.params)

    def fetchall(self):
        return self.cr.fetchall()


@tagged("-at_install", "post_install")
class TestPrepare(TransactionCase):
    """Without the superuser's part the addon refuses to install, and says how."""

    def test_prepared_database_is_accepted(self):
        schema.check_prepared(self.env)

    def test_database_that_was_not_prepared_is_refused_naming_the_file(self):
        with db_connect("postgres", allow_uri=True).cursor() as cr:
            with self.assertRaises(UserError) as caught:
                schema.check_prepared(OtherDatabase(cr))
        self.assertIn("not prepared", str(caught.exception))
        self.assertIn("rr_audit/data/sql/prepare.sql", str(caught.exception))
        self.assertIn("psql -d postgres", str(caught.exception))

    def test_older_schema_is_refused_naming_the_file(self):
        with patch.object(schema, "SCHEMA_VERSION", 2):
            with self.assertRaises(UserError) as caught:
                schema.check_prepared(self.env)
        self.assertIn("prepare.sql", str(caught.exception))

    def test_superuser_as_role_of_odoo_is_refused(self):
        with admin(self.env.cr.dbname) as link, link.cursor() as cr:
            with self.assertRaises(UserError) as caught:
                schema.check_prepared(OtherDatabase(SuperuserCursor(cr)))
        self.assertIn("superuser", str(caught.exception))
