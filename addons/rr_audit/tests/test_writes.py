# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import connection, entries, last_id


@tagged("-at_install", "post_install")
class TestWrites(TransactionCase):
    """Every change of a row of ours leaves one entry that says who, what and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "trail_admin", "base.group_system")
        cls.place = cls.env["rr.municipality"].create(cls.vals("QX"))

    @classmethod
    def vals(cls, code):
        district = cls.env["rr.municipality"].search([], limit=1).district
        return {"code": code, "name": f"Place {code}", "district": district}

    def only(self, after, **kwargs):
        found = entries(self.env, after=after, **kwargs)
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_create_is_recorded_with_user_and_values(self):
        mark = last_id(self.env)
        place = self.env["rr.municipality"].with_user(self.admin).create(
            self.vals("QY")
        )
        entry = self.only(mark, model="rr.municipality")
        self.assertEqual(entry["operation"], "create")
        self.assertEqual(entry["user_id"], self.admin.id)
        self.assertEqual(entry["res_id"], place.id)
        self.assertEqual(entry["ref"], "QY")
        self.assertEqual(entry["changes"]["code"], [None, "QY"])

    def test_write_is_recorded_with_old_and_new_value(self):
        mark = last_id(self.env)
        self.place.with_user(self.admin).write({"code": "QZ"})
        self.env.flush_all()
        entry = self.only(mark)
        self.assertEqual(entry["operation"], "write")
        self.assertEqual(entry["changes"], {"code": ["QX", "QZ"]})
        self.assertEqual(entry["user_id"], self.admin.id)

    def test_write_that_changes_nothing_leaves_no_entry(self):
        mark = last_id(self.env)
        self.place.code = "QX"
        self.place.flush_recordset()
        self.env.cr.execute(
            "UPDATE rr_municipality SET write_date = now() WHERE id = %s",
            [self.place.id],
        )
        self.assertEqual(entries(self.env, after=mark), [])

    def test_unlink_is_recorded_with_the_last_values(self):
        mark, place_id = last_id(self.env), self.place.id
        self.place.unlink()
        entry = self.only(mark, model="rr.municipality")
        self.assertEqual((entry["operation"], entry["res_id"]), ("unlink", place_id))
        self.assertEqual(entry["changes"]["code"], ["QX", None])

    def test_reason_comes_from_the_context(self):
        mark = last_id(self.env)
        self.place.with_context(rr_audit_reason="merged by law").code = "QW"
        self.env["rr.municipality"].with_context(rr_audit_reason="x").flush_model()
        self.place.with_context(rr_audit_reason="merged by law")._write({"code": "QV"})
        self.assertIn("merged by law", [e["reason"] for e in entries(self.env, after=mark)])

    def test_link_of_a_many2many_is_recorded_both_ways(self):
        mark = last_id(self.env)
        field = self.env["res.users"]._fields["rr_municipality_ids"]
        self.admin.rr_municipality_ids = [(4, self.place.id)]
        entry = self.only(mark)
        self.assertEqual(entry["table_name"], field.relation)
        self.assertEqual((entry["model"], entry["res_id"]), ("res.users", self.admin.id))
        self.assertEqual(
            entry["changes"], {"rr_municipality_ids": [None, self.place.id]}
        )
        self.assertEqual(entry["user_id"], self.env.uid)
        mark = last_id(self.env)
        self.admin.rr_municipality_ids = [(3, self.place.id)]
        self.assertEqual(
            self.only(mark)["changes"], {"rr_municipality_ids": [self.place.id, None]}
        )

    def test_role_given_to_a_user_is_recorded(self):
        user = new_test_user(self.env, "trail_new", "base.group_user")
        mark = last_id(self.env)
        group = self.env.ref("rr_base.group_officer")
        user.group_ids = [(4, group.id)]
        found = entries(self.env, model="res.users", res_id=user.id, after=mark)
        self.assertIn({"group_ids": [None, group.id]}, [e["changes"] for e in found])

    def test_password_never_enters_the_trail(self):
        mark = last_id(self.env)
        self.admin.password = "Very-secret-phrase-1"
        found = entries(self.env, model="res.users", after=mark)
        self.assertEqual([e["changes"]["password"] for e in found], ["changed"])

    def test_excluded_and_free_text_columns_say_only_that_they_changed(self):
        mark = last_id(self.env)
        self.env.cr.execute(
            """CREATE TABLE trail_probe (id serial PRIMARY KEY, code varchar,
                                         name_cipher varchar, story text);
               CREATE TRIGGER rr_trail_row AFTER INSERT OR UPDATE OR DELETE
                   ON trail_probe FOR EACH ROW EXECUTE FUNCTION
                   rr_trail.record_row('rr.probe', '{code}', 'code', '', '');
               INSERT INTO trail_probe (code, name_cipher, story)
                   VALUES ('A', 'Arta', 'her story');
               UPDATE trail_probe SET name_cipher = 'Besa', story = 'other';
               DELETE FROM trail_probe"""
        )
        found = entries(self.env, model="rr.probe", after=mark)
        self.assertEqual(
            [e["operation"] for e in found], ["create", "write", "unlink"]
        )
        for entry in found:
            self.assertEqual(entry["changes"]["name_cipher"], "changed")
            self.assertEqual(entry["changes"]["story"], "changed")
            self.assertNotIn("Arta", str(entry))
            self.assertNotIn("story'", str(entry["changes"].get("code")))

    def test_user_survives_a_savepoint_that_is_rolled_back(self):
        mark = last_id(self.env)
        other = self.place.with_user(self.admin)
        with (
            self.assertRaises(psycopg2.Error),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            other._write({"code": "QA"})
            self.env.cr.execute("SELECT 1 / 0")
        other.invalidate_recordset()
        other._write({"code": "QB"})
        entry = self.only(mark)
        self.assertEqual(entry["changes"], {"code": ["QX", "QB"]})
        self.assertEqual(entry["user_id"], self.admin.id)

    def test_sudo_keeps_the_acting_user(self):
        mark = last_id(self.env)
        self.place.with_user(self.admin).sudo()._write({"code": "QC"})
        self.assertEqual(self.only(mark)["user_id"], self.admin.id)

    def test_truncate_leaves_an_entry(self):
        mark = last_id(self.env)
        self.env.cr.execute("TRUNCATE rr_import_log")
        entry = self.only(mark)
        self.assertEqual(entry["operation"], "unlink")
        self.assertEqual(entry["changes"], {"truncate": "all rows"})

    def test_direct_sql_is_seen_with_the_role_that_was_connected(self):
        mark = last_id(self.env)
        with connection(self.env.cr.dbname) as link, link.cursor() as cr:
            cr.execute("SELECT session_user")
            [role] = cr.fetchone()
            cr.execute(
                "UPDATE rr_municipality SET code = 'QN' WHERE id ="
                " (SELECT min(id) FROM rr_municipality) RETURNING id"
            )
            [place_id] = cr.fetchone()
            cr.execute(
                "SELECT user_id, db_role, operation, res_id FROM rr_trail.entry_list"
                " WHERE id > %s AND model = 'rr.municipality'",
                [mark],
            )
            found = cr.fetchall()
            link.rollback()
        self.assertEqual(found, [(None, role, "write", place_id)])
