# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The automatic balance, case by case, through the ledger.

Each case is a grant of 9,000.00 with an own share of 10 % (unless said) and a tolerance
of 50.00, paid in tranches of 4,500, 2,700 and a final one. ``receipts`` are shown
amounts (with what was admitted, where it differs), ``own`` the own share's receipts.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.rr_base.tools.money import money
from odoo.tests import TransactionCase, tagged

from ..tools.balance import entitlement, settle
from .community import CommunityMixin


@dataclass
class Case:
    name: str
    kind: str
    amount: str
    paid: int = 1
    receipts: tuple = ()
    own: tuple = ()
    share: float = 10.0
    then: tuple = ()
    #: balances of the ledger at the end, in the grant's currency
    admitted: str = "0"
    repaid: str = "0"
    written_off: str = "0"
    claimed: str = "0"
    paid_in_all: str = ""
    unsettled: str = "0"
    outcomes: tuple = field(default_factory=tuple)


CASES = [
    # exactly as approved, over, under
    Case("nothing is left when the last payment is spent", "even", "0",
         paid=3, receipts=("4500", "2700", "1800"), own=("500", "300", "200"),
         admitted="9000", paid_in_all="9000"),
    Case("the rest of what was approved is the final tranche", "final_tranche", "1800",
         paid=2, receipts=("4500", "2700", "1800"), own=("500", "300", "200"),
         admitted="9000", paid_in_all="9000", then=("final",)),
    Case("a larger rest after one tranche", "final_tranche", "4500",
         paid=1, receipts=("4500", "4500"), own=("1000",),
         admitted="9000", paid_in_all="9000", then=("final",)),
    Case("overspent: the grant pays no more than was approved", "final_tranche", "1800",
         paid=2, receipts=("4500", "2700", "5000"), own=("2000",),
         admitted="9000", paid_in_all="9000", then=("final",)),
    Case("overspent by the organisation itself", "final_tranche", "1800",
         paid=2, receipts=("4500", "4500"), own=("4000",),
         admitted="9000", paid_in_all="9000", then=("final",)),
    Case("underspent, still above what was paid", "final_tranche", "800",
         paid=2, receipts=("4500", "3500"), own=("888.89",),
         admitted="8000", paid_in_all="8000", then=("final",)),
    Case("underspent to the cent of what was paid", "even", "0",
         paid=2, receipts=("4500", "2700"), own=("800",),
         admitted="7200", paid_in_all="7200"),
    Case("underspent below what was paid", "claim_back", "1200",
         paid=2, receipts=("4500", "1500"), own=("700",),
         admitted="6000", paid_in_all="7200", unsettled="1200"),
    Case("a cent is owed to the organisation and paid", "final_tranche", "0.01",
         paid=1, receipts=("4500.01",), own=("500.01",),
         admitted="4500.01", paid_in_all="4500.01", then=("final",)),
    Case("nothing was spent at all", "claim_back", "4500", paid=1,
         paid_in_all="4500", unsettled="4500"),
    # part admitted, rejected
    Case("a receipt is admitted in part", "claim_back", "500",
         paid=1, receipts=(("4500", "4000"),), own=("444.45",),
         admitted="4000", paid_in_all="4500", unsettled="500"),
    Case("a receipt is rejected", "claim_back", "1500",
         paid=1, receipts=("3000", ("1500", "0")), own=("333.34",),
         admitted="3000", paid_in_all="4500", unsettled="1500"),
    Case("part admitted, the rest is shown by another receipt", "even", "0",
         paid=1, receipts=(("4500", "4000"), "500"), own=("500",),
         admitted="4500", paid_in_all="4500"),
    Case("all receipts are rejected", "claim_back", "4500",
         paid=1, receipts=(("4500", "0"),), own=(),
         paid_in_all="4500", unsettled="4500"),
    Case("part admitted to a cent", "claim_back", "100.01",
         paid=1, receipts=(("4500", "4399.99"),), own=("488.89",),
         admitted="4399.99", paid_in_all="4500", unsettled="100.01"),
    # own share
    Case("no own share is shown: the grant pays nine tenths", "claim_back", "450",
         paid=1, receipts=("4500",), own=(),
         admitted="4050", paid_in_all="4500", unsettled="450"),
    Case("half of the own share is shown", "claim_back", "225",
         paid=1, receipts=("4500",), own=("250",),
         admitted="4275", paid_in_all="4500", unsettled="225"),
    Case("more than the own share does not raise the grant", "even", "0",
         paid=1, receipts=("4500",), own=("900",),
         admitted="4500", paid_in_all="4500"),
    Case("a part of the own share is not admitted", "claim_back", "180",
         paid=1, receipts=("4500",), own=(("500", "300"),),
         admitted="4320", paid_in_all="4500", unsettled="180"),
    Case("no own share is agreed and none is asked", "even", "0", share=0.0,
         paid=1, receipts=("4500",), own=(), admitted="4500", paid_in_all="4500"),
    Case("an own share of a quarter", "claim_back", "750", share=25.0,
         paid=1, receipts=("4500",), own=("500",),
         admitted="3750", paid_in_all="4500", unsettled="750"),
    # tolerance
    Case("the tolerance itself is not asked for", "tolerated", "50",
         paid=1, receipts=("4450",), own=("500",),
         admitted="4450", written_off="50", paid_in_all="4500",
         outcomes=("tolerated",)),
    Case("one cent is not asked for", "tolerated", "0.01",
         paid=1, receipts=("4499.99",), own=("500",),
         admitted="4499.99", written_off="0.01", paid_in_all="4500",
         outcomes=("tolerated",)),
    Case("one cent above the tolerance is", "claim_back", "50.01",
         paid=1, receipts=("4449.99",), own=("500",),
         admitted="4449.99", paid_in_all="4500", unsettled="50.01"),
    # recovery
    Case("repaid at once", "claim_back", "500", paid=1, receipts=("4000",),
         own=("500",), then=("book", ("repay", "500")),
         admitted="4000", repaid="500", paid_in_all="4500", outcomes=("repaid",)),
    Case("repaid in instalments", "claim_back", "500", paid=1, receipts=("4000",),
         own=("500",), then=("book", ("repay", "200"), ("repay", "150"),
                             ("repay", "150")),
         admitted="4000", repaid="500", paid_in_all="4500", outcomes=("repaid",)),
    Case("one instalment is still to come", "claim_back", "500", paid=1,
         receipts=("4000",), own=("500",), then=("book", ("repay", "200")),
         admitted="4000", repaid="200", claimed="300", paid_in_all="4500",
         unsettled="300"),
    Case("demanded and booked, nothing came yet", "claim_back", "500", paid=1,
         receipts=("4000",), own=("500",), then=("book",),
         admitted="4000", claimed="500", paid_in_all="4500", unsettled="500"),
    Case("written off by the head", "claim_back", "500", paid=1, receipts=("4000",),
         own=("500",), then=("book", "write_off"),
         admitted="4000", written_off="500", paid_in_all="4500",
         outcomes=("written_off",)),
    Case("repaid in part, the rest written off", "claim_back", "500", paid=1,
         receipts=("4000",), own=("500",),
         then=("book", ("repay", "460"), "write_off_small"),
         admitted="4000", repaid="460", written_off="40", paid_in_all="4500",
         outcomes=("written_off",)),
    Case("justified by late proof", "claim_back", "500", paid=1, receipts=("4000",),
         own=("500",), then=("book", "justify"),
         admitted="4500", paid_in_all="4500", outcomes=("justified",)),
    Case("offset against another grant's tranche", "claim_back", "500", paid=1,
         receipts=("4000",), own=("500",), then=("book", "offset"),
         admitted="4000", repaid="500", paid_in_all="4500", outcomes=("offset",)),
    Case("two tranches, everything repaid", "claim_back", "7200", paid=2,
         then=("book", ("repay", "7200")), repaid="7200", paid_in_all="7200",
         outcomes=("repaid",)),
    Case("the final tranche comes back from the bank and is paid again",
         "final_tranche", "1800", paid=2, receipts=("4500", "2700", "1800"),
         own=("1000",), then=("final", "returned", "final again"),
         admitted="9000", paid_in_all="9000"),
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestAutomaticBalance(CommunityMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_community()
        cls.grant = cls.contracted()
        cls.other = cls.make_grant(2000)
        cls.walk(cls.other)
        cls.to_authorised(cls.other.tranche_ids)

    def test_there_are_thirty_cases_and_more(self):
        self.assertGreaterEqual(len(CASES), 30)
        self.assertEqual(len({case.name for case in CASES}), len(CASES))

    def test_the_balance_of_every_case(self):
        for case in CASES:
            with self.subTest(case.name):
                savepoint = self.cr.savepoint(flush=True)
                try:
                    self.run_case(case)
                finally:
                    savepoint.rollback()
                    self.env.invalidate_all()

    def run_case(self, case):
        grant = self.grant.sudo().with_context(rr_probe=case.name)
        if case.share != grant.own_share_agreed:
            self.env.cr.execute(
                "UPDATE rr_grant SET own_share_agreed = %s WHERE id = %s",
                [case.share, grant.id],
            )
            self.env.invalidate_all()
        self.pay_without_waiting(case)
        for own, rows in ((False, case.receipts), (True, case.own)):
            for number, row in enumerate(rows):
                shown, admitted = row if isinstance(row, tuple) else (row, None)
                self.spend(
                    grant, float(shown), f"{'O' if own else 'G'}-{number}", own=own,
                    admit=0 if admitted == "0" else admitted and float(admitted),
                    reason="not_eligible" if admitted else None,
                )  # fmt: skip
        self.report_final(grant)
        grant.with_user(self.officer)._do_step("complete")
        self.assertEqual(
            (grant.balance_kind, money(grant.balance_amount)),
            (case.kind, money(case.amount)),
        )
        for step in case.then:
            name, *values = (step,) if isinstance(step, str) else step
            getattr(self, "do_" + name.replace(" ", "_"))(grant, *values)
        self.env.invalidate_all()
        found = {
            name: money(grant[name])
            for name in ("admitted", "repaid", "written_off", "claimed", "unsettled")
        }
        found["paid_in_all"] = money(grant.paid)
        self.assertEqual(found, {name: money(getattr(case, name)) for name in found})
        closed = grant.recovery_ids.filtered(lambda r: r.state == "closed")
        self.assertEqual(tuple(closed.mapped("outcome")), case.outcomes)
        self.assertFalse(self.env["rr.fund.entry"]._verify())

    def pay_without_waiting(self, case):
        """Pay the first tranches; what holds a tranche back is tested elsewhere."""
        for number, tranche in enumerate(self.grant.sudo().tranche_ids[: case.paid]):
            self.env.cr.execute(
                "UPDATE rr_grant_tranche SET state = 'authorised', is_final = FALSE "
                "WHERE id = %s",
                [tranche.id],
            )
            self.env.invalidate_all()
            payment = tranche.with_user(self.finance)._pay(self.today, f"P{number}")
            self.assertEqual(payment.state, "paid")

    # Steps of a case

    def do_final(self, grant, ref="FINAL"):
        tranche = grant.tranche_ids.filtered(
            lambda t: t.state in ("planned", "returned")
        )
        tranche.ensure_one()
        self.pay(tranche, ref)

    def do_returned(self, grant):
        payment = grant.payment_ids.filtered(lambda p: p.bank_ref == "FINAL")
        self.env.invalidate_all()
        # what was admitted for it is taken back with it
        payment.with_user(self.finance)._return(self.today, "account closed")

    def do_final_again(self, grant):
        self.do_final(grant, "FINAL-2")

    def recovery(self, grant):
        return grant.recovery_ids.ensure_one()

    def do_book(self, grant):
        recovery = self.recovery(grant)
        recovery.with_user(self.head).write(
            {"notice_ref": "N-1", "date_due": self.today}
        )
        recovery.with_user(self.head)._do_step("demand")
        recovery.with_user(self.finance)._do_step("book")

    def do_repay(self, grant, amount):
        number = len(grant.entry_ids)
        self.recovery(grant).with_user(self.finance)._repay(
            Decimal(amount), self.today, f"R{number}"
        )

    def do_write_off(self, grant):
        self.recovery(grant).with_user(self.head)._write_off("dissolved")

    def do_write_off_small(self, grant):
        self.recovery(grant).with_user(self.finance)._write_off("small")

    def do_justify(self, grant):
        self.recovery(grant).with_user(self.finance)._justify("late invoice")

    def do_offset(self, grant):
        recovery = self.recovery(grant)
        recovery.with_user(self.head).has_offset_consent = True
        recovery.with_user(self.finance)._offset(
            self.other.tranche_ids, self.today, "OFF-1"
        )

    # The rule alone

    def test_the_rule_in_plain_numbers(self):
        rows = [
            # approved, paid, admitted, own, share, kind, amount
            (100, 100, 100, 0, 0, "even", 0),
            (100, 60, 100, 0, 0, "final_tranche", 40),
            (100, 60, 120, 0, 0, "final_tranche", 40),
            (100, 60, 59, 0, 0, "tolerated", 1),
            (100, 60, 54, 0, 0, "claim_back", 6),
            (90, 90, 90, 10, 10, "even", 0),
            (90, 90, 90, 0, 10, "claim_back", 9),
        ]
        for approved, paid, admitted, own, share, kind, amount in rows:
            with self.subTest(row=(approved, paid, admitted, own, share)):
                found = settle(approved, paid, admitted, own, share, tolerance=5)
                self.assertEqual((found.kind, found.amount), (kind, money(amount)))
        self.assertEqual(entitlement("0.03", "0.03", "0", 10), Decimal("0.03"))
