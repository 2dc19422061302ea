# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A one-off request against the programme's register ("sex by region, please").

The table is protected by suppression against a reader who knows every person
as an atom and all that the register ever released, and is audited. What is
handed out goes into the register, so that later rounds reckon with it.
"""

from .audit_histories import audit as audit_histories
from .model import PRESENT, Cell, Policy, Request, Statement
from .protect import protect
from .register import EQUAL, WITHHELD, Count
from .release import Released, ReleasedCell
from .sensitive import register_statements, sensitive_values
from .tables import margins


def answer(policy, register, name, by, tables=(), group=None, threshold=None):
    """Protect one table of the register's last period.

    policy: GatePolicy. by: names of dimensions, at most three. tables: the
    TableSpecs of the gate, whose held values stay protected. group: whose
    persons, None for the programme. threshold: T, the policy's by default. A
    cell that grew by 1..T-1 persons since it was last published is withheld
    like a small one. Returns (cells, model.Protected): cells
    are {"table", "key", "value"} or {"table", "key", "withheld": True}; a
    table that cannot be made safe gives none and is named in
    ``Protected.blocked``. Nothing is recorded: see ``hand_out``.
    """
    period = len(register.periods) - 1
    t = threshold or policy.threshold
    dimensions = [(dimension, register.dimensions[dimension]) for dimension in by]
    cells = []
    for key in margins(dimensions):
        members = register.members(Count(period, key, group))
        names = frozenset(str(number) for number in members)
        step = len(members) - _last_published(register, key, group, len(members))
        cells.append(
            Cell(
                name,
                key,
                names,
                len(members),
                t,
                is_total=not key,
                insider=bool(key) and 0 < step < t,
            )
        )
    request = Request(
        "records",
        Policy(threshold=t, atoms=PRESENT, time_limit=policy.audit_seconds),
        {str(number): 1 for number in register.atoms},
        cells,
        [name],
        known=_known(register),
        earlier=[released(register)],
    )
    protected = protect(request)
    if name not in protected.blocked:
        _audit_held(policy, register, tables, cells, group, protected, name)
    shown = []
    if name not in protected.blocked:
        for number, cell in enumerate(cells):
            entry = {"table": name, "key": dict(cell.key)}
            if number in protected.withheld:
                entry["withheld"] = True
            else:
                entry["value"] = cell.value
            shown.append(entry)
    return shown, protected


def _last_published(register, key, group, now):
    rows = [
        row
        for row in register.rows
        if row.kind == EQUAL
        and row.count.profile == key
        and (row.count.group, row.count.category) == (group, None)
    ]
    return max(rows, key=lambda row: row.count.period).value if rows else now


def _audit_held(policy, register, tables, cells, group, protected, name):
    """Block the table when it would tell what the gate is holding back."""
    period = len(register.periods) - 1
    before = register_statements(register)
    new = [
        ("at_least", Count(period, cell.key, group), 1, name)
        if number in protected.withheld
        else (EQUAL, Count(period, cell.key, group), cell.value, name)
        for number, cell in enumerate(cells)
    ]
    given = {count for kind, count, _, _ in new if kind == EQUAL}
    targets = [
        target
        for target in sensitive_values(policy, register, tables, [], period)
        if target.plus not in given or target.minus is not None
    ]
    verdict = audit_histories(register, before + new, targets, policy.audit_seconds)
    if verdict.safe:
        return
    failing = [finding.target for finding in verdict.findings]
    found = audit_histories(register, before, failing, policy.audit_seconds)
    open_anyway = {f.target: (f.low, f.high) for f in found.findings}
    if any(
        finding.reason == "time"
        or open_anyway.get(finding.target) != (finding.low, finding.high)
        for finding in verdict.findings
    ):
        protected.blocked[name] = "the audit found a held value that it would tell"
        protected.withheld.clear()


def hand_out(register, shown, group, threshold, audience):
    """Record an answered table in the register, as known to ``audience``."""
    period = len(register.periods) - 1
    for entry in shown:
        count = Count(period, tuple(entry["key"].items()), group)
        kind = WITHHELD if entry.get("withheld") else EQUAL
        cell = (count, register.value(count))
        register.publish(entry["table"], [cell], audience, threshold, kind)


def released(register):
    """The whole register as one earlier release of the file engine."""
    cells = [
        ReleasedCell(
            frozenset(str(number) for number in register.members(row.count)),
            row.value,
            row.kind != EQUAL,
            row.threshold,
            row.count.profile,
            (),
        )
        for row in register.rows
    ]
    return Released("show", cells, [], tuple(str(n) for n in register.atoms))


def _known(register):
    return [
        Statement(
            "equal" if known.as_equation else "at_most",
            frozenset(str(number) for number in register.members(known.count)),
            known.value,
            f"known_totals.{known.name}",
        )
        for known in register.known
    ]
