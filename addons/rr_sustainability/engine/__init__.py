# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The planner's engine: from donor money to state money.

Plain values in, plain values out, no Odoo: an input is the object that
``./rr plan`` reads (decimal texts and integers, never floats), a result the
object that it writes. README.md beside this file shows the whole of it.
"""

from .allocate import Outcome, compute
from .budget_calendar import CALENDAR, donor_rows, lead_time
from .budget_request import request_rows
from .inputs import InputError, parse, read_plan
from .model import VIEWS, Plan
from .overlays import Baseline
from .paths import state_share
from .people import people_rows
from .result import payment_rows, result_of
from .scenarios import SHIPPED, compare, overlay, shipped
from .sensitivity import sensitivity_rows, tornado, unit_cost_by_target

__all__ = [
    "CALENDAR",
    "SHIPPED",
    "VIEWS",
    "Baseline",
    "InputError",
    "Outcome",
    "Plan",
    "all_views",
    "compare",
    "compute",
    "donor_rows",
    "lead_time",
    "overlay",
    "parse",
    "payment_rows",
    "people_rows",
    "plan",
    "read_plan",
    "request_rows",
    "result_of",
    "sensitivity_rows",
    "shipped",
    "state_share",
    "tornado",
    "unit_cost_by_target",
]


def plan(data, view=None):
    """Return the result of an input, in the view (default: the input's).

    Raises InputError, whose ``path`` and ``message`` name the key.
    """
    return result_of(compute(read_plan(data), view))


def all_views(data):
    """Return {view: result}: each view is allocated anew by the same rule."""
    checked = read_plan(data)
    return {view: result_of(compute(checked, view)) for view in VIEWS}
