# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is to happen on which day, played in the order of time with the business clock."""

import heapq
import itertools
from datetime import datetime, time, timedelta

from odoo.addons.rr_base.tools import clock


class Agenda:
    """Acts by the moment at which somebody does them.

    :param env: environment whose caches are emptied when the clock moves
    :param today: last day that is played; what lies after it does not happen
    """

    def __init__(self, env, today):
        self.env = env
        self.today = today
        self.day = None
        self._heap = []
        self._number = itertools.count()

    def at(self, day, act, *arguments, hour=9):
        """Let ``act(*arguments)`` happen on a day.

        :param day: date; a day that is over already when it is asked for (an act may
            ask for further ones) becomes the day that is being played
        :param hour: hour of the day in UTC, with a fraction for minutes
        :return: whether the day comes at all, which it does up to ``today``
        """
        if day > self.today:
            return False
        moment = datetime.combine(day, time()) + timedelta(hours=hour)
        heapq.heappush(self._heap, (moment, next(self._number), act, arguments))
        return True

    def play(self, progress):
        """Do everything in its order; the clock stands at each act's moment, and never
        goes back.

        :param progress: called with a text at each new month
        """
        reached = datetime.min
        month = None
        try:
            while self._heap:
                moment, _number, act, arguments = heapq.heappop(self._heap)
                reached = max(reached, moment)
                clock.set_now(reached)
                if self.day != reached.date():
                    self.day = reached.date()
                    # What was computed on another day may differ today.
                    self.env.invalidate_all()
                if (self.day.year, self.day.month) != month:
                    month = (self.day.year, self.day.month)
                    progress(f"{self.day:%B %Y}, {len(self._heap)} acts are known")
                act(*arguments)
        finally:
            self.day = None
            clock.set_now(None)
