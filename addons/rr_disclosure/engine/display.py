# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The only object that a renderer of counts may read.

XLSX, PDF, charts, IATI, portal and narrative all draw a ``Shown``; a withheld
one has no value to leak, so no cache, comment or hidden sheet can hold it.
"""

from dataclasses import dataclass

from .model import InputError

# One symbol for every withheld cell, small or complementary: "<5" would tell
# the reader which is which.
WITHHELD_SYMBOL = "·"
VALUE, WITHHELD, ABSENT = "value", "withheld", "absent"


@dataclass(frozen=True)
class Shown:
    """One cell as printed.

    state: "value", "withheld" or "absent" (never issued). value: persons, for
    state "value" only. as_of: ISO date of the version printed, when it is
    held at an earlier one; else None.
    """

    state: str
    value: int | None = None
    as_of: str | None = None

    def __post_init__(self):
        if (self.state == VALUE) != (self.value is not None):
            raise InputError("display: a value belongs to a published cell only")

    @property
    def text(self):
        """What is printed in a cell of a page or sheet."""
        return {VALUE: str(self.value), WITHHELD: WITHHELD_SYMBOL, ABSENT: ""}[
            self.state
        ]

    @property
    def number(self):
        """For charts and sheets: the value, or None for an empty cell."""
        return self.value

    @property
    def has_element(self):
        """Does IATI carry an element? A withheld value is absent there."""
        return self.state == VALUE


def from_decision(decision):
    """{key: Shown} of a gate.Decision; empty for a table never issued."""
    version = decision.version
    if version is None:
        return {}
    held = None if decision.status == "issued" else version.date
    return {key: Shown(VALUE, value, held) for key, _, value in version.cells}


def from_cells(cells):
    """{(table, key): Shown} of the ``cells`` of a protected file."""
    shown = {}
    for cell in cells:
        name = cell["table"] if "table" in cell else cell["name"]
        key = (name, tuple(sorted(cell.get("key", {}).items())))
        if cell.get("withheld"):
            shown[key] = Shown(WITHHELD)
        else:
            shown[key] = Shown(VALUE, cell["value"])
    return shown


def percentage(part, whole, minimum=20):
    """Percentage of two Shown cells as a whole number, or None.

    None when either is withheld, when they are of different dates, or when
    the denominator is under ``minimum`` persons.
    """
    if part.state != VALUE or whole.state != VALUE or part.as_of != whole.as_of:
        return None
    if whole.value < minimum:
        return None
    return round(100 * part.value / whole.value)
