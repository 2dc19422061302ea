"""The auditor's verdicts against counting every population by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rr_disclosure_engine.audit import audit
from rr_disclosure_engine.model import InconsistentError, Statement, Target


def populations(atoms, statements, most):
    """{atom: values} of every assignment of 0..most that fits the statements."""
    grid = np.indices((most + 1,) * len(atoms), dtype=np.int8)
    point = {name: grid[n].reshape(-1) for n, name in enumerate(atoms)}
    fits = np.ones((most + 1) ** len(atoms), dtype=bool)
    for statement in statements:
        total = sum(point[m] for m in statement.members)
        if statement.kind == "equal":
            fits &= total == statement.value
        elif statement.kind == "at_least":
            fits &= total >= statement.value
        else:
            fits &= total <= statement.value
    return {name: values[fits] for name, values in point.items()}


@st.composite
def systems(draw):
    names = "abcde"[: draw(st.integers(3, 5))]
    atoms = {name: draw(st.integers(0, 2)) for name in names}
    subsets = st.sets(st.sampled_from(names), min_size=1).map(frozenset)
    everybody = frozenset(names)
    statements = [Statement("equal", everybody, sum(atoms.values()))]
    for members in draw(st.lists(subsets, max_size=4)):
        value = sum(atoms[m] for m in members)
        kind = draw(st.sampled_from(["equal", "equal", "at_least", "at_most"]))
        shift = {"equal": 0, "at_least": -1, "at_most": 1}[kind]
        statements.append(Statement(kind, members, max(value + shift, 0)))
    members = draw(subsets)
    need = draw(st.integers(1, 4))
    target = Target(members, sum(atoms[m] for m in members), need, need, "t")
    return atoms, statements, target


@settings(max_examples=300)
@given(systems())
def test_a_target_passes_only_if_the_populations_leave_it_open(system):
    atoms, statements, target = system
    verdict = audit(atoms, statements, [target])
    points = populations(atoms, statements, sum(atoms.values()))
    reached = sum(points[m] for m in target.members)
    passes = (
        reached.max() >= target.need_high
        and reached.max() - reached.min() >= target.need_width
    )
    # The program's interval holds every population, so a failing verdict is
    # always right; a passing one is right up to whole persons (see below).
    if not verdict.safe:
        assert not passes
    elif not passes:
        low, high = _relaxed(atoms, statements, target)
        assert high - low >= target.need_width - 1e-6


def _relaxed(atoms, statements, target):
    """The interval among fractional populations, by an independent program."""
    import highspy

    names = list(atoms)
    ends = []
    for sense in (1, -1):
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        variables = [solver.addVariable(lb=0) for _ in names]
        for s in statements:
            total = solver.qsum(variables[names.index(m)] for m in s.members)
            if s.kind == "equal":
                solver.addConstr(total == s.value)
            elif s.kind == "at_least":
                solver.addConstr(total >= s.value)
            else:
                solver.addConstr(total <= s.value)
        objective = solver.qsum(variables[names.index(m)] for m in target.members)
        solver.minimize(sense * objective)
        ends.append(sense * solver.getInfo().objective_function_value)
    return ends


def test_two_way_tables_leave_whole_populations_as_open_as_fractional_ones():
    """Two-way tables: the audit equals enumeration of all integer tables."""
    rng = np.random.default_rng(3)
    for _ in range(60):
        counts = rng.integers(1, 5, size=(2, 3))
        atoms = {(i, j): int(counts[i, j]) for i in range(2) for j in range(3)}
        statements = [
            Statement(
                "equal", frozenset((i, j) for j in range(3)), int(counts[i].sum())
            )
            for i in range(2)
        ] + [
            Statement(
                "equal", frozenset((i, j) for i in range(2)), int(counts[:, j].sum())
            )
            for j in range(3)
        ]
        hidden = [cell for cell in atoms if rng.random() < 0.7]
        for cell in atoms:
            kind = "at_least" if cell in hidden else "equal"
            value = 1 if cell in hidden else atoms[cell]
            statements.append(Statement(kind, frozenset([cell]), value))
        targets = [Target(frozenset([c]), atoms[c], 3, 3, c) for c in hidden]
        failing = {f.target.label for f in audit(atoms, statements, targets).findings}
        points = populations(atoms, statements, 8)
        for cell in hidden:
            values = points[cell]
            passes = values.max() >= 3 and values.max() - values.min() >= 3
            assert passes == (cell not in failing), (counts, hidden, cell)


def test_a_value_fixed_by_equations_alone_is_exact():
    atoms = {"a": 2, "b": 3, "c": 4}
    statements = [
        Statement("equal", frozenset("ab"), 5),
        Statement("equal", frozenset("bc"), 7),
        Statement("equal", frozenset("ac"), 6),
    ]
    found = audit(atoms, statements, [Target(frozenset("a"), 2, 5, 5)]).findings
    assert [(f.low, f.high, f.reason) for f in found] == [(2, 2, "exact")]


def test_a_value_fixed_by_being_nonnegative_is_exact():
    atoms = {"a": 0, "b": 0, "c": 4}
    statements = [Statement("equal", frozenset("ab"), 0)]
    found = audit(atoms, statements, [Target(frozenset("a"), 0, 5, 5)]).findings
    assert [f.reason for f in found] == ["exact"]


def test_an_inconsistent_system_is_an_error_and_never_safe():
    with pytest.raises(InconsistentError):
        audit({"a": 2}, [Statement("equal", frozenset("a"), 3, "total")], [])


def test_running_out_of_time_fails_closed():
    atoms = {n: 3 for n in range(30)}
    statements = [Statement("equal", frozenset(range(30)), 90)]
    targets = [Target(frozenset([n]), 3, 5, 5, n) for n in range(30)]
    verdict = audit(atoms, statements, targets, time_limit=0.0)
    assert not verdict.safe
    assert {f.reason for f in verdict.findings} == {"time"}


def test_the_auditor_shares_only_plain_types_with_what_it_judges():
    import ast
    from pathlib import Path

    import rr_disclosure_engine

    folder = Path(rr_disclosure_engine.__file__).parent

    def imported(name):
        tree = ast.parse((folder / f"{name}.py").read_text())
        return {
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.level == 1
        }

    assert imported("audit") == {"lp", "model"}
    assert imported("audit_histories") == {"lp", "model"}
    assert imported("lp") == set()
    for module in ("suppress", "elastic", "cuts"):
        assert not imported(module) & {"audit", "audit_histories", "lp"}
