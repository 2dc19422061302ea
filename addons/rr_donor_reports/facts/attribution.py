# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Persons divided among funders."""

from odoo.addons.rr_base.tools.money import largest_remainder


def persons_of(rows, agreement, mode):
    """Persons that count for an agreement.

    :param rows: rows of the measure ``attribution``
    :param agreement: id
    :param mode: contribution, pro_rata or lead
    :return: int
    """
    if not rows:
        return 0
    if mode == "pro_rata":
        rows = sorted(rows, key=lambda row: row["agreement_id"])
        parts = largest_remainder([row["share"] for row in rows], rows[0]["total"])
        persons = {row["agreement_id"]: int(n) for row, n in zip(rows, parts, strict=True)}
        return persons.get(agreement, 0)
    column = "lead" if mode == "lead" else "contribution"
    return next((r[column] for r in rows if r["agreement_id"] == agreement), 0)
