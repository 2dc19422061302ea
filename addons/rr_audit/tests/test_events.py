# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import http
from odoo.exceptions import AccessDenied
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import entries, last_id


@tagged("-at_install", "post_install")
class TestEvents(TransactionCase):
    """What the database cannot see is told by the application."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "trail_officer", "rr_base.group_officer")
        cls.places = cls.env["rr.municipality"].search([], limit=3)

    def test_read_is_logged_once_per_record_with_reason(self):
        mark = last_id(self.env)
        self.env["rr.audit.entry"].with_user(self.officer)._log(
            "read", "rr.beneficiary.identity", [5, 6], reason="visit"
        )
        found = entries(self.env, after=mark)
        self.assertEqual([e["res_id"] for e in found], [5, 6])
        self.assertEqual({e["user_id"] for e in found}, {self.officer.id})
        self.assertEqual({e["reason"] for e in found}, {"visit"})

    def test_override_without_a_record_is_one_entry(self):
        mark = last_id(self.env)
        self.env["rr.audit.entry"]._log("override", "rr.grant", values={"step": "pay"})
        [entry] = entries(self.env, after=mark)
        self.assertEqual((entry["res_id"], entry["changes"]), (None, {"step": "pay"}))

    def test_read_on_a_readonly_cursor_is_logged_in_its_own_transaction(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT coalesce(max(id), 0) FROM rr_trail.entry_list")
            [mark] = cr.fetchone()
        with self.registry.cursor() as cr:
            cr._cnx.set_session(readonly=True)
            env = self.env(cr=cr)
            env["rr.audit.entry"]._log("read", "rr.readonly.probe", [7])
            cr.rollback()
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM rr_trail.entry_list"
                " WHERE id > %s AND model = 'rr.readonly.probe'",
                [mark],
            )
            self.assertEqual(cr.fetchone(), (1,))

    def test_export_is_logged_with_records_and_fields(self):
        mark = last_id(self.env)
        self.places.export_data(["code", "name"])
        found = entries(self.env, after=mark)
        self.assertEqual({e["operation"] for e in found}, {"export"})
        self.assertEqual({e["res_id"] for e in found}, set(self.places.ids))
        self.assertEqual(found[0]["changes"], {"fields": ["code", "name"]})

    def test_export_of_the_trail_is_logged(self):
        mark = last_id(self.env)
        dpo = new_test_user(
            self.env, "trail_dpo", "rr_base.group_dpo,base.group_allow_export"
        )
        mark = last_id(self.env)
        rows = self.env["rr.audit.entry"].with_user(dpo).search([], limit=5)
        rows.export_data(["date", "operation"])
        found = [e for e in entries(self.env, after=mark) if e["operation"] == "export"]
        self.assertEqual([e["model"] for e in found], ["rr.audit.entry"])

    def test_printing_is_logged_as_an_export(self):
        self.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "name": "probe",
                "key": "rr_audit.probe_report",
                "arch": "<t t-name='rr_audit.probe_report'><div>letter</div></t>",
            }
        )
        report = self.env["ir.actions.report"].create(
            {
                "name": "Probe",
                "model": "rr.municipality",
                "report_type": "qweb-html",
                "report_name": "rr_audit.probe_report",
            }
        )
        mark = last_id(self.env)
        self.env["ir.actions.report"]._render(report, self.places.ids)
        found = entries(self.env, after=mark)
        self.assertEqual({e["operation"] for e in found}, {"export"})
        self.assertEqual(found[0]["changes"], {"report": "rr_audit.probe_report"})

    def test_accepted_login_is_logged(self):
        mark = last_id(self.env)
        self.env["res.users"].authenticate(
            {"type": "password", "login": "trail_officer", "password": "trail_officer"},
            {"interactive": True},
        )
        found = [e for e in entries(self.env, after=mark) if e["operation"] == "login"]
        self.assertEqual(
            [(e["user_id"], e["changes"]["result"]) for e in found],
            [(self.officer.id, "accepted")],
        )

    @mute_logger("odoo.addons.base.models.res_users")
    def test_refused_login_outlives_its_transaction(self):
        admin = self.env.ref("base.user_admin")
        with self.registry.cursor() as cr:
            cr.execute("SELECT coalesce(max(id), 0) FROM rr_trail.entry_list")
            [mark] = cr.fetchone()
        for login in (admin.login, "My-Secret-Typed-In-The-Wrong-Field"):
            with self.assertRaises(AccessDenied):
                self.env["res.users"].authenticate(
                    {"type": "password", "login": login, "password": "wrong"},
                    {"interactive": True},
                )
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT user_id, changes, reason, ref FROM rr_trail.entry_list"
                " WHERE id > %s AND operation = 'login' ORDER BY id",
                [mark],
            )
            found = cr.fetchall()
        self.assertEqual([row[0] for row in found], [admin.id, None])
        self.assertEqual({row[1]["result"] for row in found}, {"refused"})
        self.assertNotIn("My-Secret", str(found))


@tagged("-at_install", "post_install")
class TestEventsOverHttp(HttpCase):
    """The same events through the doors that people use."""

    def test_export_from_the_client_is_logged(self):
        self.authenticate("admin", "admin")
        places = self.env["rr.municipality"].search([], limit=2)
        mark = last_id(self.env)
        data = {
            "model": "rr.municipality",
            "fields": [{"name": "code", "label": "Code", "type": "char"}],
            "ids": places.ids,
            "domain": [],
            "import_compat": False,
            "context": {},
            "groupby": [],
        }
        response = self.url_open(
            "/web/export/csv",
            data={
                "data": json.dumps(data),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        response.raise_for_status()
        found = [e for e in entries(self.env, after=mark) if e["operation"] == "export"]
        self.assertEqual({e["res_id"] for e in found}, set(places.ids))
        self.assertEqual(
            {e["user_id"] for e in found}, {self.env.ref("base.user_admin").id}
        )

    def test_write_by_rpc_carries_the_user(self):
        self.authenticate("admin", "admin")
        place = self.env["rr.municipality"].create(
            {
                "code": "QS",
                "name": "Seven",
                "district": self.env["rr.municipality"].search([], limit=1).district,
            }
        )
        mark = last_id(self.env)
        self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "rr.municipality",
                "method": "write",
                "args": [[place.id], {"code": "QE"}],
                "kwargs": {},
            },
        )
        [entry] = entries(self.env, model="rr.municipality", after=mark)
        self.assertEqual(entry["user_id"], self.env.ref("base.user_admin").id)
        self.assertEqual(entry["changes"], {"code": ["QS", "QE"]})
