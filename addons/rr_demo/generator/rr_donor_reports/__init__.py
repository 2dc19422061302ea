# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Releases and donor reports."""

from . import afterwards, reports

#: in the order in which they are planned
STAGES = (reports, afterwards)
