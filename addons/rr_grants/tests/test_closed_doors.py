# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What only a step may set is set by no creation, no default and no move."""

from odoo import fields
from odoo.addons.rr_base.tools import clock
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .common import MoneyMixin
from .community import CommunityMixin


@tagged("post_install", "-at_install")
class TestClosedDoors(MoneyMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_money()

    def model(self, name, user=None, **context):
        return self.env[name].with_user(user or self.officer).with_context(**context)

    def support(self, **values):
        return (
            self.env["rr.support.record"]
            .with_user(self.officer)
            .create(
                {
                    "beneficiary_id": self.person.id,
                    "category": "equipment",
                    "date_from": self.month,
                    "date_to": self.month,
                    "amount": 1500,
                    "payer_kind": "ngo",
                    "status": "paid",
                    "origin": "ngo",
                    **values,
                }
            )
        )

    # The log of a record

    def test_nobody_writes_into_a_log_in_the_name_of_another(self):
        grant = self.make_grant(500).with_user(self.officer)
        other = self.head.partner_id.id
        with self.assert_refused("own name only", AccessError):
            grant.message_post(body="I agree.", author_id=other)
        message = grant.message_post(body="Papers are here.")
        self.assertEqual(message.author_id, self.officer.partner_id)
        with self.assert_refused("own name only", AccessError):
            message.author_id = other
        for author in ({"author_id": other}, {"author_id": False, "email_from": "h@d"}):
            with self.assert_refused("own name only", AccessError):
                self.model("mail.message").create(
                    {
                        "model": grant._name,
                        "res_id": grant.id,
                        "body": "I agree.",
                        "message_type": "comment",
                        **author,
                    }
                )

    # The key that lets a stop of overlap pass

    def test_an_officer_forges_no_override_of_an_overlap(self):
        self.support()
        grant = self.make_grant(2000)
        self.walk(grant, "checked")
        mine = grant.with_user(self.officer)
        key = ",".join(grant._findings_key(grant._overlap()))
        self.assertTrue(key, "no stop is there: the test says nothing")
        with self.assert_refused("set by its steps"):
            mine.write({"override_key": key})
        with self.assert_refused("support overlaps"):
            mine._do_step("propose")

    def test_a_grant_is_not_made_with_what_its_steps_set(self):
        for name, value in (
            ("override_key", "0123456789abcdef"),
            ("override_reason", "because"),
            ("approved_by_id", self.head.id),
            ("content_digest", "x"),
            ("overlap_state", "none"),
            ("is_opening", True),
        ):
            with self.subTest(field=name):
                with self.assert_refused("set by its steps"):
                    self.make_grant(2000, **{name: value})
                made = self.make_grant(2000)
                by_default = made.with_context(**{f"default_{name}": value}).copy()
                self.assertFalse(by_default.sudo()[name])

    # A second person confirms a payee

    def test_no_default_of_the_context_confirms_a_payee(self):
        payee = self.model(
            "rr.payee",
            default_confirmed_by_id=self.certifier.id,
            default_confirmed_on="2026-01-01 10:00:00",
        ).create({"kind": "supplier", "name": "X", "account": "XK051212012345678906"})
        self.assertFalse(payee.is_confirmed)
        self.assertFalse(payee.confirmed_on)

    def test_the_index_of_an_account_follows_the_account_alone(self):
        index = self.payee.account_index
        with self.assert_refused("set by its steps"):
            self.payee.with_user(self.officer).write({"account_index": "other"})
        values = {"kind": "supplier", "name": "Y", "account": "XK051212012345678906"}
        with self.assert_refused("set by its steps"):
            self.model("rr.payee").create({**values, "account_index": "other"})
        made = self.model("rr.payee", default_account_index="other").create(values)
        self.assertEqual(made.sudo().account_index, index)

    # Who certified does not verify

    def test_a_delivery_is_not_entered_as_verified(self):
        grant = self.make_grant(2000)
        self.walk(grant, "active")
        values = {"grant_id": grant.id, "name": "Machine"}
        forged = {"verified_by_id": self.verifier.id, "verified_on": self.today}
        with self.assert_refused("set by its steps"):
            self.model("rr.grant.delivery").create({**values, **forged})
        defaults = {f"default_{name}": value for name, value in forged.items()}
        delivery = self.model("rr.grant.delivery", **defaults).create(values)
        self.assertFalse(delivery.verified_by_id)

    def test_a_visit_is_not_entered_as_done_and_stays_with_its_grant(self):
        grant, other = self.make_grant(2000), self.make_grant(2000, self.stranger)
        values = {"grant_id": grant.id, "date_due": self.today}
        with self.assert_refused("set by its steps"):
            self.model("rr.grant.visit").create(
                {**values, "state": "done", "result": "in_use"}
            )
        visit = self.model(
            "rr.grant.visit", default_state="done", default_result="in_use"
        ).create(values)
        self.assertEqual(visit.state, "planned")
        with self.assert_refused("never changed"):
            visit.write({"grant_id": other.id})

    # A change that comes by a move

    def test_no_part_of_another_grant_is_moved_into_an_active_one(self):
        grant = self.make_grant(2000)
        self.walk(grant, "active")
        draft = self.make_grant(500, person=self.stranger, line=self.state_line)
        tranche = self.model("rr.grant.tranche").create(
            {"grant_id": draft.id, "date_due": self.today, "amount": 500}
        )
        for part in (draft.line_ids, draft.funding_ids, tranche):
            with self.subTest(part=part._name), self.assert_refused("amendment"):
                part.with_user(self.officer).write({"grant_id": grant.id})

    def test_no_change_is_moved_into_a_proposed_amendment(self):
        grant = self.make_grant(2000)
        self.walk(grant, "active")
        proposed, draft = self.model("rr.grant.amendment").create(
            [{"grant_id": grant.id, "reason": reason} for reason in ("a", "b")]
        )
        for amendment, amount in ((proposed, -100), (draft, -50)):
            self.model("rr.grant.amendment.change").create(
                {
                    "amendment_id": amendment.id,
                    "line_id": self.line.id,
                    "month": self.month,
                    "amount": amount,
                }
            )
        proposed._do_step("propose")
        with self.assert_refused("no longer changes"):
            draft.change_ids.write({"amendment_id": proposed.id})

    # Support records

    def test_a_support_record_is_not_tied_to_a_grant_by_hand(self):
        grant = self.make_grant(2000)
        record = self.support()
        for values in (
            {"grant_id": grant.id},
            {"payee_index": "x"},
            {"origin": "own_grant"},
            {"origin": "municipal_list"},
        ):
            with self.subTest(values=values):
                with self.assert_refused("set by its steps"):
                    record.write(values)
                with self.assert_refused("set by its steps"):
                    self.support(**values)

    def test_a_default_makes_no_record_of_a_municipality(self):
        with self.assert_refused("set by its steps"):
            self.model(
                "rr.support.record", default_origin="municipal_list"
            ).create(
                {
                    "beneficiary_id": self.person.id,
                    "category": "equipment",
                    "date_from": self.month,
                    "date_to": self.month,
                    "amount": 1,
                    "payer_kind": "municipality",
                }
            )

    # Money

    def test_a_default_makes_no_payment_returned(self):
        grant = self.make_grant(2000)
        self.walk(grant, "active")
        tranche = grant.tranche_ids[:1]
        self.to_authorised(tranche)
        payment = (
            tranche.with_user(self.finance)
            .with_context(default_state="returned", default_returned_on="2020-01-01")
            ._pay(self.today, "BANK-1")
        )
        self.assertEqual(payment.state, "paid")
        self.assertFalse(payment.returned_on)

    def test_an_account_changed_after_authorisation_is_neither_printed_nor_paid(self):
        grant = self.make_grant(2000)
        self.walk(grant, "active")
        tranche = grant.tranche_ids[:1]
        self.to_authorised(tranche)
        mine = tranche.with_user(self.finance)
        self.assertTrue(mine._payment_order_values()["account"])
        self.payee.with_user(self.officer).write({"account": "12345678"})
        with self.assert_refused("payee changed"):
            mine._payment_order_values()
        with self.assert_refused("payee changed"):
            mine._pay(self.today, "BANK-1")
        self.payee.with_user(self.certifier)._confirm()
        self.assertEqual(mine._payment_order_values()["account"], "12345678")
        self.assertEqual(mine._pay(self.today, "BANK-1").state, "paid")

    def test_the_payee_stays_from_the_certificate_to_the_payment(self):
        grant = self.make_grant(2000)
        self.walk(grant, "active")
        other = self.make_payee("12345678")
        tranche = grant.tranche_ids[:1]
        tranche.with_user(self.certifier)._do_step("request")
        tranche.with_user(self.certifier)._do_step("certify")
        mine = grant.with_user(self.officer)
        with self.assert_refused("certified and paid"):
            mine.write({"payee_id": other.id})
        tranche.with_user(self.finance)._do_step("authorise")
        with self.assert_refused("certified and paid"):
            mine.write({"payee_id": other.id})
        mine.write({"payee_id": self.payee.id})
        tranche.with_user(self.finance)._do_step("send_back", "new account")
        mine.write({"payee_id": other.id})
        self.assertEqual(grant.payee_id, other)

    def test_a_default_dates_no_duty(self):
        grant = self.make_grant(2000)
        self.walk(grant, "checked")
        mine = grant.with_user(self.officer)
        mine.with_context(
            default_date="2020-01-01 00:00:00", default_state_since="2020-01-01"
        )._do_step("propose")
        self.assertEqual(grant.duty_ids.date.date(), fields.Date.today())

    def test_a_recovery_stays_with_its_grant_once_booked(self):
        grant = self.make_grant(2000)
        self.walk(grant, "active")
        self.pay_all(grant)
        recovery = self.model("rr.grant.recovery", self.head).create(
            {
                "grant_id": grant.id,
                "amount": 100,
                "reason": "sold",
                "notice_ref": "N1",
                "date_due": self.today,
            }
        )
        recovery._do_step("demand")
        recovery.with_user(self.finance)._do_step("book")
        other = self.make_grant(500, person=self.stranger)
        for values, text in (
            ({"grant_id": other.id}, "no longer changes"),
            ({"outcome": "repaid"}, "set by its steps"),
        ):
            with self.assert_refused(text):
                recovery.with_user(self.finance).write(values)

    def test_who_reads_no_findings_runs_no_check_of_overlap(self):
        grant = self.make_grant(2000)
        with self.assertRaises(AccessError):
            grant.with_user(self.users["reporter1"]).action_run_overlap()
        self.assertFalse(grant.sudo().overlap_on)
        grant.with_user(self.finance).action_run_overlap()
        self.assertTrue(grant.sudo().overlap_on)


@tagged("post_install", "-at_install")
class TestClosedDoorsOfCalls(CommunityMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_community()

    def test_an_applicant_enters_no_decision(self):
        call = self.make_call()
        model = self.env["rr.grant.application"].with_user(self.applicant)
        values = {"call_id": call.id, "title": "Room"}
        forged = {
            "amount_awarded": 9000,
            "decided_on": self.today,
            "appeal_until": self.today,
            "submitted_on": fields.Datetime.now(),
        }
        for name, value in forged.items():
            with self.subTest(field=name), self.assert_refused("steps"):
                model.create({**values, name: value})
        defaults = {f"default_{name}": value for name, value in forged.items()}
        application = model.with_context(**defaults).create(values)
        for name in forged:
            self.assertFalse(application[name])

    def test_a_criterion_is_not_moved_into_a_published_call(self):
        published, draft = self.make_call(), self.make_call(publish=False)
        with self.assert_refused("no longer changes"):
            draft.criterion_ids[:1].with_user(self.officer).write(
                {"call_id": published.id}
            )

    def test_a_session_is_not_begun_as_signed(self):
        call = self.make_call()
        model = self.env["rr.grant.session"].with_user(self.chair)
        with self.assert_refused("set by its steps"):
            model.create({"call_id": call.id, "signed_by_id": self.head.id})
        session = model.with_context(default_signed_by_id=self.head.id).create(
            {"call_id": call.id}
        )
        self.assertFalse(session.signed_by_id)

    def test_an_organisation_moves_no_receipt_into_a_grant_that_is_not_its_own(self):
        applications = self.decided(self.make_call())
        later = fields.Date.add(self.today, days=31)
        for application in applications[:2]:
            with clock.on(later):
                application.with_user(self.officer)._do_step("convert")
        mine, other = (self.activate(a.sudo().grant_id) for a in applications[:2])
        self.assertEqual(mine.partner_id, self.applicant.commercial_partner_id)
        self.assertNotEqual(other.partner_id, mine.partner_id)
        model = self.env["rr.grant.receipt"].with_user(self.applicant)
        receipt = model.create(
            {
                "grant_id": mine.id,
                "number": "7",
                "supplier": "Shop",
                "supplier_tax_number": "810000001",
                "date": self.today,
                "amount": 10,
            }
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError), self.cr.savepoint():
            receipt.write({"grant_id": other.id})
        self.env.invalidate_all()
        self.assertEqual(receipt.sudo().grant_id, mine)
        for forged in ({"amount_admitted": 10}, {"reported_by_id": self.head.id}):
            with self.assert_refused("set by its steps"):
                model.create(
                    {
                        "grant_id": mine.id,
                        "number": "8",
                        "supplier": "Shop",
                        "supplier_tax_number": "810000001",
                        "date": self.today,
                        "amount": 10,
                        **forged,
                    }
                )
