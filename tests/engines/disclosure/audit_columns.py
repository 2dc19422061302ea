"""The auditor over possible histories, by column generation.

A second way to the verdicts of ``audit_histories``, slower and independent of
its argument: weights on histories themselves, far too many to list. It starts
with the histories of present persons (an interval that is wide enough among
them is wide enough among all) and asks a dynamic program over the tree of
groups for the history with the best reduced cost when a value fails.
"""

import math
import time

import numpy as np
from rr_disclosure_engine.lp import (
    INFINITY,
    Infeasible,
    Polytope,
    TimeOut,
    column_wise,
)
from rr_disclosure_engine.model import (
    POSSIBLE,
    Audit,
    Finding,
    InconsistentError,
    names_group,
)

SLACK = 1e-6


def _add_columns(polytope, matrix):
    """Append columns; the present basis stays primal feasible."""
    count = matrix.shape[1]
    start, index, value = column_wise(matrix)
    polytope.solver.addCols(
        count,
        np.zeros(count),
        np.zeros(count),
        np.full(count, INFINITY),
        len(index),
        start[:-1],
        index,
        value,
    )
    polytope.columns += count


class Space:
    """All possible histories, seen through a list of counts.

    dimensions: {name: categories}. groups: register.Group in order, parents
    first. impossible: structural zeros. counts: what rows and targets count.
    """

    def __init__(self, dimensions, groups, impossible, counts, periods):
        self.names = list(dimensions)
        self.profiles = _profiles(dimensions, impossible)
        self.groups = list(groups)
        self.children = {None: []}
        for group in self.groups:
            self.children[group.name] = []
        for group in self.groups:
            self.children[group.parent].append(group.name)
        self.categories = {g.name: list(g.categories) or [None] for g in groups}
        self.periods = periods
        self.counts = counts
        self.fits = np.array(
            [
                [_matches(dict(p), count.profile) for p in self.profiles]
                for count in counts
            ],
            dtype=bool,
        ).reshape(len(counts), len(self.profiles))
        self.closed = {
            g.name: np.array(
                [_forbidden(dict(p), g.name, impossible) for p in self.profiles]
            )
            for g in self.groups
        }
        self.by_group = {}
        for number, count in enumerate(counts):
            self.by_group.setdefault(count.group, []).append(number)

    def best(self, weights):
        """For each profile the history with the greatest weight.

        weights: one per count. Returns (weight per profile, 0/1 columns:
        counts x profiles).
        """
        value, choice = self._values(None, weights)
        entry = np.argmax(value, axis=0)
        number = np.arange(len(self.profiles))
        joined = {None: (entry, np.zeros(len(number), dtype=int))}
        self._descend(None, entry, choice, joined)
        columns = np.zeros((len(self.counts), len(number)), dtype=float)
        for row, count in enumerate(self.counts):
            when, category = joined[count.group]
            inside = self.fits[row] & (when <= count.period)
            if count.category is not None:
                wanted = self.categories[count.group].index(count.category)
                inside &= category == wanted
            columns[row] = inside
        return value[entry, number], columns

    def _values(self, group, weights):
        """value[k, profile] of joining at k, and the choices below."""
        shape = (self.periods, len(self.profiles))
        kinds = self.categories[group] if group is not None else [None]
        own = np.zeros((len(kinds), *shape))
        for number in self.by_group.get(group, ()):
            count = self.counts[number]
            gain = weights[number] * self.fits[number]
            for position, kind in enumerate(kinds):
                if count.category is None or count.category == kind:
                    own[position, count.period] += gain
        # Who joined at k is counted in every period from k on.
        own = own[:, ::-1].cumsum(axis=1)[:, ::-1]
        kind = own.argmax(axis=0)
        value = own.max(axis=0)
        choice = {group: kind}
        for child in self.children[group]:
            below, chosen = self._values(child, weights)
            choice.update(chosen)
            best = np.zeros(shape)
            when = np.full(shape, self.periods)  # never
            running = np.zeros(shape[1])
            at = np.full(shape[1], self.periods)
            for k in range(self.periods - 1, -1, -1):
                better = below[k] > running
                running = np.where(better, below[k], running)
                at = np.where(better, k, at)
                best[k], when[k] = running, at
            choice[child, "when"] = when
            value = value + best
        if group is not None:
            value[:, self.closed[group]] = -np.inf
        return value, choice

    def _descend(self, group, when, choice, joined):
        number = np.arange(len(self.profiles))
        for child in self.children[group]:
            inside = np.minimum(when, self.periods - 1)
            at = np.where(
                when < self.periods,
                choice[child, "when"][inside, number],
                self.periods,
            )
            kind = choice[child][np.minimum(at, self.periods - 1), number]
            joined[child] = (at, kind)
            self._descend(child, at, choice, joined)


def _matches(own, profile):
    return all(
        own[name] in wanted if isinstance(wanted, tuple) else own[name] == wanted
        for name, wanted in profile
    )


def _profiles(dimensions, impossible):
    found = [()]
    for name, categories in dimensions.items():
        found = [(*p, (name, category)) for p in found for category in categories]
    return [p for p in found if not _forbidden(dict(p), None, impossible)]


