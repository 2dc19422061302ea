# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tranches follow admitted spending; the gates of closing refuse one by one."""

from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .community import CommunityMixin


@tagged("post_install", "-at_install")
class TestCommunityClosing(CommunityMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_community()
        cls.grant = cls.contracted()

    def spend_half(self):
        """The first tranche: paid, confirmed, spent with its own share, admitted."""
        first = self.grant.tranche_ids[0]
        payment = self.pay(first, "B1")
        payment.with_user(self.applicant)._confirm_received()
        self.spend(self.grant, 4500, "F-1")
        self.spend(self.grant, 500, "O-1", own=True)
        return payment

    def finish(self, but=None):
        """Everything a closed community grant needs, one thing left out."""
        grant = self.grant
        payments = [self.spend_half()]
        second = grant.tranche_ids[1]
        payments.append(self.pay(second, "B2"))
        self.spend(grant, 4500, "F-2")
        self.spend(grant, 500, "O-2", own=True)
        if but != "report":
            self.report_final(grant)
        if but == "receipt":
            self.env["rr.grant.receipt"].with_user(self.applicant).create(
                {
                    "grant_id": grant.id,
                    "number": "LATE",
                    "supplier": "S",
                    "supplier_tax_number": "810000009",
                    "date": self.today,
                    "amount": 5,
                }
            )
        grant.with_user(self.officer)._do_step("complete")
        final = grant.tranche_ids[2]
        if but not in ("report", "receipt", "tranche"):
            payments.append(self.pay(final, "B3"))
        if but != "visit":
            grant.visit_ids.with_user(self.verifier)._record_visit("in_use")
        for payment in payments[1:]:
            if but != "confirmation":
                payment.with_user(self.applicant)._confirm_received()
        return grant

    def close(self):
        self.grant.with_user(self.verifier)._do_step("verify")
        self.grant.with_user(self.head)._do_step("close")

    def force_verified(self):
        """Superuser's step past verification, to look at the gates of closing."""
        self.env.cr.execute(
            "UPDATE rr_grant SET state = 'verified' WHERE id = %s", [self.grant.id]
        )
        self.env.invalidate_all()

    # Tranches

    def test_tranches_follow_the_calls_shares(self):
        self.assertEqual(
            [money(t.amount) for t in self.grant.tranche_ids],
            [money(4500), money(2700), money(1800)],
        )
        self.assertEqual(self.grant.tranche_ids.mapped("is_final"), [0, 0, 1])

    def test_the_next_tranche_waits_for_admitted_spending(self):
        first, second, final = self.grant.tranche_ids
        self.pay(first, "B1")
        with self.assert_refused("4500.00 of earlier payments is not yet admitted"):
            second.with_user(self.certifier)._do_step("request")
        self.spend(self.grant, 4500, "F-1")
        # a tenth is the organisation's own share, and it is not shown yet
        with self.assert_refused("450.00 of earlier payments"):
            second.with_user(self.certifier)._do_step("request")
        self.spend(self.grant, 500, "O-1", own=True)
        second.with_user(self.certifier)._do_step("request")
        with self.assert_refused("it is the final tranche"):
            final.with_user(self.certifier)._do_step("request")

    def test_roles_stay_apart_on_a_community_grant(self):
        first = self.grant.tranche_ids[0]
        first.with_user(self.officer)._do_step("request")
        with self.assert_refused("has already: Proposed"):
            first.with_user(self.officer)._do_step("certify")
        first.with_user(self.certifier)._do_step("certify")
        self.certifier.group_ids += self.env.ref("rr_base.group_finance")
        with self.assert_refused("has already: Certified"):
            first.with_user(self.certifier)._do_step("authorise")

    def test_the_final_tranche_is_the_balance(self):
        self.finish()
        self.assertEqual(self.grant.balance_kind, "final_tranche")
        self.assertEqual(money(self.grant.balance_amount), money(1800))
        self.assertEqual(money(self.grant.paid), money(9000))
        self.assertEqual(money(self.grant.admitted), money(9000))
        self.close()
        self.assertEqual(self.grant.state, "closed")

    # Confirmation of payment

    def test_only_the_recipient_confirms_a_payment(self):
        payment = self.pay(self.grant.tranche_ids[0], "B1")
        with self.assertRaises(AccessError):
            payment.with_user(self.ngos[1])._confirm_received()
        with self.assertRaises(AccessError):
            payment.with_user(self.finance)._confirm_received("paper")
        with self.assertRaises(UserError):
            payment.with_user(self.officer)._confirm_received()
        payment.with_user(self.applicant)._confirm_received()
        self.assertTrue(payment.confirmed_on)
        with self.assert_refused("confirmed already"):
            payment.with_user(self.applicant)._confirm_received()

    # Gates

    def test_gate_final_report(self):
        self.finish(but="report")
        with self.assert_refused("the final report is not accepted"):
            self.grant.with_user(self.verifier)._do_step("verify")
        self.force_verified()
        with self.assert_refused("the final report is not accepted"):
            self.grant.with_user(self.head)._do_step("close")

    def test_gate_undecided_receipt(self):
        self.finish(but="receipt")
        self.force_verified()
        with self.assert_refused("receipt LATE is not decided"):
            self.grant.with_user(self.head)._do_step("close")

    def test_gate_open_tranche(self):
        self.finish(but="tranche")
        self.force_verified()
        with self.assert_refused("tranche 3 is neither paid nor cancelled"):
            self.grant.with_user(self.head)._do_step("close")

    def test_gate_unconfirmed_payment(self):
        self.finish(but="confirmation")
        self.grant.with_user(self.verifier)._do_step("verify")
        with self.assert_refused("has not confirmed the payment"):
            self.grant.with_user(self.head)._do_step("close")

    def test_gate_visit(self):
        self.finish(but="visit")
        with self.assert_refused("a visit is still due"):
            self.grant.with_user(self.verifier)._do_step("verify")
        self.force_verified()
        with self.assert_refused("a visit is still due"):
            self.grant.with_user(self.head)._do_step("close")

    def test_gate_unbalanced_account(self):
        self.finish()
        self.env.cr.execute(
            "UPDATE rr_grant SET balance_kind = NULL WHERE id = %s", [self.grant.id]
        )
        self.env.invalidate_all()
        self.force_verified()
        with self.assert_refused("the account is not balanced"):
            self.grant.with_user(self.head)._do_step("close")

    def test_gate_open_recovery(self):
        self.spend_half()
        self.pay(self.grant.tranche_ids[1], "B2")
        self.report_final(self.grant)
        self.grant.with_user(self.officer)._do_step("complete")
        self.assertEqual(self.grant.balance_kind, "claim_back")
        self.assertEqual(money(self.grant.recovery_ids.amount), money(2700))
        for payment in self.grant.payment_ids.filtered(lambda p: not p.confirmed_on):
            payment.with_user(self.applicant)._confirm_received()
        self.grant.visit_ids.with_user(self.verifier)._record_visit("in_use")
        self.grant.with_user(self.verifier)._do_step("verify")
        with self.assert_refused("a recovery is open"):
            self.grant.with_user(self.head)._do_step("close")

    def test_gate_amendment(self):
        amendment = (
            self.env["rr.grant.amendment"]
            .with_user(self.officer)
            .create({"grant_id": self.grant.id, "reason": "longer",
                     "date_end": self.grant.date_end})
        )  # fmt: skip
        self.finish()
        self.env.cr.execute(
            "UPDATE rr_grant_amendment SET state = 'proposed' WHERE id = %s",
            [amendment.id],
        )
        self.env.invalidate_all()
        self.force_verified()
        with self.assert_refused("an amendment waits"):
            self.grant.with_user(self.head)._do_step("close")

    def test_gate_money_not_accounted_for(self):
        self.spend_half()
        self.pay(self.grant.tranche_ids[1], "B2")
        self.report_final(self.grant)
        self.grant.with_user(self.officer)._do_step("complete")
        self.grant.recovery_ids.with_user(self.head)._do_step("drop", "mistake")
        for payment in self.grant.payment_ids.filtered(lambda p: not p.confirmed_on):
            payment.with_user(self.applicant)._confirm_received()
        self.grant.visit_ids.with_user(self.verifier)._record_visit("in_use")
        self.force_verified()
        with self.assert_refused("2700.00 of what was paid is neither admitted"):
            self.grant.with_user(self.head)._do_step("close")
