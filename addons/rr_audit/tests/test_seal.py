# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import os
import tempfile
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from psycopg2.errors import InsufficientPrivilege

from ..models.audit_seal import HEAD_VARIABLE, KEY_VARIABLE
from .common import admin, connection

LOG = "SELECT rr_trail.log(NULL, 'read', 'rr.probe', ARRAY[1]::bigint[], NULL, NULL)"


@tagged("-at_install", "post_install")
class TestSeal(TransactionCase):
    """Seals in a real database: entries are committed, then tampered with as superuser.

    The environment's own transaction writes nothing here: it would hold its entries
    open and nothing after them could be sealed.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.key_file = os.path.join(folder, "trail.key")
        cls.head_file = os.path.join(folder, "trail.head")
        with open(cls.key_file, "wb") as handle:
            handle.write(base64.b64encode(bytes(range(32))))
        os.chmod(cls.key_file, 0o600)
        cls.enterClassContext(
            patch.dict(
                os.environ, {KEY_VARIABLE: cls.key_file, HEAD_VARIABLE: cls.head_file}
            )
        )
        cls.db = cls.env.cr.dbname
        # Other tests may have sealed with another key: begin a chain of our own.
        with admin(cls.db) as link, link.cursor() as cr:
            cr.execute(
                "ALTER TABLE rr_trail.seal DISABLE TRIGGER ALL;"
                "DELETE FROM rr_trail.seal; DELETE FROM rr_trail.mark;"
                "ALTER TABLE rr_trail.seal ENABLE ALWAYS TRIGGER seal_is_append_only"
            )
            link.commit()
        cls.Seal = cls.env["rr.audit.seal"]

    def setUp(self):
        super().setUp()
        for _time in range(2):
            with connection(self.db) as link, link.cursor() as cr:
                cr.execute(LOG)
                cr.execute(LOG)
                link.commit()
            self.assertTrue(self.Seal._seal())

    def sql(self, cr, statement, *params):
        cr.execute(statement, params)
        return cr.fetchall() if cr.description else None

    @contextmanager
    def tampering(self, *statements):
        """Run statements as superuser; afterwards entries and seals are as before."""
        with admin(self.db) as link, link.cursor() as cr:
            cr.execute(
                "ALTER TABLE rr_trail.entry DISABLE TRIGGER ALL;"
                "ALTER TABLE rr_trail.seal DISABLE TRIGGER ALL;"
                "CREATE TABLE rr_trail.kept_entry AS TABLE rr_trail.entry;"
                "CREATE TABLE rr_trail.kept_seal AS TABLE rr_trail.seal"
            )
            for statement in statements:
                cr.execute(statement)
            link.commit()
            try:
                yield
            finally:
                cr.execute(
                    "DELETE FROM rr_trail.entry; DELETE FROM rr_trail.seal;"
                    "INSERT INTO rr_trail.entry TABLE rr_trail.kept_entry;"
                    "INSERT INTO rr_trail.seal TABLE rr_trail.kept_seal;"
                    "DROP TABLE rr_trail.kept_entry, rr_trail.kept_seal;"
                    "ALTER TABLE rr_trail.entry ENABLE ALWAYS TRIGGER"
                    " entry_is_append_only;"
                    "ALTER TABLE rr_trail.seal ENABLE ALWAYS TRIGGER"
                    " seal_is_append_only"
                )
                link.commit()

    def problems(self):
        return [p for check in self.Seal._verify() for p in check.problems]

    def last_sealed(self):
        with connection(self.db) as link, link.cursor() as cr:
            cr.execute(
                "SELECT max(id) FROM rr_trail.entry_list"
                " WHERE id <= (SELECT max(upto_id) FROM rr_trail.seal_list)"
            )
            return cr.fetchone()[0]

    def test_untouched_trail_is_sound(self):
        self.assertEqual(self.problems(), [])
        summaries = {check.name: check.summary for check in self.Seal._verify()}
        self.assertRegex(summaries["trail chain"], r"sealed up to 20\d\d-")
        self.assertIn("0 later entries not sealed yet", summaries["trail chain"])

    def test_unsealed_entries_are_counted(self):
        with connection(self.db) as link, link.cursor() as cr:
            cr.execute(LOG)
            link.commit()
        [chain] = [c for c in self.Seal._verify() if c.name == "trail chain"]
        self.assertIn("1 later entries not sealed yet", chain.summary)

    def test_changed_entry_is_named(self):
        entry = self.last_sealed()
        with self.tampering(f"UPDATE rr_trail.entry SET uid = 1 WHERE id = {entry}"):
            [problem] = self.problems()
            self.assertIn(f"entry {entry} was changed", problem)
        self.assertEqual(self.problems(), [])

    def test_every_column_of_an_entry_is_sealed(self):
        entry = self.last_sealed()
        for column, value in {
            "at": "at + interval '1 microsecond'",
            "uid": "9",
            "db_role": "'x'",
            "application": "'x'",
            "operation": "'export'",
            "model": "'x'",
            "table_name": "'x'",
            "res_id": "9",
            "ref": "'x'",
            "parent_model": "'x'",
            "parent_id": "9",
            "changes": "'{}'",
            "reason": "'x'",
        }.items():
            statement = f"UPDATE rr_trail.entry SET {column} = {value} WHERE id = {entry}"
            with self.subTest(column), self.tampering(statement):
                self.assertEqual(len(self.problems()), 1)

    def test_deleted_entry_is_named(self):
        entry = self.last_sealed()
        with self.tampering(f"DELETE FROM rr_trail.entry WHERE id = {entry}"):
            [problem] = self.problems()
            self.assertIn(f"entry {entry} was deleted", problem)

    def test_inserted_entry_is_named(self):
        entry = self.last_sealed()
        with self.tampering(
            f"DELETE FROM rr_trail.entry WHERE id = {entry - 1}",
            f"""INSERT INTO rr_trail.entry (id, at, db_role, operation, model)
                VALUES ({entry - 1}, now(), 'odoo', 'read', 'rr.case'),
                       (0, now(), 'odoo', 'read', 'rr.case'),
                       (-5, now(), 'odoo', 'read', 'rr.case')""",
        ):
            self.assertIn(f"entry {entry - 1} was changed", " ".join(self.problems()))
            self.assertIn("entry 0 was inserted", " ".join(self.problems()))
            self.assertIn("entry -5 was inserted", " ".join(self.problems()))

    def test_cut_tail_is_found(self):
        with self.tampering(
            "DELETE FROM rr_trail.entry WHERE id >"
            " (SELECT max(after_id) FROM rr_trail.seal)",
            "DELETE FROM rr_trail.seal WHERE id = (SELECT max(id) FROM rr_trail.seal)",
        ):
            [problem] = self.problems()
            self.assertIn("the tail is cut", problem)
            self.assertEqual(self.Seal._state()["colour"], "danger")

    def test_restore_that_is_noted_is_no_cut_tail(self):
        with open(self.head_file, encoding="utf-8") as handle:
            before = handle.read()
        try:
            with self.tampering(
                "DELETE FROM rr_trail.entry WHERE id >"
                " (SELECT max(after_id) FROM rr_trail.seal)",
                "DELETE FROM rr_trail.seal WHERE id ="
                " (SELECT max(id) FROM rr_trail.seal)",
            ):
                self.Seal._note_restore()
                self.assertEqual(self.problems(), [])
        finally:
            with open(self.head_file, "w", encoding="utf-8") as handle:
                handle.write(before)

    def test_entries_of_an_open_transaction_wait_for_their_seal(self):
        """An id drawn early and committed late must not look inserted."""
        with connection(self.db) as slow, slow.cursor() as slow_cr:
            slow_cr.execute(LOG)
            with connection(self.db) as link, link.cursor() as cr:
                cr.execute(LOG)
                link.commit()
            self.assertEqual(self.Seal._seal(), 0)
            slow.commit()
        self.assertTrue(self.Seal._seal())
        self.assertEqual(self.problems(), [])

    def test_even_the_superuser_must_first_take_the_lock_off(self):
        with admin(self.db) as link, link.cursor() as cr:
            for statement in (
                "UPDATE rr_trail.entry SET uid = 1",
                "DELETE FROM rr_trail.entry",
                "TRUNCATE rr_trail.entry",
                "DELETE FROM rr_trail.seal",
                "SET LOCAL session_replication_role = replica;"
                " DELETE FROM rr_trail.entry",
            ):
                with self.subTest(statement), self.assertRaises(InsufficientPrivilege):
                    cr.execute(statement)
                link.rollback()

    def test_state_is_green_with_the_time_of_the_last_seal(self):
        state = self.Seal._state()
        self.assertEqual((state["colour"], state["problem"]), ("success", ""))
        self.assertTrue(state["sealed_until"])

    def test_lost_head_line_is_written_again(self):
        with open(self.head_file, encoding="utf-8") as handle:
            lines = handle.readlines()
        with open(self.head_file, "w", encoding="utf-8") as handle:
            handle.writelines(lines[:-1])
        self.Seal._seal()
        with open(self.head_file, encoding="utf-8") as handle:
            self.assertEqual(handle.readlines(), lines)

    def test_key_must_be_named_readable_private_and_long(self):
        with patch.dict(os.environ):
            del os.environ[KEY_VARIABLE]
            with self.assertRaisesRegex(UserError, KEY_VARIABLE):
                self.Seal._seal()
        for content, mode, words in (
            (b"not base64 at all!", 0o600, "cannot be read"),
            (base64.b64encode(b"x" * 32), 0o644, "600"),
            (base64.b64encode(b"x" * 16), 0o600, "shorter"),
        ):
            path = os.path.join(os.path.dirname(self.key_file), "bad.key")
            with open(path, "wb") as handle:
                handle.write(content)
            os.chmod(path, mode)
            with patch.dict(os.environ, {KEY_VARIABLE: path}):
                with self.subTest(words), self.assertRaisesRegex(UserError, words):
                    self.Seal._seal()
            self.assertEqual(
                "danger" if mode else "", self._state_with(path)["colour"]
            )

    def _state_with(self, path):
        with patch.dict(os.environ, {KEY_VARIABLE: path}):
            return self.Seal._state()

    def test_job_runs_every_five_minutes(self):
        cron = self.env.ref("rr_audit.ir_cron_seal")
        self.assertEqual((cron.interval_number, cron.interval_type), (5, "minutes"))
        self.assertTrue(cron.active)
