# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is recorded around the cases: assessments that others hold, papers, complaints,
requests of persons about their data, a breach, mechanisms, activities, leave."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule

from .. import names
from ..samples import paper, support_list
from .matter import Matter
from .people import officer_of

# instrument, months since it was made, months until its review
ASSESSMENTS = (("vera2r", 9, 12), ("erg22", 5, 6), ("kterac", 14, 18), ("other", 3, 6))
PAPERS = (("permission", "Signed permission", 2), ("plan", "Signed plan", 1),
          ("certificate", "Certificate of the employment office", 0),
          ("decision", "Decision on accommodation", 0))
# channel, subject, days ago, place, what is said, answer (or None: none yet), examined
COMPLAINTS = (
    ("letter", "service", 70, "GJ", "The flat was handed over two weeks late.",
     "The key is with the family now; the delay lay with the owner.", True),
    ("visit", "grant", 34, "PR", "No answer on a request for tools for a month.",
     "The request was decided on; the letter went out the same day.", True),
    ("call", "partner", 12, "PZ", "The course began an hour late three times.", None,
     True),
    ("email", "data", 2, "KC", "Asks why the school knows of the course.", None, False),
)
# kind, days ago, outcome (or None: open), step
REQUESTS = (
    ("log", 61, "The letter with all readings was handed over.", "answer"),
    ("correction", 40, "The year of birth was corrected after a look at the papers.",
     "answer"),
    ("erasure", 25, "The case is open: the term of retention has not begun.", "refuse"),
    ("log", 3, None, None),
)
# municipality: coordinator's office, months since the decision, since the procedures
# (or None), since the last report (or None)
MECHANISMS = {
    "GJ": ("Director of social welfare", 40, 34, 3),
    "PR": ("Head of the office for communities", 22, 12, 8),
    "PZ": ("Director of education", 9, None, None),
}
MEETINGS = (("meeting", 2, 9, "Referrals of the quarter"),
            ("training", 5, 14, "Safe conversation and referral"),
            ("meeting", 8, 7, "Host families and schools"))
ROLES = "Social welfare\nEducation\nHealth\nPolice in the community\nCivil society"
# name, kind, organiser, municipality, months ago, heads, EUR
ACTIVITIES = (
    ("Open football tournament", "sport", "ngo", "PR", 14, 120, 640),
    ("Evening of songs and food", "culture", "ngo2", "GJ", 9, 85, 410),
    ("Debate at the grammar school", "debate", "ngo", "PZ", 6, 64, 180),
    ("Afternoon of reading for children", "school", "ngo2", "GJ", 4, 38, 120),
    ("Excursion to the mountains", "excursion", "ngo", "PE", 2, 46, 730),
)
# absent, who stands in, role, first day and last day counted from today
LEAVES = (("head", "director", "head", -75, -61),
          ("officer2", "officer", "officer", -40, -33),
          ("finance", "head", "finance", 20, 34))
# The hour at which scheduled jobs run.
NIGHT = 1


def plan(world):
    open_cases = [p for p in world.direct if p["case"]["state"] != "closed"]
    _assessments(world, open_cases)
    _papers(world, open_cases)
    _complaints(world, open_cases)
    _requests(world)
    _breaches(world)
    _mechanisms(world)
    _activities(world)
    _holds(world)
    _leaves(world)
    _lists(world)
    _erased(world)


