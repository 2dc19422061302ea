# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which districts of Kosovo lie beside each other (map of the seven districts)."""

NEIGHBOURS = (
    ("PR", "MI"),
    ("PR", "PE"),
    ("PR", "FE"),
    ("PR", "GJ"),
    ("PR", "PZ"),
    ("PR", "GK"),
    ("MI", "PE"),
    ("PE", "GK"),
    ("GK", "PZ"),
    ("PZ", "FE"),
    ("FE", "GJ"),
)
