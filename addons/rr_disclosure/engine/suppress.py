# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which cells of a file are withheld, so that the small ones stay hidden.

Primary cells are small counts. Complementary cells are bought with an elastic
linear program per target, pruned from large to small, and improved by an
integer program with cover cuts (``cuts``). The result is only a proposal: the
auditor of ``audit`` decides, and what it refuses is blocked (``protect``).
"""

import time

import numpy as np

from .elastic import Elements
from .model import SHOW

EPS = 1e-6
PUBLISHED, OPEN, CANDIDATE = 0, 1, 2


class Unsafe(Exception):
    """Some target cannot be protected whatever is withheld.

    ``indices`` are elements of the problem; every table that holds one of
    them is a candidate for blocking.
    """

    def __init__(self, indices):
        super().__init__(indices)
        self.indices = indices


class Problem:
    """The canonical system of one file: equal sets of atoms are one element.

    request: model.Request. tables: names still in play. Attributes indexed by
    element: sets, values, state (PUBLISHED, OPEN for what must be withheld,
    CANDIDATE), price, tables (names that show it), targets: list of
    (element, need_high, need_width).
    """

    def __init__(self, request, tables, needs=None):
        self.request = request
        self.policy = request.policy
        self.index = {}
        self.sets, self.values, self.state = [], [], []
        self.tables, self.is_total = [], []
        self.floor = []
        self.targets = {}
        self.bounds = []
        self.conflicts = []
        self._add_earlier()
        self._add_known()
        self._add_cells(tables)
        self._add_derived(tables)
        if needs:
            self.targets.update(needs)

    def _element(self, members, value):
        if members not in self.index:
            self.index[members] = len(self.sets)
            self.sets.append(members)
            self.values.append(value)
            self.state.append(CANDIDATE)
            self.tables.append(set())
            self.floor.append(0)
        return self.index[members]

    def _add_earlier(self):
        for released in self.request.earlier:
            floor = 1 if released.zeros == SHOW else 0
            for cell in released.cells:
                number = self._element(cell.members, cell.value)
                if not cell.withheld:
                    self.state[number] = PUBLISHED
                elif self.state[number] != PUBLISHED:
                    self.state[number] = OPEN
                    self.floor[number] = max(self.floor[number], floor)
                    self._need(number, cell.value, cell.threshold)

    def _need(self, number, value, threshold):
        if value < threshold:
            high, width = threshold, threshold
        else:
            high, width = 0, 1
        old = self.targets.get(number, (0, 0))
        self.targets[number] = (max(high, old[0]), max(width, old[1]))

    def _add_known(self):
        for statement in self.request.known:
            if statement.kind == "at_most":
                self.bounds.append((statement.members, statement.value))
            else:
                number = self._element(statement.members, statement.value)
                self.state[number] = PUBLISHED

    def _add_cells(self, tables):
        show = self.policy.zeros == SHOW
        for cell in self.request.cells:
            if cell.table not in tables:
                continue
            number = self._element(cell.members, cell.value)
            self.tables[number].add(cell.table)
            public = cell.is_total and self.policy.public_totals
            small = (0 if show else -1) < cell.value < cell.threshold
            if public or (cell.value == 0 and show):
                self.state[number] = PUBLISHED
            elif small or cell.insider:
                if self.state[number] == PUBLISHED:
                    self.conflicts.append(number)
                else:
                    self.state[number] = OPEN
                if small:
                    self._need(number, cell.value, cell.threshold)
                else:
                    self.targets[number] = (cell.threshold, cell.threshold)
            self.floor[number] = 1 if show else 0
        # A public total may come after the small cell that equals it.
        for number in list(self.targets):
            if self.state[number] == PUBLISHED:
                del self.targets[number]
                self.conflicts.append(number)

    def _add_derived(self, tables):
        for target in self.request.derived:
            number = self._element(target.members, target.value)
            if self.state[number] == CANDIDATE and not self.tables[number]:
                self.state[number] = OPEN
                self.targets[number] = (target.need_high, target.need_width)

    def elements(self):
        """(Elements, state as array) of the linear programs."""
        atoms = {}
        for members in self.sets:
            for atom in members:
                atoms.setdefault(atom, len(atoms))
        matrix = np.zeros((len(self.sets), len(atoms)), dtype=np.int8)
        for row, members in enumerate(self.sets):
            matrix[row, [atoms[m] for m in members]] = 1
        bounds = []
        for members, most in self.bounds:
            row = np.zeros(len(atoms), dtype=np.int8)
            row[[atoms[m] for m in members if m in atoms]] = 1
            bounds.append((row, most))
        reach = max([width for _, width in self.targets.values()], default=1)
        return Elements(matrix, self.values, np.array(self.floor), bounds, reach)


class Search:
    """The current choice: ``withheld`` (0/1 by element) and its witnesses."""

    def __init__(self, problem, deadline):
        self.problem = problem
        self.deadline = deadline
        self.elements = problem.elements()
        self.state = np.array(problem.state)
        self.candidate = self.state == CANDIDATE
        self.always = self.state == OPEN
        self.values = self.elements.values
        # A cell costs the persons that it stops counting; the small constant
        # prefers fewer cells at equal cost.
        self.cost = np.where(self.candidate, self.values + 0.01, 0.0)
        self.targets = dict(problem.targets)
        self.witness = {}

    def need(self, element):
        """(need_high, need_width); large withheld cells must not be exact."""
        return self.targets.get(element, (0, 1))

    def probe(self, element):
        """Witness movements that satisfy a target, or None.

        Uses the room set by the last ``give_room``.
        """
        high, width = self.need(element)
        value = self.values[element]
        whole = max(high - value, width)
        up, moved_up = self.elements.stretch(element, 1)
        if up > whole - EPS:
            return [moved_up * (whole / up)]
        top = np.floor(up + EPS)
        if value + top < high:
            return None
        down, moved_down = self.elements.stretch(element, -1)
        if top + np.floor(down + EPS) < width:
            return None
        rest = width - top
        witness = [moved_up * (top / up)] if top > 0 else []
        if rest > 0:
            witness.append(moved_down * (rest / down))
        return witness

    def check_feasible(self):
        """Raise Unsafe for targets that fail with everything withheld."""
        self.elements.give_room((self.state != 0).astype(float))
        failing = [t for t in self.targets if self.probe(t) is None]
        failing.extend(self.problem.conflicts)
        if failing:
            raise Unsafe(failing)

    def buy(self):
        """Withhold, target by target, what an elastic program pays for."""
        self.elements.give_room((self.state != 0).astype(float))
        withheld = self.always.copy()
        price = np.where(self.candidate, self.cost, 0.0)
        order = sorted(self.targets, key=lambda t: -self.values[t])
        for target in order:
            for movement in self._cheapest(target, price):
                moved = np.abs(movement) > EPS
                withheld |= moved & self.candidate
                price[moved] = 0.0
        return withheld

    def _cheapest(self, target, price):
        high, width = self.need(target)
        value = self.values[target]
        movement = self.elements.buy(target, max(high - value, width), price)
        if movement is not None:
            return [movement]
        up = np.floor(self.elements.stretch(target, 1)[0] + EPS)
        parts = []
        if up > 0:
            parts.append(self.elements.buy(target, up, price))
        if width > up:
            parts.append(self.elements.buy(target, up - width, price))
        return [part for part in parts if part is not None]

    def satisfied(self, withheld):
        """Do all targets pass? Fills ``witness``."""
        self.elements.give_room(withheld.astype(float))
        self.witness = {}
        for target in self.targets:
            witness = self.probe(target)
            if witness is None:
                return False
            self.witness[target] = witness
        return True

    def prune(self, withheld):
        """Publish again what no target needs, from large to small."""
        if not self.satisfied(withheld):
            return None
        spare = np.flatnonzero(withheld & self.candidate)
        for element in spare[np.argsort(-self.cost[spare], kind="stable")]:
            if time.monotonic() > self.deadline:
                break
            if element in self.targets:
                continue
            withheld[element] = False
            self.elements.give_room(withheld.astype(float))
            changed = self._still_satisfied(element)
            if changed is None:
                withheld[element] = True
            else:
                self.witness.update(changed)
        return withheld

    def _still_satisfied(self, element):
        changed = {}
        for target, witness in self.witness.items():
            if any(abs(movement[element]) > EPS for movement in witness):
                found = self.probe(target)
                if found is None:
                    return None
                changed[target] = found
        return changed

    def settle(self, withheld):
        """Publish large withheld cells that a reader could compute anyway."""
        self.elements.give_room(withheld.astype(float))
        for element in np.flatnonzero(withheld & self.candidate):
            if element not in self.targets and self.probe(element) is None:
                withheld[element] = False
                self.elements.give_room(withheld.astype(float))
        return withheld

    def total(self, withheld):
        """Cost of a choice, in persons that are no longer counted."""
        return float(self.cost[withheld & self.candidate].sum())