def _some(people, number):
    """So many persons, spread over the list."""
    stride = max(1, len(people) // max(1, number))
    return people[::stride][:number]


def _known(people, day):
    """Who was registered on a day."""
    return [person for person in people if person["entry"] <= day]


def _case(person):
    return lambda: person["case_record"].id


def _code(person):
    return lambda: person["record"].code


def _record(person):
    return lambda: person["record"].id


def _at(world, days, hour=9):
    return datetime.combine(world.today - timedelta(days=days), time(hour))


def _assessments(world, people):
    """That somebody else made one, and when it is looked at again."""
    adults = [p for p in people if p["route"] == "offender"] or people
    holders = ("kcs", "kps")
    for number, person in enumerate(_some(adults, world.count(14))):
        instrument, since, review = ASSESSMENTS[number % len(ASSESSMENTS)]
        day = max(world.before(months=since), person["entry"])
        login = officer_of(world, person["place"])
        Matter(world, login, "rr.assessment.reference").made(
            day,
            case_id=_case(person),
            instrument=instrument,
            instrument_name="Local interview guide" if instrument == "other" else False,
            holder_id=world.organisations[holders[number % 2]].id,
            date=day,
            date_next=day + relativedelta(months=review),
        )


def _papers(world, people):
    for number, person in enumerate(_some(people, world.count(16))):
        kind, title, years = PAPERS[number % len(PAPERS)]
        day = max(world.before(years=years, days=number), person["entry"])
        Matter(world, officer_of(world, person["place"]), "rr.case.paper").made(
            day,
            case_id=_case(person),
            name=title,
            kind=kind,
            file=_paper(title, person, day),
            file_name=f"{kind}-{day}.pdf",
        )


def _paper(title, person, day):
    return lambda: paper(f"{title} / {person['record'].code} / {day} / {names.MARK}")


def _complaints(world, people):
    for channel, subject, days, place, said, answer, is_examined in COMPLAINTS:
        received = world.before(days=days)
        here = [p for p in _known(people, received) if p["place"] == place]
        complaint = Matter(world, officer_of(world, place), "rr.complaint")
        complaint.made(
            received,
            municipality_id=world.municipalities[place].id,
            beneficiary_id=_record(here[0]) if here else False,
            channel=channel,
            subject=subject,
            description=f"{said} ({names.MARK})",
        )
        if is_examined:
            complaint.step(received + timedelta(days=2), "examine")
        if answer:
            day = received + timedelta(days=18)
            complaint.changed(day, answer=f"{answer} ({names.MARK})")
            complaint.step(day, "answer")


def _requests(world):
    """Those who ask about their data; the head takes the requests in and answers."""
    people = _some(_known(world.direct, world.before(days=70)), len(REQUESTS))
    for person, (kind, days, outcome, step) in zip(people, REQUESTS, strict=False):
        received = world.before(days=days)
        request = Matter(world, "head", "rr.subject.request")
        request.made(
            received,
            person_code=_code(person),
            kind=kind,
            date_from=received - relativedelta(years=1) if kind == "log" else False,
            date_to=received if kind == "log" else False,
            is_identity_checked=True,
        )
        if step:
            day = received + timedelta(days=11)
            request.changed(day, outcome=outcome)
            request.step(day, step)


def _breaches(world):
    told = Matter(world, "head", "rr.breach")
    told.made(
        world.before(days=210),
        name="A list of a course's days was sent to a wrong address",
        date_known=_at(world, 210),
        person_count=6,
        data_kinds="Days of attendance, numbers of the course",
    )
    told.step(world.before(days=208), "notify", hour=15)
    day = world.before(days=203)
    told.changed(
        day,
        measures="The recipient deleted the letter and confirmed it.",
        are_persons_told=True,
    )
    told.step(day, "close")
    found = Matter(world, "head", "rr.breach")
    found.made(
        world.before(days=95),
        name="A locked telephone was lost and found the same day",
        date_known=_at(world, 95),
        person_count=0,
    )
    day = world.before(days=94)
    found.changed(day, no_notice_reason="Locked and encrypted; nobody could open it.")
    found.step(day, "close_without_notice")
    Matter(world, "head", "rr.breach").made(
        world.before(days=1),
        name="A printed sheet lay on the printer overnight",
        date_known=_at(world, 1, 8),
        person_count=14,
        data_kinds="First names of a roster",
    )


def _mechanisms(world):
    for place, (office, decided, adopted, reported) in MECHANISMS.items():
        login = officer_of(world, place)
        mechanism = Matter(world, login, "rr.mechanism")
        first = world.before(months=decided)
        mechanism.made(
            first,
            municipality_id=world.municipalities[place].id,
            date_decision=first,
            coordinator=office,
            member_roles=ROLES,
        )
        for name, months in (("date_sop", adopted), ("date_last_report", reported)):
            if months:
                day = world.before(months=months)
                mechanism.changed(day, **{name: day})
        for kind, months, heads, topic in MEETINGS:
            if months < decided:
                Matter(world, login, "rr.mechanism.meeting").made(
                    world.before(months=months),
                    mechanism_id=lambda mechanism=mechanism: mechanism.id,
                    kind=kind,
                    attendee_count=heads,
                    topic=topic,
                )


def _activities(world):
    for turn in range(max(1, round(world.scale))):
        for name, kind, organiser, place, months, heads, cost in ACTIVITIES:
            Matter(world, officer_of(world, place), "rr.community.activity").made(
                world.before(months=months),
                name=f"{name} ({turn + 1})" if turn else name,
                kind=kind,
                organiser_id=world.organisations[organiser].id,
                municipality_id=world.municipalities[place].id,
                head_count=heads,
                cost=cost,
            )


def _holds(world):
    day = world.before(months=2)
    closed = [p for p in _known(world.direct, day) if p["case"]["state"] == "closed"]
    for person, reason in zip(
        closed, ("Court case on the rent of a flat", "Audit of a closed agreement"),
        strict=False,
    ):
        Matter(world, "head", "rr.retention.hold").made(
            day,
            beneficiary_id=_record(person),
            reason=reason,
            date_from=day,
            date_to=world.before(months=-10),
        )


def _leaves(world):
    """Arranged a week before; the one that is to come, this week."""
    for absent, standin, role, first, last in LEAVES:
        Matter(world, "head", "rr.standin").made(
            world.before(days=max(7 - first, 2)),
            absent_user_id=world.users[absent].id,
            standin_user_id=world.users[standin].id,
            group_id=world.env.ref(f"rr_base.group_{role}").id,
            date_from=world.today + timedelta(days=first),
            date_to=world.today + timedelta(days=last),
            reason="Annual leave",
        )


def _lists(world):
    """What a municipality sent: two lists, of which it knows date and rows."""
    for months, rows in ((7, 9), (1, 6)):
        world.on(world.before(months=months), _send, world, rows, hour=10)


def _send(world, rows):
    content = support_list(world, world.day, rows)
    world.browser("municipality").post("/rr/support", {"file": (content, "lista.xlsx")})


def _erased(world):
    """A relative who left years ago: the nightly job erases whom no rule keeps any
    longer, and leaves a tombstone. It looks at least once a month, so that it trusts
    its clock."""
    chance, came = world.chance("trust"), world.before(years=6)
    sex = chance.choice("fm")
    world.on(came, _relative, world, officer_of(world, "PR"), sex, {
        "first_name": names.first_name(chance, "sq_AL", sex),
        "last_name": names.family_name(chance, "sq_AL"),
        # In a block of its own: nobody of the programme has it.
        "personal_number": f"80{chance.randrange(10**8):08d}",
        "phone": names.phone(chance),
    })
    nights = rrule(MONTHLY, bymonthday=1, dtstart=came, until=world.today)
    for day in sorted({*(night.date() for night in nights), world.today}):
        world.on(day, world.job, "rr_beneficiaries.cron_retention", hour=NIGHT)


def _relative(world, login, sex, about):
    door = world.door(login)
    place = world.municipalities["PR"].id
    household = door.create("rr.household", {"municipality_id": place})
    person = door.create(
        "rr.beneficiary",
        {
            "kind": "family",
            "sex": sex,
            "birth_year": world.day.year - 38,
            "language": "sq",
            "municipality_id": place,
            "household_id": household,
        },
    )
    door.create("rr.beneficiary.identity", {**about, "beneficiary_id": person})
