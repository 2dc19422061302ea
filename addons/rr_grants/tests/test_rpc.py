# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MoneyMixin


@tagged("post_install", "-at_install")
class TestMoneyRpc(MoneyMixin, HttpCase):
    """What a client can send: public methods, writes, forged contexts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()
        cls.grant = cls.make_grant(2000)
        cls.walk(cls.grant, "proposed")

    def call(self, login, method, *args, model="rr.grant", **context):
        self.authenticate(login, login)
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": list(args),
                        "kwargs": {"context": context} if context else {},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        return answer

    @mute_logger("odoo.http")
    def test_the_head_approves_over_rpc_and_the_proposer_cannot(self):
        self.officer.group_ids += self.env.ref("rr_base.group_head")
        ids = [self.grant.id]
        refused = self.call(
            "grants_officer1", "action_step", ids, rr_step="approve"
        )
        self.assertIn("has already", refused["error"]["data"]["message"])
        self.assertEqual(self.grant.state, "proposed")
        done = self.call("grants_head1", "action_step", ids, rr_step="approve")
        self.assertNotIn("error", done)
        self.assertEqual(self.grant.state, "approved")

    @mute_logger("odoo.http")
    def test_writes_and_private_methods_are_refused(self):
        ids = [self.grant.id]
        tries = [
            ("grants_officer1", "write", (ids, {"state": "approved"}), {}),
            ("grants_officer1", "write", (ids, {"approved_by_id": 1}), {}),
            ("grants_head1", "write", (ids, {"purpose": "x"}), {}),
            ("grants_head1", "_do_step", (ids, "approve"), {}),
            ("grants_officer1", "_post_split", (ids, "commit"), {}),
            ("grants_officer1", "write", (ids, {"date_end": "2030-01-01"}),
             {"rr_amending": True, "rr_transition_sentinel": True}),
        ]  # fmt: skip
        for login, method, args, context in tries[:-1]:
            with self.subTest(login=login, method=method):
                answer = self.call(login, method, *args, **context)
                self.assertIn("error", answer)
        self.assertEqual(self.grant.state, "proposed")
        login, method, args, context = tries[-1]
        self.call(login, method, *args, **context)
        # a forged context opens no way round: the edit voids the proposal
        self.assertEqual(self.grant.state, "returned")
        self.assertEqual(float(self.line.reserved), 0)

    @mute_logger("odoo.http")
    def test_the_ledger_is_closed_over_rpc(self):
        entry = self.grant.entry_ids[:1].id
        for login in ("grants_finance1", "grants_head1", "grants_reporter1"):
            for method, args in (
                ("write", ([entry], {"amount": 1})),
                ("unlink", ([entry],)),
                ("create", ([{"amount": 1}],)),
                ("load", (["amount"], [["1"]])),
                ("_post", ([],)),
            ):
                with self.subTest(login=login, method=method):
                    answer = self.call(login, method, *args, model="rr.fund.entry")
                    self.assertIn("error", answer)

    @mute_logger("odoo.http")
    def test_forged_values_and_defaults_reach_no_step(self):
        ids = [self.grant.id]
        answer = self.call("grants_officer1", "write", ids, {"override_key": "x"})
        self.assertIn("by its steps", answer["error"]["data"]["message"])
        answer = self.call(
            "grants_officer1",
            "create",
            [{"grant_id": ids[0], "name": "Machine", "verified_by_id": 1}],
            model="rr.grant.delivery",
        )
        self.assertIn("error", answer)
        answer = self.call(
            "grants_officer1",
            "create",
            [{"kind": "supplier", "name": "X", "account": "XK051212012345678906"}],
            model="rr.payee",
            default_confirmed_by_id=self.certifier.id,
        )
        payee = self.env["rr.payee"].browse(answer["result"])
        self.assertFalse(payee.is_confirmed)
        answer = self.call("grants_reporter1", "action_run_overlap", ids)
        self.assertIn("error", answer)

    @mute_logger("odoo.http")
    def test_a_past_date_cannot_be_sent(self):
        self.call(
            "grants_head1",
            "action_step",
            [self.grant.id],
            rr_step="approve",
            rr_business_date="2020-01-01",
        )
        self.assertEqual(self.grant.approved_on, self.today)
