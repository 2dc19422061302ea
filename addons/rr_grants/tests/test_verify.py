# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestVerify(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        cls.grant = cls.make_grant(2000)
        cls.walk(cls.grant)
        cls.pay_all(cls.grant)

    def tamper(self, statement, *values):
        """Change the ledger as only the owner of the database could."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE rr_fund_entry DISABLE TRIGGER USER")
        self.env.cr.execute(statement, values)
        self.env.cr.execute(
            "ALTER TABLE rr_fund_entry ENABLE ALWAYS TRIGGER rr_fund_entry_no_change,"
            " ENABLE ALWAYS TRIGGER rr_fund_entry_no_truncate"
        )
        self.env.invalidate_all()
        return self.env["rr.fund.entry"]._verify()

    def test_a_sound_ledger_has_no_problem(self):
        self.assertEqual(self.env["rr.fund.entry"]._verify(), [])

    def test_a_changed_amount_is_found(self):
        problems = self.tamper(
            "UPDATE rr_fund_entry SET amount = 1, amount_eur = 1, document_amount = 1 "
            "WHERE kind = 'pay' AND grant_id = %s",
            self.grant.id,
        )
        self.assertTrue(any("REF-1" in problem for problem in problems), problems)

    def test_a_deleted_row_is_found(self):
        problems = self.tamper(
            "DELETE FROM rr_fund_entry WHERE kind = 'commit' AND grant_id = %s",
            self.grant.id,
        )
        self.assertTrue(any("committed" in problem for problem in problems), problems)

    def test_a_row_that_contradicts_itself_is_found(self):
        problems = self.tamper(
            "UPDATE rr_fund_entry SET effect = 'allocate' "
            "WHERE kind = 'reserve' AND grant_id = %s",
            self.grant.id,
        )
        self.assertTrue(any("contradicts" in problem for problem in problems))

    def test_a_switched_off_trigger_is_found(self):
        self.env.cr.execute(
            "ALTER TABLE rr_fund_entry DISABLE TRIGGER rr_fund_entry_no_change"
        )
        problems = self.env["rr.fund.entry"]._verify()
        self.assertIn("rr_fund_entry_no_change", problems[0])

    def test_the_nightly_job_logs_an_error(self):
        self.env.cr.execute(
            "ALTER TABLE rr_fund_entry DISABLE TRIGGER rr_fund_entry_no_change"
        )
        with self.assertLogs("odoo.addons.rr_grants.models.fund_entry_verify", "ERROR"):
            self.env["rr.fund.entry"]._cron_verify()
