# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestStatement(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        source = cls.make_source("OFF", "donor", "off_budget")
        cls.off = cls.make_agreement(source, "OFF-1", 5000)
        cls.off_line = cls.make_line(cls.off, "O1", 5000)
        cls.off.with_user(cls.finance).action_sign()
        cls.grant = cls.make_grant(1000, line=cls.off_line)
        cls.walk(cls.grant)
        cls.to_authorised(cls.grant.tranche_ids)

    def statement(self, *lines, **vals):
        return (
            self.env["rr.fund.statement"]
            .with_user(self.finance)
            .create(
                {
                    "agreement_id": self.off.id,
                    "month": self.month,
                    "document": "Statement 1",
                    "line_ids": [
                        Command.create(
                            {
                                "date": self.today,
                                "bank_ref": ref,
                                "amount": amount,
                                "paid_for": paid_for,
                            }
                        )
                        for ref, amount, paid_for in lines
                    ],
                    **vals,
                }
            )
        )

    def test_payments_are_recorded_from_the_statement_once(self):
        statement = self.statement(("N1", 1000, f"{self.grant.name}/1"))
        self.assertIn("N1", statement.difference_text)
        with self.assert_refused("N1: statement 1000.00, ledger 0"):
            statement._do_step("reconcile")
        payment = statement._record_payments()
        self.assertEqual((payment.bank_ref, payment.document), ("N1", "Statement 1"))
        self.assertEqual(payment.paid_by, "partner")
        self.assertFalse(statement._record_payments())
        statement.invalidate_recordset()
        statement._do_step("reconcile")
        self.assertEqual(money(statement.recorded), 1000)
        with self.assertRaises(UserError):
            statement.write({"document": "other"})

    def test_what_the_statement_does_not_show_is_named(self):
        tranche = self.grant.tranche_ids.with_user(self.finance)
        tranche._pay(self.today, "N7", document="mail")
        statement = self.statement()
        self.assertIn("N7: statement 0, ledger 1000.00", statement.difference_text)
        with self.assert_refused("N7"):
            statement._do_step("reconcile")

    def test_a_line_that_names_nothing_or_another_amount_is_refused(self):
        for line, message in (
            (("N1", 1000, "G/99/9999/1"), "no tranche"),
            (("N1", 999, f"{self.grant.name}/1"), "999.00.*1000.00"),
        ):
            statement = self.statement(line, document=message)
            with self.assert_refused(message):
                statement._record_payments()
        self.assertEqual(self.grant.tranche_ids.state, "authorised")

    def test_only_off_budget_agreements_have_statements(self):
        with self.assert_refused("not off budget"):
            self.statement(agreement_id=self.agreement.id)

    def test_officers_see_no_statement(self):
        statement = self.statement()
        with self.assertRaises(AccessError):
            statement.with_user(self.officer).read(["document"])
        with self.assertRaises(AccessError):
            statement.with_user(self.head).write({"document": "x"})
