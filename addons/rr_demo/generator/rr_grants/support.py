# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Support by others: the one grant of a municipality, and a clash in the queue."""

from dateutil.relativedelta import relativedelta

from ..rr_beneficiaries.people import officer_of

# A household's rent that the municipality pays for two months.
MONTHS, AMOUNT = 2, 180
PLACE = "GJ"


def plan(world):
    month = world.today.replace(day=1)
    start = month - relativedelta(months=8)
    # One roof is not paid for twice.
    housed = {id(row["person"]["plan"]) for row in world.requests
              if row["category"] == "rent"}
    person = min(
        world.unsupported,
        key=lambda person: (id(person["plan"]) in housed, person["entry"] > start,
                            person["place"] != PLACE),
    )
    start = max(start, person["entry"].replace(day=1))
    # The officer hears of it when the last month was paid.
    heard = min(start + relativedelta(months=MONTHS, days=3), world.today)
    world.on(heard, _declared, world, person, start, "paid", 17, hour=18)
    # What is found today blocks the next tranche: nothing of it happened yet.
    world.on(world.today, _clash, world, month, hour=18)


def _declared(world, person, start, status, number):
    """An officer enters what the person has declared."""
    world.door(officer_of(world, person["place"])).create(
        "rr.support.record",
        {
            "beneficiary_id": person["record"].id,
            "category": "rent",
            "date_from": start,
            "date_to": start + relativedelta(months=MONTHS, days=-1),
            "amount": AMOUNT * MONTHS,
            "payer_kind": "municipality",
            "payer_id": world.organisations["gjilan"].id,
            "status": status,
            "reference": f"Vendim {start.year}/{number}",
        },
    )


def _clash(world, month):
    """Rent of this month that the municipality approved too."""
    grants = world.grants.filtered(
        lambda grant: grant.category == "rent" and grant.state == "active"
    ).sorted("id")
    still = grants.filtered(lambda grant: month in grant.line_ids.mapped("month"))
    people = {person["record"].id: person for person in world.direct}
    for grant in (still or grants)[:1]:
        _declared(world, people[grant.beneficiary_id.id], month, "approved", 18)
