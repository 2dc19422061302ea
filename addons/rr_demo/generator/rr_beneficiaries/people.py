# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Persons, their households and identities: as many as the published totals say."""

from datetime import date

from .. import names

# Share by which persons with families exceed the published “more than”.
ABOVE_MORE_THAN = 1.06
# Rows of one create(): enough to be quick, few enough to show progress.
BATCH = 2000


def build(world):
    plans = _households(world)
    people = [person for plan in plans for person in plan["people"]]
    _give_work(world, [person for person in people if person["kind"] == "direct"])
    _create_households(world, plans)
    _create_people(world, people)
    _create_identities(world, people)
    world.people = people


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
            entry=world.day_between(
                plan["entry"].replace(day=1), min(plan["entry"], world.today)
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


# ------------------------------------------------------------ into the database


def batches(rows):
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def officer_of(world, place):
    """Login of the officer who is responsible for a municipality (by code)."""
    for login in ("officer", "officer2"):
        if world.municipalities[place] in world.users[login].rr_municipality_ids:
            return login
    return "officer"


def by_officer(world, rows, place=lambda row: row["place"]):
    """Group rows by the login of the officer of their municipality, in order."""
    groups = {}
    for row in rows:
        groups.setdefault(officer_of(world, place(row)), []).append(row)
    return groups.items()


def _create_households(world, plans):
    for login, rows in by_officer(world, plans):
        model = world.as_user(login, world.env["rr.household"])
        for part in batches(rows):
            created = model.create(
                [
                    {"municipality_id": world.municipalities[plan["place"]].id}
                    for plan in part
                ]
            )
            for plan, household in zip(part, created, strict=True):
                plan["household"] = household.with_env(world.env)


def _create_people(world, people):
    done = 0
    for login, rows in by_officer(world, people):
        model = world.as_user(login, world.env["rr.beneficiary"])
        for part in batches(rows):
            created = model.create([_person_values(world, person) for person in part])
            for person, record in zip(part, created, strict=True):
                person["record"] = record.with_env(world.env)
            done += len(part)
            world.progress(f"persons {done} of {len(people)}")


def _person_values(world, person):
    direct = person["kind"] == "direct"
    return {
        "kind": person["kind"],
        "sex": person["sex"],
        "birth_year": person["birth_year"],
        "language": "sq" if person["language"] == "sq_AL" else person["language"],
        "municipality_id": world.municipalities[person["place"]].id,
        "household_id": person["plan"]["household"].id,
        "entry_route": person["route"] if direct else False,
        "entry_date": person["entry"],
        "entry_status": person["entry_status"] if direct else False,
    }


def _create_identities(world, people):
    """Names and numbers, sealed. Of family members too: they fill the roster of a
    household, and an overlap is found by their numbers."""
    taken, done = set(), 0
    for login, rows in by_officer(world, people):
        model = world.as_user(login, world.env["rr.beneficiary.identity"])
        for part in batches(rows):
            model.create(
                [
                    {
                        "beneficiary_id": person["record"].id,
                        "first_name": person["first_name"],
                        "last_name": person["last_name"],
                        "personal_number": names.personal_number(world.random, taken),
                        "phone": names.phone(world.random),
                        "address": f"Rruga e Provës {world.random.randint(1, 240)} "
                        f"({names.MARK})",
                    }
                    for person in part
                ]
            )
            done += len(part)
            world.progress(f"identities {done} of {len(people)}")
