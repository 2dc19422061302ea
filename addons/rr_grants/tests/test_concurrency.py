# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two real sessions at the same moment. Rows committed here stay in the database."""

import random
import threading
import time
from decimal import Decimal
from unittest.mock import patch

import psycopg2
from odoo import SUPERUSER_ID, api
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import MoneyMixin
from .plain_book import apply_entries

WORKERS = 8
OPERATIONS = 200
TRIES = 5


@tagged("post_install", "-at_install", "rr_concurrency")
class TestConcurrency(MoneyMixin, TransactionCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))
        with self.registry.cursor() as cr:
            # What earlier tests committed is there: each has a number of its own.
            cr.execute("SELECT count(*) FROM rr_fund_agreement WHERE code LIKE 'DON-1-%'")
            self.suffix = f"-{cr.fetchone()[0] + 1}"

    def commit_programme(self):
        """Commit a programme of its own and return its environment's ids."""
        cls = self.__class__
        outer = cls.env
        with self.registry.cursor() as cr:
            cls.env = api.Environment(cr, SUPERUSER_ID, {})
            try:
                self.set_up_money(self.suffix)
                grant = self.make_grant(1000, line=self.state_line)
                self.walk(grant)
                tranche = grant.tranche_ids
                self.to_authorised(tranche)
                ids = {
                    "line": self.line.id,
                    "tranche": tranche.id,
                    "grant": grant.id,
                    "finance": self.finance.id,
                    "finance2": self.users["finance2"].id,
                    "state_line": self.state_line.id,
                }
                self.line._transfer(self.rent_line, 11000, f"t{self.suffix}")
                cr.commit()  # pylint: disable=invalid-commit
            finally:
                cls.env = outer
        return ids

    def session(self):
        """Open a real session whose snapshot is taken now."""
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        cr.execute("SET LOCAL lock_timeout = '3s'")
        cr.execute("SELECT 1")
        return cr

    def reserve(self, cr, line_id, amount, key):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["rr.fund.entry"]._post(
            [{"kind": "reserve", "line_id": line_id, "amount": amount, "key": key}]
        )

    @mute_logger("odoo.sql_db")
    def test_two_sessions_that_reserve_700_of_1000_end_with_700(self):
        ids = self.commit_programme()
        first, second = self.session(), self.session()
        self.reserve(first, ids["line"], 700, f"a{self.suffix}")
        first.commit()
        with self.assertRaises(psycopg2.errors.SerializationFailure):
            self.reserve(second, ids["line"], 700, f"b{self.suffix}")
        second.rollback()
        with self.assertRaises(UserError):
            self.reserve(second, ids["line"], 700, f"b{self.suffix}")
        second.rollback()
        env = api.Environment(second, SUPERUSER_ID, {})
        line = env["rr.budget.line"].browse(ids["line"])
        self.assertEqual(money(line.reserved), 700)
        self.assertEqual(money(line.available), 300)

    @mute_logger("odoo.sql_db")
    def test_the_twin_of_a_key_is_retried_and_answers_again(self):
        ids = self.commit_programme()
        first, second = self.session(), self.session()
        key = f"twin{self.suffix}"
        row = self.reserve(first, ids["line"], 100, key)
        first.commit()
        with self.assertRaises(psycopg2.errors.SerializationFailure):
            self.reserve(second, ids["line"], 100, key)
        second.rollback()
        self.assertEqual(self.reserve(second, ids["line"], 100, key).ids, row.ids)

    @mute_logger("odoo.sql_db")
    def test_two_finance_officers_pay_one_tranche_once(self):
        ids = self.commit_programme()
        first, second = self.session(), self.session()

        def pay(cr, user, ref):
            env = api.Environment(cr, ids[user], {})
            tranche = env["rr.grant.tranche"].browse(ids["tranche"])
            tranche._pay(self.today, f"{ref}{self.suffix}")
            env.flush_all()

        pay(first, "finance", "X")
        first.commit()
        with self.assertRaises(psycopg2.errors.SerializationFailure):
            pay(second, "finance2", "Y")
        second.rollback()
        with self.assertRaises(UserError):
            pay(second, "finance2", "Y")
        second.rollback()
        env = api.Environment(second, SUPERUSER_ID, {})
        grant = env["rr.grant"].browse(ids["grant"])
        self.assertEqual(len(grant.payment_ids), 1)
        self.assertEqual(money(grant.paid), 1000)

    # Eight workers

    def commit_lines(self, number):
        cls = self.__class__
        outer = cls.env
        with self.registry.cursor() as cr:
            cls.env = api.Environment(cr, SUPERUSER_ID, {})
            try:
                self.set_up_money(self.suffix)
                agreement = self.make_agreement(
                    self.donor, f"LOAD{self.suffix}", number * 2000
                )
                lines = [
                    self.make_line(agreement, f"L{n}", 2000).id for n in range(number)
                ]
                agreement.with_user(self.finance).action_sign()
                cr.commit()  # pylint: disable=invalid-commit
            finally:
                cls.env = outer
        return lines

    def work(self, number, lines, outcome):
        """Run random operations; keep what the ledger acknowledged."""
        rng = random.Random(number)
        rows = []
        refused = 0
        for count in range(OPERATIONS):
            operation = self.choose(rng, lines, rows)
            operation["key"] = f"w{number}:{count}{self.suffix}"
            entry = self.attempt(operation, rng)
            if entry is None:
                refused += 1
            else:
                rows.append(entry)
        outcome[number] = (rows, refused)

    def choose(self, rng, lines, rows):
        kinds = (
            "reserve reserve commit commit pay pay claim_back repaid write_off admit "
            "release_reserved release_committed reverse"
        ).split()
        kind = rng.choice(kinds)
        open_rows = [row for row in rows if row["kind"] != "reverse"]
        if kind == "reverse" and open_rows:
            return {"kind": "reverse", "reversed_id": rng.choice(open_rows)["id"]}
        kind = "reserve" if kind == "reverse" else kind
        name, _sep, variant = kind.partition("_")
        if name == "release":
            kind = name
        else:
            variant = None
        return {
            "kind": kind,
            "variant": variant or None,
            "line_id": rng.choice(lines),
            "amount": Decimal(rng.randint(1, 40000)) / 100,
        }

    def attempt(self, operation, rng):
        """Post in a session of its own; retry a collision as Odoo does."""
        for tried in range(TRIES):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                try:
                    entry = env["rr.fund.entry"]._post([operation])
                    values = {
                        "id": entry.id,
                        "kind": entry.kind,
                        "line": entry.line_id.id,
                        "effect": entry.effect,
                        "sign": entry.sign,
                        "amount": money(entry.amount),
                    }
                    cr.commit()  # pylint: disable=invalid-commit
                    return values
                except (UserError, psycopg2.IntegrityError):
                    cr.rollback()
                    return None
                except psycopg2.OperationalError:
                    cr.rollback()
            time.sleep(rng.uniform(0, 0.01 * 2**tried))
        return None

    @mute_logger("odoo.sql_db")
    def test_eight_workers_end_with_sums_equal_to_what_was_acknowledged(self):
        lines = self.commit_lines(6)
        outcome = {}
        threads = [
            threading.Thread(target=self.work, args=(number, lines, outcome))
            for number in range(WORKERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(outcome), WORKERS, "a worker died")
        rows = [row for done, _refused in outcome.values() for row in done]
        self.assertGreater(len(rows), WORKERS * OPERATIONS / 10)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            balances = env["rr.fund.entry"]._balances("line_id", lines=lines)
            for line in lines:
                expected = apply_entries(
                    [("allocate", 1, Decimal(2000))]
                    + [
                        (row["effect"], row["sign"], row["amount"])
                        for row in rows
                        if row["line"] == line
                    ]
                )
                self.assertEqual(balances[line], expected)
            self.assertEqual(env["rr.fund.entry"]._negative_balances(lines=lines), [])
