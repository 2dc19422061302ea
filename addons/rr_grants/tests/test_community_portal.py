# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The organisation's pages over HTTP: apply, follow, report, confirm."""

import io
import re

from lxml import html
from odoo import fields
from odoo.addons.rr_base.tools import clock
from odoo.addons.rr_base.tools.money import money
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .community import CommunityMixin

PDF = b"%PDF-1.4 a paper"


def words(page):
    return " ".join(html.fromstring(page).text_content().split())


@tagged("post_install", "-at_install")
class TestCommunityPortal(CommunityMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("sq_AL", "sr@latin"):
            cls.env["res.lang"]._activate_lang(code)
        cls.set_up_community()
        for user in cls.ngos:
            user.lang = "en_US"
        cls.call = cls.make_call()

    def setUp(self):
        super().setUp()
        self.log_in(self.applicant)

    def log_in(self, user):
        self.env.flush_all()
        self.authenticate(user.login, user.login)

    def post(self, url, file=None, **data):
        page = self.url_open(url).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        files = {"file": ("paper.pdf", io.BytesIO(file))} if file else None
        answer = self.url_open(url, data={"csrf_token": token, **data}, files=files)
        self.env.invalidate_all()
        return answer

    def begin(self):
        answer = self.post(f"/rr/grants/call/{self.call.id}", title="Youth centre")
        self.assertEqual(answer.status_code, 200)
        return self.env["rr.grant.application"].search([], limit=1, order="id desc")

    def form(self, **changes):
        return {
            "title": "Youth centre",
            "summary": "A place to meet",
            "activities": "Evenings",
            "results": "Regular visits",
            "participants": "120",
            "date_start": str(self.today),
            "date_end": str(fields.Date.add(self.today, months=6)),
            "cost_0": "Rent of a room",
            "asked_0": "9.000,00",
            "own_0": "1000",
            "cost_1": "",
            "asked_1": "",
            "own_1": "",
            **changes,
        }

    def test_an_organisation_applies_and_follows_its_application(self):
        self.assertIn("Places to meet", words(self.url_open("/rr/grants").text))
        application = self.begin()
        self.assertEqual(application.partner_id, self.applicant.commercial_partner_id)
        url = f"/rr/grants/application/{application.id}"
        answer = self.post(url, action="save", **self.form())
        self.assertIn("Nothing is submitted yet", words(answer.text))
        self.assertEqual(money(application.amount), money(9000))
        answer = self.post(url, action="submit", **self.form())
        self.assertEqual(answer.status_code, 422)
        self.assertIn("documents are missing", words(answer.text))
        self.assertEqual(application.state, "draft")
        kinds = self.env["rr.grant.document.type"].search(
            [("kind", "=", "community"), ("step", "=", "submit")]
        )
        for kind in kinds:
            self.post(url, action="upload", file=PDF, kind=kind.id)
        self.assertEqual(len(application.document_ids), len(kinds))
        self.post(url, action="submit", **self.form())
        self.assertEqual(application.state, "submitted")
        page = self.url_open(f"/rr/grants/document/{application.document_ids[0].id}")
        self.assertEqual(page.content, PDF)
        self.assertNotIn("Save the draft", self.url_open(url).text)

    def test_errors_name_the_field_and_keep_what_was_typed(self):
        application = self.begin()
        url = f"/rr/grants/application/{application.id}"
        for change, words_of_error in (
            ({"asked_0": "lots"}, "Budget, row 1: “lots” is not an amount"),
            ({"cost_0": ""}, "Budget, row 1: say what the money is for"),
            ({"date_start": "soon"}, "“soon” is not a day"),
            ({"participants": "many"}, "“many” is not a whole number"),
        ):
            answer = self.post(url, action="save", **self.form(**change))
            self.assertEqual(answer.status_code, 422)
            self.assertIn(words_of_error, words(answer.text))
            self.assertIn("A place to meet", answer.text)
        answer = self.post(
            url,
            action="upload",
            file=b"#!/bin/sh",
            kind=self.env.ref("rr_grants.document_community_annex").id,
        )
        self.assertIn("A file is a PDF", words(answer.text))

    def test_the_pages_speak_three_languages_on_a_phone(self):
        application = self.begin()
        for code, lang in (("sq", "sq"), ("sr", "sr-Latn"), ("en", "en")):
            self.url_open(f"/rr/lang/{code}?to=/rr/grants")
            for path in (
                "/rr/grants",
                f"/rr/grants/call/{self.call.id}",
                f"/rr/grants/application/{application.id}",
            ):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 200)
                self.assertIn(f'lang="{lang}"', page.text)
                self.assertIn("width=device-width", page.text)

    @mute_logger("odoo.http")
    def test_another_organisation_and_staff_get_nothing(self):
        application = self.make_application(self.call)
        document = application.document_ids[0]
        paths = (
            f"/rr/grants/application/{application.id}",
            f"/rr/grants/document/{document.id}",
            f"/rr/grants/letter/{application.id}.pdf",
        )
        for user in (self.ngos[1], self.reviewer, self.head):
            self.log_in(user)
            for path in paths:
                self.assertEqual(self.url_open(path).status_code, 404, path)
        self.authenticate(None, None)
        for path in paths:
            self.assertIn("/web/login", self.url_open(path).url)

    def test_a_complaint_is_sent_from_the_page(self):
        applications = self.decided(self.call)
        self.log_in(self.ngos[2])
        url = f"/rr/grants/application/{applications[2].id}"
        page = words(self.url_open(url).text)
        self.assertIn("Declined", page)
        self.assertIn("as voted", page)
        self.assertNotIn("points", page.lower())
        letter = self.url_open(f"/rr/grants/letter/{applications[2].id}.pdf")
        self.assertEqual(letter.content[:5], b"%PDF-")
        self.post(url, action="appeal", reason="a page was overlooked")
        self.assertEqual(applications[2].state, "appealed")

    def offered(self, record, query=""):
        """The steps that the page of an application or a grant has buttons for."""
        kind = {"rr.grant": "grant"}.get(record._name, "application")
        url = f"/rr/grants/{kind}/{record.id}{query}"
        page = html.fromstring(self.url_open(url).text)
        return set(page.xpath("//button[@name='action']/@value"))

    def test_a_draft_is_withdrawn_from_its_page(self):
        application = self.begin()
        url = f"/rr/grants/application/{application.id}"
        self.assertLess({"save", "submit"}, self.offered(application))
        # on a page of its own, where nothing that was typed is lost
        self.assertIn(f'href="{url}?step=withdraw"', self.url_open(url).text)
        self.assertEqual(self.offered(application, "?step=withdraw"), {"withdraw"})
        refused = self.post(url, action="withdraw", reason="")
        self.assertEqual(refused.status_code, 422)
        self.post(url, action="withdraw", reason="another call suits us better")
        self.assertEqual(application.state, "withdrawn")
        self.assertFalse(self.offered(application))

    def test_the_page_offers_the_steps_that_the_table_allows(self):
        call = self.make_call(amount_total=10000)  # enough for one of them
        outcomes = ("award", "reserve", "decline")
        awarded, reserve, declined = self.decided(call, outcomes)
        for user, application, steps in (
            (self.ngos[0], awarded, {"withdraw"}),
            (self.ngos[1], reserve, {"appeal", "withdraw"}),
            (self.ngos[2], declined, {"appeal"}),
        ):
            self.log_in(user)
            self.assertEqual(self.offered(application), steps)
            mine = application.with_user(user)
            self.assertEqual(set(mine.rr_steps), steps)
        late = fields.Date.add(declined.appeal_until, days=1)
        with clock.on(late):
            self.env.invalidate_all()
            self.assertFalse(declined.with_user(self.ngos[2]).rr_steps)
            self.log_in(self.ngos[2])
            self.assertFalse(self.offered(declined))

    def test_a_suspended_grant_still_accounts_for_its_money(self):
        grant = self.contracted(self.call)
        self.log_in(self.applicant)
        accounts = {"receipt", "save_report", "report"}
        self.assertEqual(self.offered(grant), accounts)
        grant.with_user(self.head)._do_step("suspend", "a question is open")
        self.log_in(self.applicant)
        self.assertEqual(self.offered(grant), accounts)
        url = f"/rr/grants/grant/{grant.id}"
        self.post(url, action="report", done_text="a", results="b", participants="1")
        self.assertEqual(grant.report_ids.state, "submitted")
        self.assertEqual(self.offered(grant), {"receipt"})

    def test_spending_is_reported_and_payment_confirmed(self):
        grant = self.contracted(self.call)
        payment = self.pay(grant.tranche_ids[0], "B1")
        self.log_in(self.applicant)
        url = f"/rr/grants/grant/{grant.id}"
        self.post(url, action="confirm", payment=payment.id)
        self.assertTrue(payment.confirmed_on)
        receipt = {
            "action": "receipt",
            "supplier": "Shop",
            "tax_number": "810000001",
            "number": "F-1",
            "date": str(self.today),
            "amount": "4500,00",
        }
        answer = self.post(url, file=PDF, **receipt)
        self.assertIn("The receipt was entered", words(answer.text))
        again = self.post(url, file=PDF, **{**receipt, "number": "f - 1"})
        self.assertEqual(again.status_code, 422)
        self.assertIn("already entered", words(again.text))
        entered = grant.receipt_ids
        self.assertEqual(len(entered), 1)
        page = self.url_open(f"/rr/grants/receipt/{entered.id}")
        self.assertEqual(page.content, PDF)
        entered.with_user(self.finance)._do_step("query", "which room?")
        self.log_in(self.applicant)
        self.assertIn("which room?", self.url_open(url).text)
        self.post(url, action="answer", receipt=entered.id)
        self.assertEqual(entered.state, "entered")
        self.post(
            url, action="report", done_text="Evenings", results="Met", participants="9"
        )
        self.assertEqual(grant.report_ids.state, "submitted")
        self.log_in(self.ngos[1])
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_a_closed_call_takes_no_new_application(self):
        self.call.with_user(self.officer).date_close = self.call.date_open
        later = fields.Date.add(self.today, days=1)
        with clock.on(later):
            self.call.with_user(self.officer)._do_step("close_entry")
        self.log_in(self.applicant)
        page = self.url_open(f"/rr/grants/call/{self.call.id}")
        self.assertIn("takes no applications any more", words(page.text))
