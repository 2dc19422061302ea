# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The independent auditor over named atoms (the attacker who knows them).

It takes everything a reader knows as statements about atoms and asks, for
each target, which values are still possible. It shares no code with the
suppressor and the gate, only the plain types of ``model``.

Method: Fischetti and Salazar-Gonzalez, "Solving the cell suppression problem
on tabular data with linear constraints", Management Science 47 (2001), part
on the attacker's two linear programs; rows first, programs only where needed.
"""

import math
import time

import numpy as np

from .lp import INFINITY, Infeasible, Polytope, TimeOut
from .model import PRESENT, Audit, Finding, InconsistentError

# A Mersenne prime: products of two residues still fit 64-bit integers.
PRIME = 2**31 - 1
SLACK = 1e-6


def audit(atoms, statements, targets, time_limit=60.0):
    """Audit ``targets`` for a reader who knows ``statements``.

    atoms: {id: true value in persons}. statements: model.Statement, true of
    the atoms. targets: model.Target. time_limit: seconds; a target that is
    undecided then is a finding with reason "time".
    Returns model.Audit. Raises InconsistentError when a statement is not true
    of the atoms: a system nobody could have published is never "safe".
    """
    started = time.monotonic()
    check_truth(atoms, statements)
    attacker = AtomAttacker(atoms, statements, targets, started + time_limit)
    findings = attacker.findings()
    return Audit(
        safe=not findings,
        atoms_model=PRESENT,
        equations=attacker.equations,
        atoms=len(atoms),
        findings=findings,
        targets=len(targets),
        seconds=time.monotonic() - started,
        programs=attacker.programs,
    )


def check_truth(atoms, statements):
    """Raise InconsistentError for a statement that the atoms contradict."""
    for statement in statements:
        total = sum(atoms[atom] for atom in statement.members)
        holds = {
            "equal": total == statement.value,
            "at_least": total >= statement.value,
            "at_most": total <= statement.value,
        }[statement.kind]
        if not holds:
            raise InconsistentError(
                f"{statement.label or 'statements'}: {statement.kind} "
                f"{statement.value} contradicts what the data give"
            )


class AtomAttacker:
    """What an attacker who knows the atoms can work out."""

    def __init__(self, atoms, statements, targets, deadline):
        self.deadline = deadline
        self.targets = targets
        self.programs = 0
        position = {atom: number for number, atom in enumerate(atoms)}
        facts = self._distinct(statements)
        rows = self._incidence([f.members for f in facts], position)
        wanted = self._incidence([t.members for t in targets], position)
        # Atoms that no row and no target tells apart are one column.
        stacked = np.vstack([rows, wanted])
        _, first, group = np.unique(
            stacked, axis=1, return_index=True, return_inverse=True
        )
        self.rows = rows[:, first]
        self.wanted = wanted[:, first]
        truth = np.zeros(len(first))
        np.add.at(truth, group.reshape(-1), np.array(list(atoms.values()), float))
        self.truth = truth
        self.kinds = np.array([f.kind for f in facts], dtype=object)
        self.values = np.array([f.value for f in facts], dtype=float)
        equal = self.kinds == "equal"
        self.equations = int(equal.sum())
        self.equal_rows = self.rows[equal]
        self.equal_values = self.values[equal]

    @staticmethod
    def _distinct(statements):
        seen = {}
        for statement in statements:
            seen.setdefault(
                (statement.kind, statement.members, statement.value), statement
            )
        return list(seen.values())

    @staticmethod
    def _incidence(member_sets, position):
        matrix = np.zeros((len(member_sets), len(position)), dtype=np.int8)
        for row, members in enumerate(member_sets):
            matrix[row, [position[m] for m in members]] = 1
        return matrix

    def findings(self):
        """Every target that fails, in the order of the targets."""
        if not self.targets:
            return []
        independent, reduced = _echelon(self.equal_rows)
        exact = _in_row_space(reduced, self.wanted)
        polytope = self._polytope(independent)
        high = self.wanted @ self.truth
        low = high.copy()
        found = []
        for number, target in enumerate(self.targets):
            if exact[number]:
                if max(target.need_high - target.value, target.need_width) > 0:
                    found.append(Finding(target, target.value, target.value, "exact"))
                continue
            try:
                self._stretch(polytope, number, low, high)
            except TimeOut:
                found.append(Finding(target, low[number], high[number], "time"))
                continue
            except Infeasible as error:  # the truth satisfies every row
                raise InconsistentError("statements: no population fits") from error
            reason = _shortfall(target, low[number], high[number])
            if reason:
                found.append(Finding(target, low[number], high[number], reason))
        self.programs = polytope.programs
        return found

    def _polytope(self, independent):
        matrix = [self.equal_rows[independent]]
        lower = [self.equal_values[independent]]
        upper = [self.equal_values[independent]]
        least = self.kinds == "at_least"
        keep = _minimal(self.rows[least], self.values[least])
        matrix.append(self.rows[least][keep])
        lower.append(self.values[least][keep])
        upper.append(np.full(len(keep), INFINITY))
        most = self.kinds == "at_most"
        matrix.append(self.rows[most])
        lower.append(np.full(int(most.sum()), -INFINITY))
        upper.append(self.values[most])
        return Polytope(
            np.vstack(matrix).astype(float),
            np.concatenate(lower),
            np.concatenate(upper),
            self.deadline,
        )

    def _stretch(self, polytope, number, low, high):
        """Widen what is known to be possible until target ``number`` passes.

        Every optimum is a population, so it widens all the targets at once.
        """
        for maximise in (True, False):
            if not _shortfall(self.targets[number], low[number], high[number]):
                return
            value, point, _duals = polytope.optimum(
                self.wanted[number].astype(float), maximise
            )
            if point is None:
                high[number] = math.inf
                continue
            reached = self.wanted @ point
            np.maximum(high, reached, out=high)
            np.minimum(low, reached, out=low)


def _shortfall(target, low, high):
    """Why a reader who knows low..high learns too much, or None.

    Persons are whole: a reader rounds the interval inwards.
    """
    highest = math.floor(high + SLACK) if math.isfinite(high) else math.inf
    lowest = math.ceil(low - SLACK)
    if highest < target.need_high:
        return "exact" if highest <= lowest else "small"
    if highest - lowest < target.need_width:
        return "exact" if highest <= lowest else "narrow"
    return None


def _minimal(rows, values):
    """Indices of "at least" rows that no other such row implies.

    With values of at least 1 everywhere, a superset of a row is implied.
    """
    if not len(rows) or (values != 1).any():
        return np.arange(len(rows))
    wide = rows.astype(np.float32)
    common = wide @ wide.T
    size = wide.sum(axis=1)
    inside = common >= size[:, None]  # inside[a, b]: a is a subset of b
    proper = inside & (size[:, None] < size[None, :])
    return np.flatnonzero(~proper.any(axis=0))


def _echelon(rows):
    """Independent rows, and (pivots, reduced rows) over the integers mod p.

    Exact arithmetic: no tolerance decides whether a value is published in
    effect.
    """
    work = rows.astype(np.int64) % PRIME
    origin = np.arange(len(work))
    rank = 0
    pivots = []
    for column in range(work.shape[1] if work.size else 0):
        candidates = np.flatnonzero(work[rank:, column])
        if not len(candidates):
            continue
        chosen = rank + candidates[0]
        if chosen != rank:
            work[[rank, chosen]] = work[[chosen, rank]]
            origin[[rank, chosen]] = origin[[chosen, rank]]
        work[rank] = work[rank] * pow(int(work[rank, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(work[:, column])
        others = others[others != rank]
        if len(others):
            factor = work[others, column][:, None]
            work[others] = (work[others] - factor * work[rank]) % PRIME
        pivots.append(column)
        rank += 1
        if rank == len(work):
            break
    return np.sort(origin[:rank]), (pivots, work[:rank])


def _in_row_space(echelon, wanted):
    """For each target row: do the equations fix its value?"""
    pivots, reduced = echelon
    rest = wanted.astype(np.int64) % PRIME
    for number, column in enumerate(pivots):
        touched = np.flatnonzero(rest[:, column])
        if len(touched):
            factor = rest[touched, column][:, None]
            rest[touched] = (rest[touched] - factor * reduced[number]) % PRIME
    return ~rest.any(axis=1)
