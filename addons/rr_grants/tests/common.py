# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A small programme: two agreements, a household, one user per role."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from odoo import fields
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user

ROLES = ("officer", "head", "director", "finance", "reporter")
#: the day on which the tests play; agreements cover its year
DAY = date(2026, 11, 20)
YEAR = DAY.year


def make_users(env, names, suffix=""):
    """Return ``{name: user}``; the role is the name without its number."""
    return {
        name: new_test_user(
            env,
            login=f"grants_{name}{suffix}",
            groups=f"rr_base.group_{name.rstrip('0123456789')}",
        )
        for name in names
    }


class MoneyMixin:
    """Fixtures shared by the tests of money, which play on one day."""

    freeze_time = freeze_time(f"{DAY} 10:00:00", tick=True)

    @classmethod
    def set_up_money(cls, suffix=""):
        """Build the programme in ``cls.env``; a suffix keeps committed rows apart."""
        env = cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls.users = make_users(
            env,
            (
                "officer1",
                "officer2",
                "officer3",
                "head1",
                "head2",
                "director1",
                "finance1",
                "finance2",
                "reporter1",
            ),
            suffix,
        )
        cls.officer = cls.users["officer1"]
        cls.certifier = cls.users["officer2"]
        cls.verifier = cls.users["officer3"]
        cls.head = cls.users["head1"]
        cls.director = cls.users["director1"]
        cls.finance = cls.users["finance1"]
        cls.today = fields.Date.context_today(env["rr.grant"])
        cls.month = cls.today.replace(day=1)
        cls.donor = cls.make_source(f"DONOR{suffix}", "donor", "designated")
        cls.state = cls.make_source(f"STATE{suffix}", "state_mia", "state_budget")
        cls.agreement = cls.make_agreement(cls.donor, f"DON-1{suffix}", 20000)
        cls.line = cls.make_line(cls.agreement, "A1", 12000)
        cls.rent_line = cls.make_line(cls.agreement, "A2", 8000, "rent")
        cls.agreement.with_user(cls.finance).action_sign()
        cls.state_agreement = cls.make_agreement(cls.state, f"STA-1{suffix}", 5000)
        cls.state_line = cls.make_line(cls.state_agreement, "S1", 5000)
        cls.state_agreement.with_user(cls.finance).action_sign()
        cls.municipality = env["rr.municipality"].search([], limit=1)
        cls.household = cls.make_household()
        cls.person, cls.relative, cls.stranger = (
            cls.make_person(cls.household),
            cls.make_person(cls.household),
            cls.make_person(cls.make_household()),
        )
        cls.payee = cls.make_payee()

    @classmethod
    def make_source(cls, code, kind, channel):
        return cls.env["rr.fund.source"].create(
            {"code": code, "name": code, "kind": kind, "channel": channel}
        )

    @classmethod
    def make_agreement(cls, source, code, amount, **vals):
        return cls.env["rr.fund.agreement"].create(
            {
                "code": code,
                "name": code,
                "source_id": source.id,
                "amount": amount,
                "date_start": date(YEAR - 1, 1, 1),
                "date_end": date(YEAR + 2, 12, 31),
                **vals,
            }
        )

    @classmethod
    def make_line(cls, agreement, code, amount, category="individual_grants"):
        return cls.env["rr.budget.line"].create(
            {
                "code": code,
                "agreement_id": agreement.id,
                "cost_category": category,
                "economic_category": "subsidies_transfers",
                "amount_original": amount,
            }
        )

    @classmethod
    def make_household(cls):
        return cls.env["rr.household"].create({"municipality_id": cls.municipality.id})

    @classmethod
    def make_person(cls, household):
        person = cls.env["rr.beneficiary"].create(
            {
                "sex": "f",
                "birth_year": 1990,
                "household_id": household.id,
                "municipality_id": household.municipality_id.id,
                "kind": "direct",
            }
        )
        cls.env["rr.beneficiary.identity"].create({"beneficiary_id": person.id})
        return person

    @classmethod
    def make_payee(cls, account="XK051212012345678906"):
        payee = (
            cls.env["rr.payee"]
            .with_user(cls.officer)
            .create({"kind": "supplier", "name": "Punishte", "account": account})
        )
        payee.with_user(cls.certifier)._confirm()
        return payee.sudo()

    # One grant and its way

    @classmethod
    def make_grant(cls, amount=2000, person=None, line=None, user=None, **vals):
        category = vals.get("category", "equipment")
        months = vals.pop("months", 1)
        need = vals.pop("need", amount)
        funding = vals.pop("funding", None) or [(line or cls.line, amount)]
        end_month = fields.Date.add(cls.month, months=months)
        grant = (
            cls.env["rr.grant"]
            .with_user(user or cls.officer)
            .create(
                {
                    "category": category,
                    "beneficiary_id": (person or cls.person).id,
                    "date_start": cls.month,
                    "date_end": fields.Date.subtract(end_month, days=1),
                    "payee_id": cls.payee.id,
                    "repayment_clause": True,
                    "line_ids": [
                        fields.Command.create(
                            {
                                "month": fields.Date.add(cls.month, months=number),
                                "amount": amount / months,
                                "need": need / months if need else 0,
                                "need_basis": "offer",
                            }
                        )
                        for number in range(months)
                    ],
                    "funding_ids": [
                        fields.Command.create({"line_id": part.id, "amount": share})
                        for part, share in funding
                    ],
                    **vals,
                }
            )
        )
        cls.add_documents(grant)
        return grant

    @classmethod
    def add_documents(cls, grant, quotes=3):
        types = cls.env["rr.grant.document.type"].search(
            [("kind", "=", grant.kind), ("category", "in", (False, grant.category))]
        )
        for kind in types:
            for _number in range(quotes if kind.code == "quote" else 1):
                cls.env["rr.grant.document"].create(
                    {"grant_id": grant.id, "type_id": kind.id, "reference": "prot. 1"}
                )

    @classmethod
    def walk(cls, grants, until="active"):
        """Take grants along the main path with the right persons."""
        steps = [
            ("submit", cls.officer),
            ("check", cls.officer),
            ("propose", cls.officer),
            ("approve", cls.head),
            ("agree", cls.officer),
            ("activate", cls.officer),
        ]
        final = {
            "submit": "submitted",
            "check": "checked",
            "propose": "proposed",
            "approve": "approved",
            "agree": "agreed",
            "activate": "active",
        }
        for step, user in steps:
            for grant in grants:
                actor = user
                if step == "approve" and grant.amount_eur > 3000:
                    actor = cls.director
                grant.with_user(actor)._do_step(step)
            if final[step] == until:
                break
        return grants

    @classmethod
    def pay_all(cls, grant, ref="REF"):
        for number, tranche in enumerate(grant.tranche_ids, 1):
            if tranche.state == "planned":
                cls.to_authorised(tranche)
                tranche.with_user(cls.finance)._pay(cls.today, f"{ref}-{number}")

    @classmethod
    def to_authorised(cls, tranche):
        tranche.with_user(cls.certifier)._do_step("request")
        tranche.with_user(cls.certifier)._do_step("certify")
        tranche.with_user(cls.finance)._do_step("authorise")

    @classmethod
    def finish(cls, grant, ref="INV"):
        """From all paid to closed: receipt, delivery, visits, verification."""
        receipt = (
            cls.env["rr.grant.receipt"]
            .with_user(cls.officer)
            .create(
                {
                    "grant_id": grant.id,
                    "number": ref,
                    "supplier": "Punishte",
                    "supplier_tax_number": "810000001",
                    "date": cls.today,
                    "amount": grant.amount,
                }
            )
        )
        receipt.with_user(cls.finance)._admit()
        delivery = (
            cls.env["rr.grant.delivery"]
            .with_user(cls.officer)
            .create(
                {
                    "grant_id": grant.id,
                    "name": "Sewing machine",
                    "serial_numbers": "SN-1",
                    "is_signed_supplier": True,
                    "is_signed_recipient": True,
                }
            )
        )
        delivery.with_user(cls.verifier)._verify_delivery()
        for visit in grant.visit_ids:
            visit.with_user(cls.verifier)._record_visit("in_use")
        grant.with_user(cls.officer)._do_step("complete")
        grant.with_user(cls.verifier)._do_step("verify")
        grant.with_user(cls.head)._do_step("close")

    # Assertions

    @contextmanager
    def assert_refused(self, message, error=UserError):
        """A refusal in words; what was done before it is rolled back."""
        with self.assertRaisesRegex(error, message), self.cr.savepoint():
            yield
            self.env.flush_all()
        self.env.invalidate_all()

    def balance(self, line):
        line.invalidate_recordset()
        names = ("allocated", "reserved", "committed", "paid", "repaid", "available")
        return {name: money(line[name]) for name in names}

    def assert_balance(self, line, **expected):
        found = self.balance(line)
        self.assertEqual(
            {name: found[name] for name in expected},
            {name: Decimal(value) for name, value in expected.items()},
        )

    def post(self, kind, amount, line=None, key=None, **vals):
        self.__class__.counter = getattr(self, "counter", 0) + 1
        return self.env["rr.fund.entry"]._post(
            [
                {
                    "kind": kind,
                    "line_id": (line or self.line).id,
                    "amount": amount,
                    "key": key or f"test:{self.counter}",
                    **vals,
                }
            ]
        )
