# ruff: noqa: F821 - the shell gives ``env``
"""Runs in Odoo's shell: what a grant needs before it is submitted, for the person whose
code stands in ``CODE``: a confirmed supplier, a draft of one equipment grant with its
papers. Prints the draft's id after ``GRANT``.
"""

from dateutil.relativedelta import relativedelta
from odoo import fields

officer, officer2 = (
    env["res.users"].search([("login", "=", login)]) for login in ("officer", "officer2")
)
person = env["rr.beneficiary"].search([("code", "=", CODE)])
today = fields.Date.context_today(person)
line = env["rr.budget.line"].search(
    [
        ("cost_category", "=", "individual_grants"),
        ("is_closed", "=", False),
        ("agreement_id.state", "=", "signed"),
        ("agreement_id.date_end", ">=", today + relativedelta(months=2)),
    ]
).filtered(
    lambda line: line.available > 1000 and line.currency_id == env.ref("base.EUR")
)[:1]
payee = env["rr.payee"].with_user(officer).create(
    {"kind": "supplier", "name": "Punishte", "account": "XK051212012345678906"}
)
payee.with_user(officer2)._confirm()
month = today.replace(day=1)
grant = env["rr.grant"].with_user(officer).create(
    {
        "category": "equipment",
        "beneficiary_id": person.id,
        "purpose": "Tools for a workshop",
        "date_start": month,
        "date_end": month + relativedelta(months=1, days=-1),
        "payee_id": payee.id,
        "repayment_clause": True,
        "line_ids": [
            (0, 0, {"month": month, "amount": 600, "need": 600, "need_basis": "offer"})
        ],
        "funding_ids": [(0, 0, {"line_id": line.id, "amount": 600})],
    }
)
types = env["rr.grant.document.type"].search(
    [("kind", "=", "individual"), ("category", "in", (False, "equipment"))]
)
env["rr.grant.document"].create(
    [
        {"grant_id": grant.id, "type_id": kind.id, "reference": "prot. 1"}
        for kind in types
        for _number in range(3 if kind.code == "quote" else 1)
    ]
)
env.cr.commit()
print("GRANT", grant.id)
