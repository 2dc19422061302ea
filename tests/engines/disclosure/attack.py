"""An attacker of our own: reads an output file as a stranger would.

It shares nothing with the engine: it rebuilds the equations from the tables'
layout and asks HiGHS, through its modelling interface, for the least and the
greatest value of each withheld cell; on small systems it counts the
populations one by one.
"""

import itertools
import math

import highspy
import numpy as np

SLACK = 1e-6


def key_of(cell):
    return tuple(sorted(cell["key"].items()))


class Attacker:
    """members: {cell name: list of variable numbers}; output cells by name."""

    def __init__(self, members, cells, variables, zeros_shown=True):
        self.members = members
        self.cells = cells
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("presolve", "off")
        solver.addVars(variables, np.zeros(variables), np.full(variables, 1e30))
        for name, cell in cells.items():
            index = np.array(sorted(members[name]), dtype=np.int32)
            if cell.get("withheld"):
                low, high = (1.0 if zeros_shown else 0.0), 1e30
            else:
                low = high = float(cell["value"])
            solver.addRow(low, high, len(index), index, np.ones(len(index)))
        self.solver = solver
        self.variables = variables

    def _run(self):
        """Solve; from scratch where the last basis leads to no decision."""
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kUnknown:
            self.solver.clearSolver()
            self.solver.run()
            status = self.solver.getModelStatus()
        return status

    def interval(self, names, whole=False):
        """(least, greatest) of the sum over variables ``names``."""
        cost = np.zeros(self.variables)
        cost[list(names)] = 1.0
        numbers = np.arange(self.variables, dtype=np.int32)
        kind = (
            highspy.HighsVarType.kInteger
            if whole
            else (highspy.HighsVarType.kContinuous)
        )
        self.solver.changeColsIntegrality(
            self.variables, numbers, np.full(self.variables, kind)
        )
        self.solver.changeColsCost(self.variables, numbers, cost)
        ends = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.solver.changeObjectiveSense(sense)
            status = self._run()
            if status == highspy.HighsModelStatus.kOptimal:
                ends.append(self.solver.getInfo().objective_function_value)
            elif status in (
                highspy.HighsModelStatus.kUnbounded,
                highspy.HighsModelStatus.kUnboundedOrInfeasible,
            ):
                ends.append(math.inf)
            else:
                raise AssertionError(f"attacker undecided: {status}")
        return ends[0], ends[1]

    def recovered(self, truth, threshold, whole=False):
        """Withheld cells that are exact, narrow or small: [(name, low, high)].

        truth: {cell name: true value}; small cells need a greatest value and
        a width of the threshold, others must not be exact.
        """
        found = []
        for name, cell in self.cells.items():
            if not cell.get("withheld"):
                continue
            low, high = self.interval(self.members[name], whole)
            low, high = (
                math.ceil(low - SLACK),
                (high if math.isinf(high) else math.floor(high + SLACK)),
            )
            if truth[name] < threshold:
                bad = high < threshold or high - low < threshold
            else:
                bad = high <= low
            if bad:
                found.append((name, low, high))
        return found


def table_layout(dimensions):
    """{cell key: inner positions} of a table with all its margins."""
    inner = list(itertools.product(*[cats for _, cats in dimensions]))
    layout = {}
    for mask in range(2 ** len(dimensions)):
        kept = [n for n in range(len(dimensions)) if mask >> n & 1]
        for position, values in enumerate(inner):
            key = tuple(sorted((dimensions[n][0], values[n]) for n in kept))
            layout.setdefault(key, []).append(position)
    return layout


def attack_counts(document, output):
    """Recovered cells of every table of a file of counts, by table name."""
    found = {}
    blocked = {entry["table"] for entry in output["blocked"]}
    policy = document["policy"]
    for table in document["tables"]:
        if table["name"] in blocked:
            continue
        dimensions = [(d["name"], d["categories"]) for d in table["dimensions"]]
        layout = table_layout(dimensions)
        counts = np.array(table["counts"]).reshape(-1)
        cells = {key_of(c): c for c in output["cells"] if c["table"] == table["name"]}
        truth = {key: int(counts[members].sum()) for key, members in layout.items()}
        assert set(cells) == set(layout)
        shown = policy.get("zeros", "show") == "show"
        attacker = Attacker(layout, cells, len(counts), shown)
        threshold = table.get("threshold", policy["threshold"])
        recovered = attacker.recovered(truth, threshold)
        if recovered:
            found[table["name"]] = recovered
    return found


def false_values(document, output):
    """Published cells of a file of counts that are not the true count."""
    wrong = []
    for table in document["tables"]:
        dimensions = [(d["name"], d["categories"]) for d in table["dimensions"]]
        layout = table_layout(dimensions)
        counts = np.array(table["counts"]).reshape(-1)
        for cell in output["cells"]:
            if cell["table"] != table["name"] or cell.get("withheld"):
                continue
            if cell["value"] != counts[layout[key_of(cell)]].sum():
                wrong.append(cell)
    return wrong


def attack_records(releases, threshold):
    """Recovered withheld cells over a series of files of records.

    releases: [(document, output)] in order; persons are the variables, and
    persons nobody can tell apart are one.
    """
    persons, members, cells, truth = {}, {}, {}, {}
    for number, (document, output) in enumerate(releases):
        records = {r["id"]: r for r in document["records"]}
        for identifier in records:
            persons.setdefault(identifier, len(persons))
        filters = {t["name"]: t.get("where", {}) for t in document["tables"]}
        for cell in output["cells"]:
            wanted = {**filters[cell["table"]], **cell["key"]}
            name = (number, cell["table"], key_of(cell))
            inside = [
                persons[i]
                for i, r in records.items()
                if all(r.get(f) == v for f, v in wanted.items())
            ]
            members[name], cells[name], truth[name] = inside, cell, len(inside)
            if not cell.get("withheld"):
                assert cell["value"] == len(inside), name
    return _attack_grouped(members, cells, truth, len(persons), threshold)


def _attack_grouped(members, cells, truth, persons, threshold):
    matrix = np.zeros((len(members), persons), dtype=np.int8)
    for row, inside in enumerate(members.values()):
        matrix[row, inside] = 1
    grouped = np.unique(matrix, axis=1)
    layout = {
        name: list(np.flatnonzero(grouped[row])) for row, name in enumerate(members)
    }
    attacker = Attacker(layout, cells, grouped.shape[1])
    return attacker.recovered(truth, threshold)
