# ruff: noqa: F821 - the shell gives ``env``
"""Runs in Odoo's shell: a course of ``ngo`` with sixteen participants and a session
today, and a course of ``ngo2``. Prints the ids as one line of JSON after ``ROSTER``.

Beneficiaries and community participants alternate; their names say nothing of it.
"""

import json
from datetime import datetime, timedelta

from odoo import fields
from odoo.addons.rr_training.engine.series import to_local, to_utc

NAMES = (
    "Arta Besim Drita Ilir Vesa Agron Fjolla Luan Mira Petrit Shpresa Valon "
    "Zana Dritan Blerta Kushtrim"
).split()


def user(login, role, organisation=None):
    found = env["res.users"].search([("login", "=", login)])
    if not found:
        found = env["res.users"].create(
            {
                "name": login.capitalize(),
                "login": login,
                "password": login,
                "group_ids": [(6, 0, [env.ref(f"rr_base.group_{role}").id])],
            }
        )
    if organisation and found.commercial_partner_id.rr_kind != "ngo":
        found.partner_id.parent_id = env["res.partner"].create(
            {"name": organisation, "is_company": True, "rr_kind": "ngo"}
        )
    return found


def course(trainer, name, people):
    made = env["rr.course"].create(
        {
            "name": name,
            "provider_id": trainer.commercial_partner_id.id,
            "trainer_id": trainer.id,
            "municipality_id": municipality.id,
            "sector": "metal",
            "venue": "Qendra rinore",
            "planned_hours": 60,
            "date_start": today - timedelta(days=30),
            "date_end": today + timedelta(days=30),
        }
    )
    made.with_user(officer).with_context(rr_step="confirm").action_step()
    made.with_user(officer).with_context(rr_step="start").action_step()
    env["rr.enrolment"].create(
        [
            {
                "course_id": made.id,
                "roster_name": name,
                "beneficiary_id": person.id if person else False,
                "date_from": today - timedelta(days=30),
            }
            for name, person in people
        ]
    )
    return made


def session(of, days, hour=17):
    start = to_utc(today + timedelta(days=days), datetime.min.time().replace(hour=hour))
    return env["rr.course.session"].create(
        {
            "course_id": of.id,
            "date_start": start,
            "date_end": start + timedelta(hours=2),
        }
    )


today = to_local(fields.Datetime.now()).date()
municipality = env["rr.municipality"].search([], limit=1)
officer = user("officer", "officer")
ngo = user("ngo", "ngo", "Hapi i ri")
ngo2 = user("ngo2", "ngo", "Ura")
persons = env["rr.beneficiary"].create(
    [
        {"sex": "f", "birth_year": 1990, "municipality_id": municipality.id}
        for _ in range(len(NAMES) // 2)
    ]
)
people = [
    (name, persons[at // 2] if at % 2 else None) for at, name in enumerate(NAMES)
]
welding = course(ngo, "Saldator · grupi 2", people)
sewing = course(ngo2, "Rrobaqepësi", [("Lule", None)])
for days in (-7, -5):
    past = session(welding, days).with_user(ngo)
    ilir = welding.enrolment_ids[3]
    past.save_marks(
        [{"key": f"seed-{days}-ilir", "enrolment": ilir.id, "mark": "absent"}]
    )
    past.action_submit_sheet()
made = {
    "course": welding.id,
    "today": session(welding, 0).id,
    "morning": session(welding, 0, 9).id,
    "evening": session(welding, 0, 21).id,
    "offline": session(welding, 0, 19).id,
    "waiting": session(welding, -2).id,
    "coming": session(welding, 3).id,
    "theirs": session(sewing, 0).id,
}
env.cr.commit()
print("ROSTER", json.dumps(made))
