# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may not reach or change what was published, tried by every remote door:
``execute_kw``, ``/json/2``, the web client's calls, and addresses of files."""

from datetime import date
from xmlrpc.client import Fault

from odoo.exceptions import UserError
from odoo.tests import HttpCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from .common import END
from .test_disclosure import DisclosureReportCase

PORTAL = ("donor", "donor2", "ngo", "municipality")
STAFF = ("officer", "psychologist", "finance", "planner", "director")
KEPT = (
    "rr.release", "rr.release.table", "rr.release.cell", "rr.release.atom",
    "rr.release.group", "rr.disclosure.link", "rr.disclosure.policy",
    "rr.disclosure.region", "rr.disclosure.zero", "rr.known.total",
    "rr.disclosure.request",
)  # fmt: skip
# Staff without a part in it read none of these; of policies they read what is in force.
CATALOGUE = ("rr.disclosure.policy", "rr.disclosure.region", "rr.disclosure.zero")
SECRET = tuple(name for name in KEPT if name not in CATALOGUE)
NOBODYS = ("rr.release.atom", "rr.release.group", "rr.disclosure.link")


@tagged("post_install", "-at_install")
class TestDisclosureDoors(DisclosureReportCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users |= {"donor": cls.contact_a, "donor2": cls.contact_b} | {
            role: new_test_user(cls.env, f"rep_{role}", groups=f"rr_base.group_{role}")
            for role in ("ngo", "municipality")
        }
        # The roles exclude each other; the four eyes hold even for somebody who got
        # both behind the register's back.
        cls.users["both"] = new_test_user(
            cls.env, "rep_both", groups="rr_base.group_reporter"
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)",
            (cls.env.ref("rr_base.group_dpo").id, cls.users["both"].id),
        )
        cls.env.invalidate_all()
        cls.env.registry.clear_cache()
        for user in cls.users.values():
            user.password = user.login
        cls.signed = cls.release(date(2025, 6, 30))
        cls.signed_table = cls.signed.table_ids.filtered("version")[0]
        cls.request = cls.env["rr.disclosure.request"].with_user(cls.users["both"]).create(
            {"partner_id": cls.donor_a.id, "question": "By region", "by_region": True}
        )
        cls.request.action_answer()
        cls.handed = cls.env["rr.disclosure.request"].with_user(
            cls.users["reporter"]
        ).create({"partner_id": cls.donor_a.id, "question": "By sex"})
        cls.handed.action_answer()
        cls.handed.with_user(cls.users["dpo"]).action_hand_out()
        cls.request.action_answer()
        cls.policy = cls.env.ref("rr_disclosure.policy_first")
        cls.draft = cls.policy.with_user(cls.users["head"]).copy(
            {"valid_from": "2030-01-01"}
        )
        cls.known = cls.env["rr.known.total"].search([], limit=1)
        cls.keys = {
            name: cls.env["res.users.apikeys"].with_user(user).sudo()._generate(
                "rpc", "test", None
            )
            for name, user in cls.users.items()
            if name not in PORTAL
        }
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.acting = None
        quiet = mute_logger(
            "odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule",
            "odoo.addons.base.models.ir_model", "odoo.addons.rpc.controllers.xmlrpc",
        )
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)

    # ------------------------------------------------------------------- doors

    def by_execute_kw(self, role, model, method, args, kwargs):
        user = self.users[role]
        try:
            return True, self.xmlrpc_object.execute_kw(
                get_db_name(), user.id, user.login, model, method, args, kwargs
            )
        except Fault as fault:
            return False, fault.faultString

    def by_json2(self, role, model, method, args, kwargs):
        named = dict(kwargs)
        if args:
            named["ids"] = args[0]
        if method == "write":
            named["vals"] = args[1]
        if method == "create":
            named.pop("ids")
            named["vals_list"] = args[0]
        answer = self.url_open(
            f"/json/2/{model}/{method}", json=named,
            headers={"Authorization": f"Bearer {self.keys[role]}"},
        )
        return answer.status_code == 200, answer.text

    def by_session(self, role, model, method, args, kwargs):
        if self.acting != role:
            self.authenticate(self.users[role].login, self.users[role].login)
            self.acting = role
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model, "method": method, "args": args, "kwargs": kwargs,
                },
            },
        ).json()
        return "error" not in answer, answer.get("result", answer.get("error"))

    def doors(self, role):
        second = self.by_session if role in PORTAL else self.by_json2
        return (self.by_execute_kw, second)

    def kept(self):
        """A digest of every row that must stay as it is."""
        self.env.flush_all()
        found = {}
        for model in KEPT:
            self.env.cr.execute(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) "
                f"FROM {self.env[model]._table} t"
            )
            found[model] = self.env.cr.fetchone()
        return found

    def assert_refused(self, role, model, method, *args, reads=False, **kwargs):
        before = None if reads else self.kept()
        for door in self.doors(role):
            with self.subTest(role=role, door=door.__name__, model=model, method=method):
                done, result = door(role, model, method, list(args), kwargs)
                self.assertFalse(done, f"{result}"[:300])
                self.assertNotIn("TypeError", f"{result}", "not a refusal")
                if before:
                    self.env.invalidate_all()
                    self.assertEqual(self.kept(), before)

    # ------------------------------------------------------------------- reads

    def test_outsiders_and_staff_without_a_part_read_nothing_of_it(self):
        for role in (*PORTAL, *STAFF):
            for model in SECRET:
                ids = self.env[model].sudo().search([], limit=3).ids
                self.assertTrue(ids, model)
                self.assert_refused(role, model, "read", ids, reads=True)
                self.assert_refused(role, model, "search_read", reads=True, domain=[])
                self.assert_refused(
                    role, model, "search_count", reads=True, domain=[["id", "in", ids]]
                )
                self.assert_refused(
                    role, model, "formatted_read_group", reads=True, domain=[],
                    groupby=[], aggregates=["__count"],
                )

    def test_outsiders_do_not_read_the_policy(self):
        for role in PORTAL:
            for model in ("rr.disclosure.policy", "rr.disclosure.region"):
                ids = self.env[model].sudo().search([]).ids
                self.assert_refused(role, model, "read", ids, reads=True)

    def test_anonymous_numbers_are_read_by_nobody(self):
        for role in ("reporter", "dpo", "head"):
            for model in NOBODYS:
                ids = self.env[model].sudo().search([], limit=2).ids
                self.assert_refused(role, model, "read", ids, reads=True)
            self.assert_refused(
                role, "rr.release.cell", "read", self.signed.cell_ids.ids[:2],
                reads=True, fields=["hidden_value"],
            )
            self.assert_refused(
                role, "rr.release", "read", self.signed.ids, reads=True,
                fields=["proposal"],
            )
            # Nor guessed by asking which rows a value would match.
            self.assert_refused(
                role, "rr.release.cell", "search_count", reads=True,
                domain=[["hidden_value", "<", 5]],
            )

    def test_the_table_of_one_donor_is_reached_by_no_address_of_others(self):
        """Neither the file of a request nor the release that holds a table."""
        attachment = self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", "rr.disclosure.request"),
                ("res_id", "=", self.handed.id),
                ("res_field", "=", "file_xlsx"),
            ]
        )
        self.assertTrue(attachment)
        paths = [
            f"/web/content/rr.disclosure.request/{self.handed.id}/file_xlsx",
            f"/web/content/{attachment.id}",
            f"/web/content/rr.release/{self.signed.id}/record",
            f"/web/content/rr.release/{self.signed.id}/proposal",
            f"/web/content/rr.release.cell/{self.signed.cell_ids[0].id}/hidden_value",
            f"/web/image/rr.disclosure.request/{self.handed.id}/file_xlsx",
        ]
        true = self.handed.sudo().file_xlsx
        self.assertTrue(true)
        for role in (*PORTAL, *STAFF, None):
            if role:
                self.authenticate(self.users[role].login, self.users[role].login)
            else:
                self.authenticate(None, None)
            for path in paths:
                with self.subTest(role=role, path=path):
                    answer = self.url_open(path, allow_redirects=False)
                    # An image that is not there is Odoo's placeholder.
                    if not path.startswith("/web/image"):
                        self.assertNotEqual(answer.status_code, 200)
                    self.assertNotIn(b"PK\x03\x04", answer.content[:4])

    # ------------------------------------------------------------------ writes

    def test_nobody_edits_or_deletes_what_was_published(self):
        signed, table = self.signed, self.signed_table
        cell = signed.cell_ids[0]
        smuggled = {"rr_release_storing": True, "rr_step": "check"}
        for role in ("reporter", "dpo", "head", "both", "donor", "finance", "director"):
            for row, vals in (
                (cell, {"value": 1}),
                (cell, {"audience": "public"}),
                (table, {"version_date": "2020-01-01"}),
                (table, {"status": "held"}),
                (table, {"threshold": 1}),
                (signed, {"totals": {}}),
                (signed, {"state": "proposed"}),
                (signed, {"checked_by_id": False}),
                (signed, {"proposed_by_id": False}),
            ):
                self.assert_refused(
                    role, row._name, "write", row.ids, vals, context=smuggled
                )
            for row in (cell, table, signed):
                self.assert_refused(role, row._name, "unlink", row.ids, context=smuggled)
                self.assert_refused(role, row._name, "copy", row.ids, context=smuggled)
            for model in ("rr.release", "rr.release.table", "rr.release.cell"):
                self.assert_refused(
                    role, model, "create", [{"release_id": signed.id}], context=smuggled
                )

    def test_what_stores_a_release_is_no_method_of_an_interface(self):
        for role in ("reporter", "dpo", "both"):
            for method in (
                "_store_proposal", "_storing", "_after_check", "_guard_check",
                "_do_step", "_load_register", "_hand_out", "_answer", "_start",
            ):  # fmt: skip
                self.assert_refused(role, "rr.release", method, self.signed.ids)

    def test_a_policy_in_force_is_edited_by_nobody(self):
        region = self.policy.region_ids[0]
        zero = {"policy_id": self.policy.id, "age_band": "0-17", "reason": "none works"}
        for role in ("reporter", "head", "dpo", "both", "officer", "donor"):
            for vals in (
                {"threshold": 3},
                {"state": "draft"},
                {"audit_seconds": 0.1},
                {"region_ids": [[5, 0, 0]]},
                {"zero_ids": [[0, 0, {"reason": "none works"}]]},
            ):
                self.assert_refused(
                    role, "rr.disclosure.policy", "write", self.policy.ids, vals
                )
            self.assert_refused(role, "rr.disclosure.policy", "unlink", self.policy.ids)
            self.assert_refused(
                role, "rr.disclosure.region", "write", region.ids, {"name": "All"}
            )
            self.assert_refused(role, "rr.disclosure.region", "unlink", region.ids)
            self.assert_refused(role, "rr.disclosure.zero", "create", [zero])

    def test_no_region_is_moved_into_a_policy_in_force(self):
        part = self.draft.region_ids[0]
        part.name = "Under another name"
        zero = self.env["rr.disclosure.zero"].create(
            {"policy_id": self.draft.id, "age_band": "0-17", "reason": "none works"}
        )
        for role in ("reporter", "head"):
            for row in (part, zero):
                self.assert_refused(
                    role, row._name, "write", row.ids, {"policy_id": self.policy.id}
                )

    def test_a_draft_policy_is_edited_by_who_drafts_alone(self):
        for role in ("dpo", "officer", "finance", "director", "donor", "ngo"):
            for vals in (
                {"threshold": 6}, {"reason": "Mine"}, {"valid_from": "2031-01-01"},
            ):
                self.assert_refused(
                    role, "rr.disclosure.policy", "write", self.draft.ids, vals
                )
            self.assert_refused(role, "rr.disclosure.policy", "unlink", self.draft.ids)
        for role in ("reporter", "head", "officer", "donor"):
            self.assert_refused(
                role, "rr.disclosure.policy", "action_put_in_force", self.draft.ids
            )

    def test_known_totals_are_kept_by_the_reporting_officer_alone(self):
        for role in ("head", "dpo", "officer", "finance", "donor"):
            self.assert_refused(
                role, "rr.known.total", "write", self.known.ids, {"persons": 1}
            )
            self.assert_refused(role, "rr.known.total", "unlink", self.known.ids)
            self.assert_refused(
                role, "rr.known.total", "create",
                [{"name": "n", "source": "s", "date": "2025-01-01", "persons": 1}],
            )

    # ------------------------------------------------------------------- steps

    def test_nobody_signs_the_own_release(self):
        release = self.env["rr.release"].with_user(self.users["both"])._start(END)
        self.assertEqual(release.state, "proposed")
        for step in ("check", "record"):
            self.assert_refused(
                "both", "rr.release", "action_step", release.ids,
                context={"rr_step": step},
            )
        self.assert_refused("both", "rr.release", "action_check", release.ids)
        for role in ("reporter", "head", "director", "finance", "officer", "donor"):
            self.assert_refused(role, "rr.release", "action_check", release.ids)
        self.assert_refused(
            "reporter", "rr.release", "write", release.ids, {"state": "checked"}
        )
        self.assertEqual(release.state, "proposed")
        release.with_user(self.users["dpo"]).action_check()
        self.assertEqual(release.state, "checked")

    def test_a_round_is_started_by_the_reporting_officer_alone(self):
        for role in ("dpo", "head", "director", "finance", "officer", "donor", "ngo"):
            self.assert_refused(
                role, "rr.release.start", "create", [{"date": END.isoformat()}]
            )

    def test_nobody_signs_the_own_request(self):
        name = self.request._name
        self.assertEqual((self.request.state, self.request.is_blocked), ("answered", False))
        for role in ("both", "reporter", "head", "director", "officer", "donor"):
            self.assert_refused(role, name, "action_hand_out", self.request.ids)
        for role in ("both", "reporter", "dpo"):
            for vals in (
                {"state": "handed_out"},
                {"asked_by_id": False},
                {"cells": [{"key": {}, "value": 1}]},
                {"is_blocked": False},
                {"signed_by_id": self.users["dpo"].id},
                {"partner_id": self.donor_b.id},
                {"by_age": True},
                {"file_xlsx": "UEsDBA=="},
            ):
                self.assert_refused(role, name, "write", self.request.ids, vals)
            self.assert_refused(role, name, "unlink", self.request.ids)
        self.assertEqual(self.request.state, "answered")

    def test_a_request_handed_out_stays(self):
        name = self.handed._name
        for role in ("both", "reporter", "dpo", "head"):
            self.assert_refused(role, name, "unlink", self.handed.ids)
            self.assert_refused(role, name, "action_answer", self.handed.ids)
        # A refusal asks for a reason first; with one it is refused as well.
        for role in ("reporter", "dpo"):
            with self.assertRaisesRegex(UserError, "Handed out"):
                self.handed.with_user(self.users[role])._do_step("refuse", "Late.")
        self.assertEqual(self.handed.state, "handed_out")

    def test_who_has_no_part_makes_no_request(self):
        asked = {"partner_id": self.donor_a.id, "question": "By sex"}
        for role in ("dpo", "head", "officer", "finance", "planner", "donor", "ngo"):
            self.assert_refused(role, "rr.disclosure.request", "create", [asked])
