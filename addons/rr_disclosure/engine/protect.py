# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Suppress, audit, and block what does not pass: one file from end to end."""

import time

import numpy as np

from .audit import audit
from .cuts import improve
from .model import SHOW, Protected, Statement, Target
from .suppress import Problem, Search, Unsafe

IMPROVE_SECONDS = 2.0
SEARCH_SHARE = 0.4


def protect(request, improve_seconds=IMPROVE_SECONDS):
    """Protect every table of a request.

    request: model.Request. improve_seconds: limit of the integer program.
    Returns model.Protected. A table that cannot be made safe, or whose audit
    ends undecided, is blocked as a whole. Raises InconsistentError.
    """
    # Searching stops early, so that the audit has time to judge the result.
    started = time.monotonic()
    stop_search = started + SEARCH_SHARE * request.policy.time_limit
    deadline = started + request.policy.time_limit
    tables = list(request.tables)
    blocked = {}
    inherited = baseline(request)
    while True:
        try:
            withheld = choose(request, tables, inherited, improve_seconds, stop_search)
        except Unsafe as unsafe:
            name = _culprit(request, tables, unsafe.indices, inherited, stop_search)
            blocked[name] = "a small cell could be worked out whatever else is withheld"
            tables.remove(name)
            continue
        verdict = judge(request, tables, withheld, inherited, deadline)
        if verdict.safe or not tables:
            return Protected(withheld, blocked, verdict)
        name = _blame(request, tables, verdict)
        late = any(finding.reason == "time" for finding in verdict.findings)
        blocked[name] = (
            "the audit did not finish within its time limit"
            if late
            else "the audit found a cell that could be worked out"
        )
        tables.remove(name)


def choose(request, tables, inherited, improve_seconds, deadline, only_check=False):
    """Indices of the cells to withhold. Raises suppress.Unsafe.

    only_check: find out whether it is possible at all; returns None then.
    """
    problem = Problem(request, set(tables))
    for members, need in inherited.items():
        if members in problem.index:
            problem.targets[problem.index[members]] = need
    if only_check:
        return _check(problem, deadline)
    withheld = _solve(problem, improve_seconds, deadline)
    hidden = {problem.sets[number] for number in np.flatnonzero(withheld)}
    return {
        number
        for number, cell in enumerate(request.cells)
        if cell.table in tables and cell.members in hidden
    }


def _check(problem, deadline):
    if problem.conflicts:
        raise Unsafe(problem.conflicts)
    if problem.targets:
        Search(problem, deadline).check_feasible()


def _solve(problem, improve_seconds, deadline):
    if problem.conflicts:
        raise Unsafe(problem.conflicts)
    if not problem.targets:
        return np.array(problem.state) == 1
    search = Search(problem, deadline)
    search.check_feasible()
    bought = search.buy()
    withheld = search.prune(bought.copy())
    if withheld is None:
        withheld = search.prune((search.state != 0).copy())
    if improve_seconds > 0:
        withheld, _proven = improve(search, withheld, improve_seconds)
    return search.settle(withheld.copy())


def baseline(request):
    """Needs of earlier withheld cells that earlier releases leave open.

    What was published before may already narrow an earlier withheld cell
    below today's need; a new release must not narrow it further.
    Returns {members: (need_high, need_width)} for those only.
    """
    if not request.earlier:
        return {}
    statements = earlier_statements(request)
    targets = earlier_targets(request)
    found = audit(request.atoms, statements, targets, request.policy.time_limit)
    return {
        finding.target.members: (
            min(int(finding.high + 1e-6), finding.target.need_high),
            min(int(finding.high - finding.low + 1e-6), finding.target.need_width),
        )
        for finding in found.findings
        if finding.reason != "time"
    }


def earlier_statements(request):
    """What a reader knows before this file: releases and known totals."""
    statements = list(request.known)
    for released in request.earlier:
        for cell in released.cells:
            if not cell.withheld:
                statements.append(
                    Statement("equal", cell.members, cell.value, "released")
                )
            elif released.zeros == SHOW:
                statements.append(Statement("at_least", cell.members, 1, "released"))
        statements.extend(released.known)
    return statements


def earlier_targets(request):
    """Cells that earlier releases withheld; they stay protected."""
    targets = {}
    for released in request.earlier:
        for cell in released.cells:
            if cell.withheld:
                target = _target(cell.members, cell.value, cell.threshold, "released")
                targets.setdefault(cell.members, target)
    return list(targets.values())


def _target(members, value, threshold, label):
    if value < threshold:
        return Target(members, value, threshold, threshold, label)
    return Target(members, value, 0, 1, label)


def judge(request, tables, withheld, inherited, deadline):
    """The audit of everything a reader of this release would know."""
    show = request.policy.zeros == SHOW
    statements = earlier_statements(request)
    targets = {target.members: target for target in earlier_targets(request)}
    for number, cell in enumerate(request.cells):
        if cell.table not in tables:
            continue
        if number not in withheld:
            statements.append(Statement("equal", cell.members, cell.value, cell.table))
            continue
        if show:
            statements.append(Statement("at_least", cell.members, 1, cell.table))
        threshold = cell.threshold
        if cell.insider and cell.value >= threshold:
            target = Target(cell.members, cell.value, threshold, threshold, cell.table)
        else:
            target = _target(cell.members, cell.value, threshold, cell.table)
        known = targets.get(cell.members)
        if known is None or known.need_width < target.need_width:
            targets[cell.members] = target
    for target in request.derived:
        targets.setdefault(target.members, target)
    for members, (high, width) in inherited.items():
        old = targets[members]
        targets[members] = Target(members, old.value, high, width, old.label)
    left = max(deadline - time.monotonic(), 0.0)
    verdict = audit(request.atoms, statements, list(targets.values()), left)
    verdict.atoms_model = request.policy.atoms
    return verdict


def _sizes(request, tables):
    sizes = dict.fromkeys(tables, 0)
    for cell in request.cells:
        if cell.table in sizes:
            sizes[cell.table] = max(sizes[cell.table], cell.value)
    return sizes


def _culprit(request, tables, indices, inherited, deadline):
    """The table to block for cells that cannot be protected.

    Among the tables that hold such a cell (all tables, for a cell of an
    earlier release) the smallest one without which everything can be
    protected; the smallest of all where no single one is enough.
    """
    sizes = _sizes(request, tables)
    problem = Problem(request, set(tables))
    involved = set()
    for index in indices:
        involved |= problem.tables[index]
    ranked = sorted(involved or sizes, key=lambda name: (sizes[name], name))
    if len(ranked) > 1:
        for name in ranked:
            rest = [table for table in tables if table != name]
            try:
                choose(request, rest, inherited, 0.0, deadline, only_check=True)
            except Unsafe:
                continue
            return name
    return ranked[0]


def _blame(request, tables, verdict):
    sizes = _sizes(request, tables)
    labels = {finding.target.label for finding in verdict.findings} & set(tables)
    return min(labels or sizes, key=lambda name: (sizes[name], name))
