# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is on the way: referrals to answer, and releases that were announced."""

from dateutil.relativedelta import relativedelta

from .. import names
from .people import officer_of

# source, days since it was sent, municipality
REFERRALS = (("mechanism", 3, "GJ"), ("csw", 1, "PR"), ("family", 9, "PZ"))
# days until the release, days of notice before it, plan of the institution received
RELEASES = ((61, 92, False), (24, 70, True), (-40, 95, True))


def build(world):
    for source, days, place in REFERRALS:
        language = "sq_AL"
        family = names.family_name(world.random, language)
        first = names.first_name(world.random, language, world.random.choice("fm"))
        login = officer_of(world, place)
        world.as_user(login, world.env["rr.referral"]).create(
            {
                "direction": "in",
                "source": source,
                "partner_id": world.organisations["gjilan"].id
                if source == "mechanism" else False,
                "municipality_id": world.municipalities[place].id,
                "date": world.before(days=days),
                "officer_id": world.users[login].id,
                "person_name": f"{first} {family}",
                "details": f"Asks for help with papers and work ({names.MARK}).",
            }
        )
    sentenced = [
        person for person in world.direct
        if person["route"] == "offender" and person["case"]["state"] != "closed"
    ]
    for person, (days, notice, has_plan) in zip(sentenced, RELEASES, strict=False):
        release = world.today + relativedelta(days=days)
        noticed = min(release - relativedelta(days=notice), world.today)
        values = {
            "case_id": person["case_record"].id,
            "date_notice": noticed,
            "date_release": release,
        }
        if has_plan:
            values["date_plan"] = min(noticed + relativedelta(days=21), world.today)
        if days < 0:
            values["date_contact"] = release + relativedelta(days=5)
            values["date_visit"] = release + relativedelta(days=12)
        login = officer_of(world, person["place"])
        world.as_user(login, world.env["rr.handover"]).create(values)
