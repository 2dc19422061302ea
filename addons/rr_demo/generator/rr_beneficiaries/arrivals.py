# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is on the way: referrals to answer, and releases that were announced."""

from dateutil.relativedelta import relativedelta

from .. import names
from .matter import Matter
from .people import officer_of

# source, days since it was sent, municipality
REFERRALS = (("mechanism", 3, "GJ"), ("csw", 1, "PR"), ("family", 9, "PZ"))
# days until the release, days of notice before it, plan of the institution received
RELEASES = ((61, 92, False), (24, 70, True), (-40, 95, True))


def plan(world):
    _referrals(world)
    _releases(world)


def _referrals(world):
    for source, days, place in REFERRALS:
        language = "sq_AL"
        family = names.family_name(world.random, language)
        first = names.first_name(world.random, language, world.random.choice("fm"))
        told = {
            "person_name": f"{first} {family}",
            "details": f"Asks for help with papers and work ({names.MARK}).",
        }
        login, day = officer_of(world, place), world.before(days=days)
        if source == "mechanism":
            world.on(day, _send, world, told)
            world.on(day + relativedelta(days=1), _take, world, login)
        else:
            # Came with a letter, or was brought by the family.
            Matter(world, login, "rr.referral").made(
                day,
                **told,
                source=source,
                municipality_id=world.municipalities[place].id,
                officer_id=world.users[login].id,
            )


def _send(world, told):
    """The municipality's focal point sends a person to the division."""
    world.browser("municipality").post(
        "/my/referrals/send", told, page="/my/referrals"
    )


def _take(world, login):
    """An officer takes what came from the municipalities."""
    door = world.door(login)
    waiting = door.search(
        "rr.referral", [("state", "=", "sent"), ("officer_id", "=", False)]
    )
    door.write(
        "rr.referral", [row["id"] for row in waiting], {"officer_id": door.user.id}
    )


def _releases(world):
    sentenced = [
        person for person in world.direct
        if person["route"] == "offender" and person["case"]["state"] != "closed"
    ]
    for person, (days, notice, has_plan) in zip(sentenced, RELEASES, strict=False):
        release = world.today + relativedelta(days=days)
        noticed = min(release - relativedelta(days=notice), world.today)
        noticed = max(noticed, person["entry"])
        handover = Matter(world, officer_of(world, person["place"]), "rr.handover")
        handover.made(
            noticed,
            case_id=lambda person=person: person["case_record"].id,
            date_notice=noticed,
            date_release=release,
        )
        dates = {"date_plan": noticed + relativedelta(days=21)} if has_plan else {}
        if days < 0:
            dates["date_contact"] = release + relativedelta(days=5)
            dates["date_visit"] = release + relativedelta(days=12)
        for name, day in dates.items():
            handover.changed(min(day, world.today), **{name: min(day, world.today)})
