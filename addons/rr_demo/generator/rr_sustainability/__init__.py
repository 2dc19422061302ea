# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The budget transition."""

from . import plan

#: in the order in which they are planned
STAGES = (plan,)
