# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The financial statement from the ledger's balances."""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .merge import merge_small

THOUSANDTH = Decimal("0.001")
SUMS = (
    "original",
    "revised",
    "actual_period",
    "actual_cumulative",
    "commitments",
)
PARTIES = ("this_donor", "other_donors", "state")


def elapsed(start, end, as_of):
    """Share of the days from start to end that lie on or before a day.

    >>> from datetime import date
    >>> elapsed(date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 30))
    Fraction(181, 365)
    """
    days = (end - start).days + 1
    done = min(max((as_of - start).days + 1, 0), days)
    return Fraction(done, days)


def planned(revised, share):
    """Budget planned to date: the revised budget spread evenly over the days."""
    return Decimal(revised) * share.numerator / share.denominator


def ratio(part, whole):
    """A share as Decimal with three places; ``None`` where there is no whole."""
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(THOUSANDTH, ROUND_HALF_UP)


def group_lines(lines, threshold, is_year_closed):
    """Lines as they are shown: each with its parts; see :mod:`.merge`.

    :param lines: rows of the measure ``ledger_lines`` (or ``ledger_agreements``)
    :return: list of dicts with ``code``, ``parts`` (rows), and the sums
    """
    if is_year_closed:
        groups = [[index] for index in range(len(lines))]
    else:
        groups = merge_small(
            [
                {
                    "payees": line.get("payees", 0),
                    "spent": bool(line["actual_cumulative"]),
                    "fixed": line.get("cost_category") == "indirect",
                }
                for line in lines
            ],
            threshold,
        )
    shown = []
    for group in groups:
        parts = [lines[index] for index in group]
        entry = {"code": "+".join(part["code"] for part in parts), "parts": parts}
        for name in SUMS:
            entry[name] = sum(Decimal(part[name]) for part in parts)
        shown.append(entry)
    return shown


def fill(cells, shown, parties, share_of, tolerance):
    """Write the statement into the snapshot's cells.

    :param cells: :class:`.cells.Cells`
    :param shown: result of :func:`group_lines`
    :param parties: budget line id → row of the measure ``line_parties``
    :param share_of: function, part → elapsed share (:class:`fractions.Fraction`)
    :param tolerance: fraction; a line further from its plan needs an explanation
    :return: codes of the lines that need an explanation
    """
    unexplained = []
    total = dict.fromkeys((*SUMS, *PARTIES), Decimal(0))
    total_plan = Decimal(0)
    for entry in shown:
        plan = sum(planned(part["revised"], share_of(part)) for part in entry["parts"])
        sums = {name: entry[name] for name in SUMS}
        for name in PARTIES:
            sums[name] = sum(
                Decimal(parties.get(part.get("line_id"), {}).get(name) or 0)
                for part in entry["parts"]
            )
        variance = _line(cells, entry["code"], sums, plan, bool(parties))
        if variance is not None and abs(variance) > tolerance:
            unexplained.append(entry["code"])
        for name, amount in sums.items():
            total[name] += amount
        total_plan += plan
    _line(cells, "total", total, total_plan, bool(parties))
    return unexplained


def _line(cells, code, sums, plan, with_parties):
    for name in SUMS:
        cells.amount("statement", sums[name], line=code, column=name)
    remaining = sums["revised"] - sums["actual_cumulative"] - sums["commitments"]
    cells.amount("statement", remaining, line=code, column="remaining")
    if with_parties:
        for name in PARTIES:
            cells.amount("statement", sums[name], "EUR", line=code, column=name)
    burn = ratio(sums["actual_cumulative"], sums["revised"])
    cells.figure("statement", burn, "percent", line=code, column="burn")
    variance = ratio(sums["actual_cumulative"] - plan, plan)
    cells.figure("statement", variance, "percent", line=code, column="variance")
    return variance


def indirect(cells, lines, cap):
    """Indirect costs as a share of direct costs paid to date, against the cap.

    Nothing is written when there is no cap.

    :return: whether the cap is kept
    """
    if cap is None:
        return True
    paid = {
        is_indirect: sum(
            (
                Decimal(line["actual_cumulative"])
                for line in lines
                if (line["cost_category"] == "indirect") == is_indirect
            ),
            Decimal(0),
        )
        for is_indirect in (True, False)
    }
    share = ratio(paid[True], paid[False])
    cells.figure("indirect", cap, "percent", column="cap")
    cells.figure("indirect", share, "percent", column="share")
    cells.amount("indirect", paid[True], column="amount")
    return not paid[True] if share is None else share <= Decimal(str(cap))


def curve(cells, quarters, plan_to, first, last):
    """Cumulative plan and spending to the end of each quarter.

    :param quarters: rows of the measure ``spending_quarters``
    :param plan_to: function, day → planned amount to that day
    :param first, last: first and last day; the last point stands on the last day
    :return: list of the days (ISO), at most 40
    """
    days, year, month = [], first.year, (first.month - 1) // 3 * 3 + 3
    while True:
        after = datetime.date(year + month // 12, month % 12 + 1, 1)
        end = after - datetime.timedelta(days=1)
        days.append(min(end, last))
        if end >= last:
            break
        year, month = (year + 1, 3) if month == 12 else (year, month + 3)
    days = days[-40:]
    for day in days:
        spent = sum(
            (Decimal(row["paid"]) for row in quarters if _start(row["quarter"]) <= day),
            Decimal(0),
        )
        iso = day.isoformat()
        cells.amount("spending_curve", plan_to(day), month=iso, series="plan")
        cells.amount("spending_curve", spent, month=iso, series="actual")
    return [day.isoformat() for day in days]


def _start(quarter_end):
    """First day of the quarter that ends on a day."""
    return quarter_end.replace(day=1, month=quarter_end.month - 2)
