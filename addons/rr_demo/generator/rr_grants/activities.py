# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What courses and services cost: committed, paid per invoice, admitted."""

import json

from dateutil.relativedelta import relativedelta
from odoo.addons.rr_grants.tools.clock import on_date
from odoo.tools.misc import file_open

# Cost of one hour of a course, in the agreement's currency; shares by invoice.
HOUR_COST = 105
INVOICES = (0.4, 0.35, 0.25)
ADMITTED_AFTER_DAYS = 30


def build(world):
    left = {
        line: line.amount_original / world.copies
        for agreement in world.agreements.values()
        for line in agreement.line_ids
        if line.cost_category == "training"
    }
    for course in world.courses:
        cost = round(course["record"].planned_hours * HOUR_COST, 2)
        line = _training_line(course, left, cost)
        if line:
            left[line] -= cost
            _course(world, course, line, cost)
    with file_open("rr_demo/data/agreements.json") as source:
        rows = json.load(source)["activities"]
    for row in rows:
        code, line_code = row["line"]
        agreement = world.agreements.get(code)
        if agreement:
            line = agreement.line_ids.filtered(lambda ln, c=line_code: ln.code == c)
            _regular(world, row, line)


def _training_line(course, left, cost):
    """The training line with most money left whose agreement covers the course."""
    lines = [
        line
        for line, amount in left.items()
        if amount >= cost
        and line.agreement_id.date_start <= course["start"]
        and course["end"] <= line.agreement_id.date_end
    ]
    return max(lines, key=lambda line: (left[line], line.id), default=None)


def _commit(world, line, day, values):
    funding = world.as_user("finance", world.env["rr.activity.funding"]).create(
        {"line_id": line.id, **values}
    )
    finance = funding.with_user(world.users["finance"])
    on_date(finance, day)._transition("commit")
    return finance


def _pay(world, funding, amount, day, document):
    """Pay one invoice and admit it a month later, as far as the days have come."""
    if day > world.today:
        return
    on_date(funding, day)._pay(amount, day, document)
    admitted = day + relativedelta(days=ADMITTED_AFTER_DAYS)
    if admitted <= world.today:
        on_date(funding, admitted)._admit(amount, document, admitted)


def _course(world, course, line, amount):
    record = course["record"]
    funding = _commit(
        world, line, course["start"],
        {
            "name": record.name,
            "course_id": record.id,
            "amount": amount,
            "units": len(course["enrolments"]),
            "unit_name": "participants",
        },
    )
    left = amount
    length = course["end"] - course["start"]
    for number, share in enumerate(INVOICES, start=1):
        part = round(amount * share, 2) if number < len(INVOICES) else round(left, 2)
        left -= part
        day = course["start"] + length * number / len(INVOICES)
        _pay(world, funding, part, day, f"Invoice {record.code}/{number}")


def _regular(world, row, line):
    """A cost that comes back every few months for as long as the agreement lasts."""
    agreement = line.agreement_id
    start, number = agreement.date_start, 0
    while start <= min(agreement.date_end, world.today):
        number += 1
        end = start + relativedelta(months=row["every"], days=-1)
        amount = world.money(row["amount"])
        funding = _commit(
            world, line, start,
            {
                "name": f"{row['name']} {start:%m/%Y}",
                "amount": amount,
                "units": row["units"],
                "unit_name": row["unit"],
            },
        )
        paid = min(end, agreement.date_end)
        _pay(world, funding, amount, paid, f"Invoice {line.code}-{number}/{start:%y}")
        start += relativedelta(months=row["every"])
