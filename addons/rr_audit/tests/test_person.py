# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import TransactionCase, tagged

# Tables with the triggers that the models of persons have, so that the search is
# tested without them.
PERSON_TABLES = """
    CREATE TABLE trail_person (id serial PRIMARY KEY, code varchar);
    CREATE TABLE trail_case (id serial PRIMARY KEY, beneficiary_id int, state varchar);
    CREATE TABLE trail_need (id serial PRIMARY KEY, case_id int, status varchar);
    CREATE TRIGGER rr_trail_row AFTER INSERT OR UPDATE OR DELETE ON trail_person
        FOR EACH ROW EXECUTE FUNCTION
        rr_trail.record_row('rr.beneficiary', '{code}', 'code', '', '');
    CREATE TRIGGER rr_trail_row AFTER INSERT OR UPDATE OR DELETE ON trail_case
        FOR EACH ROW EXECUTE FUNCTION rr_trail.record_row(
            'rr.case', '{state}', '', 'beneficiary_id', 'rr.beneficiary');
    CREATE TRIGGER rr_trail_row AFTER INSERT OR UPDATE OR DELETE ON trail_need
        FOR EACH ROW EXECUTE FUNCTION
        rr_trail.record_row('rr.need', '{status}', '', 'case_id', 'rr.case');
    SELECT setval('trail_person_id_seq', 2000000);
    SELECT setval('trail_case_id_seq', 2000000);
    SELECT setval('trail_need_id_seq', 2000000);
    INSERT INTO trail_person (code) VALUES ('RR-900001'), ('RR-900002');
    INSERT INTO trail_case (beneficiary_id, state)
        SELECT id, 'intake' FROM trail_person;
    INSERT INTO trail_need (case_id, status) SELECT id, 'unmet' FROM trail_case;
"""


@tagged("-at_install", "post_install")
class TestPerson(TransactionCase):
    """Who touched a person's file: by code, also of a person who was erased."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute(PERSON_TABLES)
        cls.env.cr.execute("SELECT min(id) FROM trail_person")
        [cls.person_id] = cls.env.cr.fetchone()
        cls.Entry = cls.env["rr.audit.entry"]

    def found(self, code="RR-900001", **period):
        return [
            (entry.model, entry.operation)
            for entry in self.Entry._search_person(code, **period)
        ]

    def test_file_holds_case_and_needs_and_nobody_elses(self):
        self.assertEqual(
            self.found(),
            [("rr.beneficiary", "create"), ("rr.case", "create"), ("rr.need", "create")],
        )

    def test_reads_and_exports_belong_to_the_file(self):
        self.Entry._log("read", "rr.beneficiary", [self.person_id], reason="visit")
        self.Entry._log("export", "rr.case", [2000001, 2000002])
        found = self.Entry._search_person("RR-900001")
        self.assertEqual(found.mapped("operation")[-2:], ["read", "export"])
        self.assertEqual(found[-2].reason, "visit")

    def test_code_of_an_erased_person_still_finds_the_file(self):
        self.env.cr.execute(
            "DELETE FROM trail_need; DELETE FROM trail_case; DELETE FROM trail_person"
        )
        self.assertEqual(len(self.found()), 6)

    def test_period_bounds_the_answer(self):
        now = self.env.cr.now()  # by which the trail's entries are dated
        soon = now + timedelta(minutes=1)
        self.assertEqual(self.found(date_from=soon), [])
        self.assertEqual(self.found(date_to=now - timedelta(days=1)), [])
        self.assertEqual(len(self.found(date_from=now - timedelta(days=1))), 3)

    def test_part_of_a_code_finds_nothing(self):
        self.assertEqual(self.found("RR-9000"), [])
        self.assertEqual(self.found("%"), [])
        self.assertEqual(self.found(""), [])

    def test_code_is_found_in_small_letters_and_with_blanks(self):
        self.assertEqual(len(self.found(" rr-900001 ")), 3)

    def test_each_entry_names_the_person(self):
        entries = self.Entry.search([("model", "in", ("rr.need", "rr.case"))])
        self.assertEqual(
            set(entries.mapped("person_code")), {"RR-900001", "RR-900002"}
        )
        other = self.Entry.search([("model", "=", "res.groups")], limit=1)
        self.assertFalse(other.person_code)
