# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a reader knows from the register, and what must stay unknown."""

import itertools

from .audit_histories import HistoryTarget
from .register import EQUAL, Count
from .tables import cells_of, complements, since


def register_statements(register):
    """Everything ever published to anyone, and the known totals."""
    statements = [
        (EQUAL, row.count, row.value, row.table)
        if row.kind == EQUAL
        else ("at_least", row.count, 1, row.table)
        for row in register.rows
    ]
    for known in register.known:
        kind = EQUAL if known.as_equation else "at_most"
        statements.append((kind, known.count, known.value, known.name))
    return statements


def sensitive_values(policy, register, tables, chosen, period):
    """The values of 1..T-1 that no reader may learn in this period.

    Two-way cells that are never published, cells and increments and
    complements of tables that are not issued now, and withheld cells.
    """
    targets = {}

    def add(plus, minus, value, t, label):
        if 0 < value < t:
            need = min(t, _left_by_totals(register, plus, minus))
            targets.setdefault(
                (plus, minus), HistoryTarget(plus, minus, value, need, need, label)
            )

    issued = {spec.name for spec in chosen}
    for spec in tables:
        if spec.name not in issued:
            _held_values(register, spec, period, add)
    shown = {row.count for row in register.rows if row.kind == EQUAL}
    for spec in chosen:
        shown |= {count for _, count in cells_of(register, spec, period)}
    populations = {None: policy.threshold}
    for spec in tables:
        if spec.by:
            populations.setdefault(spec.group, spec.threshold)
    for group, t in populations.items():
        for pair in itertools.combinations(register.dimensions.items(), 2):
            for profile in itertools.product(*[[(n, c) for c in cs] for n, cs in pair]):
                count = Count(period, tuple(profile), group)
                if count not in shown:
                    add(count, None, register.value(count), t, "two-way")
    for row in register.rows:
        if row.kind != EQUAL and row.count not in shown:
            small = row.value < row.threshold
            high, width = (row.threshold, row.threshold) if small else (0, 1)
            targets.setdefault(
                (row.count, None),
                HistoryTarget(row.count, None, row.value, high, width, row.table),
            )
    return list(targets.values())


def _held_values(register, spec, period, add):
    """Cells, increments and complements of a table that is not issued."""
    cells = [(key, c, register.value(c)) for key, c in cells_of(register, spec, period)]
    last = register.last(spec.name)
    for _, count, value, before in since(register, spec, cells):
        add(count, None, value, spec.threshold, spec.name)
        if last is not None:
            then = Count(last.period, count.profile, count.group, count.category)
            add(count, then, value - before, spec.threshold, spec.name)
    parts = [count for _, count, _ in cells if count.group and count.category is None]
    for count, (whole, value) in zip(parts, complements(register, cells), strict=True):
        add(whole, count, register.value(whole) - value, spec.threshold, spec.name)


def _left_by_totals(register, plus, minus):
    """The most that the public totals alone leave open for a value."""
    for count in (plus, minus):
        if count is not None and count.group is not None:
            if not register.groups[count.group].has_total:
                return register.value(Count(plus.period))
    left = register.value(Count(plus.period, (), plus.group))
    if minus is not None:
        left -= register.value(Count(minus.period, (), minus.group))
    return left
