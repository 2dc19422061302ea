# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Organisations and the users of the demonstration."""

from . import users

#: in the order in which they are planned
STAGES = (users,)
