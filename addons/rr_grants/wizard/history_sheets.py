# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sheets of a history workbook: one row, one source document."""

from odoo.addons.rr_base.tools.xlsx_import import Column, Sheet

CATEGORY_WORDS = {
    "equipment": "equipment",
    "rent": "rent",
    "stipend": "stipend",
    "other": "other",
}

LINE = Column(
    "line",
    "Budget line",
    required=True,
    help="Code of the agreement, a slash, code of the line: DON-1/A1",
)
DOCUMENT = Column("document", "Source document", required=True, max_length=120)
DATE = Column("date", "Date", "date", required=True)
PAID = Column("paid", "Paid", "number", required=True)
ADMITTED = Column("admitted", "Admitted", "number")

BALANCES = Sheet(
    "Balances",
    (
        LINE,
        Column("allocated", "Allocated", "number"),
        Column("committed", "Committed", "number"),
        Column("paid", "Paid", "number"),
        ADMITTED,
        DATE,
        DOCUMENT,
    ),
    required=False,
)
GRANTS = Sheet(
    "Grants",
    (
        Column("number", "Number", required=True, max_length=32),
        Column("person", "Person", required=True, help="Code such as RR-000123"),
        Column("category", "Category", "choice", required=True, choices=CATEGORY_WORDS),
        Column("date_start", "Plan from", "date", required=True),
        Column("date_end", "Plan to", "date", required=True),
        LINE,
        PAID,
        ADMITTED,
        Column("repaid", "Repaid", "number"),
        Column("written_off", "Written off", "number"),
        DATE,
        Column("bank_ref", "Bank reference"),
        DOCUMENT,
    ),
    required=False,
)
COURSES = Sheet(
    "Courses",
    (
        Column("name", "Course", required=True),
        LINE,
        PAID,
        ADMITTED,
        Column("units", "Units", "number"),
        Column("unit_name", "Unit"),
        DATE,
        DOCUMENT,
    ),
    required=False,
)
SHEETS = (BALANCES, GRANTS, COURSES)
