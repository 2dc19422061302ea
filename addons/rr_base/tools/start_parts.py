# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a start page is made of, as data.

Each addon lists its parts with the roles they are for; ``rr.start.page`` counts them
under the reader's own rules. A label is lazily translated (``LazyTranslate``). Parts of
a lower ``sequence`` come first; of figures the first three are shown, of pictures the
first that has something to show.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """What all parts share: the words, the keys of the roles, the place."""

    label: object
    roles: tuple
    sequence: int = 50


@dataclass(frozen=True)
class Task(Part):
    """A daily task: one click opens ``action`` (external id, or a path of this site)."""

    action: str = ""


@dataclass(frozen=True)
class Waiting(Part):
    """Something to do: the records of ``model`` in ``domain``, counted.

    ``domain`` is a list (dates as Odoo's relative words, ``"today"``), or the name of
    a method of ``rr.start.page`` that returns one. ``since`` names the date field from
    which the oldest row waits.
    """

    model: str = ""
    domain: object = ()
    since: str = ""


@dataclass(frozen=True)
class Late(Part):
    """Something past its date: rows of ``model`` in ``domain``, by ``date``."""

    model: str = ""
    domain: object = ()
    date: str = ""


@dataclass(frozen=True)
class LateRows(Part):
    """Late rows that a method of ``rr.start.page`` finds.

    The method returns ``(rows, count)``: the oldest rows and how many there are.
    """

    method: str = ""


@dataclass(frozen=True)
class Figure(Part):
    """A figure: ``method`` of ``rr.start.page`` returns its text."""

    method: str = ""


@dataclass(frozen=True)
class Picture(Part):
    """A picture from data: ``method`` returns ``rr.start.page._rr_bars()`` or None."""

    method: str = ""


@dataclass(frozen=True)
class Hint(Part):
    """What to do first while there is nothing yet."""