def _forbidden(profile, group, impossible):
    return any(
        names_group(zero, group)
        and all(profile[n] == c for n, c in zero["profile"].items())
        for zero in impossible
    )


def audit(ledger, statements, targets, time_limit=60.0):
    """Audit ``targets`` for a reader who knows ``statements``.

    ledger: gives dimensions, groups, structural zeros, periods, atoms.
    statements: [(kind, Count, value, label)], kind "equal", "at_least" or
    "at_most". targets: HistoryTarget. time_limit: seconds; what is undecided
    then is a finding with reason "time". Returns model.Audit with
    intervals in ``findings`` only. Raises InconsistentError.
    """
    started = time.monotonic()
    reader = Reader(ledger, statements, targets, started + time_limit)
    findings = reader.findings()
    return Audit(
        safe=not findings,
        atoms_model=POSSIBLE,
        equations=len(statements),
        atoms=reader.columns.shape[1],
        findings=findings,
        targets=len(targets),
        seconds=time.monotonic() - started,
        programs=reader.polytope.programs,
    )


class Reader:
    """The restricted program and its growing set of columns."""

    def __init__(self, ledger, statements, targets, deadline):
        self.deadline = deadline
        self.targets = targets
        statements = list(dict.fromkeys(s[:3] for s in statements))
        counts = [count for _, count, _ in statements]
        self.rows = len(counts)
        position = {}
        for target in targets:
            for count in (target.plus, target.minus):
                if count is not None and count not in position:
                    position[count] = len(counts)
                    counts.append(count)
        self.space = Space(
            ledger.dimensions,
            ledger.groups.values(),
            ledger.impossible,
            counts,
            len(ledger.periods),
        )
        atoms = list(ledger.atoms.values())
        present = np.array(
            [[atom.counted(count) for atom in atoms] for count in counts], dtype=float
        ).reshape(len(counts), len(atoms))
        self.columns, copies = np.unique(present, axis=1, return_counts=True)
        self.truth = self.columns @ copies
        self.wanted = np.zeros((len(targets), len(counts)))
        for number, target in enumerate(targets):
            self.wanted[number, position[target.plus]] += 1
            if target.minus is not None:
                self.wanted[number, position[target.minus]] -= 1
        self._check(statements)
        kinds = [kind for kind, _, _ in statements]
        values = np.array([value for _, _, value in statements], dtype=float)
        pairs = list(zip(kinds, values, strict=True))
        lower = [-INFINITY if kind == "at_most" else value for kind, value in pairs]
        upper = [INFINITY if kind == "at_least" else value for kind, value in pairs]
        everybody = [
            value
            for kind, count, value in statements
            if kind == "equal"
            and (count.period, count.profile, count.group)
            == (len(ledger.periods) - 1, (), None)
        ]
        self.largest = everybody[0] if everybody else None
        self.polytope = Polytope(self.columns[: self.rows], lower, upper, deadline)

    def _check(self, statements):
        for (kind, count, value), true in zip(statements, self.truth, strict=False):
            holds = {
                "equal": true == value,
                "at_least": true >= value,
                "at_most": true <= value,
            }[kind]
            if not holds:
                raise InconsistentError(
                    f"ledger: {kind} {value} contradicts the atoms ({count})"
                )

    def findings(self):
        """Every target that fails even among all possible histories."""
        start = self.wanted @ self.truth
        self.low, self.high = start.copy(), start.copy()
        found = []
        for number, target in enumerate(self.targets):
            reason = None
            try:
                for maximise in (True, False):
                    if self._shortfall(number):
                        self._push(number, maximise)
            except TimeOut:
                reason = "time"
            except Infeasible as error:
                raise InconsistentError("ledger: no population fits") from error
            reason = reason or self._shortfall(number)
            if reason:
                found.append(
                    Finding(target, self.low[number], self.high[number], reason)
                )
        return found

    def _push(self, number, maximise):
        """Optimise one target; price columns in until it passes or is proven."""
        sense = 1.0 if maximise else -1.0
        while True:
            cost = self.wanted[number] @ self.columns
            value, point, duals = self.polytope.optimum(cost, maximise)
            if point is None:
                if maximise:
                    self.high[number] = math.inf
                    return
                raise TimeOut  # a sum of persons cannot fall without limit
            reached = self.wanted @ (self.columns @ point)
            np.maximum(self.high, reached, out=self.high)
            np.minimum(self.low, reached, out=self.low)
            if not self._shortfall(number):
                return
            weights = sense * self.wanted[number]
            weights[: self.rows] -= sense * duals
            gain, columns = self.space.best(weights)
            new = columns[:, gain > SLACK]
            # No population has more persons than the last period counts, so
            # this is how far the optimum can still move.
            if not new.shape[1] or self._settled(sense, value, gain.max()):
                return
            if time.monotonic() > self.deadline:
                raise TimeOut
            new = np.unique(new, axis=1)
            self.columns = np.hstack([self.columns, new])
            _add_columns(self.polytope, new[: self.rows])

    def _settled(self, sense, value, gain):
        if self.largest is None:
            return False
        further = value + sense * gain * self.largest
        if sense > 0:
            return math.floor(value + SLACK) == math.floor(further + SLACK)
        return math.ceil(value - SLACK) == math.ceil(further - SLACK)

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
