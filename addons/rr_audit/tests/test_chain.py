# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.tests import BaseCase, tagged

from ..tools import chain

KEY = bytes(range(32))


def row(entry_id, operation="write"):
    canonical = [entry_id, f"2026-10-14T09:00:{entry_id:02}.000000", 2, "odoo", "odoo"]
    canonical += [operation, "rr.case", "rr_case", 7, None, None, None, "{}", None]
    return entry_id, json.dumps(canonical)


@tagged("-at_install", "post_install")
class TestChain(BaseCase):
    """The seals find and name what was done to the entries under them."""

    def setUp(self):
        super().setUp()
        # Ids have gaps: transactions that were rolled back.
        self.rows = dict(row(i) for i in (1, 2, 4, 5, 8, 9, 10))
        first = chain.make_seal(KEY, None, "t1", 4, self.between(0, 4))
        second = chain.make_seal(KEY, first, "t2", 8, self.between(4, 8))
        third = chain.make_seal(KEY, second, "t3", 10, self.between(8, 10))
        self.seals = [first, second, third]
        self.lines = [chain.head_line(KEY, "trail", "db", s) for s in self.seals]

    def between(self, after, upto):
        return [(i, self.rows[i]) for i in sorted(self.rows) if after < i <= upto]

    def verify(self, key=KEY, lines=None, trail="trail"):
        heads, problems = chain.read_heads(
            key, trail, "db", self.lines if lines is None else lines
        )
        report = chain.verify(key, self.seals, self.between, heads)
        return report._replace(problems=problems + report.problems)

    def assertFinds(self, text, **kwargs):
        problems = self.verify(**kwargs).problems
        self.assertTrue(
            any(text in problem for problem in problems), f"{text!r} not in {problems}"
        )

    def test_untouched_chain_is_sound(self):
        report = self.verify()
        self.assertEqual(report.problems, [])
        self.assertEqual((report.seals, report.entries), (3, 7))
        self.assertEqual(report.sealed_until, "t3")

    def test_changed_entry_is_named(self):
        self.rows[5] = row(5, "read")[1]
        self.assertFinds("entry 5 was changed; it now reads read of rr.case 7")
        self.assertEqual(self.verify().sealed_until, "t1")

    def test_deleted_entry_is_named(self):
        del self.rows[5]
        self.assertFinds("entry 5 was deleted (seal 2 of t2 UTC)")

    def test_inserted_entry_is_named(self):
        self.rows[3] = row(3)[1]
        self.assertFinds("entry 3 was inserted into the sealed range")

    def test_swapped_entries_are_both_named(self):
        self.rows[4], self.rows[5] = self.rows[5], self.rows[4]
        self.assertFinds("entry 4 was changed")
        self.assertFinds("entry 5 was changed")

    def test_entries_after_the_last_seal_are_free(self):
        self.rows[11] = row(11)[1]
        self.assertEqual(self.verify().problems, [])

    def test_cut_tail_is_found_by_the_head_file(self):
        del self.rows[9], self.rows[10]
        self.seals.pop()
        self.assertFinds("the tail is cut: the database ends at seal 2, the head file")

    def test_empty_trail_with_heads_is_a_cut_tail(self):
        self.rows.clear()
        self.seals.clear()
        self.assertFinds("the tail is cut: the database ends at seal 0")

    def test_missing_seal_in_the_middle_is_named(self):
        del self.seals[1]
        self.assertFinds("seal 2 is missing")

    def test_seal_made_without_the_key_is_refused(self):
        forged = chain.make_seal(b"x" * 32, self.seals[1], "t3", 10, [])
        self.seals[2] = forged
        self.assertFinds("seal 3 was changed or made without the key")

    def test_resealing_with_the_key_is_found_by_the_head_file(self):
        self.rows[9] = row(9, "read")[1]
        self.seals[2] = chain.make_seal(
            KEY, self.seals[1], "t3", 10, self.between(8, 10)
        )
        self.assertFinds("seal 3 is not the one in the head file")

    def test_wrong_key_fails_everything(self):
        self.assertFinds("made without the key", key=b"y" * 32)
        self.assertFinds("not written with this key", key=b"y" * 32)

    def test_changed_line_of_the_head_file_is_found(self):
        self.lines[2] = self.lines[2].replace('"upto": 10', '"upto": 9')
        self.assertFinds("head file, line 3: not written with this key")

    def test_garbage_in_the_head_file_is_found(self):
        self.assertFinds(
            "head file, line 4: not a line of the trail", lines=[*self.lines, "{]"]
        )

    def test_other_databases_share_the_head_file(self):
        other = chain.head_line(KEY, "trail", "other", self.seals[0]._replace(id=99))
        self.assertEqual(self.verify(lines=[*self.lines, other]).problems, [])

    def test_restore_that_was_stated_is_no_cut_tail(self):
        del self.rows[9], self.rows[10]
        self.seals.pop()
        line = chain.head_line(KEY, "trail", "db", self.seals[1], event="restore")
        self.assertEqual(self.verify(lines=[*self.lines, line]).problems, [])

    def test_restore_cannot_be_stated_without_the_key(self):
        self.seals.pop()
        line = chain.head_line(b"z" * 32, "trail", "db", self.seals[1], "restore")
        self.assertFinds("the tail is cut", lines=[*self.lines, line])

    def test_head_file_behind_the_database_is_a_note_only(self):
        report = self.verify(lines=self.lines[:2])
        self.assertEqual(report.problems, [])
        self.assertIn("the head file ends at seal 2", report.notes[0])
