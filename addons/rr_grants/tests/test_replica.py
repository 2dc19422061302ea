# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money and identity are never read on a replica, whichever way the reading takes."""

import functools
import json

import psycopg2.errors
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

REFUSED = psycopg2.errors.ReadOnlySqlTransaction


@tagged("post_install", "-at_install")
class TestReplicaRefused(TransactionCase):
    def setUp(self):
        super().setUp()
        cr = self.registry.cursor()
        cr._cnx.set_session(readonly=True)  # as Odoo does on a replica
        self.addCleanup(cr.close)
        self.there = self.env(cr=cr)

    def test_the_ledger_is_not_read_there(self):
        ledger = self.there["rr.fund.entry"]
        for read in (
            lambda: ledger.search([]),
            lambda: ledger.search_count([]),
            lambda: ledger.search_fetch([], ["amount"]),
            lambda: ledger.browse(1).read(["amount"]),
            lambda: ledger._read_group([], [], ["amount_eur:sum"]),
            lambda: ledger._balances(),
            lambda: ledger._sum_effects(["pay"]),
        ):
            with self.assertRaises(REFUSED):
                read()

    def test_balances_are_not_read_there_through_other_models(self):
        for model, name in (
            ("rr.budget.line", "available"),
            ("rr.fund.agreement", "cash"),
            ("rr.grant", "paid"),
        ):
            record = self.there[model].browse(1)
            with self.assertRaises(REFUSED):
                record._fields[name].compute_value(record)

    def test_nothing_sealed_is_opened_there(self):
        identity = self.there["rr.beneficiary.identity"].browse(1)
        with self.assertRaises(REFUSED):
            identity._rr_decrypt("first_name_cipher", "anything")
        with self.assertRaises(REFUSED):
            self.there["rr.payee"].browse(1)._rr_decrypt("name_cipher", "anything")
        with self.assertRaises(REFUSED):
            self.there["rr.case.paper"].browse(1)._rr_open(b"anything")


@tagged("post_install", "-at_install")
class TestReplicaRouting(HttpCase):
    """Which cursor a request gets; Odoo's tests have a readonly one at hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = new_test_user(cls.env, "replica_head", "rr_base.group_head")

    def cursor_of(self, model):
        """``ro`` or ``rw``: what a list of a model was read with."""
        modes = []
        original = type(self.env[model]).web_search_read

        @functools.wraps(original)
        def spy(records, *args, **kwargs):
            modes.append("ro" if records.env.cr.readonly else "rw")
            return original(records, *args, **kwargs)

        self.patch(type(self.env[model]), "web_search_read", spy)
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/web_search_read",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": model,
                        "method": "web_search_read",
                        "args": [],
                        "kwargs": {"domain": [], "specification": {}, "limit": 1},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertNotIn("error", answer.json())
        self.assertEqual(len(modes), 1, "the request was repeated")
        return modes[0]

    @mute_logger("odoo.http")
    def test_lists_of_money_and_identity_are_read_on_the_primary(self):
        self.authenticate("replica_head", "replica_head")
        for model in (
            "rr.fund.entry",
            "rr.budget.line",
            "rr.grant",
            "rr.beneficiary.identity",
            "rr.payee",
            "res.users",
        ):
            self.assertEqual(self.cursor_of(model), "rw", model)

    @mute_logger("odoo.http")
    def test_lists_of_persons_by_code_may_be_read_there(self):
        self.authenticate("replica_head", "replica_head")
        for model in ("rr.beneficiary", "rr.course", "rr.municipality"):
            self.assertEqual(self.cursor_of(model), "ro", model)
