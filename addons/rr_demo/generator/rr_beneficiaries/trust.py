# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is recorded around the cases: assessments that others hold, papers, complaints,
requests of persons about their data, a breach, mechanisms, activities, leave."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from .. import names
from ..samples import paper, support_list
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


def build(world):
    chance = world.chance("trust")
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
    _erased(world, chance)


def _some(people, number):
    """So many persons, spread over the list."""
    stride = max(1, len(people) // max(1, number))
    return people[::stride][:number]


def _at(world, days, hour=9):
    return datetime.combine(world.today - timedelta(days=days), time(hour))


def _assessments(world, people):
    """That somebody else made one, and when it is looked at again."""
    adults = [p for p in people if p["route"] == "offender"] or people
    holders = ("kcs", "kps")
    for number, person in enumerate(_some(adults, world.count(14))):
        instrument, since, review = ASSESSMENTS[number % len(ASSESSMENTS)]
        date = max(world.before(months=since), person["entry"])
        world.as_user(
            officer_of(world, person["place"]), world.env["rr.assessment.reference"]
        ).create(
            {
                "case_id": person["case_record"].id,
                "instrument": instrument,
                "instrument_name": "Local interview guide" if instrument == "other"
                else False,
                "holder_id": world.organisations[holders[number % 2]].id,
                "date": date,
                "date_next": date + relativedelta(months=review),
            }
        )


def _papers(world, people):
    for number, person in enumerate(_some(people, world.count(16))):
        kind, title, years = PAPERS[number % len(PAPERS)]
        date = max(world.before(years=years, days=number), person["entry"])
        code = person["record"].code
        world.as_user(
            officer_of(world, person["place"]), world.env["rr.case.paper"]
        ).create(
            {
                "case_id": person["case_record"].id,
                "name": title,
                "kind": kind,
                "date": date,
                "file": paper(f"{title} / {code} / {date} / {names.MARK}"),
                "file_name": f"{kind}-{date}.pdf",
            }
        )


def _complaints(world, people):
    for channel, subject, days, place, said, answer, is_examined in COMPLAINTS:
        login = officer_of(world, place)
        here = [person for person in people if person["place"] == place]
        received = world.before(days=days)
        complaint = world.as_user(login, world.env["rr.complaint"]).create(
            {
                "municipality_id": world.municipalities[place].id,
                "beneficiary_id": here[0]["record"].id if here else False,
                "channel": channel,
                "subject": subject,
                "date_received": received,
                "description": f"{said} ({names.MARK})",
            }
        )
        if is_examined:
            complaint._transition("examine")
        if answer:
            complaint.write(
                {
                    "answer": f"{answer} ({names.MARK})",
                    "date_answered": received + relativedelta(days=18),
                }
            )
            complaint._transition("answer")


def _requests(world):
    """Those who ask about their data; the head takes the requests in and answers."""
    model = world.as_user("head", world.env["rr.subject.request"])
    people = _some(world.direct, len(REQUESTS))
    for person, (kind, days, outcome, step) in zip(people, REQUESTS, strict=False):
        received = world.before(days=days)
        request = model.create(
            {
                "person_code": person["record"].code,
                "kind": kind,
                "date_received": received,
                "date_from": world.before(years=1) if kind == "log" else False,
                "date_to": received if kind == "log" else False,
                "is_identity_checked": True,
            }
        )
        if step:
            request.write(
                {"outcome": outcome, "date_answered": received + timedelta(days=11)}
            )
            request._transition(step)


def _breaches(world):
    model = world.as_user("head", world.env["rr.breach"])
    told = model.create(
        {
            "name": "A list of a course's days was sent to a wrong address",
            "date_known": _at(world, 210),
            "date_notified": _at(world, 208, 15),
            "person_count": 6,
            "data_kinds": "Days of attendance, numbers of the course",
            "measures": "The recipient deleted the letter and confirmed it.",
            "are_persons_told": True,
        }
    )
    told._transition("notify")
    told._transition("close")
    model.create(
        {
            "name": "A locked telephone was lost and found the same day",
            "date_known": _at(world, 95),
            "person_count": 0,
            "no_notice_reason": "Locked and encrypted; nobody could open it.",
        }
    )._transition("close_without_notice")
    model.create(
        {
            "name": "A printed sheet lay on the printer overnight",
            "date_known": _at(world, 1, 8),
            "person_count": 14,
            "data_kinds": "First names of a roster",
        }
    )


def _mechanisms(world):
    for place, (office, decided, adopted, reported) in MECHANISMS.items():
        model = world.as_user(officer_of(world, place), world.env["rr.mechanism"])
        first = world.before(months=decided)
        model.create(
            {
                "municipality_id": world.municipalities[place].id,
                "date_decision": first,
                "coordinator": office,
                "member_roles": ROLES,
                "date_sop": adopted and world.before(months=adopted),
                "date_last_report": reported and world.before(months=reported),
                "meeting_ids": [
                    Command.create(
                        {
                            "kind": kind,
                            "date": world.before(months=months),
                            "attendee_count": heads,
                            "topic": topic,
                        }
                    )
                    for kind, months, heads, topic in MEETINGS
                    if months < decided
                ],
            }
        )


def _activities(world):
    for turn in range(max(1, round(world.scale))):
        for name, kind, organiser, place, months, heads, cost in ACTIVITIES:
            world.as_user(
                officer_of(world, place), world.env["rr.community.activity"]
            ).create(
                {
                    "name": f"{name} ({turn + 1})" if turn else name,
                    "kind": kind,
                    "organiser_id": world.organisations[organiser].id,
                    "municipality_id": world.municipalities[place].id,
                    "date": world.before(months=months),
                    "head_count": heads,
                    "cost": cost,
                }
            )


def _holds(world):
    closed = [p for p in world.direct if p["case"]["state"] == "closed"]
    model = world.as_user("head", world.env["rr.retention.hold"])
    for person, reason in zip(
        closed, ("Court case on the rent of a flat", "Audit of a closed agreement"),
        strict=False,
    ):
        model.create(
            {
                "beneficiary_id": person["record"].id,
                "reason": reason,
                "date_from": world.before(months=2),
                "date_to": world.before(months=-10),
            }
        )


def _leaves(world):
    world.as_user("head", world.env["rr.standin"]).create(
        [
            {
                "absent_user_id": world.users[absent].id,
                "standin_user_id": world.users[standin].id,
                "group_id": world.env.ref(f"rr_base.group_{role}").id,
                "date_from": world.today + timedelta(days=first),
                "date_to": world.today + timedelta(days=last),
                "reason": "Annual leave",
            }
            for absent, standin, role, first, last in LEAVES
        ]
    )


def _lists(world):
    """What a municipality sent: two lists, of which it knows date and rows."""
    model = world.as_user("municipality", world.env["rr.municipal.list"])
    for months, rows in ((7, 9), (1, 6)):
        day = world.before(months=months)
        model._receive(support_list(world, day, rows))
        # The day on which it came is of the demonstration, not of the machine.
        latest = world.env["rr.municipal.list"].search([], limit=1)
        latest.date = datetime.combine(day, time(10))


def _erased(world, chance):
    """A relative who left years ago and asked to be forgotten: a tombstone."""
    place, login = "PR", officer_of(world, "PR")
    household = world.as_user(login, world.env["rr.household"]).create(
        {"municipality_id": world.municipalities[place].id}
    )
    person = world.as_user(login, world.env["rr.beneficiary"]).create(
        {
            "kind": "family",
            "sex": chance.choice("fm"),
            "birth_year": world.today.year - 44,
            "language": "sq",
            "municipality_id": world.municipalities[place].id,
            "household_id": household.id,
            "entry_date": world.before(years=6),
        }
    )
    world.as_user(login, world.env["rr.beneficiary.identity"]).create(
        {
            "beneficiary_id": person.id,
            "first_name": names.first_name(chance, "sq_AL", person.sex),
            "last_name": names.family_name(chance, "sq_AL"),
            # In a block of its own: nobody of the programme has it.
            "personal_number": f"80{chance.randrange(10**8):08d}",
            "phone": names.phone(chance),
        }
    )
    # The nightly job erases as the superuser; so does this.
    person.with_env(world.env)._rr_erase(reason="Request of the person")
