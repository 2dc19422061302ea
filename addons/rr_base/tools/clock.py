# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The business clock of this process: the day on which steps are taken.

A demonstration that plays through years, and tests of what happens on a day, move it
for their own process. Everything that Odoo takes for "now" in a field or a step follows:
``fields.Date.today``, ``fields.Date.context_today``, ``fields.Datetime.now`` and what
rests on them. The database's own clock, and with it ``create_date``, the trail and its
seals, stays true. No call can carry another day, and a server in production refuses to
move its clock.
"""

import contextlib
import datetime as true
import sys

from odoo import fields

from .production import is_production

# Where Odoo's fields ask for the time.
_fields = sys.modules[fields.Date.__module__]


class _Real(type):
    """What ``isinstance`` sees through: a real date is a date of the moved clock too."""

    def __instancecheck__(cls, value):
        return isinstance(value, cls._true)


class _Date(true.date, metaclass=_Real):
    _true = true.date

    def __new__(cls, *args, **kwargs):
        return true.date(*args, **kwargs)

    @classmethod
    def today(cls):
        return _moment.date()


class _Datetime(true.datetime, metaclass=_Real):
    _true = true.datetime

    def __new__(cls, *args, **kwargs):
        return true.datetime(*args, **kwargs)

    # Built by the real class: a value that leaves here is an ordinary one.
    combine = true.datetime.combine
    strptime = true.datetime.strptime
    fromisoformat = true.datetime.fromisoformat
    fromtimestamp = true.datetime.fromtimestamp

    @classmethod
    def now(cls, tz=None):
        moment = _moment.replace(tzinfo=true.timezone.utc)
        return moment.astimezone(tz) if tz else _moment


_moment = None


def set_now(moment):
    """Let it be ``moment`` in this process, standing still until the next call.

    :param moment: naive datetime in UTC; None gives the machine's time back
    :raises RuntimeError: the server is in production (``RR_PRODUCTION``)
    """
    global _moment  # noqa: PLW0603 one clock for one process
    if moment is not None and is_production():
        raise RuntimeError("A server in production does not move its clock.")
    _moment = moment
    _fields.date = _Date if moment else true.date
    _fields.datetime = _Datetime if moment else true.datetime


@contextlib.contextmanager
def at(moment):
    """Let it be ``moment`` within the block (see :func:`set_now`)."""
    before = _moment
    set_now(moment)
    try:
        yield
    finally:
        set_now(before)


def on(day):
    """Let it be nine o'clock of a day within the block (see :func:`set_now`).

    :param day: date, or its ISO text
    """
    return at(true.datetime.combine(fields.Date.to_date(day), true.time(9)))
