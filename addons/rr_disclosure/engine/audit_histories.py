# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The independent auditor over possible histories.

The reader does not know who exists. Every history is possible: a profile, an
entry period, and for each group a period of joining at or after that of its
parent group, or never.

Weights on histories are never listed. For one profile let N(t) be the weight
that has entered by t and M(g, t) the weight that has joined g by t. Every
published count is a sum of these. They belong to some weights on histories
exactly when they never fall and M(g, t) <= M(parent of g, t) (N for groups
without a parent): match the k-th to join with the k-th to enter, and join the
groups independently given their parent. So a program in N and M, thousands of
columns instead of all histories, gives the same least and greatest values;
``tests/engines/disclosure/audit_columns.py`` reaches them by column generation, and a
test compares the two.
"""

import math
import time
from dataclasses import dataclass

import numpy as np

from .lp import INFINITY, Infeasible, Polytope, TimeOut
from .model import POSSIBLE, Audit, Finding, InconsistentError, names_group

SLACK = 1e-6


@dataclass(frozen=True)
class HistoryTarget:
    """A sensitive value: the persons of ``plus`` that are not in ``minus``.

    plus, minus: register.Count; minus is None or counts some of the persons of
    plus. need_high, need_width: persons.
    """

    plus: object
    minus: object
    value: int
    need_high: int
    need_width: int
    label: str = ""


def audit(register, statements, targets, time_limit=60.0):
    """Audit ``targets`` for a reader who knows ``statements``.

    register: gives dimensions, groups, structural zeros, periods, atoms.
    statements: [(kind, Count, value, label)], kind "equal", "at_least" or
    "at_most". targets: HistoryTarget. time_limit: seconds; what is undecided
    then is a finding with reason "time". Returns model.Audit with
    intervals in ``findings`` only. Raises InconsistentError.
    """
    started = time.monotonic()
    attacker = HistoryAttacker(register, statements, targets, started + time_limit)
    verdict = attacker.audit(targets)
    verdict.seconds = time.monotonic() - started
    return verdict


class HistoryAttacker:
    """The attacker who reckons with every history: the program in cumulative weights,
    and what is known to be possible.

    One attacker answers several audits that differ in what is published: the
    statements of some labels are taken out and put back, and every population
    found to be possible counts for all audits in which it still is.

    statements: as in ``audit``. foreseen: targets that may be asked about.
    deadline: ``time.monotonic()`` value, of all audits together.
    """

    def __init__(self, register, statements, foreseen, deadline):
        labels = {}
        for statement in statements:
            labels.setdefault(statement[:3], set()).add(statement[3])
        self.labels = list(labels.values())
        self.kinds_known = [kind for kind, _, _ in labels]
        self._check(register, labels)
        counts = [count for _, count, _ in labels]
        for target in foreseen:
            counts += [c for c in (target.plus, target.minus) if c is not None]
        self._lay_out(register, counts)
        self.rows, self.lower, self.upper = [], [], []
        for kind, count, value in labels:
            self._row(
                dict.fromkeys(self._columns(count), 1.0),
                -INFINITY if kind == "at_most" else value,
                INFINITY if kind == "at_least" else value,
            )
        self._never_fall()
        self._join_after_parent(register)
        self.polytope = Polytope.sparse(
            self.rows, self.variables, self.lower, self.upper, deadline
        )
        self.free = frozenset()
        self.points = []

    def audit(self, targets, without=frozenset()):
        """Audit ``targets``; statements whose labels are all in ``without`` are
        not known to this attacker.

        Returns model.Audit as the function ``audit`` does. Raises
        InconsistentError.
        """
        started = time.monotonic()
        programs = self.polytope.programs
        self._take_out(without)
        self.targets = targets
        self.wanted = np.zeros((len(targets), self.variables))
        for number, target in enumerate(targets):
            self.wanted[number, self._columns(target.plus)] += 1
            if target.minus is not None:
                self.wanted[number, self._columns(target.minus)] -= 1
        findings = self._findings()
        known = zip(self.kinds_known, range(len(self.labels)), strict=True)
        return Audit(
            safe=not findings,
            atoms_model=POSSIBLE,
            equations=sum(k == "equal" and n not in self.free for k, n in known),
            atoms=self.variables,
            findings=findings,
            targets=len(targets),
            seconds=time.monotonic() - started,
            programs=self.polytope.programs - programs,
        )

    def _take_out(self, without):
        free = frozenset(
            n for n, labels in enumerate(self.labels) if labels <= set(without)
        )
        for row in free ^ self.free:
            out = row in free
            self.polytope.bound_row(
                row,
                -INFINITY if out else self.lower[row],
                INFINITY if out else self.upper[row],
            )
        self.free = free

    @staticmethod
    def _check(register, statements):
        # Equal histories are looked at once, and those of a group by themselves.
        alike = {}
        for atom in register.atoms.values():
            key = (atom.entry, atom.profile, frozenset(atom.joined.items()))
            alike.setdefault(key, []).append(atom)
        members = {}
        for atoms in alike.values():
            for group in (None, *atoms[0].joined):
                members.setdefault(group, []).append((atoms[0], len(atoms)))
        for kind, count, value in statements:
            own = members.get(count.group, ())
            true = sum(number for atom, number in own if atom.counted(count))
            holds = {
                "equal": true == value,
                "at_least": true >= value,
                "at_most": true <= value,
            }[kind]
            if not holds:
                raise InconsistentError(
                    f"register: {kind} {value} contradicts the atoms ({count})"
                )

    def _lay_out(self, register, counts):
        """Number the cumulative weights: (group, category, profile, period).

        Only groups that are counted, with their parents, and only periods in
        which something is counted: between them a weight just may grow.
        """
        profiles = [()]
        for name, categories in register.dimensions.items():
            profiles = [(*p, (name, c)) for p in profiles for c in categories]
        self.profiles = [
            p for p in profiles if not _forbidden(p, None, register.impossible)
        ]
        used = {count.group for count in counts}
        for group in reversed(list(register.groups.values())):
            if group.name in used:
                used.add(group.parent)
        self.parents = {
            g.name: g.parent for g in register.groups.values() if g.name in used
        }
        self.kinds = {None: (None,)}
        for name in self.parents:
            self.kinds[name] = register.groups[name].categories or (None,)
        self.periods = sorted({count.period for count in counts})
        closed = {
            (name, p)
            for name in self.parents
            for p in self.profiles
            if _forbidden(p, name, register.impossible)
        }
        self.column = {}
        for name, kinds in self.kinds.items():
            for profile in self.profiles:
                if (name, profile) in closed:
                    continue
                for kind in kinds:
                    for period in self.periods:
                        key = (name, kind, profile, period)
                        self.column[key] = len(self.column)
        self.variables = len(self.column)

    def _columns(self, count):
        """The weights that a count adds up."""
        kinds = self.kinds[count.group]
        if count.category is not None:
            kinds = (count.category,)
        keys = [
            (count.group, kind, profile, count.period)
            for profile in self.profiles
            if _matches(profile, count.profile)
            for kind in kinds
        ]
        return [self.column[key] for key in keys if key in self.column]

    def _row(self, entries, lower, upper):
        self.rows.append(entries)
        self.lower.append(lower)
        self.upper.append(upper)

    def _never_fall(self):
        for (name, kind, profile, period), column in self.column.items():
            position = self.periods.index(period)
            if position:
                before = self.column[name, kind, profile, self.periods[position - 1]]
                self._row({column: 1.0, before: -1.0}, 0.0, INFINITY)

    def _join_after_parent(self, register):
        for name, parent in self.parents.items():
            for profile in self.profiles:
                for period in self.periods:
                    entries = {
                        self.column[key]: sign
                        for owner, sign in ((parent, 1.0), (name, -1.0))
                        for kind in self.kinds[owner]
                        if (key := (owner, kind, profile, period)) in self.column
                    }
                    if any(sign < 0 for sign in entries.values()):
                        self._row(entries, 0.0, INFINITY)

    def _findings(self):
        """Every target that fails, in the order of the targets."""
        truth = np.array([target.value for target in self.targets], dtype=float)
        self.low, self.high = truth.copy(), truth.copy()
        for free, point in self.points:
            if free <= self.free:
                self._take_in(point)
        found = []
        self._push_together()
        for number, target in enumerate(self.targets):
            reason = None
            try:
                for maximise in (True, False):
                    if self._shortfall(number):
                        self._push(number, maximise)
            except TimeOut:
                reason = "time"
            except Infeasible as error:
                raise InconsistentError("register: no population fits") from error
            reason = reason or self._shortfall(number)
            if reason:
                found.append(
                    Finding(target, self.low[number], self.high[number], reason)
                )
        return found

    def _push_together(self):
        """Widen many intervals with few programs: optimise sums of targets."""
        for maximise in (True, False):
            left = len(self.targets) + 1
            while True:
                open_ = [n for n in range(len(self.targets)) if self._shortfall(n)]
                if not 2 < len(open_) < left:
                    break
                left = len(open_)
                try:
                    self._widen(self.wanted[open_].sum(axis=0), maximise)
                except (TimeOut, Infeasible):
                    return  # decided, and reported, target by target

    def _push(self, number, maximise):
        if not self._widen(self.wanted[number], maximise):
            self.high[number] = math.inf

    def _widen(self, cost, maximise):
        """Take in one optimum; False when it has no limit."""
        _value, point, _duals = self.polytope.optimum(cost, maximise)
        if point is None:
            return False
        self.points.append((self.free, point))
        self._take_in(point)
        return True

    def _take_in(self, point):
        reached = self.wanted @ point
        np.maximum(self.high, reached, out=self.high)
        np.minimum(self.low, reached, out=self.low)

    def _shortfall(self, number):
        target = self.targets[number]
        high, low = self.high[number], self.low[number]
        highest = math.floor(high + SLACK) if math.isfinite(high) else math.inf
        lowest = math.ceil(low - SLACK)
        if highest < target.need_high:
            return "exact" if highest <= lowest else "small"
        if highest - lowest < target.need_width:
            return "exact" if highest <= lowest else "narrow"
        return None


def _matches(profile, wanted):
    own = dict(profile)
    return all(
        own[name] in category if isinstance(category, tuple) else own[name] == category
        for name, category in wanted
    )


def _forbidden(profile, group, impossible):
    return any(
        names_group(zero, group) and _matches(profile, zero["profile"].items())
        for zero in impossible
    )
