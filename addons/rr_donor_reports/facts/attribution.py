# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Persons divided among funders."""

from decimal import Decimal


def largest_remainder(shares, total):
    """Whole numbers near the shares that sum to the total exactly.

    :param shares: dict, key → share (their sum is the total, rounding aside)
    :param total: int
    :return: dict, key → int

    >>> largest_remainder({1: 1.5, 2: 1.4, 3: 0.1}, 3)
    {1: 2, 2: 1, 3: 0}
    """
    exact = {key: Decimal(str(value)) for key, value in shares.items()}
    whole = {key: int(value) for key, value in exact.items()}
    missing = total - sum(whole.values())
    order = sorted(exact, key=lambda key: (whole[key] - exact[key], key))
    for key in order[: max(missing, 0)]:
        whole[key] += 1
    return whole


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
        shares = {row["agreement_id"]: row["share"] for row in rows}
        return largest_remainder(shares, rows[0]["total"]).get(agreement, 0)
    column = "lead" if mode == "lead" else "contribution"
    return next((r[column] for r in rows if r["agreement_id"] == agreement), 0)
