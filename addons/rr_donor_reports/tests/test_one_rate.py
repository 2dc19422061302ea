# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One rate: on certificates, in stipends and in reports, over random attendances."""

import random
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.rr_base.tests.steps import press
from odoo.addons.rr_base.tools import clock
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import float_round

from .. import measures
from .common import END, START, ReportCase

COURSES, PEOPLE, MEETINGS = 4, 12, 15
FIRST, LAST = date(2025, 10, 1), date(2025, 10, 31)
MARKS = ("present", "late", "left_early", "excused", "absent")
# Of each course: hours planned, share required in percent, unexcused absences allowed.
RULES = ((20, 80, None), (25, 70, 2), (30, 60, None), (22, 65, 3))


class Sat:
    """What somebody did in one regular session, as the test itself remembers it."""

    def __init__(self, session, minutes, mark, missed):
        self.session, self.minutes, self.mark = session, minutes, mark
        self.attended = minutes - missed if mark in MARKS[:3] else 0
        self.made_up = 0

    @property
    def lacks(self):
        return self.minutes - self.attended - self.made_up


@tagged("post_install", "-at_install")
class TestOneRate(ReportCase):
    """Four courses of a month, held by their trainer, with all that happens in one:
    late comers, excuses, make-up sessions, guests of another group, cancelled
    sessions, participants who join late, leave and return."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(16)
        cls.ngo = cls.env["res.partner"].create(
            {"name": "Hapi", "is_company": True, "rr_kind": "ngo"}
        )
        cls.trainer = new_test_user(
            cls.env, login="rep_trainer", groups="rr_base.group_ngo"
        )
        cls.trainer.partner_id.parent_id = cls.ngo
        cls.told = {}  # enrolment: [Sat]
        cls.makeups = 0  # lines that make something up
        cls.meetings = dict.fromkeys(("regular", "makeup", "cancelled"), 0)
        cls.courses = cls.env["rr.course"]
        cls.planned = {}  # course: minutes of the whole course
        for number in range(COURSES):
            cls._hold_course(number)
        sheets = cls.courses.session_ids.filtered(lambda s: s.state == "held")
        sheets.with_user(cls.users["officer"]).action_verify_sheet()

    # ------------------------------------------------------------- what happened

    @classmethod
    def _hold_course(cls, number):
        planned, required, absences = RULES[number]
        officer = cls.users["officer"]
        course = cls.env["rr.course"].create(
            {
                "name": f"Group {number}",
                "provider_id": cls.ngo.id,
                "trainer_id": cls.trainer.id,
                "municipality_id": cls.gjilan.id,
                "sector": "metal",
                "planned_hours": planned,
                "completion_rate": required,
                "has_absence_limit": absences is not None,
                "max_unexcused_absences": absences or 0,
                "date_start": FIRST,
            }
        )
        funding = cls.env["rr.activity.funding"].create(
            {
                "name": course.name,
                "course_id": course.id,
                "line_id": cls.line2.id,
                "amount": 1000,
            }
        )
        with clock.on(FIRST):
            press(course.with_user(officer), "confirm")
            press(course.with_user(officer), "start")
            funding.with_user(cls.users["finance"])._pay(500, FIRST, f"INV-{number}")
        cls.courses |= course
        enrolments = cls.env["rr.enrolment"].create(
            [
                {
                    "course_id": course.id,
                    "roster_name": f"P{place}",
                    "beneficiary_id": person.id,
                    "date_from": FIRST + timedelta(days=7 if place == 0 else 0),
                }
                for place, person in enumerate(cls.make_persons(PEOPLE))
            ]
        )
        cls.told.update({enrolment: [] for enrolment in enrolments})
        held = cancelled = 0
        for meeting in range(MEETINGS):
            day = FIRST + timedelta(days=2 * meeting)
            minutes = cls.chance.randrange(45, 181)
            if meeting in (3, 8):
                session = cls._session(course, day, minutes)
                session.with_user(cls.trainer).action_cancel("snow")
                cls.meetings["cancelled"] += minutes
                cancelled += minutes
            elif meeting in (6, 9, 12):
                cls._make_up(course, enrolments, day, minutes)
            else:
                cls._meet(course, enrolments, day, minutes)
                held += minutes
            cls._come_and_go(enrolments, day)
        cls.planned[course] = max(held, 60 * planned - cancelled)

    @classmethod
    def _session(cls, course, day, minutes, **values):
        start = datetime.combine(day, datetime.min.time()) + timedelta(hours=8)
        return cls.env["rr.course.session"].create(
            {
                "course_id": course.id,
                "date_start": start,
                "date_end": start + timedelta(minutes=minutes),
                **values,
            }
        )

    @classmethod
    def _draw(cls, minutes):
        """A mark, and the minutes missed."""
        mark = cls.chance.choices(MARKS, weights=(12, 2, 2, 2, 4))[0]
        partial = mark in ("late", "left_early")
        return mark, cls.chance.randrange(1, minutes + 1) if partial else 0

    @classmethod
    def _send(cls, session, drawn):
        """The trainer's marks; who is present is left to the submitted sheet."""
        answers = session.with_user(cls.trainer).save_marks(
            [
                {
                    "key": f"key-{session.id}-{enrolment.id:06d}",
                    "enrolment": enrolment.id,
                    "mark": mark,
                    "missed": missed,
                    "excuse": "illness" if mark == "excused" else False,
                }
                for enrolment, (mark, missed) in drawn.items()
                if mark != "present"
            ]
        )
        assert {answer["status"] for answer in answers} <= {"saved"}, answers
        session.with_user(cls.trainer).action_submit_sheet()

    @classmethod
    def _there(cls, enrolments, day):
        return enrolments.filtered(lambda e: e.date_from <= day and e.state == "enrolled")

    @classmethod
    def _meet(cls, course, enrolments, day, minutes):
        session = cls._session(course, day, minutes)
        drawn = {e: cls._draw(minutes) for e in cls._there(enrolments, day)}
        for enrolment, (mark, missed) in drawn.items():
            cls.told[enrolment].append(Sat(session, minutes, mark, missed))
        cls._invite(course, session, day, minutes)
        cls._send(session, drawn)
        cls.meetings["regular"] += minutes

    @classmethod
    def _invite(cls, course, session, day, minutes):
        """Somebody of another group makes up here what was missed there."""
        waiting = [
            (enrolment, sat)
            for enrolment, past in cls.told.items()
            if enrolment.course_id != course and enrolment.state == "enrolled"
            for sat in past
            if sat.session.date < day and sat.attended < sat.minutes
        ]
        if not waiting or cls.chance.random() < 0.5:
            return
        enrolment, sat = cls.chance.choice(waiting)
        missed = sat.session.attendance_ids.filtered(
            lambda line: line.enrolment_id == enrolment
        )
        cls.env["rr.attendance"].with_user(cls.users["officer"]).create(
            {
                "session_id": session.id,
                "enrolment_id": enrolment.id,
                "makeup_of_id": missed.id,
            }
        )
        sat.made_up += min(minutes, sat.lacks)
        cls.makeups += 1

    @classmethod
    def _make_up(cls, course, enrolments, day, minutes):
        """A session for those who missed minutes of one before."""
        there = cls._there(enrolments, day)
        originals = {sat.session for past in cls.told.values() for sat in past}
        original = cls.chance.choice(
            sorted(
                (s for s in originals if s.course_id == course), key=lambda s: s.id
            )
        )
        session = cls._session(
            course, day, minutes, kind="makeup", makeup_of_id=original.id
        )
        drawn = {}
        for enrolment in there:
            for sat in cls.told[enrolment]:
                if sat.session == original and sat.attended < sat.minutes:
                    mark, missed = drawn[enrolment] = cls._draw(minutes)
                    came = minutes - missed if mark in MARKS[:3] else 0
                    sat.made_up += min(came, sat.lacks)
                    cls.makeups += 1
        cls._send(session, drawn)
        cls.meetings["makeup"] += minutes

    @classmethod
    def _come_and_go(cls, enrolments, day):
        by_officer = enrolments.with_user(cls.users["officer"])
        for enrolment in by_officer.filtered(lambda e: e.date_from < day):
            if enrolment.state == "enrolled" and cls.chance.random() < 0.03:
                enrolment.action_withdraw(day, "health")
            elif enrolment.state == "dropped" and cls.chance.random() < 0.3:
                enrolment.action_return()

    # --------------------------------------------------- what follows, told plainly

    def _plain(self, enrolment):
        """(credited, held) minutes: what was sat or made up; an excused session counts
        only once some of it was made up."""
        past = self.told[enrolment]
        credited = sum(sat.attended + sat.made_up for sat in past)
        held = sum(
            sat.minutes for sat in past if sat.mark != "excused" or sat.made_up > 0
        )
        return credited, held

    def _deserves(self, enrolment):
        """Whether somebody who stayed gets the certificate of the course."""
        _hours, required, allowed = RULES[self.courses.ids.index(enrolment.course_id.id)]
        absences = [sat for sat in self.told[enrolment] if sat.mark == "absent"]
        credited, _held = self._plain(enrolment)
        return (
            100 * credited >= required * self.planned[enrolment.course_id]
            and (allowed is None or len(absences) <= allowed)
        )

    def _certify(self):
        """Everybody asks for the certificate; return whom the step let through."""
        staying = self.env["rr.enrolment"].concat(*self.told).filtered(
            lambda e: e.state == "enrolled"
        )
        staying.has_passed_assessment = True
        passed = self.env["rr.enrolment"]
        with clock.on(LAST):
            for enrolment in staying:
                try:
                    with self.cr.savepoint():
                        enrolment.with_user(self.trainer).action_confirm_completion()
                except UserError:
                    continue
                passed |= enrolment
            passed.with_user(self.trainer).action_certify()
        return passed

    def _stipends(self):
        """Return ``{enrolment: the tranche that pays for its month}``."""
        self.env["rr.course.session"]._lock_sheets(FIRST, LAST, self.courses)
        grants = self.env["rr.grant"].create(
            [
                {
                    "category": "stipend",
                    "beneficiary_id": enrolment.beneficiary_id.id,
                    "enrolment_id": enrolment.id,
                    "date_start": FIRST,
                    "date_end": LAST,
                }
                for enrolment in self.told
            ]
        )
        tranches = self.env["rr.grant.tranche"].create(
            [
                {"grant_id": grant.id, "month": FIRST, "date_due": LAST, "amount": 500}
                for grant in grants
            ]
        )
        return dict(zip(self.told, tranches, strict=True))

    def _earned(self, credited, held):
        """What a month pays by the rule of stipends: None without attendance."""
        rule = self.env["rr.grant.rule"]._for("individual", "stipend")
        if not held:
            return None
        if 100 * credited < rule.min_attendance * held:
            return Decimal(0)
        earned = Decimal(credited) * Decimal(str(rule.hour_rate)) / 60
        return earned.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _reported(self, name):
        self.env.flush_all()
        return measures.rows(
            self.env.cr, name,
            as_of=END, start=START, agreement=self.agreement.id, threshold=5,
        )

    # ---------------------------------------------------------------------- tests

    def test_certificates_stipends_and_reports_have_one_rate(self):
        lines = self.env["rr.attendance"].search([("course_id", "in", self.courses.ids)])
        self.assertGreaterEqual(len(lines), 500)
        self.assertEqual(len(lines), self.makeups + sum(map(len, self.told.values())))
        certified = self._certify()
        tranches = self._stipends()
        reported = {r["beneficiary_id"] for r in self._reported("agreement_certified_persons")}
        published = {
            r["beneficiary_id"] for r in self._reported("disclosure_records")
            if ["ended", self.agreement.id, "metal", "certified"] in r["facts"]
        }
        standings = self.env["rr.enrolment"].concat(*self.told)._standings()
        for enrolment, tranche in tranches.items():
            credited, held = self._plain(enrolment)
            month = enrolment._standings(FIRST, LAST, locked=True)[enrolment.id]
            with self.subTest(enrolment=enrolment.display_name):
                for where in (standings[enrolment.id], month):
                    self.assertEqual((where.credited, where.held), (credited, held))
                stored = sum(enrolment.attendance_ids.mapped("credited_minutes"))
                self.assertEqual(stored, credited)
                self.assertEqual(tranche._stipend_amount(), self._earned(credited, held))
                rate = 100 * credited / held if held else 0
                self.assertEqual(enrolment.rate, float_round(rate, 1))
                deserves = enrolment in certified
                self.assertEqual(
                    deserves, enrolment.state != "dropped" and self._deserves(enrolment)
                )
                self.assertEqual(
                    enrolment.certificate_ids.mapped("hours"),
                    [float_round(credited / 60, 1)] * deserves,
                )
                for persons in (reported, published):
                    self.assertEqual(enrolment.beneficiary_id.id in persons, deserves)
        # The draw has something of everything.
        states = [enrolment.state for enrolment in self.told]
        self.assertGreaterEqual(states.count("certified"), 10)
        self.assertGreaterEqual(states.count("enrolled"), 10)
        self.assertGreaterEqual(states.count("dropped"), 3)
        self.assertGreaterEqual(self.makeups, 40)

    def test_no_measure_reckons_attendance_itself(self):
        """Reports stand on certificates and on sessions held, never on marks."""
        for name in measures.MEASURES:
            self.assertNotIn("rr_attendance", measures.query(name), name)

    def test_hours_held_are_those_of_the_sessions_held(self):
        self.env.flush_all()
        told = self.meetings["regular"] + self.meetings["makeup"]
        _to_date, in_period = measures.value(
            self.env.cr, "hours_held",
            as_of=END, start=START, agreement=self.agreement.id,
        )
        self.assertEqual(round(60 * in_period), told)
        done = sum(row["done"] for row in self._reported("outputs"))
        self.assertEqual(round(60 * done), told)
