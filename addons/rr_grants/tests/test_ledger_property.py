# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

import psycopg2
from hypothesis import HealthCheck
from hypothesis import strategies as st
from odoo.addons.rr_base.tests.chance import given, settings
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools.effects import available
from .common import MoneyMixin
from .plain_book import apply_entries

STEPS = [
    ("allocate", None),
    ("reserve", None),
    ("commit", None),
    ("pay", None),
    ("release", "reserved"),
    ("release", "committed"),
    ("admit", None),
    ("claim_back", None),
    ("repaid", None),
    ("write_off", None),
    ("reverse", None),
]
OPERATION = st.tuples(st.sampled_from(STEPS), st.integers(1, 80000), st.integers(0, 30))


@tagged("post_install", "-at_install")
class TestLedgerProperty(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    @mute_logger("odoo.sql_db")
    def test_random_sequences_keep_the_ledger_whole(self):
        counts = {"sequences": 0, "booked": 0, "refused": 0}

        @settings(
            max_examples=1000,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(OPERATION, min_size=1, max_size=14))
        def run(sequence):
            counts["sequences"] += 1
            with self.cr.savepoint() as savepoint:
                self.run_sequence(sequence, counts)
                savepoint.rollback()
            self.env.invalidate_all()

        run()
        self.assertGreaterEqual(counts["sequences"], 1000)
        self.assertGreater(counts["booked"], 1000)

    def run_sequence(self, sequence, counts):
        rows = []
        before = self.sums()
        for number, ((kind, variant), cents, which) in enumerate(sequence):
            operation = {
                "kind": kind,
                "variant": variant,
                "line_id": self.state_line.id,
                "amount": Decimal(cents) / 100,
                "key": f"p{number}",
            }
            if kind == "reverse":
                if not rows:
                    continue
                chosen = rows[which % len(rows)]
                operation = {
                    "kind": kind,
                    "reversed_id": chosen.id,
                    "key": f"p{number}",
                }
            try:
                with self.cr.savepoint():
                    entry = self.env["rr.fund.entry"]._post([operation])
            except (UserError, psycopg2.IntegrityError):
                counts["refused"] += 1
                self.assertEqual(self.sums(), before, "a refusal wrote something")
                continue
            counts["booked"] += 1
            if kind != "reverse":
                rows.append(entry)
            after = self.sums()
            self.check_step(entry, before, after)
            before = after
        book = apply_entries(
            (e.effect, e.sign, Decimal(str(e.amount)))
            for e in self.env["rr.fund.entry"].search(
                [("line_id", "=", self.state_line.id)]
            )
        )
        self.assertEqual(before, book)

    def sums(self):
        return self.env["rr.fund.entry"]._balances("line_id", lines=self.state_line)[
            self.state_line.id
        ]

    def check_step(self, entry, before, after):
        left = available(after)
        self.assertEqual(
            left
            + after["reserved"]
            + after["committed"]
            + after["paid"]
            - after["repaid"],
            after["allocated"],
        )
        self.assertGreaterEqual(min(left, *after.values()), 0)
        change = {name: after[name] - before[name] for name in after}
        freed = left - available(before)
        if entry.effect != "repaid":
            self.assertEqual(
                freed + change["paid"],
                change["allocated"] - change["reserved"] - change["committed"],
            )
            if change["paid"]:
                self.assertEqual(freed, 0, "paid money changed what is available")
        if entry.kind == "reverse" and entry.effect == "pay":
            self.assertEqual(change["committed"], Decimal(str(entry.amount)))
