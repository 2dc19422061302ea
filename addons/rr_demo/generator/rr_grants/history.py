# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Years that lie before: rows in bulk, where the programme is larger than published.

Sessions for the whole community, small grants that are closed and accounted for, and
support that others declared, up to what a programme of that size has. The ledger is
booked by its own method, thousands of operations at a time.
"""

import io
import time

from odoo.addons.rr_grants.models.grant import AMENDING
from odoo.tools import SQL

from ..copies import HOUR
from ..rr_training import bulk

# Rows that there are at scale 1; at scale 100 half a million, and twice 100,000.
ATTENDANCE, ENTRIES, SUPPORT = 5000, 1000, 1000
# What becomes of a small grant, each a row of the ledger.
ARROWS = ("reserve", "commit", "pay", "admit")
AMOUNTS = (40, 55, 60, 75, 90, 120)
BATCH = 2000
# Rows by which COPY is measured.
SAMPLE = 20000


def plan(world):
    if world.copies > 1:
        world.on(world.today, _make, world, hour=HOUR + 0.5)


def _make(world):
    with world.without_door("hundredfold copy"):
        _attendance(world)
        _grants(world)
        _support(world)


def _missing(world, table, wanted):
    world.env.flush_all()
    world.env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
    return max(0, round(wanted * world.full) - world.env.cr.fetchone()[0])


def copy_rate(cr, table):
    """Rows per second of ``COPY`` into an empty table of the same shape: its columns,
    checks and indexes, without foreign keys and triggers.

    :param cr: cursor; the table that is made goes with the session
    """
    name = f"rr_copy_{table}"
    cr.execute(
        SQL(
            "CREATE TEMP TABLE %s (LIKE %s INCLUDING ALL)",
            SQL.identifier(name), SQL.identifier(table),
        )
    )
    sheet = io.StringIO()
    # Both names are this module's own.
    cr._obj.copy_expert(
        f"COPY (SELECT * FROM {table} ORDER BY id DESC LIMIT {SAMPLE}) TO STDOUT", sheet
    )
    rows = sheet.getvalue().count("\n")
    sheet.seek(0)
    began = time.perf_counter()
    cr._obj.copy_expert(f"COPY {name} FROM STDIN", sheet)
    spent = time.perf_counter() - began
    cr.execute(SQL("DROP TABLE %s", SQL.identifier(name)))
    return rows / spent


def _told(world, table, what, rows, began):
    spent = time.perf_counter() - began
    if rows:
        world.rate(what, rows, spent, copy_rate(world.env.cr, table))


# ---------------------------------------------------------------- attendance


def _attendance(world):
    rows = _missing(world, "rr_attendance", ATTENDANCE)
    world.progress(f"history: {rows} marks")
    began = time.perf_counter()
    if rows:
        bulk.attendance(
            world.env, world.organisations["ngo"], world.municipalities["PR"], rows
        )
    _told(world, "rr_attendance", "attendance", rows, began)


# -------------------------------------------------------------------- grants


def _grants(world):
    """Small grants of the past to those who have had grants, closed from the start."""
    number = -(-_missing(world, "rr_fund_entry", ENTRIES) // len(ARROWS))
    chance = world.chance("history")
    world.env.cr.execute(
        "SELECT g.beneficiary_id, b.household_id FROM rr_grant g "
        "JOIN rr_beneficiary b ON b.id = g.beneficiary_id "
        "WHERE g.state = 'closed' GROUP BY 1, 2 ORDER BY 1"
    )
    people = world.env.cr.fetchall()
    left = {
        line: line.available
        for agreement in world.agreements.values()
        for line in agreement.line_ids
        if line.cost_category == "individual_grants"
        and agreement.date_start < world.before(months=4)
    }
    began, booked = time.perf_counter(), 0
    for first in range(0, number, BATCH):
        world.progress(f"history: small grants {first} of {number}")
        rows = []
        for at in range(first, min(number, first + BATCH)):
            person, household = people[at % len(people)]
            amount, line = chance.choice(AMOUNTS), max(left, key=left.get)
            if left[line] < amount:
                raise ValueError("no budget line has money left for small grants")
            left[line] -= amount
            agreement = line.agreement_id
            last = min(agreement.date_end, world.before(months=4))
            rows.append((f"H/{at + 1:05d}", person, household, line, amount,
                         _day(chance, agreement.date_start, last)))
        booked += len(_book(world, rows))
    _told(world, "rr_fund_entry", "ledger, with the grants", booked, began)


def _day(chance, first, last):
    """A day between two, drawn from a stage's own source of chance."""
    return first + (last - first) * chance.random()


