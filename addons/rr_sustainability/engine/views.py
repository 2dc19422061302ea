# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The three views: how much of a commitment's money counts.

``secure`` counts what is appropriated or signed, ``probable`` also what is
pledged. ``expected`` counts every status but lost, each year's EUR slice times
its probability: a planning figure, never the headline.
"""

from fractions import Fraction

from .exact import share_of
from .model import STATUSES, VIEWS
from .slices import euro_slices

COUNTED = {
    "secure": frozenset({"appropriated", "signed"}),
    "probable": frozenset({"appropriated", "signed", "pledged"}),
    "expected": frozenset(STATUSES) - {"lost"},
}
assert tuple(COUNTED) == VIEWS


def weight(commitment, view):
    """Return the factor 0..1 on each EUR slice of the commitment in the view."""
    if commitment.status not in COUNTED[view]:
        return Fraction(0)
    return commitment.probability if view == "expected" else Fraction(1)


def inflow(plan, commitment, view):
    """Return cents of EUR per year that the commitment brings in the view."""
    factor = weight(commitment, view)
    if not factor:
        return [0] * len(plan.years)
    slices = euro_slices(plan, commitment)
    return slices if factor == 1 else [share_of(s, factor) for s in slices]
