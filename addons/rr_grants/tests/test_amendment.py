# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields
from odoo.addons.rr_base.tools.money import money
from odoo.tests import TransactionCase, tagged

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestAmendment(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        cls.grant = cls.make_grant(2000, need=3000)
        cls.walk(cls.grant)

    def amend(self, *changes, **vals):
        return (
            self.env["rr.grant.amendment"]
            .with_user(self.officer)
            .create(
                {
                    "grant_id": self.grant.id,
                    "reason": "prices rose",
                    "change_ids": [
                        Command.create(
                            {
                                "line_id": line.id,
                                "month": self.month,
                                "amount": amount,
                            }
                        )
                        for line, amount in changes
                    ],
                    **vals,
                }
            )
        )

    def test_a_rise_is_reserved_when_proposed_and_committed_when_approved(self):
        amendment = self.amend((self.line, 500))
        amendment.with_user(self.officer)._do_step("propose")
        self.assert_balance(self.line, reserved=500, committed=2000)
        amendment.with_user(self.head)._do_step("approve")
        self.assert_balance(self.line, reserved=0, committed=2500)
        self.assertEqual(money(self.grant.amount), 2500)
        self.assertEqual(money(self.grant.tranche_ids.amount), 2500)
        self.assertEqual(amendment.before["lines"][0][2], "2000.00")
        self.assertEqual(amendment.after["lines"][0][2], "2500.00")

    def test_a_rise_voids_the_earlier_approval_and_keeps_it(self):
        old = self.grant.approval_ids
        amendment = self.amend((self.line, 500))
        amendment.with_user(self.officer)._do_step("propose")
        amendment.with_user(self.head)._do_step("approve")
        self.assertFalse(old.is_valid)
        self.assertEqual(old.void_reason, "prices rose")
        self.assertEqual(len(self.grant.approval_ids.filtered("is_valid")), 1)

    def test_a_rejected_rise_is_released(self):
        amendment = self.amend((self.line, 500))
        amendment.with_user(self.officer)._do_step("propose")
        amendment.with_user(self.head)._do_step("reject", "no")
        self.assert_balance(self.line, reserved=0, committed=2000)
        self.assertEqual(money(self.grant.amount), 2000)

    def test_a_decrease_is_released_when_approved_and_voids_nothing(self):
        amendment = self.amend((self.line, -300))
        amendment.with_user(self.officer)._do_step("propose")
        self.assert_balance(self.line, committed=2000)
        amendment.with_user(self.head)._do_step("approve")
        self.assert_balance(self.line, committed=1700, available=10300)
        self.assertFalse(amendment.is_material)
        self.assertEqual(len(self.grant.approval_ids.filtered("is_valid")), 2)

    def test_a_shift_between_lines_above_a_fifth_is_material(self):
        amendment = self.amend((self.line, -500), (self.state_line, 500))
        amendment.with_user(self.officer)._do_step("propose")
        amendment.with_user(self.head)._do_step("approve")
        self.assertTrue(amendment.is_material)
        self.assert_balance(self.line, committed=1500)
        self.assert_balance(self.state_line, committed=500)
        self.assertEqual(money(self.grant.amount), 2000)
        small = self.amend((self.line, -300), (self.state_line, 300))
        self.assertFalse(small._is_material())

    def test_the_condition_of_a_tranche_stays_once_the_grant_is_active(self):
        tranche = self.grant.tranche_ids.with_user(self.officer)
        tranche.condition = "The shop is rented"  # there was none
        self.env.invalidate_all()
        self.assertTrue(tranche.has_fixed_condition)
        for changed in (False, "none"):
            with self.assert_refused("change by an amendment"):
                tranche.condition = changed
        tranche.with_user(self.certifier)._do_step("request")
        with self.assert_refused("evidence for its condition is not named"):
            tranche.with_user(self.certifier)._do_step("certify")

    def test_evidence_is_named_before_the_certificate_and_stays_after_it(self):
        tranche = self.grant.tranche_ids
        tranche.with_user(self.officer).write(
            {"condition": "The shop is rented", "evidence": "Lease of 1 May"}
        )
        tranche.with_user(self.certifier)._do_step("request")
        tranche.with_user(self.certifier)._do_step("certify")
        with self.assert_refused("its evidence stays"):
            tranche.with_user(self.officer).evidence = "Another paper"

    def test_the_proposer_of_an_amendment_does_not_approve_it(self):
        everything = self.officer
        everything.group_ids += self.env.ref("rr_base.group_head")
        amendment = self.amend((self.line, 100))
        amendment.with_user(everything)._do_step("propose")
        with self.assert_refused("has already"):
            amendment.with_user(everything)._do_step("approve")

    def test_the_head_who_approved_may_not_propose(self):
        self.head.group_ids += self.env.ref("rr_base.group_officer")
        amendment = self.amend((self.line, 100))
        with self.assert_refused("has already"):
            amendment.with_user(self.head)._do_step("propose")

    def test_above_the_need_it_is_stopped(self):
        amendment = self.amend((self.line, 1500))
        amendment.with_user(self.officer)._do_step("propose")
        with self.assert_refused("overlaps"):
            amendment.with_user(self.director)._do_step("approve")

    def test_more_than_is_available_is_refused_by_name(self):
        amendment = self.amend((self.state_line, 5001))
        with self.assert_refused("STA-1/S1"):
            amendment.with_user(self.officer)._do_step("propose")

    def test_a_new_end_is_material_and_written(self):
        end = fields.Date.add(self.grant.date_end, months=2)
        amendment = self.amend(date_end=end)
        amendment.with_user(self.officer)._do_step("propose")
        amendment.with_user(self.head)._do_step("approve")
        self.assertTrue(amendment.is_material)
        self.assertEqual(self.grant.date_end, end)

    def test_another_beneficiary_must_be_of_the_household(self):
        amendment = self.amend(beneficiary_id=self.stranger.id)
        with self.assert_refused("another household"):
            amendment.with_user(self.officer)._do_step("propose")
        amendment = self.amend(beneficiary_id=self.relative.id)
        amendment.with_user(self.officer)._do_step("propose")
        amendment.with_user(self.head)._do_step("approve")
        self.assertEqual(self.grant.beneficiary_id, self.relative)

    def test_what_is_paid_cannot_be_taken_away(self):
        self.pay_all(self.grant)
        amendment = self.amend((self.line, -300))
        amendment.with_user(self.officer)._do_step("propose")
        with self.assert_refused("committed"):
            amendment.with_user(self.head)._do_step("approve")
