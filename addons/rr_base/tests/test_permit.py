# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

from ..tools.permit import Permit


@tagged("post_install", "-at_install")
class TestPermit(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.permit = Permit("testing")
        cls.records = cls.env["res.partner"]

    def test_leave_is_held_by_whom_it_was_given_and_by_no_other(self):
        given = self.permit.on(self.records)
        self.assertTrue(self.permit.held(given))
        self.assertFalse(self.permit.held(self.records))
        self.assertFalse(Permit("other").held(given))

    def test_leave_ends_where_it_is_taken(self):
        given = self.permit.on(self.records)
        self.assertFalse(self.permit.held(self.permit.off(given)))
        self.assertEqual(self.permit.off(self.records).env, self.records.env)

    def test_nothing_that_can_be_sent_is_leave(self):
        (key,) = set(self.permit.on(self.records).env.context) - set(
            self.env.context
        )
        for sent in (True, 1, "testing", key, {"purpose": "testing"}, ["testing"]):
            with self.subTest(sent=sent):
                forged = self.records.with_context(**{key: sent})
                self.assertFalse(self.permit.held(forged))

    def test_a_second_permit_for_the_same_purpose_is_another(self):
        self.assertFalse(self.permit.held(Permit("testing").on(self.records)))
