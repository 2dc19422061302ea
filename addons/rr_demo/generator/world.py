# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the parts share: chance, the day, the published totals, the users, the doors."""

import csv
import json
import random

from dateutil.relativedelta import relativedelta
from odoo.tools.misc import file_open

from .agenda import Agenda
from .browser import Browser
from .door import Door
from .recorder import Recorder

MODULE = "rr_demo"


def published_totals():
    """The published totals by key, as they are printed (``163``, ``>500``)."""
    with file_open(f"{MODULE}/data/published_totals.csv") as source:
        return {row["key"]: row["value"] for row in csv.DictReader(source)}


class World:
    """The state of one generation.

    ``random`` is the only source of chance; ``users`` maps a login to its user.
    ``full`` is the scale that was asked for: ``copies`` times ``scale``.
    Parts leave what others need as further attributes.

    ``env`` is the superuser's: for looking. Who makes a record goes through a door, by
    :meth:`door`, :meth:`browser` or :meth:`job`; what has none yet, by
    :meth:`without_door` (see :mod:`.recorder`).
    """

    def __init__(self, env, scale, today, seed):
        self.env = env
        # What is walked step by step is one programme, or less; more is copied.
        self.full = scale
        self.copies = max(1, int(scale))
        self.scale = scale / self.copies
        self.today = today
        self._seed = f"{seed}/{scale:g}/{today}"
        self.random = random.Random(self._seed)
        self.users = {}
        self.recorder = Recorder()
        self.agenda = Agenda(env, today)
        self._doors, self._browsers = {}, {}
        self.totals = published_totals()
        with file_open(f"{MODULE}/data/profile.json") as source:
            self.profile = json.load(source)

    # ---------------------------------------------------------- days and doors

    def on(self, day, act, *arguments, hour=9):
        """Let ``act(*arguments)`` happen on a day (see :meth:`.agenda.Agenda.at`);
        whether that day comes."""
        return self.agenda.at(day, act, *arguments, hour=hour)

    @property
    def day(self):
        """The day that is being played."""
        return self.agenda.day

    def door(self, login):
        """The web client of a user (see :class:`.door.Door`)."""
        if login not in self._doors:
            self._doors[login] = Door(self, login)
        return self._doors[login]

    def browser(self, login):
        """The browser of a partner (see :class:`.browser.Browser`)."""
        if login not in self._browsers:
            self._browsers[login] = Browser(self, login)
        return self._browsers[login]

    def job(self, xmlid):
        """Run a scheduled job as the scheduler does.

        :param xmlid: of an ``ir.cron``
        """
        cron = self.env.ref(xmlid)
        with self.recorder.job(xmlid):
            cron.ir_actions_server_id.with_user(cron.user_id).run()
            self.env.cr.flush()

    def without_door(self, key):
        """What nobody can do on a screen yet (context manager); ``key`` is a row of
        ``data/no_door.csv``, which names the issue that opens the door."""
        return self.recorder.without_door(key)

    # ---------------------------------------------------------- chance and numbers

    def chance(self, name):
        """A source of chance of a stage's own: what the stage draws from it moves
        nothing in the stages after it.

        :param name: text that tells the stage
        """
        return random.Random(f"{self._seed}/{name}")

    def progress(self, text):
        """Tell ./rr how far the work is."""
        self.tell("progress", text)

    def total(self, key):
        """A published total at this scale, at least 1."""
        return max(1, round(int(self.totals[key].lstrip(">")) * self.scale))

    def count(self, number):
        """A number of the profile at this scale, at least 1."""
        return max(1, round(number * self.scale))

    def money(self, amount):
        """An amount of the whole programme, its copies among it, to the cent."""
        return round(amount * self.full, 2)

    def tell(self, what, text):
        """Hand something over to ./rr, which reads it from a line of the output."""
        print(f"{what}: {text}", flush=True)  # pylint: disable=print-used

    def rate(self, what, rows, seconds, rival=None):
        """Print how fast rows were made.

        :param rival: rows per second of a plain ``COPY`` of the same rows
        """
        speed = rows / max(seconds, 1e-6)
        text = f"{what}: {rows} in {seconds:.1f} s, {speed:,.0f} rows/s"
        if rival:
            text += f"; plain COPY {rival:,.0f} rows/s, ratio {rival / speed:.1f}"
        self.tell("rate", text)

    def pick(self, weights):
        """One key of a ``{key: weight}`` mapping, by weight."""
        keys = list(weights)
        return self.random.choices(keys, [weights[key] for key in keys])[0]

    def apportion(self, number, weights):
        """Split a whole number by weights; largest remainders; each gets one.

        :return: ``{key: whole number}`` whose values sum to ``number``
        """
        total = sum(weights.values())
        shares = {key: number * weight / total for key, weight in weights.items()}
        parts = {key: int(share) for key, share in shares.items()}
        by_rest = sorted(shares, key=lambda key: parts[key] - shares[key])
        for key in by_rest[: number - sum(parts.values())]:
            parts[key] += 1
        if number >= len(parts):
            for key in parts:
                if not parts[key]:
                    parts[max(parts, key=parts.get)] -= 1
                    parts[key] += 1
        return parts

    def spread(self, number, weights):
        """A shuffled list of ``number`` keys in the proportions of the weights."""
        parts = self.apportion(number, weights)
        keys = [key for key, amount in parts.items() for _ in range(amount)]
        self.random.shuffle(keys)
        return keys

    def day_between(self, first, last):
        """A day from ``first`` to ``last``, both included."""
        return first + relativedelta(days=self.random.randint(0, (last - first).days))

    def before(self, **delta):
        """The day that lies ``delta`` (as of ``relativedelta``) before today."""
        return self.today - relativedelta(**delta)

    def as_user(self, login, records):
        """The records as a demonstration user sees them: rules hold."""
        return records.with_user(self.users[login])
