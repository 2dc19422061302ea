# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Persons, their households and identities: as many as the published totals say."""

from datetime import date

from .. import names
from .diary import Diary, workday

# Share by which persons with families exceed the published “more than”.
ABOVE_MORE_THAN = 1.06
# Share of those who let the trainers know their first name.
SHARING = 0.55


def plan(world):
    plans = _households(world)
    people = [person for plan in plans for person in plan["people"]]
    world.people = people
    world.direct = [person for person in people if person["kind"] == "direct"]
    _give_work(world, world.direct)
    _identify(world, people)
    _let_in(world, people)


# ---------------------------------------------------------------- who there is


def _waves(world):
    """Days of entry by weight, as far as they lie before today."""
    waves = {
        date.fromisoformat(f"{month}-15"): weight
        for month, weight in world.profile["waves"].items()
    }
    past = {day: weight for day, weight in waves.items() if day < world.today}
    return past or {world.before(months=6): 1}


def _households(world):
    """Plan the households: where, when, and who belongs to them."""
    number = world.total("direct_beneficiaries")
    children = round(number * world.profile["children_share"])
    sizes = []
    while sum(sizes) < number - children:
        size = int(world.pick(world.profile["direct_per_household"]))
        sizes.append(min(size, number - children - sum(sizes)))
    places = world.spread(len(sizes), world.profile["municipalities"])
    waves = world.spread(len(sizes), _waves(world))
    plans = [
        {"place": place, "entry": entry, "people": [_adult(world, entry, at)
                                                   for at in range(size)]}
        for size, place, entry in zip(sizes, places, waves, strict=True)
    ]
    # Children came with their families, mostly from the camps.
    with_children = [
        plan for plan in plans
        if any(adult["route"] == "returnee" for adult in plan["people"])
    ] or plans
    for _number in range(children):
        plan = world.random.choice(with_children)
        plan["people"].append(_child(world, plan["entry"], "direct"))
    _add_families(world, plans, number)
    for plan in plans:
        _finish(world, plan)
    return plans


def _add_families(world, plans, direct):
    """Family members who are not themselves in the programme."""
    wanted = round(world.total("direct_and_family") * ABOVE_MORE_THAN) + 1 - direct
    while wanted > 0:
        plan = world.random.choice(plans)
        members = min(wanted, int(world.pick(world.profile["family_per_household"])))
        for _number in range(members):
            make = _child if world.random.random() < 0.5 else _relative
            plan["people"].append(make(world, plan["entry"], "family"))
        wanted -= members


def _age(world, table):
    return int(world.pick(world.profile[table])) + world.random.randint(0, 1)


def _person(kind, sex, route, entry, age):
    return {"kind": kind, "sex": sex, "route": route, "birth_year": entry.year - age}


def _adult(world, entry, position):
    share = world.profile["women_share_of_adults"]
    sex = "f" if world.random.random() < share else "m"
    routes = dict(world.profile["routes_of_adults"])
    if sex == "f":
        # Of those sentenced in Kosovo, few are women.
        routes["offender"] /= 6
    return _person(
        "direct", sex, world.pick(routes), entry, _age(world, "adult_ages_at_entry")
    )


def _relative(world, entry, kind):
    sex = world.random.choice("fm")
    return _person(kind, sex, "referred", entry, _age(world, "adult_ages_at_entry"))


def _child(world, entry, kind):
    share = world.profile["girls_share_of_children"]
    sex = "f" if world.random.random() < share else "m"
    age = _age(world, "child_ages_at_entry")
    return _person(kind, sex, "returnee", entry, min(age, 17))


def _finish(world, plan):
    """What the members of a household share, and their names."""
    language = world.pick(world.profile["languages"])
    family = names.family_name(world.random, language)
    for person in plan["people"]:
        person.update(
            place=plan["place"],
            entry=workday(
                world,
                world.day_between(
                    plan["entry"].replace(day=1), min(plan["entry"], world.today)
                ),
            ),
            language=language,
            first_name=names.first_name(world.random, language, person["sex"]),
            last_name=family,
            plan=plan,
        )


# ---------------------------------------------------------------- who has work


def is_adult(world, person):
    return world.today.year - person["birth_year"] >= 18


