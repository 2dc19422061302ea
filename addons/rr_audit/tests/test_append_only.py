# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import InsufficientPrivilege

TABLES = ("entry", "seal", "mark", "watched", "identity")

# What a person with the password of Odoo's database role might try.
STATEMENTS = [
    *(f"SELECT * FROM rr_trail.{table}" for table in TABLES),
    *(f"INSERT INTO rr_trail.{table} DEFAULT VALUES" for table in TABLES),
    *(f"DELETE FROM rr_trail.{table}" for table in TABLES),
    *(f"TRUNCATE rr_trail.{table}" for table in TABLES),
    *(f"DROP TABLE rr_trail.{table}" for table in TABLES),
    *(f"ALTER TABLE rr_trail.{table} DISABLE TRIGGER ALL" for table in TABLES),
    *(f"ALTER TABLE rr_trail.{table} OWNER TO CURRENT_USER" for table in TABLES),
    "UPDATE rr_trail.entry SET uid = 1",
    "UPDATE rr_trail.seal SET head = ''",
    "UPDATE rr_trail.entry_list SET user_id = 1",
    "DELETE FROM rr_trail.entry_list",
    "INSERT INTO rr_trail.entry_list (operation) VALUES ('read')",
    "CREATE OR REPLACE VIEW rr_trail.entry_list AS SELECT 1 AS id",
    "DROP VIEW rr_trail.entry_list",
    "DROP SCHEMA rr_trail CASCADE",
    "ALTER SCHEMA rr_trail RENAME TO gone",
    "CREATE TABLE rr_trail.mine (id int)",
    "CREATE OR REPLACE FUNCTION rr_trail.record_row() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN NULL; END $$",
    "DROP FUNCTION rr_trail.record_row() CASCADE",
    "ALTER FUNCTION rr_trail.log(integer, text, text, bigint[], jsonb, text)"
    " SECURITY INVOKER",
    "SELECT setval('rr_trail.entry_id_seq', 1)",
    "SELECT nextval('rr_trail.entry_id_seq')",
    "ALTER SEQUENCE rr_trail.entry_id_seq RESTART",
    "SELECT rr_trail.add_entry(1, 'write', 'rr.case', 'rr_case', 1, NULL, NULL, NULL,"
    " NULL, NULL)",
    "SET ROLE rr_trail",
    "SET SESSION AUTHORIZATION rr_trail",
    "GRANT rr_trail TO CURRENT_USER",
    "DROP OWNED BY rr_trail",
    "REASSIGN OWNED BY rr_trail TO CURRENT_USER",
    "SET session_replication_role = replica",
    "DROP EVENT TRIGGER rr_trail_guard_ddl",
    "ALTER EVENT TRIGGER rr_trail_guard_drop DISABLE",
    "COPY rr_trail.entry FROM PROGRAM 'true'",
]


@tagged("-at_install", "post_install")
class TestAppendOnly(TransactionCase):
    """Nobody writes or deletes an entry: not by the ORM, not by SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["rr.audit.entry"]._log("read", "rr.probe", [1], reason="test")
        cls.entry = cls.env["rr.audit.entry"].search([("model", "=", "rr.probe")])
        cls.users = [
            cls.env["res.users"].browse(SUPERUSER_ID),
            new_test_user(cls.env, "trail_admin", "base.group_system"),
            new_test_user(cls.env, "trail_dpo", "rr_base.group_dpo"),
            new_test_user(cls.env, "trail_head", "rr_base.group_head"),
        ]

    def test_orm_refuses_every_user_superuser_included(self):
        for user in self.users:
            for env in (self.env(user=user), self.env(user=user, su=True)):
                entry = self.entry.with_env(env)
                seals = env["rr.audit.seal"]
                with self.subTest(user=user.login, su=env.su):
                    for attempt in (
                        lambda e=entry: e.create({"operation": "read"}),
                        lambda e=entry: e.write({"reason": "none"}),
                        lambda e=entry: e.unlink(),
                        lambda e=entry: e.copy(),
                        lambda s=seals: s.create({"upto_id": 1}),
                        lambda s=seals: s.browse(1).write({"upto_id": 1}),
                        lambda s=seals: s.browse(1).unlink(),
                        lambda s=seals: s.browse(1).copy(),
                    ):
                        with self.assertRaises(AccessError):
                            attempt()

    def test_only_the_data_protection_officer_reads(self):
        dpo = self.users[2]
        self.assertTrue(self.entry.with_user(dpo).read(["reason"]))
        for user in (self.users[1], self.users[3]):
            self.env.invalidate_all()
            for model in ("rr.audit.entry", "rr.audit.seal"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search_read([], ["id"])

    def test_low_level_orm_is_refused_by_the_database(self):
        for attempt in (
            lambda: self.entry._write({"reason": "none"}),
            lambda: self.env["rr.audit.entry"]._create(
                [{"stored": {"operation": "read"}, "inherited": {}, "protected": []}]
            ),
        ):
            with (
                self.assertRaises(psycopg2.Error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                attempt()

    def test_database_role_of_odoo_is_refused_every_statement(self):
        for statement in STATEMENTS:
            with (
                self.subTest(statement),
                self.assertRaises(InsufficientPrivilege),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_log_takes_no_writes(self):
        for operation in ("create", "write", "unlink"):
            with (
                self.subTest(operation),
                self.assertRaises(psycopg2.Error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env["rr.audit.entry"]._log(operation, "rr.probe", [1])

    def test_seal_that_does_not_continue_the_chain_is_refused(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "SELECT rr_trail.append_seal(99999, now(), 0, 5, '', '', '')"
            )

    def test_nobody_can_log_in_as_the_owner(self):
        self.env.cr.execute(
            """SELECT rolcanlogin, rolsuper,
                      (SELECT count(*) FROM pg_auth_members WHERE roleid = r.oid)
                 FROM pg_roles r WHERE rolname = 'rr_trail'"""
        )
        self.assertEqual(self.env.cr.fetchone(), (False, False, 0))
