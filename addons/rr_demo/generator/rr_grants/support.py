# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Support by others: the one grant of a municipality, and a clash in the queue."""

from dateutil.relativedelta import relativedelta

# A household's rent that the municipality pays for two months.
MONTHS, AMOUNT = 2, 180


def build(world):
    municipality = world.organisations["gjilan"]
    place = municipality.rr_municipality_id
    here = [p for p in world.unsupported if p["record"].municipality_id == place]
    person = (here or world.unsupported)[0]
    start = world.today.replace(day=1) - relativedelta(months=8)
    records = [(person, "rent", start, "paid")]
    records += [
        (other, "rent", world.today.replace(day=1), "approved")
        for other in _waiting_for_rent(world)[:1]
    ]
    world.env["rr.support.record"].create(
        [
            {
                "beneficiary_id": who["record"].id,
                "category": category,
                "date_from": first,
                "date_to": first + relativedelta(months=MONTHS, days=-1),
                "amount": AMOUNT * MONTHS,
                "payer_kind": "municipality",
                "payer_id": municipality.id,
                "status": status,
                "origin": "declaration",
                "reference": f"Vendim {first.year}/{number + 17}",
            }
            for number, (who, category, first, status) in enumerate(records)
        ]
    )


def _waiting_for_rent(world):
    grants = world.grants.filtered(
        lambda grant: grant.category == "rent" and grant.state == "active"
    )
    people = {person["record"].id: person for person in world.direct}
    return [people[grant.beneficiary_id.id] for grant in grants]
