# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A small programme with two agreements, and the people who sign reports."""

from datetime import date

from odoo.addons.rr_base.tools import clock
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, new_test_user

START, END = date(2025, 7, 1), date(2025, 12, 31)


@freeze_time("2026-11-20 10:00:00", tick=True)
class ReportCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        roles = (
            "reporter", "reporter2", "dpo", "finance", "head", "director", "officer",
            "planner", "psychologist",
        )
        cls.users = {
            name: new_test_user(
                cls.env, f"rep_{name}", groups=f"rr_base.group_{name.rstrip('2')}"
            )
            for name in roles
        }
        cls.sequence = 0
        cls.gjilan = cls.env.ref("rr_base.municipality_gj")
        cls.prizren = cls.env.ref("rr_base.municipality_pz")
        cls.donor_a, cls.contact_a = cls.make_donor("Fund A", "rep_donor")
        cls.donor_b, cls.contact_b = cls.make_donor("Fund B", "rep_donor2")
        cls.agreement = cls.make_agreement(cls.donor_a, "FA-1", "EUR", 100000)
        cls.line = cls.make_line(cls.agreement, "1", 70000, "individual_grants")
        cls.line2 = cls.make_line(cls.agreement, "2", 25000, "training")
        cls.line3 = cls.make_line(cls.agreement, "3", 5000, "indirect")
        cls.sign(cls.agreement)
        cls.template = cls.env.ref("rr_donor_reports.template_gcerf")
        cls.agreement.report_template_id = cls.template
        cls.agreement.donor_activity_ref = "XM-DAC-1-4711"

    # --------------------------------------------------------------- makers

    @classmethod
    def make_donor(cls, name, login):
        partner = cls.env["res.partner"].create(
            {"name": name, "is_company": True, "rr_kind": "donor"}
        )
        contact = new_test_user(cls.env, login, groups="rr_base.group_donor")
        contact.partner_id.parent_id = partner
        return partner, contact

    @classmethod
    def make_agreement(cls, donor, code, currency, amount, kind="donor", **values):
        money = cls.env.ref(f"base.{currency}")
        money.active = True
        source = cls.env["rr.fund.source"].create(
            {
                "code": f"S-{code}",
                "name": f"Source {code}",
                "kind": kind,
                "channel": values.pop("channel", "designated"),
                "partner_id": donor.id if donor else False,
            }
        )
        return cls.env["rr.fund.agreement"].create(
            {
                "code": code,
                "name": f"Agreement {code}",
                "source_id": source.id,
                "currency_id": money.id,
                "amount": amount,
                "date_start": "2025-01-01",
                "date_end": "2026-12-31",
                **values,
            }
        )

    @classmethod
    def make_line(cls, agreement, code, amount, category):
        return cls.env["rr.budget.line"].create(
            {
                "code": code,
                "name": category.replace("_", " ").title(),
                "agreement_id": agreement.id,
                "cost_category": category,
                "economic_category": "goods_services",
                "amount_original": amount,
            }
        )

    @classmethod
    def sign(cls, agreement, day=date(2025, 1, 1)):
        with clock.on(day):
            agreement.with_user(cls.users["finance"]).action_sign()

    @classmethod
    def make_persons(cls, count, **values):
        return cls.env["rr.beneficiary"].create(
            [
                {
                    "sex": "f" if number % 2 else "m",
                    "birth_year": 1985,
                    "municipality_id": cls.gjilan.id,
                    "entry_date": "2025-02-01",
                    **values,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def make_grant(cls, person, category="equipment", **values):
        return cls.env["rr.grant"].create(
            {
                "kind": "individual",
                "category": category,
                "beneficiary_id": person.id,
                "date_start": "2025-07-01",
                "date_end": "2025-12-31",
                "line_ids": [
                    Command.create({"month": "2025-07-01", "amount": 1000, "need": 1000})
                ],
                **values,
            }
        )

    @classmethod
    def post(cls, kind, amount, day, line=None, **values):
        cls.sequence += 1
        return cls.env["rr.fund.entry"]._post(
            [
                {
                    "kind": kind,
                    "amount": amount,
                    "date": day,
                    "key": f"test:{cls.sequence}",
                    **({"line_id": line.id} if line else {}),
                    **values,
                }
            ]
        )

    @classmethod
    def pay(cls, amount, day, line, **values):
        """Reserve, commit and pay on one day."""
        for kind in ("reserve", "commit"):
            cls.post(kind, amount, day, line, **values)
        return cls.post("pay", amount, day, line, **values)

    @classmethod
    def pay_persons(cls, persons, amount, day, line, category="equipment"):
        for person in persons:
            grant = cls.make_grant(person, category)
            cls.pay(amount, day, line, grant_id=grant.id)

    @classmethod
    def make_report(cls, agreement=None, **values):
        return (
            cls.env["rr.donor.report"]
            .with_user(cls.users["reporter"])
            .create(
                {
                    "agreement_id": agreement.id if agreement else False,
                    "date_from": START,
                    "date_to": END,
                    **values,
                }
            )
        )

    @classmethod
    def explain(cls, report):
        """Write what the checklist asks for."""
        snapshot = report.sudo()._load_snapshot()
        known = report.sudo().variance_note_ids.mapped("line_code")
        cls.env["rr.report.variance.note"].with_user(cls.users["reporter"]).create(
            [
                {"report_id": report.id, "line_code": code, "text": "Later start."}
                for code in snapshot["variance_lines"]
                if code not in known
            ]
        )

    @classmethod
    def walk(cls, report, until="issued"):
        """Take a report along its way with the right persons."""
        by_reporter = report.with_user(cls.users["reporter"])
        by_reporter.action_generate()
        cls.explain(report)
        by_reporter.action_generate()
        for step, user in (
            ("action_check", "dpo"),
            ("action_sign", "finance"),
            ("action_approve", "head"),
            ("action_issue", "head"),
        ):
            if report.state == until:
                break
            getattr(report.with_user(cls.users[user]), step)()
        return report

    @staticmethod
    def find(snapshot, table, **key):
        """The one cell of a snapshot with this table and key."""
        found = [
            cell
            for kind in ("cells", "figures", "money")
            for cell in snapshot[kind]
            if cell["table"] == table and cell["key"] == key
        ]
        assert len(found) == 1, (table, key, found)
        return found[0]
