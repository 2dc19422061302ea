# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta

from odoo import fields
from odoo.addons.rr_base.tests.steps import press
from odoo.tests import TransactionCase, freeze_time, new_test_user

from ..engine import series as calendar


@freeze_time("2026-11-20 10:00:00", tick=True)
class CourseCase(TransactionCase):
    """One organisation with two trainers, another with one, a case officer.

    The course of the first organisation has four participants: 1 and 3 are
    beneficiaries, 2 and 4 community participants.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.municipality = cls.env["rr.municipality"].search([], limit=1)
        organisation = {"is_company": True, "rr_kind": "ngo"}
        cls.ngo, cls.other_ngo = cls.env["res.partner"].create(
            [{"name": "Hapi i ri", **organisation}, {"name": "Ura", **organisation}]
        )
        cls.trainer = cls._portal_user("trainer", cls.ngo)
        cls.second = cls._portal_user("second", cls.ngo)
        cls.stranger = cls._portal_user("stranger", cls.other_ngo)
        cls.officer = cls._user("officer")
        cls.finance = cls._user("finance")
        cls.reporter = cls._user("reporter")
        cls.course = cls._course()
        cls.beneficiaries = cls.env["rr.beneficiary"].create(
            [cls._person_values(), cls._person_values()]
        )
        cls.enrolments = cls._enrol(
            cls.course,
            [
                ("Arta", cls.beneficiaries[0]),
                ("Besim", None),
                ("Drita", cls.beneficiaries[1]),
                ("Ilir", None),
            ],
        )
        cls.today = calendar.to_local(fields.Datetime.now()).date()

    @classmethod
    def _user(cls, role):
        return new_test_user(
            cls.env, f"t_{role}", groups=f"rr_base.group_{role}", name=role.title()
        )

    @classmethod
    def _portal_user(cls, login, organisation):
        user = new_test_user(
            cls.env, f"t_{login}", groups="rr_base.group_ngo", name=login.title()
        )
        user.partner_id.parent_id = organisation
        return user

    @classmethod
    def _person_values(cls, **values):
        return {
            "sex": "f",
            "birth_year": 1990,
            "municipality_id": cls.municipality.id,
            **values,
        }

    @classmethod
    def _course(cls, **values):
        course = cls.env["rr.course"].create(
            {
                "name": "Saldator · grupi 2",
                "provider_id": cls.ngo.id,
                "trainer_id": cls.trainer.id,
                "municipality_id": cls.municipality.id,
                "sector": "metal",
                "planned_hours": 20,
                "date_start": date(2026, 1, 1),
                **values,
            }
        )
        press(course.with_user(cls.officer), "confirm")
        press(course.with_user(cls.officer), "start")
        return course

    @classmethod
    def _enrol(cls, course, people, date_from=date(2026, 1, 1)):
        return cls.env["rr.enrolment"].create(
            [
                {
                    "course_id": course.id,
                    "roster_name": name,
                    "beneficiary_id": person.id if person else False,
                    "date_from": date_from,
                }
                for name, person in people
            ]
        )

    @classmethod
    def _session(cls, days=0, minutes=120, course=None, **values):
        """A session of ``minutes`` at 10:00 local, ``days`` from today."""
        day = calendar.to_local(fields.Datetime.now()).date() + timedelta(days=days)
        start = calendar.to_utc(day, datetime.min.time().replace(hour=10))
        return cls.env["rr.course.session"].create(
            {
                "course_id": (course or cls.course).id,
                "date_start": start,
                "date_end": start + timedelta(minutes=minutes),
                **values,
            }
        )

    @classmethod
    def _held(cls, days=-1, marks=None, **values):
        """A session submitted by the trainer; ``marks`` by enrolment."""
        session = cls._session(days, **values)
        mine = session.with_user(cls.trainer)
        cls._mark(mine, marks or {})
        mine.action_submit_sheet()
        return session

    _keys = iter(range(10**9))

    @classmethod
    def _mark(cls, session, marks):
        """Send marks: ``{enrolment: "absent" | ("late", 30)}``."""
        sent = []
        for enrolment, mark in marks.items():
            kind, missed = mark if isinstance(mark, tuple) else (mark, 0)
            sent.append(cls._sent(enrolment, kind, missed=missed))
        answers = session.save_marks(sent)
        assert all(answer["status"] == "saved" for answer in answers), answers
        return answers

    @classmethod
    def _sent(cls, enrolment, mark, **more):
        sent = {
            "key": f"key-{next(cls._keys):08d}",
            "enrolment": getattr(enrolment, "id", enrolment),
            "mark": mark,
            **more,
        }
        if mark == "excused":
            sent.setdefault("excuse", "illness")
        return sent

    def _verified(self, session):
        session.with_user(self.second).action_verify_sheet()
        return session

    def _locked(self, session):
        self._verified(session)
        self.env["rr.course.session"]._lock_sheets(session.date, session.date)
        self.assertEqual(session.sheet_state, "locked")
        return session

    def _line(self, session, enrolment):
        return self.env["rr.attendance"].search(
            [("session_id", "=", session.id), ("enrolment_id", "=", enrolment.id)]
        )