def _book(world, rows):
    """Create a batch of closed grants and book what went through each."""
    quiet = {"tracking_disable": True, "mail_create_nolog": True,
             "mail_create_nosubscribe": True}
    grants = world.env["rr.grant"].with_context(**quiet)._rr_take_over(
        [
            {
                "name": name,
                "state": "closed",
                "is_opening": True,
                "category": "other",
                "purpose": "Small relief",
                "beneficiary_id": person,
                "household_id": household,
                "currency_id": line.currency_id.id,
                "date_request": day,
                "date_start": day,
                "date_end": day,
                "closed_on": day,
            }
            for name, person, household, line, _amount, day in rows
        ]
    )
    amending = AMENDING.on(grants).env
    pairs = list(zip(grants, rows, strict=True))
    amending["rr.grant.line"].create(
        [
            {"grant_id": grant.id, "month": row[5].replace(day=1), "amount": row[4],
             "need": row[4]}
            for grant, row in pairs
        ]
    )
    amending["rr.grant.funding"].create(
        [
            {"grant_id": grant.id, "line_id": row[3].id, "amount": row[4]}
            for grant, row in pairs
        ]
    )
    entries = world.env["rr.fund.entry"]._post(
        [
            {
                "kind": kind,
                "line_id": line.id,
                "amount": amount,
                "date": day,
                "key": f"opening:grant:{name}",
                "document": f"Decision {name}",
                "is_opening": True,
                "paid_by": ("partner" if line.agreement_id.channel == "off_budget"
                            else "ministry") if kind == "pay" else None,
                "grant_id": grant.id,
                "source": grant,
            }
            for grant, (name, _person, _household, line, amount, day) in pairs
            for kind in ARROWS
        ]
    )
    world.env.flush_all()
    return entries


# ------------------------------------------------------------------- support


def _support(world):
    """What others declared over the years: asked for, approved, refused."""
    rows = _missing(world, "rr_support_record", SUPPORT)
    world.progress(f"history: {rows} declarations of support")
    people = world.env["rr.beneficiary"].search([("erased_on", "=", False)]).ids
    began = time.perf_counter()
    world.env["rr.fund.entry"]._act()
    world.env.cr.execute(
        """
        INSERT INTO rr_support_record (beneficiary_id, household_id, category,
               date_from, date_to, currency_id, amount, payer_kind, payer_id, status,
               origin, reference, create_uid, write_uid, create_date, write_date)
        SELECT p.id, p.household_id,
               (ARRAY['food', 'medical', 'education', 'documents', 'rent'])[1 + n %% 5],
               d.day, (d.day + interval '1 month' * (1 + n %% 3))::date - 1, %(eur)s,
               30 + n %% 170, 'municipality', %(payer)s,
               (ARRAY['refused', 'approved', 'refused', 'asked'])[1 + n %% 4],
               'declaration', 'Vendim ' || extract(year FROM d.day) || '/' || n,
               1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
          FROM generate_series(1, %(rows)s) n
          CROSS JOIN LATERAL (
               SELECT (%(today)s::date - 90 - (n * 37 %% 1400))::date AS day) d
          JOIN rr_beneficiary p
            ON p.id = (%(people)s)[1 + (n * 7919) %% %(count)s]
        """,
        {
            "eur": world.env.ref("base.EUR").id,
            "payer": world.organisations["gjilan"].id,
            "rows": rows,
            "people": people,
            "count": len(people),
            "today": world.today,
        },
    )
    world.env.cr.execute("ANALYZE rr_support_record")
    _told(world, "rr_support_record", "support", rows, began)
    world.env.invalidate_all()
