# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who pays what: money meets need, line by line and year by year."""

from dataclasses import dataclass

from .exact import share_of
from .model import Plan
from .need import needs
from .views import inflow


@dataclass(frozen=True)
class Outcome:
    """A plan computed in one view. All amounts are integer cents of EUR.

    Tables are lists by position: ``need[i][t]`` for line i of ``plan.lines`` in
    year t of ``plan.years``, ``inflow[k][t]`` for commitment k of
    ``plan.commitments``; ``used[k][t]`` is {i: cents} of what it pays.
    """

    plan: Plan
    view: str
    need: list
    path: list  # the state's share path: share × need, line × year
    inflow: list
    used: list
    by_type: list  # line × year: {source type: cents}, the state's path included

    def funded(self, line, year):
        return sum(self.by_type[line][year].values())

    def gap(self, line, year):
        return self.need[line][year] - self.funded(line, year)

    def stranded(self, commitment, year):
        """Return what no line could take of the commitment's money."""
        paid = sum(self.used[commitment][year].values())
        return self.inflow[commitment][year] - paid

    def total(self, table, year):
        return sum(row[year] for row in table)

    def total_gap(self, year=None):
        """Return the sum of the line gaps of one year, or of all.

        Never need less money: that would hide a gap behind money that is
        earmarked for other lines.
        """
        years = range(len(self.plan.years)) if year is None else (year,)
        return sum(self.gap(i, t) for i in range(len(self.need)) for t in years)


def compute(plan, view=None):
    """Return the :class:`Outcome` of a plan in the view (default: its own)."""
    view = view or plan.view
    need = needs(plan)
    path = [
        [share_of(n, s) for n, s in zip(row, line.state_share, strict=True)]
        for row, line in zip(need, plan.lines, strict=True)
    ]
    money = [inflow(plan, commitment, view) for commitment in plan.commitments]
    open_need = [
        [n - s for n, s in zip(*rows, strict=True)]
        for rows in zip(need, path, strict=True)
    ]
    used = allocate(plan, open_need, money)
    by_type = [[{"state": amount} for amount in row] for row in path]
    for commitment, by_year in zip(plan.commitments, used, strict=True):
        kind = plan.type_of(commitment)
        for year, paid in enumerate(by_year):
            for line, amount in paid.items():
                cell = by_type[line][year]
                cell[kind] = cell.get(kind, 0) + amount
    return Outcome(plan, view, need, path, money, used, by_type)


def allocate(plan, open_need, money):
    """Return used[k][t] = {line: cents}, never above a line's open need.

    The plan's commitments stand in the order in which they are served:
    earmarked ones first, fewest lines first, then earlier start, then code;
    free ones after them by start, then code. Each fills its lines by the lines'
    priority, then code. ``open_need`` (line × year, what the state's path
    leaves) is not changed.
    """
    rest = [list(row) for row in open_need]
    position = {line.code: i for i, line in enumerate(plan.lines)}
    used = []
    for commitment, by_year in zip(plan.commitments, money, strict=True):
        earmarked = sorted(position[code] for code in commitment.lines)
        lines = earmarked or range(len(plan.lines))
        used.append(
            [_fill(rest, lines, year, amount) for year, amount in enumerate(by_year)]
        )
    return used


def _fill(rest, lines, year, amount):
    paid = {}
    for line in lines:
        if not amount:
            break
        share = min(amount, rest[line][year])
        if share:
            paid[line] = share
            rest[line][year] -= share
            amount -= share
    return paid
