# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Named measures: one SQL statement each, over everybody, read from data.

A measure of *persons* returns one row per distinct person (``beneficiary_id``) with
the day (``since``) from which the person counts. A measure of *rows* returns whatever
columns its entry in the catalogue names. No measure looks at who asks: access rights
never change a count. Nothing here knows Odoo; a cursor comes in, numbers go out.
"""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

from odoo.addons.rr_beneficiaries.models.constants import IN_WORK

from .catalogue import MEASURES

__all__ = ["IN_WORK", "MEASURES", "query", "persons", "rows", "value"]

#: What a query may ask for; every call hands in all of them.
PARAMETERS = ("as_of", "start", "agreement", "threshold")
#: What several measures stand on has one text: ``{name}`` is ``sql/parts/name.sql``.
_PART = re.compile(r"\{(\w+)\}")
_FOLDER = Path(__file__).parent / "sql"


@cache
def query(name):
    """The SQL text of a measure, with its parts in their places.

    :raises KeyError: the catalogue has no such measure
    """
    if name not in MEASURES:
        raise KeyError(name)
    return _text(_FOLDER / f"{name}.sql")


def _text(path):
    text = path.read_text(encoding="utf-8").rstrip().rstrip(";")
    return _PART.sub(lambda found: _text(_FOLDER / "parts" / f"{found[1]}.sql"), text)


def _parameters(given):
    unknown = set(given) - set(PARAMETERS)
    if unknown:
        raise ValueError(f"unknown parameter: {', '.join(sorted(unknown))}")
    return {**{name: given.get(name) for name in PARAMETERS}, "in_work": IN_WORK}


def persons(cursor, name, **parameters):
    """Count the distinct persons of a measure.

    :param cursor: database cursor (psycopg2 or Odoo's)
    :param parameters: ``as_of`` (last day), ``start`` (first day of the period),
        ``agreement`` (database id)
    :return: ``(persons to date, persons of them since the period's first day)``
    """
    if MEASURES[name]["kind"] != "persons":
        raise ValueError(f"{name} does not count persons")
    cursor.execute(
        "SELECT count(*), count(*) FILTER (WHERE m.since >= %(start)s) "
        f"FROM ({query(name)}) m",
        _parameters(parameters),
    )
    return tuple(cursor.fetchone())


def _exact(number):
    """A number as it stands in the database: Odoo's cursor turns decimals into
    floats, whose shortest text is the decimal again."""
    return Decimal(repr(number)) if isinstance(number, float) else number


def rows(cursor, name, **parameters):
    """The rows of a measure, as dicts by column.

    :return: list of dict
    """
    cursor.execute(query(name), _parameters(parameters))
    columns = [column[0] for column in cursor.description]
    return [
        dict(zip(columns, map(_exact, row), strict=True)) for row in cursor.fetchall()
    ]


def value(cursor, name, **parameters):
    """The single number of a measure of kind ``number`` or ``amount``.

    :return: ``(to date, in the period)``
    """
    cursor.execute(query(name), _parameters(parameters))
    return tuple(_exact(number) for number in cursor.fetchone())
