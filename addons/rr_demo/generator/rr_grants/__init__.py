# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money: agreements, activities, grants, support by others."""

from . import activities, community, corrections, funding, grants, history, support

#: in the order in which they are planned
STAGES = (funding, activities, grants, support, corrections, community, history)
