# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What staff have to do on which day: who does the same for several persons on one day
does it in one go, as with the rows that are ticked in a list."""

from datetime import timedelta

# Before anything else of a day: who is registered today can be on today's list.
HOUR = 7
_UNTIL_MONDAY = {5: 2, 6: 1}


def workday(world, day):
    """The day itself, or the Monday after a weekend; none lies after today."""
    days = _UNTIL_MONDAY.get(day.weekday(), 0)
    return min(day + timedelta(days=days), world.today)


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
