# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the guard of fields promises, on the models that declare it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .community import CommunityMixin


@tagged("post_install", "-at_install")
class TestGuards(CommunityMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_community()
        cls.call = cls.make_call()
        cls.application = cls.make_application(cls.call)

    def test_lines_of_a_submitted_document_are_neither_added_changed_nor_deleted(self):
        mine = self.application
        line = mine.line_ids
        for name, change in (
            ("add", lambda: line.create(
                {"application_id": mine.id, "name": "Chairs", "amount": 10}
            )),
            ("change", lambda: line.write({"amount": 10})),
            ("delete", line.unlink),
        ):
            with self.subTest(name), self.assert_refused("no longer changes"):
                change()
        mine.with_user(self.officer)._do_step("query", "The room is dear.")
        line.write({"amount": 10})
        line.unlink()
        self.assertFalse(mine.line_ids)

    def test_no_line_is_moved_into_a_submitted_document(self):
        draft = self.make_application(self.make_call(), submit=False)
        with self.assert_refused("no longer changes"):
            draft.line_ids.write({"application_id": self.application.id})
        self.assertEqual(len(self.application.line_ids), 1)

    def test_whose_review_it_is_never_changes(self):
        application = self.check(self.application)
        review = self.review(application, self.reviewer, 5, submit=False)
        other = self.check(self.make_application(self.make_call()))
        with self.assert_refused("given once", AccessError):
            review.write({"application_id": other.id})
        with self.assert_refused("given once", AccessError):
            review.mark_ids[:1].write({"review_id": review.id})

    def test_empty_values_of_a_form_are_no_forgery(self):
        made = self.make_grant(
            500, override_key=False, approved_by_id=False, content_digest="",
            state="draft", name="/",
        )
        self.assertEqual(made.state, "draft")
        self.assertNotEqual(made.name, "/")

    def test_a_copy_begins_anew(self):
        grant = self.make_grant(500)
        self.walk(grant)
        copy = grant.with_user(self.officer).copy()
        self.assertEqual(copy.state, "draft")
        self.assertNotEqual(copy.name, grant.name)
        self.assertFalse(copy.sudo().approved_by_id or copy.sudo().content_digest)

    def test_a_copy_of_what_code_made_is_an_entry_by_hand(self):
        made = self.env["rr.support.record"].create(
            {
                "beneficiary_id": self.person.id,
                "category": "equipment",
                "date_from": self.month,
                "date_to": self.month,
                "amount": 10,
                "payer_kind": "municipality",
                "origin": "municipal_list",
                "payee_index": "x",
            }
        )
        copy = made.with_user(self.officer).copy()
        self.assertEqual((copy.origin, copy.payee_index), ("declaration", False))

    def test_a_history_keeps_its_numbers_and_its_states_and_is_moved_by_steps(self):
        values = {
            "name": "G/24/0007",
            "category": "equipment",
            "state": "closed",
            "beneficiary_id": self.person.id,
            "date_start": self.today,
            "date_end": self.today,
        }
        with self.assertRaises(UserError), self.cr.savepoint():
            self.env["rr.grant"].with_user(self.officer).create(values)
        taken = self.env["rr.grant"].with_user(self.officer)._rr_take_over([values])
        self.assertEqual((taken.name, taken.state), ("G/24/0007", "closed"))
        with self.assert_refused("changed by its steps"):
            taken.write({"state": "draft"})

    def test_leave_of_a_step_ends_with_its_write(self):
        """What the write of a step sets off comes without the leave of the step."""
        seen = []
        model = type(self.env["rr.grant"])
        validate = model._validate_fields

        def look(records, *args, **kwargs):
            seen.append(records.env.context)
            return validate(records, *args, **kwargs)

        self.patch(model, "_validate_fields", look)
        grant = self.make_grant(500)
        grant.with_user(self.officer)._do_step("submit")
        self.assertTrue(seen)
        for context in seen:
            held = [key for key in context if key.startswith("rr_permit") and context[key]]
            self.assertFalse(held)

    def test_who_may_not_read_a_document_takes_no_step_on_it(self):
        """The rule alone decides here; no guard of the step looks at who asks."""
        self.env["ir.rule"].create(
            {
                "name": "This application is read by nobody",
                "model_id": self.env["ir.model"]._get_id("rr.grant.application"),
                "domain_force": f"[('id', '!=', {self.application.id})]",
            }
        )
        hidden = self.application.with_user(self.officer)
        with self.assertRaises(AccessError), self.cr.savepoint():
            hidden._do_step("query", "The room is dear.")
        self.assertEqual(self.application.sudo().state, "submitted")

    def test_elevated_rights_make_nobody_a_scheduled_job(self):
        elevated = self.application.with_user(self.finance).sudo()
        with self.assert_refused("is a step of", AccessError):
            elevated._do_step("withdraw", "over")
        as_job = self.application.with_user(self.env.ref("base.user_root")).sudo()
        as_job._do_step("withdraw", "over")
        self.assertEqual(self.application.state, "withdrawn")
