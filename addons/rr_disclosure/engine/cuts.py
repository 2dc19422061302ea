# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The integer program over withheld cells, with cover cuts on demand.

Source of the decomposition: Fischetti and Salazar-Gonzalez, Management
Science 47 (2001), "Solving the cell suppression problem on tabular data with
linear constraints"; the capacity inequalities of section 4.
"""

import time

import highspy
import numpy as np

from .suppress import EPS


class CoverProgram:
    """min cost @ z over the cuts found so far."""

    def __init__(self, search):
        self.search = search
        self.free = np.flatnonzero(search.candidate)
        self.column = {element: n for n, element in enumerate(self.free)}
        self.cost = search.cost[self.free]
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        n = len(self.free)
        self.solver.addVars(n, np.zeros(n), np.ones(n))
        self.solver.changeColsCost(n, np.arange(n, dtype=np.int32), self.cost)
        self.known = set()

    def add(self, right, coefficients, minus=None):
        """Add ``coefficients @ z >= right`` (``>= right * z[minus]``).

        Coefficients are clipped to the right-hand side, which keeps the cut
        valid for 0/1 choices and makes it much stronger. True if it is new.
        """
        clipped = np.minimum(coefficients[self.free], right)
        if minus is not None:
            clipped[self.column[minus]] = 0.0
            clipped[self.column[minus]] = -right
        clipped = np.round(clipped / right, 7)
        index = np.flatnonzero(clipped)
        key = (clipped.tobytes(), minus)
        if key in self.known or not len(index):
            return False
        self.known.add(key)
        self.solver.addRow(
            0.0 if minus is not None else 1.0,
            highspy.kHighsInf,
            len(index),
            index.astype(np.int32),
            clipped[index],
        )
        return True

    def integral(self):
        """Ask for whole choices from here on."""
        kinds = np.full(len(self.free), highspy.HighsVarType.kInteger)
        self.solver.changeColsIntegrality(
            len(self.free), np.arange(len(self.free), dtype=np.int32), kinds
        )

    def solve(self, left):
        """(lower bound on the cost, choice by element), or None on a limit."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        z = np.zeros(len(self.search.state))
        z[self.free] = np.array(self.solver.getSolution().col_value)
        return self.solver.getInfo().objective_function_value, z


def violated(search, program, share):
    """Add the cuts that a (fractional) choice violates; how many."""
    share = np.clip(share, 0.0, 1.0)
    share[share < EPS] = 0.0
    share[share > 1 - EPS] = 1.0
    share[search.always] = 1.0
    search.elements.give_room(share)
    added = 0
    for target, (high, width) in search.targets.items():
        added += _target_cuts(search, program, target, high, width, None)
    for element in np.flatnonzero((share > 1 - EPS) & search.candidate):
        if element not in search.targets:
            added += _target_cuts(search, program, element, 0, 1, element)
    return added


def _target_cuts(search, program, target, high, width, minus):
    value = search.values[target]
    up, _moved = search.elements.stretch(target, 1)
    if up >= max(high - value, width) - EPS:
        return 0
    bound = search.elements.cut(search.always)
    if bound is None:
        return 0
    added = 0
    right = high - value - bound[0]
    if value + up < high - EPS and right > EPS:
        added += program.add(right, bound[1], minus)
    down, _moved = search.elements.stretch(target, -1)
    if up + down >= width - EPS:
        return added
    other = search.elements.cut(search.always)
    if other is None:
        return added
    right = width - bound[0] - other[0]
    if right > EPS:
        added += program.add(right, bound[1] + other[1], minus)
    return added


def improve(search, best, seconds, rounds=200):
    """The cheapest choice found within the limits, never worse than ``best``.

    best: withheld by element, passes. Returns (withheld, proven optimal).
    """
    deadline = min(time.monotonic() + seconds, search.deadline)
    program = CoverProgram(search)
    best_cost = search.total(best)
    if best_cost == 0:
        return best, True
    whole = False
    for _ in range(rounds):
        left = deadline - time.monotonic()
        if left <= 0:
            return best, False
        found = program.solve(left)
        if found is None:
            return best, False
        bound, share = found
        if bound >= best_cost - 1e-4:
            return best, True
        added = violated(search, program, share.copy())
        if whole:
            choice = search.always | (share > 0.5)
            if not added and search.satisfied(choice):
                return search.settle(choice), True
            repaired = search.prune(complete(search, choice))
            if repaired is not None and search.total(repaired) < best_cost - EPS:
                best, best_cost = repaired.copy(), search.total(repaired)
            if not added:
                return best, False
        elif not added:
            program.integral()
            whole = True
    return best, False


def complete(search, choice):
    """Buy what a choice lacks, as cheaply as an elastic program finds it."""
    search.elements.give_room((search.state != 0).astype(float))
    price = np.where(search.candidate & ~choice, search.cost, 0.0)
    choice = choice.copy()
    for target in sorted(search.targets, key=lambda t: -search.values[t]):
        for movement in search._cheapest(target, price):
            moved = np.abs(movement) > EPS
            choice |= moved & search.candidate
            price[moved] = 0.0
    return choice
