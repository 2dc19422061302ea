# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What staff have to do on which day: who does the same for several persons on one day
does it in one go, as with the rows that are ticked in a list."""

from datetime import timedelta

# Before anything else of a day: who is registered today can be on today's list.
HOUR = 7
TUESDAY, THURSDAY, SATURDAY = 1, 3, 5


def workday(world, day):
    """The day itself, or the Monday after a weekend; none lies after today."""
    days = 7 - day.weekday() if day.weekday() >= SATURDAY else 0
    return min(day + timedelta(days=days), world.today)


def office_day(world, day):
    """The Tuesday or Thursday from a day on, when the officers are not on the road but
    bring their files up to date; none lies after today."""
    while day.weekday() not in (TUESDAY, THURSDAY):
        day += timedelta(days=1)
    return min(day, world.today)


def conference(world, day):
    """The first Tuesday of a month from a day on, when the officers go through all
    their cases; none lies after today."""
    while day.weekday() != TUESDAY or day.day > 7:
        day += timedelta(days=1)
    return min(day, world.today)


class Diary:
    """Collects rows by day, user and act, until they are put on the agenda.

    :param world: the :class:`~..world.World`
    :param acts: the functions ``act(world, login, rows)`` that may be asked for, in the
        order in which they come on one day
    """

    def __init__(self, world, acts):
        self.world = world
        self._turns = {act: number for number, act in enumerate(acts)}
        self._pages = {}

    def add(self, day, login, act, row):
        """Let a row be among those of an act.

        :param day: date; what would be after today does not happen
        :param login: of the user who acts
        """
        self._pages.setdefault((day, self._turns[act], login, act), []).append(row)

    def open(self, hour=HOUR):
        """Put everything on the agenda."""
        for day, turn, login, act in sorted(self._pages, key=lambda page: page[:3]):
            rows = self._pages[day, turn, login, act]
            self.world.on(day, act, self.world, login, rows, hour=hour)
        self._pages = {}
