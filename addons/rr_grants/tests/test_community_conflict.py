# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A conflict takes away reading, review and vote, by every door."""

import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .community import CommunityMixin

FILES = (
    "rr.grant.application",
    "rr.grant.application.line",
    "rr.grant.application.document",
    "rr.grant.review",
    "rr.grant.review.mark",
    "rr.grant.session.item",
    "rr.grant.vote",
)


@tagged("post_install", "-at_install")
class TestConflict(CommunityMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_community()
        cls.call = cls.make_call()
        cls.application = cls.check(cls.make_application(cls.call)).sudo()

    def counts(self, user):
        """Rows of each model about the application that a user may read."""
        self.env.invalidate_all()
        found = {}
        for model in FILES:
            path = {
                "rr.grant.application": "id",
                "rr.grant.review.mark": "review_id.application_id",
                "rr.grant.vote": "item_id.application_id",
            }.get(model, "application_id")
            found[model] = (
                self.env[model]
                .with_user(user)
                .search_count([(path, "=", self.application.id)])
            )
        return found

    def test_nothing_opens_before_the_declaration(self):
        self.assertEqual(set(self.counts(self.reviewer).values()), {0})
        with self.assertRaises(AccessError):
            self.application.with_user(self.reviewer).read(["title"])
        with self.assertRaises(UserError), self.cr.savepoint():
            self.review_of(self.reviewer)
        self.declaration(self.application, self.reviewer)._do_step("declare_none")
        found = self.counts(self.reviewer)
        self.assertEqual(found["rr.grant.application"], 1)
        self.assertEqual(found["rr.grant.application.document"], 2)

    def review_of(self, user):
        return (
            self.env["rr.grant.review"]
            .with_user(user)
            .create({"application_id": self.application.id})
        )

    def test_a_member_declares_for_nobody_else(self):
        other = self.declaration(self.application, self.reviewer2)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            other.with_user(self.reviewer)._do_step("declare_none")
        self.assertEqual(len(self.declaration(self.application, self.reviewer)), 1)
        with self.assertRaises(UserError):
            self.env["rr.grant.declaration"].with_user(self.reviewer).create(
                {"application_id": self.application.id, "user_id": self.reviewer.id}
            )

    def test_a_conflict_closes_the_file_review_and_vote(self):
        self.review(self.application, self.reviewer, 5)
        self.review(self.application, self.reviewer2, 5)
        self.call.with_user(self.officer).date_close = self.call.date_open
        self.call.with_user(self.officer)._do_step("close_entry")
        session = self.open_session(self.call)
        item = session.item_ids
        item.with_user(self.reviewer)._vote("for")
        self.assertTrue(all(self.counts(self.reviewer).values()))
        self.declaration(self.application, self.reviewer)._do_step(
            "declare_conflict", "sits on its board"
        )
        self.assertEqual(set(self.counts(self.reviewer).values()), {0})
        with self.assertRaises(AccessError):
            item.with_user(self.reviewer)._vote("for")
        with self.assertRaises(AccessError):
            item.with_user(self.reviewer).write({"outcome": "award"})
        self.assertFalse(item.sudo().vote_ids)
        review = self.application.review_ids.filtered(
            lambda r: r.user_id == self.reviewer
        )
        self.assertEqual(review.state, "void")

    def test_a_conflict_closes_the_file_in_every_role(self):
        self.reviewer.group_ids += self.env.ref("rr_base.group_officer")
        self.assertEqual(self.counts(self.reviewer)["rr.grant.application"], 1)
        self.declaration(self.application, self.reviewer)._do_step(
            "declare_conflict", "cousin"
        )
        self.assertEqual(set(self.counts(self.reviewer).values()), {0})

    def test_a_conflict_is_never_taken_back(self):
        declaration = self.declaration(self.application, self.reviewer)
        with self.assert_refused("needs a reason"):
            declaration._do_step("declare_conflict")
        declaration._do_step("declare_conflict", "cousin")
        with self.assertRaises(UserError):
            declaration._do_step("declare_none")
        for vals in ({"state": "none"}, {"reason": "no"}):
            with self.assertRaises(UserError), self.cr.savepoint():
                declaration.write(vals)

    def test_not_even_the_superuser_writes_a_conflicted_review_or_vote(self):
        self.declaration(self.application, self.reviewer)._do_step(
            "declare_conflict", "cousin"
        )
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.env["rr.grant.review"].sudo().create(
                {"application_id": self.application.id, "user_id": self.reviewer.id}
            )
        self.review(self.application, self.reviewer2, 5)
        self.review(self.application, self.chair, 5)
        self.call.with_user(self.officer).date_close = self.call.date_open
        self.call.with_user(self.officer)._do_step("close_entry")
        session = self.open_session(self.call)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.env["rr.grant.vote"].sudo().create(
                {
                    "item_id": session.item_ids.id,
                    "user_id": self.reviewer.id,
                    "choice": "for",
                }
            )

    def test_members_see_each_others_reviews_only_when_all_are_in(self):
        mine = self.review(self.application, self.reviewer, 5)
        self.declaration(self.application, self.reviewer2)._do_step("declare_none")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            mine.with_user(self.reviewer2).read(["points"])
        self.review(self.application, self.reviewer2, 4)
        self.env.invalidate_all()
        self.assertEqual(mine.with_user(self.reviewer2).points, 100)
        with self.assertRaises(UserError):
            mine.mark_ids.with_user(self.reviewer2).write({"points": 1})

    def test_an_applicant_sees_its_own_file_and_nothing_of_the_assessment(self):
        other = self.ngos[1]
        self.env.invalidate_all()
        self.assertFalse(self.env["rr.grant.application"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.application.with_user(other).read(["title"])
        mine = self.application.with_user(self.applicant)
        self.assertEqual(mine.read(["title"])[0]["title"], mine.title)
        for name in ("points", "review_ids", "declaration_ids", "is_complete"):
            with self.assertRaises(AccessError):
                mine.read([name])
        for model in ("rr.grant.review", "rr.grant.session", "rr.grant.declaration"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.applicant).search([])
        with self.assertRaises(AccessError):
            self.call.with_user(self.applicant).read(["member_ids"])

    # RPC and HTTP

    def rpc(self, login, model, method, *args, **kwargs):
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
                        "kwargs": kwargs,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        return answer

    def json2(self, user, model, method, **payload):
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "test", None)
        )
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(payload),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {key}",
            },
        )
        self.env.invalidate_all()
        return answer

    def conflicted(self):
        self.review(self.application, self.reviewer2, 5)
        self.review(self.application, self.chair, 5)
        self.declaration(self.application, self.reviewer)._do_step(
            "declare_conflict", "cousin"
        )
        self.call.with_user(self.officer).date_close = self.call.date_open
        self.call.with_user(self.officer)._do_step("close_entry")
        session = self.open_session(self.call)
        self.env.flush_all()
        return session.item_ids

    @mute_logger("odoo.http")
    def test_by_rpc_a_conflict_reads_reviews_and_votes_nothing(self):
        item = self.conflicted()
        ids, mark = [self.application.id], self.application.review_ids.mark_ids[:1]
        for model, method, args in (
            ("rr.grant.application", "read", (ids, ["title"])),
            ("rr.grant.application", "web_read", (ids, {"title": {}})),
            ("rr.grant.application", "export_data", (ids, ["title"])),
            ("rr.grant.review", "create", ([{"application_id": ids[0]}],)),
            ("rr.grant.review", "read", (self.application.review_ids.ids, ["points"])),
            ("rr.grant.review.mark", "write", (mark.ids, {"points": 1})),
            ("rr.grant.session.item", "read", (item.ids, ["points"])),
            ("rr.grant.session.item", "action_for", (item.ids,)),
            ("rr.grant.session.item", "write", (item.ids, {"outcome": "award"})),
            ("rr.grant.vote", "create", ([{"item_id": item.id, "choice": "for"}],)),
        ):
            with self.subTest(model=model, method=method):
                answer = self.rpc("grants_reviewer1", model, method, *args)
                self.assertIn("error", answer)
        found = self.rpc(
            "grants_reviewer1", "rr.grant.application", "search_read", [], ["title"]
        )
        self.assertEqual(found["result"], [])
        self.assertFalse(item.vote_ids)

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_by_json2_a_conflict_reads_reviews_and_votes_nothing(self):
        item = self.conflicted()
        ids = [self.application.id]
        for model, method, payload in (
            ("rr.grant.application", "read", {"ids": ids, "fields": ["title"]}),
            (
                "rr.grant.review",
                "create",
                {"vals_list": [{"application_id": ids[0]}]},
            ),
            ("rr.grant.session.item", "action_for", {"ids": item.ids}),
        ):
            with self.subTest(model=model, method=method):
                answer = self.json2(self.reviewer, model, method, **payload)
                self.assertGreaterEqual(answer.status_code, 400, answer.text[:200])
        answer = self.json2(
            self.reviewer, "rr.grant.application", "search_read", domain=[]
        )
        self.assertEqual(answer.json(), [])
        self.assertFalse(item.vote_ids)

    @mute_logger("odoo.http")
    def test_by_http_a_conflict_downloads_no_file(self):
        document = self.application.document_ids[:1]
        path = f"/web/content/rr.grant.application.document/{document.id}/file"
        self.declaration(self.application, self.reviewer2)._do_step("declare_none")
        self.env.flush_all()
        self.authenticate("grants_reviewer2", "grants_reviewer2")
        self.assertEqual(self.url_open(path).status_code, 200)
        self.declaration(self.application, self.reviewer)._do_step(
            "declare_conflict", "cousin"
        )
        self.env.flush_all()
        self.authenticate("grants_reviewer1", "grants_reviewer1")
        self.assertNotEqual(self.url_open(path).status_code, 200)
