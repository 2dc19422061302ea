# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Courses: sessions, sheets, certificates."""

from . import classroom, courses

#: in the order in which they are planned
STAGES = (courses, classroom)
