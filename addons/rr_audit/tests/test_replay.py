# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

from ..tools.replay import PLANNING, planning, replay, rows_that_differ


@tagged("-at_install", "post_install")
class TestReplay(TransactionCase):
    """What was done while the triggers were off shows in the rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Place = cls.env["rr.municipality"]
        district = cls.Place.search([], limit=1).district
        cls.places = cls.Place.create(
            [
                {"code": code, "name": f"Place {code}", "district": district}
                for code in ("QX", "QY", "QZ")
            ]
        )
        cls.places[0].active = False
        cls.env.flush_all()

    def unseen(self, statement):
        self.env.cr.execute(
            "ALTER TABLE rr_municipality DISABLE TRIGGER USER;"
            + statement
            + ";ALTER TABLE rr_municipality ENABLE ALWAYS TRIGGER rr_trail_row"
        )
        self.env.invalidate_all()
        return rows_that_differ(self.env, self.Place)[1]

    def test_rows_as_written_stand_as_told(self):
        rows, models, problems = replay(self.env)
        self.assertEqual(problems, [])
        self.assertGreaterEqual(rows, 3)
        self.assertGreaterEqual(models, 3)

    def test_verification_plans_its_own_queries_and_no_others(self):
        def planned():
            self.env.cr.execute(
                "SELECT current_setting('jit'), current_setting('enable_nestloop')"
            )
            return self.env.cr.fetchone()

        before = planned()
        with planning(self.env, **PLANNING):
            self.assertEqual(planned(), ("off", "off"))
        self.assertEqual(planned(), before)

    def test_change_that_no_trigger_saw_is_named(self):
        place = self.places[1]
        self.assertEqual(
            self.unseen(f"UPDATE rr_municipality SET code='QW' WHERE id={place.id}"),
            [f"rr.municipality {place.id}: code differs from the trail"],
        )

    def test_value_put_where_there_was_none_is_named(self):
        place = self.places[1]
        self.Place.flush_model()
        self.env.cr.execute(
            f"UPDATE rr_municipality SET active = NULL WHERE id = {place.id}"
        )
        self.assertEqual(
            self.unseen(f"UPDATE rr_municipality SET active=true WHERE id={place.id}"),
            [f"rr.municipality {place.id}: active differs from the trail"],
        )

    def test_row_deleted_unseen_is_named(self):
        place = self.places[1]
        self.assertEqual(
            self.unseen(f"DELETE FROM rr_municipality WHERE id={place.id}"),
            [f"rr.municipality {place.id}: deleted without an entry"],
        )

    def test_row_inserted_unseen_is_named(self):
        [problem] = self.unseen(
            "INSERT INTO rr_municipality (code, name, district)"
            f" SELECT 'QV', name, district FROM rr_municipality"
            f" WHERE id={self.places[1].id}"
        )
        self.assertIn("created without an entry", problem)

    def test_rows_older_than_the_trail_are_left_alone(self):
        old = self.Place.search([], order="id", limit=1)
        self.assertLess(old.id, self.places[0].id)
        self.assertEqual(rows_that_differ(self.env, self.Place)[1], [])
