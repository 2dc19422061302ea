# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestTrail(MoneyMixin, TransactionCase):
    """What money leaves in the trail: who booked, and never an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    def entries(self, model, records):
        return self.env["rr.audit.entry"].search(
            [("model", "=", model), ("res_id", "in", records.ids)]
        )

    def test_ledger_rows_name_who_booked(self):
        grant = self.make_grant(2000)
        self.walk(grant)
        self.pay_all(grant)
        rows = grant.entry_ids.filtered(lambda e: e.kind == "pay")
        self.assertEqual(self.entries("rr.fund.entry", rows).user_id, self.finance)
        reserved = grant.entry_ids.filtered(lambda e: e.kind == "reserve")
        self.assertEqual(self.entries("rr.fund.entry", reserved).user_id, self.officer)

    def test_an_override_is_in_the_trail_with_its_reason(self):
        self.env["rr.support.record"].create(
            {
                "beneficiary_id": self.person.id,
                "category": "equipment",
                "date_from": self.month,
                "date_to": self.month,
                "amount": 5,
                "payer_kind": "ngo",
                "status": "paid",
            }
        )
        grant = self.make_grant(2000)
        self.walk(grant, "checked")
        grant.with_user(self.head)._override_overlap("fire")
        found = self.entries("rr.grant", grant).filtered(
            lambda entry: entry.operation == "override"
        )
        self.assertEqual((found.user_id, found.reason), (self.head, "fire"))

    def test_opening_a_payee_for_an_order_is_recorded(self):
        self.payee.with_user(self.finance)._open_for_order("G/26/0001/1")
        found = self.entries("rr.payee", self.payee).filtered(
            lambda entry: entry.operation == "read" and entry.user_id == self.finance
        )
        self.assertEqual(found.reason, "G/26/0001/1")

    def test_no_account_nor_its_index_is_copied(self):
        grant = self.make_grant(2000)
        self.walk(grant)
        self.pay_all(grant)
        changes = str(
            self.env["rr.audit.entry"]
            .search([("model", "in", ["rr.payee", "rr.grant.payment"])])
            .mapped("changes")
        )
        self.assertNotIn(self.payee.account_index, changes)
        self.assertNotIn("Punishte", changes)
