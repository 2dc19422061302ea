# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The business date of a step.

A step is dated today, by the business clock of the process (rr_base/tools/clock.py).
A test may date single steps otherwise, with a context value that no client can send,
because RPC carries strings and numbers, never an instance of a private class.
"""

from datetime import datetime, time

from odoo import fields


class _FixedDate:
    __slots__ = ("date",)

    def __init__(self, date):
        self.date = fields.Date.to_date(date)


def on_date(records, date):
    """Return the records with a context in which every step is dated ``date``."""
    return records.with_context(rr_business_date=_FixedDate(date))


def today(records):
    """Return the business date for the records' context."""
    fixed = records.env.context.get("rr_business_date")
    if isinstance(fixed, _FixedDate):
        return fixed.date
    return fields.Date.context_today(records)


def now(records):
    """Return the moment of a step: now, or nine o'clock of the fixed business date."""
    fixed = records.env.context.get("rr_business_date")
    if isinstance(fixed, _FixedDate):
        return datetime.combine(fixed.date, time(9))
    return fields.Datetime.now()
