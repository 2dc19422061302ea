# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates of a series of sessions, by the wall clock of Kosovo.

A series says "Tuesdays and Thursdays, 17:00 to 19:00": across the end of
October it stays at 17:00 although UTC moves by an hour. The rule is therefore
expanded in local time and each occurrence is converted on its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule

TIMEZONE = ZoneInfo("Europe/Belgrade")
#: One series never makes more sessions than this; a typing error in the year
#: of "until" would otherwise plan for ever.
MAXIMUM = 400


@dataclass(frozen=True, slots=True)
class Series:
    """What to repeat.

    :param start: first local day that may carry a session
    :param weekdays: days of the week, Monday is 0
    :param time_from: local wall-clock start
    :param time_to: local wall-clock end, later than ``time_from``
    :param interval: every n-th week
    :param until: last local day, or
    :param count: number of sessions; a holiday does not use one up
    """

    start: date
    weekdays: frozenset
    time_from: time
    time_to: time
    interval: int = 1
    until: date | None = None
    count: int | None = None

    def __post_init__(self):
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("weekdays")
        if self.time_to <= self.time_from:
            raise ValueError("time_to")
        if self.interval < 1:
            raise ValueError("interval")
        if (self.until is None) == (self.count is None):
            raise ValueError("until")
        if self.until is not None and self.until < self.start:
            raise ValueError("until")
        if self.count is not None and not 1 <= self.count <= MAXIMUM:
            raise ValueError("count")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day of a series; ``holiday`` names why no session is made of it."""

    day: date
    start: datetime = field(compare=False)
    end: datetime = field(compare=False)
    holiday: str | None = None

    @property
    def minutes(self):
        return int((self.end - self.start).total_seconds() // 60)


def to_utc(day, clock):
    """Return the naive UTC datetime of a local day and wall-clock time."""
    local = datetime.combine(day, clock, tzinfo=TIMEZONE)
    return local.astimezone(UTC).replace(tzinfo=None)


def to_local(moment):
    """Return the aware local datetime of a naive UTC datetime."""
    return moment.replace(tzinfo=UTC).astimezone(TIMEZONE)


def occurrences(series, holidays: Mapping | None = None):
    """Expand a series into occurrences, holidays among them but named so.

    :param holidays: local day → name of the holiday
    :returns: list of :class:`Occurrence` by date, at most :data:`MAXIMUM`
    """
    holidays = holidays or {}
    # Weeks are counted from the Monday of the first week, so that "every
    # second week, Tuesday and Wednesday" keeps both days in the same week.
    monday = series.start - timedelta(days=series.start.weekday())
    rule = rrule(
        WEEKLY,
        dtstart=datetime.combine(monday, time()),
        interval=series.interval,
        byweekday=sorted(series.weekdays),
        until=series.until and datetime.combine(series.until, time()),
    )
    result, sessions = [], 0
    for moment in rule:
        day = moment.date()
        if day < series.start:
            continue
        holiday = holidays.get(day)
        result.append(
            Occurrence(
                day,
                to_utc(day, series.time_from),
                to_utc(day, series.time_to),
                holiday,
            )
        )
        sessions += holiday is None
        if sessions == (series.count or MAXIMUM) or len(result) >= MAXIMUM:
            break
    return result


def moved(moment, days=0, clock=None):
    """Return a naive UTC datetime moved by whole local days or to a clock.

    Moving by days keeps the wall clock, also over a change of the clocks.
    """
    local = to_local(moment)
    return to_utc(
        local.date() + timedelta(days=days),
        clock or local.time().replace(tzinfo=None),
    )
