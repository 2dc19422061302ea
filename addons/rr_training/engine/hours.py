# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hours, not ticks: what a mark is worth and where a participant stands.

All durations are whole minutes. A *line* is one participant in one regular
session; what a make-up session gave back is carried on the line it repairs
(``made_up``), so that nothing is counted twice.
"""

from dataclasses import dataclass

PRESENT, LATE, LEFT_EARLY = "present", "late", "left_early"
EXCUSED, ABSENT = "excused", "absent"
MARKS = (PRESENT, LATE, LEFT_EARLY, EXCUSED, ABSENT)
ATTENDED = frozenset({PRESENT, LATE, LEFT_EARLY})
PARTIAL = frozenset({LATE, LEFT_EARLY})

#: What can be wrong with a mark.
UNKNOWN, OUTSIDE, NOT_PARTIAL = "unknown", "outside", "not_partial"


def mark_problem(mark, minutes, missed=0):
    """Return what is wrong with a mark as a code; None when nothing is.

    :param mark: one of :data:`MARKS`
    :param minutes: length of the session
    :param missed: minutes missed at the start (late) or the end (left early)
    :return: ``UNKNOWN``: no such mark; ``OUTSIDE``: late or left early, and the minutes
        missed do not lie between 1 and the length of the session; ``NOT_PARTIAL``:
        missed minutes of another mark
    """
    if mark not in MARKS:
        return UNKNOWN
    if mark in PARTIAL:
        return None if 0 < missed <= minutes else OUTSIDE
    return NOT_PARTIAL if missed else None


def attended_minutes(mark, minutes, missed=0):
    """Return the minutes a participant sat in a session.

    :param mark: one of :data:`MARKS`
    :param minutes: length of the session, at least 0
    :param missed: minutes missed at the start (late) or the end (left early)
    :raises ValueError: unknown mark, a negative length, or missed minutes that
        the mark does not allow or that exceed the session
    """
    if minutes < 0:
        raise ValueError("a session cannot last less than 0 minutes")
    problem = mark_problem(mark, minutes, missed)
    if problem:
        raise ValueError(f"{problem}: {mark!r} with {missed} of {minutes} minutes missed")
    return minutes - missed if mark in ATTENDED else 0


def still_missing(minutes, credited, made_up=0):
    """Return the minutes of a session still to be made up; below 0: made up too much.

    :param minutes: length of the session
    :param credited: minutes the participant had in it
    :param made_up: minutes that make-up lines gave back
    """
    return minutes - credited - made_up


def makeup_credit(attended, original_minutes, original_credited, already_made_up=0):
    """Return the minutes a make-up line credits: never more than was missed.

    :param attended: minutes sat in the make-up session
    :param original_minutes: length of the session that is made up
    :param original_credited: minutes the participant had in it
    :param already_made_up: minutes other make-up lines gave back before
    """
    missing = still_missing(original_minutes, original_credited, already_made_up)
    return max(0, min(attended, missing))


def credited_minutes(mark, minutes, missed=0, original=None):
    """Return the minutes a line is credited with.

    :param original: of a make-up line, the line it repairs: ``(minutes, credited,
        already made up)`` as for :func:`makeup_credit`
    :raises ValueError: see :func:`attended_minutes`
    """
    attended = attended_minutes(mark, minutes, missed)
    return attended if original is None else makeup_credit(attended, *original)


@dataclass(frozen=True, slots=True)
class Line:
    """One participant in one held regular session, in the order of sessions."""

    minutes: int
    mark: str
    missed: int = 0
    made_up: int = 0

    @property
    def attended(self):
        return attended_minutes(self.mark, self.minutes, self.missed)

    @property
    def credited(self):
        return self.attended + makeup_credit(
            self.made_up, self.minutes, self.attended
        )

    @property
    def in_denominator(self):
        """An excused session counts only once some of it was made up."""
        return self.mark != EXCUSED or self.made_up > 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one participant stands. Minutes; rates in percent (0 to 100)."""

    held: int
    credited: int
    excused: int
    unexcused_absences: int
    absences_in_a_row: int
    planned: int
    remaining: int

    @property
    def rate(self):
        """Credited of held minutes since enrolment; None before any counts."""
        return percent(self.credited, self.held) if self.held else None

    def is_below(self, required_percent):
        """Whether the rate is below a share of the held minutes, without rounding."""
        return 100 * self.credited < required_percent * self.held

    @property
    def planned_rate(self):
        """Credited of the whole planned course."""
        return percent(self.credited, self.planned) if self.planned else None

    def required(self, required_percent):
        """Minutes that a share of the whole planned course amounts to."""
        return -(-self.planned * required_percent // 100)

    def can_reach(self, required_percent):
        """Whether the minutes still to come suffice for the required share."""
        return self.credited + self.remaining >= self.required(required_percent)


def percent(part, whole):
    """Return ``part`` of ``whole`` in percent, held between 0 and 100."""
    return min(100.0, max(0.0, 100.0 * part / whole))


def absences_in_a_row(marks):
    """Count the unexcused absences at the end of a sequence of marks.

    An excused session neither counts nor breaks the row: nobody learns from an
    alert that somebody was ill twice, and an excuse is no return either.
    """
    count = 0
    for mark in reversed(list(marks)):
        if mark == ABSENT:
            count += 1
        elif mark != EXCUSED:
            break
    return count


def standing(lines, planned, remaining, caught_up=0):
    """Sum the lines of one participant, of the whole course or of a range of days.

    :param lines: :class:`Line` of every held session since enrolment, by date; of a
        range: of the sessions of the range, with what was made up within it
    :param planned: minutes of the whole course without cancelled sessions
    :param remaining: minutes of it that are still to come
    :param caught_up: minutes credited within a range for sessions outside of it: they
        were sat there, and belong to the denominator of the other range
    """
    lines = list(lines)
    return Standing(
        held=sum(line.minutes for line in lines if line.in_denominator),
        credited=sum(line.credited for line in lines) + caught_up,
        excused=sum(line.minutes for line in lines if not line.in_denominator),
        unexcused_absences=sum(line.mark == ABSENT for line in lines),
        absences_in_a_row=absences_in_a_row(line.mark for line in lines),
        planned=planned,
        remaining=remaining,
    )


def course_minutes(planned_minutes, held, to_come, cancelled):
    """Return (whole course, still to come) in minutes.

    What the plan promises but nobody has scheduled yet counts as still to
    come; a cancelled session leaves both numbers.

    :param planned_minutes: planned hours of the course in minutes
    :param held: minutes of regular sessions held
    :param to_come: minutes of regular sessions scheduled or to be rescheduled
    :param cancelled: minutes of regular sessions cancelled
    """
    whole = max(held + to_come, planned_minutes - cancelled)
    return whole, whole - held
