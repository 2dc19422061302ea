# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sheets of a history workbook: one row, one source document."""

from odoo.addons.rr_base.tools.xlsx_import import ExpectedColumn, ExpectedSheet

CATEGORY_WORDS = {
    "equipment": "equipment",
    "rent": "rent",
    "stipend": "stipend",
    "other": "other",
}

LINE = ExpectedColumn(
    "line",
    "Budget line",
    required=True,
    help="Code of the agreement, a slash, code of the line: DON-1/A1",
)
DOCUMENT = ExpectedColumn("document", "Source document", required=True, max_length=120)
DATE = ExpectedColumn("date", "Date", "date", required=True)
PAID = ExpectedColumn("paid", "Paid", "number", required=True)
ADMITTED = ExpectedColumn("admitted", "Admitted", "number")

BALANCES = ExpectedSheet(
    "Balances",
    (
        LINE,
        ExpectedColumn("allocated", "Allocated", "number"),
        ExpectedColumn("committed", "Committed", "number"),
        ExpectedColumn("paid", "Paid", "number"),
        ADMITTED,
        DATE,
        DOCUMENT,
    ),
    required=False,
)
GRANTS = ExpectedSheet(
    "Grants",
    (
        ExpectedColumn("number", "Number", required=True, max_length=32),
        ExpectedColumn("person", "Person", required=True, help="Code such as RR-000123"),
        ExpectedColumn("category", "Category", "choice", required=True, choices=CATEGORY_WORDS),
        ExpectedColumn("date_start", "Plan from", "date", required=True),
        ExpectedColumn("date_end", "Plan to", "date", required=True),
        LINE,
        PAID,
        ADMITTED,
        ExpectedColumn("repaid", "Repaid", "number"),
        ExpectedColumn("written_off", "Written off", "number"),
        DATE,
        ExpectedColumn("bank_ref", "Bank reference"),
        DOCUMENT,
    ),
    required=False,
)
COURSES = ExpectedSheet(
    "Courses",
    (
        ExpectedColumn("name", "Course", required=True),
        LINE,
        PAID,
        ADMITTED,
        ExpectedColumn("units", "Units", "number"),
        ExpectedColumn("unit_name", "Unit"),
        DATE,
        DOCUMENT,
    ),
    required=False,
)
SHEETS = (BALANCES, GRANTS, COURSES)
