# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A call, its commission, applicants, and a grant on its way."""

import base64
from datetime import date

from odoo import fields
from odoo.addons.rr_base.tools import clock
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import YEAR, MoneyMixin, make_users

FILE = base64.b64encode(b"%PDF-1.4 paper")


class CommunityMixin(MoneyMixin):
    @classmethod
    def set_up_community(cls):
        cls.set_up_money()
        cls.users.update(make_users(cls.env, ("reviewer1", "reviewer2", "chair1")))
        cls.reviewer, cls.reviewer2 = cls.users["reviewer1"], cls.users["reviewer2"]
        cls.chair = cls.users["chair1"]
        cls.members = cls.reviewer | cls.reviewer2 | cls.chair
        cls.agreement_c = cls.make_agreement(cls.donor, "DON-C", 200000)
        cls.line_c = cls.make_line(
            cls.agreement_c, "C1", 200000, category="community_grants"
        )
        cls.agreement_c.with_user(cls.finance).action_sign()
        cls.ngos = [cls.make_ngo(number) for number in (1, 2, 3)]
        cls.applicant = cls.ngos[0]
        cls.payee_c = (
            cls.env["rr.payee"]
            .with_user(cls.officer)
            .create(
                {
                    "kind": "organisation",
                    "name": "OJQ",
                    "account": "XK051212012345678906",
                }
            )
        )
        cls.payee_c.with_user(cls.certifier)._confirm()
        cls.day = cls.today

    @classmethod
    def make_ngo(cls, number):
        partner = cls.env["res.partner"].create(
            {
                "name": f"OJQ {number}",
                "is_company": True,
                "rr_kind": "ngo",
                "rr_municipality_id": cls.municipality.id,
            }
        )
        user = new_test_user(
            cls.env, login=f"grants_ngo{number}", groups="rr_base.group_ngo"
        )
        user.partner_id.parent_id = partner
        return user

    @classmethod
    def make_call(cls, publish=True, **vals):
        """A call that is open for ten days more; its projects last a year."""
        call = (
            cls.env["rr.grant.call"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Places to meet",
                    "purpose": "Youth centres",
                    "date_open": fields.Date.subtract(cls.today, days=30),
                    "date_close": fields.Date.add(cls.today, days=10),
                    "date_start": date(YEAR - 1, 1, 1),
                    "date_end": date(YEAR + 1, 12, 31),
                    "amount_total": 30000,
                    "line_ids": [Command.set(cls.line_c.ids)],
                    "member_ids": [Command.set(cls.members.ids)],
                    "criterion_ids": [
                        Command.create({"name": "Need", "weight": 60}),
                        Command.create({"name": "Capacity", "weight": 40}),
                    ],
                    **vals,
                }
            )
        )
        if publish:
            call.with_user(cls.head)._do_step("publish")
        return call

    @classmethod
    def make_application(cls, call, user=None, amount=9000, own=1000, submit=True):
        user = user or cls.applicant
        application = (
            cls.env["rr.grant.application"]
            .with_user(user)
            .create(
                {
                    "call_id": call.id,
                    "title": f"Project of {user.login}",
                    "summary": "s",
                    "activities": "a",
                    "results": "r",
                    "date_start": cls.today,
                    "date_end": fields.Date.add(cls.today, months=6),
                    "line_ids": [
                        Command.create(
                            {"name": "Room", "amount": amount, "own_amount": own}
                        )
                    ],
                }
            )
        )
        for kind in cls.env["rr.grant.document.type"].search(
            [("kind", "=", "community"), ("step", "=", "submit")]
        ):
            application.env["rr.grant.application.document"].create(
                {
                    "application_id": application.id,
                    "type_id": kind.id,
                    "file": FILE,
                    "file_name": f"{kind.code}.pdf",
                }
            )
        if submit:
            application._do_step("submit")
        return application

    @classmethod
    def check(cls, application):
        mine = application.with_user(cls.officer)
        mine.write(
            {
                "is_registered": True,
                "is_complete": True,
                "is_not_double_funded": True,
            }
        )
        mine._do_step("check")
        return mine

    @classmethod
    def declaration(cls, application, user):
        return (
            cls.env["rr.grant.declaration"]
            .with_user(user)
            .search(
                [("application_id", "=", application.id), ("user_id", "=", user.id)]
            )
        )

    @classmethod
    def review(cls, application, user, points, submit=True):
        declaration = cls.declaration(application, user)
        if declaration.state == "pending":
            declaration._do_step("declare_none")
        review = (
            cls.env["rr.grant.review"]
            .with_user(user)
            ._mine(application.with_user(user))
        )
        for mark in review.mark_ids:
            mark.write({"points": points, "reason": "seen"})
        review.comment = "Sound."
        if submit:
            review._do_step("submit")
        return review

    @classmethod
    def assessed(cls, call, points=((5, 5), (4, 4), (1, 1))):
        """One application per organisation, reviewed by both reviewers."""
        applications = cls.env["rr.grant.application"]
        for user, pair in zip(cls.ngos, points, strict=False):
            application = cls.check(cls.make_application(call, user))
            cls.review(application, cls.reviewer, pair[0])
            cls.review(application, cls.reviewer2, pair[1])
            applications |= application
        call.with_user(cls.officer).date_close = fields.Date.subtract(cls.today, days=1)
        call.with_user(cls.officer)._do_step("close_entry")
        return applications.with_user(cls.officer)

    @classmethod
    def open_session(cls, call, present=None):
        session = (
            cls.env["rr.grant.session"]
            .with_user(cls.chair)
            .create(
                {
                    "call_id": call.id,
                    "present_ids": [Command.set((present or cls.members).ids)],
                }
            )
        )
        for application in call.sudo().application_ids:
            declaration = cls.declaration(application, cls.chair)
            if declaration.state == "pending":
                declaration._do_step("declare_none")
        session._do_step("open")
        return session

    @classmethod
    def decide(cls, session, outcomes):
        """Votes and outcomes in the order of the list; then closed."""
        for item, outcome in zip(session.item_ids, outcomes, strict=True):
            choice = "against" if outcome == "decline" else "for"
            for user in cls.members:
                item.with_user(user)._vote(choice)
            item.with_user(cls.chair).write(
                {"outcome": outcome, "reason": "as voted", "exception_reason": False}
            )
        session.with_user(cls.chair)._do_step("close")

    @classmethod
    def decided(cls, call, outcomes=("award", "award", "decline")):
        applications = cls.assessed(call)
        session = cls.open_session(call)
        cls.decide(session, outcomes)
        session.with_user(cls.head)._do_step("sign")
        return applications

    @classmethod
    def contracted(cls, call=None, amount=9000):
        """An active community grant of the first organisation."""
        call = call or cls.make_call()
        application = cls.decided(call)[0]
        later = fields.Date.add(cls.today, days=31)
        with clock.on(later):
            application.with_user(cls.officer)._do_step("convert")
        return cls.activate(application.sudo().grant_id)

    @classmethod
    def activate(cls, grant):
        grant = grant.with_user(cls.officer)
        grant.payee_id = cls.payee_c
        grant.repayment_clause = True
        cls.add_documents(grant)
        grant.write({"date_start": cls.today})
        for step, user in (
            ("submit", cls.officer),
            ("check", cls.officer),
            ("propose", cls.officer),
            ("approve", cls.users["head2"]),
            ("agree", cls.officer),
            ("activate", cls.officer),
        ):
            grant.with_user(user)._do_step(step)
        return grant

    @classmethod
    def pay(cls, tranche, ref):
        cls.to_authorised(tranche)
        return tranche.with_user(cls.finance)._pay(cls.today, ref)

    @classmethod
    def spend(cls, grant, amount, number, own=False, admit=None, reason=None, **vals):
        """A receipt by the organisation, decided by finance."""
        receipt = (
            cls.env["rr.grant.receipt"]
            .with_user(cls.applicant)
            .create(
                {
                    "grant_id": grant.id,
                    "number": number,
                    "supplier": "Shop",
                    "supplier_tax_number": "810000001",
                    "date": cls.today,
                    "amount": amount,
                    "is_own_share": own,
                    **vals,
                }
            )
        )
        decide = receipt.with_user(cls.finance)
        if admit == 0:
            decide.rejection_reason = reason or "not_eligible"
            decide._do_step("reject")
        else:
            decide._admit(admit, reason=reason)
        return receipt

    @classmethod
    def report_final(cls, grant):
        report = (
            cls.env["rr.grant.report"]
            .with_user(cls.applicant)
            .create({"grant_id": grant.id, "done": "d", "results": "r"})
        )
        report._do_step("submit")
        report.with_user(cls.officer)._do_step("accept")
        return report
