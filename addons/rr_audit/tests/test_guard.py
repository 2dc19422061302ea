# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

from ..tools.triggers import (
    expected_triggers,
    sync_triggers,
    trigger_faults,
    unaudited_models,
)
from .common import entries, last_id


@tagged("-at_install", "post_install")
class TestGuard(TransactionCase):
    """Switching the triggers off is found, also when they are switched on again."""

    def faults_after(self, statement):
        mark = last_id(self.env)
        self.env.cr.execute(statement)
        return mark, trigger_faults(self.env)

    def overrides(self, mark):
        return [
            (e["table_name"], e["changes"])
            for e in entries(self.env, after=mark)
            if e["operation"] == "override"
        ]

    def test_every_model_of_ours_is_watched(self):
        self.assertEqual(unaudited_models(self.env), [])
        self.assertEqual(trigger_faults(self.env), [])
        tables = {trigger.table for trigger in expected_triggers(self.env)}
        self.assertIn("rr_municipality", tables)
        self.assertIn("rr_municipality_res_users_rel", tables)
        self.assertIn("res_groups_users_rel", tables)

    def test_disabled_trigger_is_found_and_leaves_an_entry(self):
        mark, faults = self.faults_after(
            "ALTER TABLE rr_standin DISABLE TRIGGER rr_trail_row"
        )
        self.assertEqual(len(faults), 1)
        self.assertIn("rr_trail_row on table rr_standin (rr.standin)", faults[0])
        self.assertIn("is disabled", faults[0])
        self.env.cr.execute("ALTER TABLE rr_standin ENABLE ALWAYS TRIGGER rr_trail_row")
        self.assertEqual(trigger_faults(self.env), [])
        self.assertEqual(
            self.overrides(mark), [("rr_standin", {"trigger": "disabled"})]
        )

    def test_all_triggers_disabled_at_once_is_found(self):
        mark, faults = self.faults_after("ALTER TABLE rr_standin DISABLE TRIGGER USER")
        self.assertEqual(len(faults), 2)
        self.assertEqual(
            self.overrides(mark), [("rr_standin", {"trigger": "disabled"})]
        )

    def test_trigger_that_a_replica_role_walks_past_is_found(self):
        _mark, faults = self.faults_after(
            "ALTER TABLE rr_standin ENABLE TRIGGER rr_trail_row"
        )
        self.assertIn("tgenabled is O", faults[0])

    def test_dropped_trigger_is_found_and_leaves_an_entry(self):
        mark, faults = self.faults_after("DROP TRIGGER rr_trail_row ON rr_standin")
        self.assertIn("rr_trail_row on table rr_standin (rr.standin) is missing", faults[0])
        self.assertEqual(self.overrides(mark), [("rr_standin", {"trigger": "dropped"})])

    def test_renamed_trigger_is_found_and_leaves_an_entry(self):
        mark, faults = self.faults_after(
            "ALTER TRIGGER rr_trail_row ON rr_standin RENAME TO other"
        )
        self.assertIn("is missing", faults[0])
        self.assertTrue(self.overrides(mark))

    def test_trigger_with_a_condition_is_found_and_leaves_an_entry(self):
        mark, faults = self.faults_after(
            """CREATE OR REPLACE TRIGGER rr_trail_row
               AFTER INSERT OR UPDATE OR DELETE ON rr_standin FOR EACH ROW WHEN (false)
               EXECUTE FUNCTION rr_trail.record_row('rr.standin', '{}', '', '', '');
               ALTER TABLE rr_standin ENABLE ALWAYS TRIGGER rr_trail_row"""
        )
        self.assertIn("was altered", faults[0])
        self.assertTrue(self.overrides(mark))

    def test_trigger_that_says_another_model_is_found(self):
        _mark, faults = self.faults_after(
            """CREATE OR REPLACE TRIGGER rr_trail_row
               AFTER INSERT OR UPDATE OR DELETE ON rr_standin FOR EACH ROW
               EXECUTE FUNCTION rr_trail.record_row('rr.other', '{}', '', '', '');
               ALTER TABLE rr_standin ENABLE ALWAYS TRIGGER rr_trail_row"""
        )
        self.assertIn("was altered", faults[0])

    def test_upgrade_mends_what_was_switched_off(self):
        self.env.cr.execute("ALTER TABLE rr_standin DISABLE TRIGGER rr_trail_row")
        self.env.cr.execute("DROP TRIGGER rr_trail_row ON rr_municipality")
        sync_triggers(self.env)
        self.assertEqual(trigger_faults(self.env), [])

    def test_ordinary_change_of_a_table_leaves_no_entry(self):
        mark = last_id(self.env)
        self.env.cr.execute("ALTER TABLE rr_standin ADD COLUMN x_probe integer")
        self.env.cr.execute("ALTER TABLE rr_standin DROP COLUMN x_probe")
        self.assertEqual(self.overrides(mark), [])
