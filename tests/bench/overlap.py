"""One whole check for overlapping support. Runs in Odoo's shell.

Against: its one statement straight in SQL.
"""

import random
from datetime import date
from decimal import Decimal

from measure import medians, row
from odoo.addons.rr_grants.tools import overlap
from odoo.tools import date_utils

SAMPLES = 40
MONTHS = 6


def one_check(env, person, start):
    """Run one whole check: find the support and do the ceiling arithmetic."""
    months = [date_utils.add(start, months=number) for number in range(MONTHS)]
    supports = env["rr.support.record"]._find_support(
        person,
        person.household_id,
        months[0],
        date_utils.end_of(months[-1], "month"),
    )
    return overlap.check(
        [("rent", m.year, m.month, Decimal(500), Decimal(300)) for m in months],
        supports,
    )


def run(env, scale):
    """:return: rows of the benchmark, milliseconds of one check"""
    people = env["rr.beneficiary"].search([("kind", "=", "direct")]).ids
    some = env["rr.beneficiary"].browse(random.Random(5).sample(people, SAMPLES))
    some.fetch(["household_id"])
    some.household_id.member_ids.fetch(["household_id"])
    model = env["rr.support.record"]
    start, end = date(2026, 1, 1), date(2026, 6, 30)
    queries = [
        model._support_query(
            person.household_id.member_ids.ids, person.household_id.id, start, end, -1,
            None,
        )
        for person in some
    ]

    def straight():
        for query in queries:
            env.cr.execute(query)
            env.cr.fetchall()

    checks, floor = medians(
        lambda: [one_check(env, person, start) for person in some],
        straight,
    )
    return [
        row("overlap check of one request", checks / SAMPLES, "its statement in SQL",
            floor / SAMPLES, model.search_count([]))
    ]