def _give_work(world, direct):
    """Latest known status of work: the published number is in work, to the person."""
    adults = [person for person in direct if is_adult(world, person)]
    world.random.shuffle(adults)
    working = min(world.total("employed_or_self_employed"), len(adults))
    statuses = world.spread(working, world.profile["in_work"])
    statuses += world.spread(len(adults) - working, world.profile["not_in_work_adults"])
    for person, status in zip(adults, statuses, strict=True):
        person["status"] = status
    for person in direct:
        at_school = world.today.year - person["birth_year"] >= 6
        person.setdefault("status", "education" if at_school else "inactive")
        was_adult = person["entry"].year - person["birth_year"] >= 18
        person["entry_status"] = (
            world.pick({"seeking": 5, "inactive": 6, "unknown": 1, "self_employed": 0.4})
            if was_adult
            else "education" if at_school else "inactive"
        )


# ---------------------------------------------------------------- who is their officer


def officer_of(world, place):
    """Login of the officer who is responsible for a municipality (by code)."""
    for login in ("officer", "officer2"):
        if world.municipalities[place] in world.users[login].rr_municipality_ids:
            return login
    return "officer"


def by_officer(world, people):
    """Group persons by the login of the officer of their municipality, in order."""
    groups = {}
    for person in people:
        groups.setdefault(officer_of(world, person["place"]), []).append(person)
    return groups.items()


# --------------------------------------------------------------- through the doors


def _identify(world, people):
    """Numbers and contacts. Of family members too: they fill the roster of a household,
    and an overlap is found by their numbers. And who lets their name be shared."""
    chance, taken = world.chance("identities"), set()
    for person in people:
        person["identity"] = {
            "first_name": person["first_name"],
            "last_name": person["last_name"],
            "personal_number": names.personal_number(chance, taken),
            "phone": names.phone(chance),
            "address": f"Rruga e Provës {chance.randint(1, 240)} ({names.MARK})",
        }
        if person["kind"] == "direct" and chance.random() < SHARING:
            person["shares"] = True


def _let_in(world, people):
    diary = Diary(world, (_households_of, _intake, _family, _share))
    for person in people:
        day, login = person["entry"], officer_of(world, person["place"])
        diary.add(day, login, _households_of, person)
        diary.add(day, login, _intake if person["kind"] == "direct" else _family, person)
        if person.get("shares"):
            diary.add(day, login, _share, person)
    diary.open()


def _households_of(world, login, people):
    """The households of those who are the first of theirs."""
    plans = {id(p["plan"]): p["plan"] for p in people if "household" not in p["plan"]}
    if not plans:
        return
    ids = world.door(login).create(
        "rr.household",
        [{"municipality_id": world.municipalities[plan["place"]].id}
         for plan in plans.values()],
    )
    for plan, row in zip(plans.values(), ids, strict=True):
        plan["household"] = world.env["rr.household"].browse(row)


def _person_values(world, person):
    return {
        "kind": person["kind"],
        "sex": person["sex"],
        "birth_year": person["birth_year"],
        "language": "sq" if person["language"] == "sq_AL" else person["language"],
        "municipality_id": world.municipalities[person["place"]].id,
        "household_id": person["plan"]["household"].id,
    }


def _intake(world, login, people):
    """Register direct beneficiaries by the dialogue: person, identity, permission to
    participate, case."""
    door = world.door(login)
    for person in people:
        intake = door.create(
            "rr.intake",
            {
                **_person_values(world, person),
                **person["identity"],
                "entry_route": person["route"],
                "entry_status": person["entry_status"],
            },
        )
        [seen] = door.read("rr.intake", intake, ["similar_ids"])
        if seen["similar_ids"]:
            # A brother or a namesake: the officer looks, and says so.
            door.write("rr.intake", intake, {"is_compared": True})
        opened = door.button("rr.intake", intake, "action_register")
        person["case_record"] = world.env["rr.case"].browse(opened["res_id"])
        person["record"] = person["case_record"].beneficiary_id


def _family(world, login, people):
    """Members of the household who are not in the programme themselves."""
    door = world.door(login)
    ids = door.create(
        "rr.beneficiary", [_person_values(world, person) for person in people]
    )
    for person, row in zip(people, ids, strict=True):
        person["record"] = world.env["rr.beneficiary"].browse(row)
    door.create(
        "rr.beneficiary.identity",
        [
            {**person["identity"], "beneficiary_id": person["record"].id}
            for person in people
        ],
    )


def _share(world, login, people):
    """First names for the lists of courses."""
    world.door(login).create(
        "rr.permission",
        [
            {
                "beneficiary_id": person["record"].id,
                "kind": "sharing",
                "recipient_id": world.organisations["ngo"].id,
                "purpose": "course",
            }
            for person in people
        ],
    )
