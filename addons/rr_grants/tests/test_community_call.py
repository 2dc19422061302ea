# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo import fields
from odoo.addons.rr_base.tools import clock
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .community import CommunityMixin


@tagged("post_install", "-at_install")
class TestCommunityCall(CommunityMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_community()

    # Call

    def test_a_call_is_published_with_criteria_money_and_a_commission(self):
        call = self.make_call(publish=False)
        call.criterion_ids[0].weight = 50
        with self.assert_refused("do not sum to 100"):
            call.with_user(self.head)._do_step("publish")
        call.criterion_ids[0].weight = 60
        call.amount_total = 300000
        with self.assert_refused("the call promises"):
            call.with_user(self.head)._do_step("publish")
        call.amount_total = 30000
        call.member_ids = self.reviewer | self.reviewer2
        with self.assert_refused("has no chair"):
            call.with_user(self.head)._do_step("publish")
        call.member_ids = self.members
        with self.assert_refused("is a step of", AccessError):
            call.with_user(self.officer)._do_step("publish")
        call.with_user(self.head)._do_step("publish")
        with self.assert_refused("Applicants rely on it"):
            call.own_share_min = 0

    def test_fewer_than_two_reviews_are_refused_by_the_database(self):
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            self.make_call(publish=False, reviews_wanted=1).flush_recordset()

    def test_shares_of_tranches_sum_to_a_hundred(self):
        for wrong in ("50,30", "x", "100,0", ""):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.make_call(publish=False, tranche_shares=wrong)

    def test_a_call_closes_by_itself_after_its_last_day(self):
        call = self.make_call()
        draft = self.make_application(call, submit=False)
        with self.assert_refused("taken until"):
            call.with_user(self.officer)._do_step("close_entry")
        later = fields.Date.add(call.date_close, days=1)
        with clock.on(later):
            self.env["rr.grant.call"]._cron_close_entry()
        self.assertEqual(call.state, "closed")
        self.assertEqual(draft.state, "withdrawn")

    # Application

    def test_an_application_meets_the_calls_terms(self):
        call = self.make_call()
        for amount, own, words in (
            (4999, 2000, "the call gives"),
            (30001, 9000, "the call gives"),
            (9000, 900, "own share is 9.1"),
        ):
            application = self.make_application(call, self.ngos[1], amount, own, False)
            with self.assert_refused(words):
                application._do_step("submit")
            application.unlink()
        application = self.make_application(call, submit=False)
        application.document_ids[0].unlink()
        with self.assert_refused("documents are missing"):
            application._do_step("submit")

    def test_one_application_of_an_organisation_per_call(self):
        call = self.make_call()
        self.make_application(call)
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self.make_application(call)

    def test_what_is_handed_in_stays_until_the_office_asks(self):
        application = self.make_application(self.make_call())
        for change in (
            lambda: application.write({"title": "x"}),
            lambda: application.line_ids.write({"amount": 8000}),
            lambda: application.document_ids.unlink(),
        ):
            with self.assert_refused("no longer changes"):
                change()
        application.with_user(self.officer)._do_step("query", "no statute")
        application.write({"title": "x"})
        application._do_step("submit")
        self.assertEqual(application.state, "submitted")
        self.assertFalse(application.query)

    def test_a_person_cannot_apply(self):
        person = self.env["res.partner"].create({"name": "A person"})
        with self.assertRaises(UserError):
            self.env["rr.grant.application"].with_user(self.officer).create(
                {
                    "call_id": self.make_call().id,
                    "partner_id": person.id,
                    "title": "x",
                }
            )

    def test_the_office_ticks_its_checks_before_the_file_goes_on(self):
        application = self.make_application(self.make_call()).with_user(self.officer)
        with self.assert_refused("not yet checked: Registered organisation"):
            application._do_step("check")
        self.check(application)
        declarations = application.declaration_ids
        self.assertEqual(declarations.user_id, self.members)
        self.assertEqual(set(declarations.mapped("state")), {"pending"})

    # Reviews

    def test_two_reviews_move_an_application_on(self):
        application = self.check(self.make_application(self.make_call()))
        self.review(application, self.reviewer, 5)
        self.assertEqual(application.state, "checked")
        self.review(application, self.reviewer2, 4)
        self.assertEqual(application.state, "scored")
        self.assertEqual(application.points, 90)

    def test_a_review_answers_every_criterion_and_explains(self):
        application = self.check(self.make_application(self.make_call()))
        review = self.review(application, self.reviewer, 5, submit=False)
        review.mark_ids[0].write({"points": 0, "reason": False})
        with self.assert_refused("no points are given for: Need"):
            review._do_step("submit")
        review.mark_ids[0].write({"points": 0, "reason": "nothing said of it"})
        review.comment = " "
        with self.assert_refused("write a comment"):
            review._do_step("submit")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            review.mark_ids[0].points = 6
        review.comment = "c"
        review._do_step("submit")
        with self.assert_refused("no longer changes"):
            review.mark_ids[0].points = 1

    def test_a_late_conflict_voids_the_review(self):
        application = self.check(self.make_application(self.make_call()))
        self.review(application, self.reviewer, 5)
        self.review(application, self.reviewer2, 1)
        self.declaration(application, self.reviewer2)._do_step(
            "declare_conflict", "cousin"
        )
        self.assertEqual(application.points, 100)
        self.assertEqual(application.review_count, 1)

    # Session

    def test_the_list_is_ranked_by_points(self):
        call = self.make_call()
        applications = self.assessed(call, ((1, 1), (5, 5), (4, 4)))
        items = self.open_session(call).item_ids
        self.assertEqual(
            items.application_id.ids, [applications[i].id for i in (1, 2, 0)]
        )
        self.assertEqual(items.mapped("rank"), [1, 2, 3])

    def test_a_session_needs_its_quorum(self):
        call = self.make_call()
        self.assessed(call)
        with self.assert_refused("the quorum is 2"):
            self.open_session(call, present=self.chair)
        session = self.open_session(call)
        item = session.item_ids[0]
        item.with_user(self.chair)._vote("for")
        item.outcome = "award"
        with self.assert_refused("1 members voted, the quorum is 2"):
            session._do_step("close")

    def test_quorum_is_counted_after_recusals(self):
        call = self.make_call()
        applications = self.assessed(call)
        session = self.open_session(call, present=self.chair | self.reviewer)
        self.declaration(applications[0], self.reviewer)._do_step(
            "declare_conflict", "board member"
        )
        for item in session.item_ids:
            item._vote("for")
            item.outcome = "award"
        self.env.invalidate_all()
        for item in session.with_user(self.reviewer).item_ids:
            item._vote("for")
        self.env.invalidate_all()
        with self.assert_refused(
            f"{applications[0].name}: 1 members voted, the quorum is 2"
        ):
            session._do_step("close")

    def test_the_outcome_is_what_was_voted(self):
        call = self.make_call()
        self.assessed(call)
        session = self.open_session(call)
        with self.assert_refused("not what was voted"):
            for item in session.item_ids:
                for user in self.members:
                    item.with_user(user)._vote("against")
                item.outcome = "award"
            session._do_step("close")

    def test_an_exception_from_the_list_is_explained(self):
        call = self.make_call()
        self.assessed(call)
        session = self.open_session(call)
        with self.assert_refused("departs from the list"):
            # the third has 20 of 100 points
            self.decide(session, ("award", "award", "award"))
        with self.assert_refused("departs from the list"):
            self.decide(session, ("decline", "award", "decline"))

    def test_no_more_is_awarded_than_the_call_has(self):
        call = self.make_call(amount_total=17000)
        self.assessed(call)
        session = self.open_session(call)
        for item in session.item_ids:
            item.exception_reason = "both are needed"
        with self.assert_refused("would be awarded; 17000.00"):
            for item, outcome in zip(
                session.item_ids, ("award", "award", "decline"), strict=True
            ):
                for user in self.members:
                    item.with_user(user)._vote(
                        "against" if outcome == "decline" else "for"
                    )
                item.write({"outcome": outcome, "reason": "r", "exception_reason": "e"})
            session._do_step("close")

    def test_who_voted_does_not_sign(self):
        call = self.make_call()
        self.chair.group_ids += self.env.ref("rr_base.group_head")
        applications = self.assessed(call)
        session = self.open_session(call)
        self.decide(session, ("award", "award", "decline"))
        with self.assert_refused("who voted does not sign"):
            session.with_user(self.chair)._do_step("sign")
        session.with_user(self.head)._do_step("sign")
        self.assertEqual(
            applications.mapped("state"), ["awarded", "awarded", "declined"]
        )

    def test_only_a_signed_session_decides(self):
        call = self.make_call()
        applications = self.assessed(call)
        for step in ("award", "decline", "keep_in_reserve"):
            with self.assert_refused("the commission's session decides"):
                applications[0].with_user(self.head)._do_step(step)

    # Complaint and contract

    def test_a_complaint_in_time_is_decided_by_who_did_not_vote(self):
        applications = self.decided(self.make_call())
        late = fields.Date.add(self.today, days=31)
        declined = applications[2].with_user(self.ngos[2])
        with self.assert_refused("complaints were taken until"):
            with clock.on(late):
                declined._do_step("appeal", "unfair")
        with self.assertRaises(AccessError):
            applications[2].with_user(self.ngos[1])._do_step("appeal", "mine")
        declined._do_step("appeal", "a page was overlooked")
        with self.assert_refused("complaint about .* is open"):
            with clock.on(late):
                applications[0].with_user(self.officer)._do_step(
                    "convert"
                )
        declined.with_user(self.head)._do_step("uphold", "it was overlooked")
        self.assertEqual(declined.state, "scored")

    def test_the_contract_waits_for_the_appeal_window(self):
        application = self.decided(self.make_call())[0].with_user(self.officer)
        with self.assert_refused("complaints are taken until"):
            application._do_step("convert")
        with clock.on(fields.Date.add(self.today, days=31)):
            application._do_step(
                "convert"
            )
        grant = application.grant_id
        self.assertEqual(grant.kind, "community")
        self.assertEqual(grant.partner_id, application.partner_id)
        self.assertFalse(grant.beneficiary_id)
        self.assertEqual(money(grant.amount), money(9000))
        self.assertEqual(grant.funding_ids.line_id, self.line_c)
        self.assertEqual(grant.own_share_agreed, 10)

    def test_a_community_grant_comes_from_an_application_alone(self):
        with self.assert_refused("made from an awarded application"):
            self.env["rr.grant"].with_user(self.officer).create(
                {
                    "kind": "community",
                    "category": "other",
                    "partner_id": self.ngos[0].commercial_partner_id.id,
                    "date_start": self.today,
                    "date_end": self.today,
                }
            )

    def test_a_voter_does_not_approve_the_grant(self):
        call = self.make_call()
        application = self.decided(call)[0]
        later = fields.Date.add(self.today, days=31)
        with clock.on(later):
            application.with_user(self.officer)._do_step("convert")
        grant = application.sudo().grant_id
        self.reviewer.group_ids += self.env.ref("rr_base.group_head")
        for step in ("submit", "check", "propose"):
            grant.with_user(self.officer)._do_step(step)
        with self.assert_refused("who voted in the commission does not approve"):
            grant.with_user(self.reviewer)._do_step("approve")
        with self.assertRaises(UserError):
            grant.with_user(self.officer)._do_step("approve")

    def test_the_result_is_published_when_all_is_decided(self):
        call = self.make_call()
        self.assessed(call)
        with self.assert_refused("is not decided"):
            call.with_user(self.head)._do_step("settle")
        session = self.open_session(call)
        self.decide(session, ("award", "award", "decline"))
        session.with_user(self.head)._do_step("sign")
        call.with_user(self.head)._do_step("settle")
        with self.assert_refused("is not finished"):
            call.with_user(self.head)._do_step("end")

    def test_the_reserve_list_moves_up_when_money_is_left(self):
        call = self.make_call()
        applications = self.assessed(call)
        session = self.open_session(call)
        for item in session.item_ids:
            item.exception_reason = "e"
        for item, outcome in zip(
            session.item_ids, ("award", "reserve", "decline"), strict=True
        ):
            for user in self.members:
                item.with_user(user)._vote("against" if outcome == "decline" else "for")
            item.write({"outcome": outcome, "reason": "r", "exception_reason": "e"})
        session._do_step("close")
        session.with_user(self.head)._do_step("sign")
        self.assertEqual(applications[1].state, "reserve")
        applications[1].with_user(self.head)._do_step("promote", "money is left")
        self.assertEqual(money(applications[1].amount_awarded), money(9000))
