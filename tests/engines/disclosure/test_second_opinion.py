"""tau-Argus as a second opinion: cost, withheld cells and time side by side."""

import statistics
import time

import numpy as np
import pytest
from attack import Attacker, attack_counts, table_layout
from documents import exponential
from rr_disclosure_engine import cli


def argus(counts, threshold, folder):
    """(withheld keys, seconds) of the optimal pattern, or None if it failed."""
    from pytauargus import protect

    rows, columns = [], []
    for (i, j), persons in np.ndenumerate(counts):
        rows += [f"r{i}"] * int(persons)
        columns += [f"c{j}"] * int(persons)
    # A protection range of 100 % of T is the nearest to our rule.
    started = time.perf_counter()
    result = protect(
        {"row": rows, "col": columns, "n": [1.0] * len(rows)},
        ["row", "col"],
        response="n",
        safety_rules=f"FREQ({threshold},100)",
        suppress="OPT(1)",
        workdir=str(folder),
    )
    seconds = time.perf_counter() - started
    found = result.tables[0]
    withheld = set()
    for row, status in zip(found.rows, found.status(), strict=True):
        if status not in ("U", "M"):
            continue
        key = tuple(
            sorted(
                (name, row[name])
                for name in ("row", "col")
                if row[name] not in ("", "Total", "T")
            )
        )
        withheld.add(key)
    return withheld, seconds


def cost_of(withheld, truth, threshold):
    """Persons in complementary cells: primary ones cost nothing."""
    return sum(truth[key] for key in withheld if truth[key] >= threshold)


def passes(withheld, layout, truth, variables, threshold):
    """Does a pattern stand up to a reader who knows that zeros are shown?"""
    if any(truth[key] == 0 for key in withheld):
        return False
    small = {key for key, value in truth.items() if 0 < value < threshold}
    if not small <= withheld:
        return False
    cells = {
        key: {"withheld": True} if key in withheld else {"value": truth[key]}
        for key in layout
    }
    return not Attacker(layout, cells, variables).recovered(truth, threshold)


def test_patterns_are_as_cheap_as_tau_argus_and_hold_where_its_do_not(
    many, figures, tmp_path, monkeypatch
):
    pytest.importorskip("pytauargus")
    monkeypatch.chdir(tmp_path)  # it writes files where it stands
    rng = np.random.default_rng(200)
    shapes = [(4, 4), (3, 5), (4, 5), (4, 7)]
    threshold, ours, theirs, dearer = 5, [], [], []
    leaky, failing = 0, 0
    for number in range(many(200)):
        document = exponential(rng, shapes[number % len(shapes)], 12)
        counts = np.array(document["tables"][0]["counts"])
        dimensions = [
            (d["name"], d["categories"]) for d in document["tables"][0]["dimensions"]
        ]
        layout = table_layout(dimensions)
        truth = {k: int(counts.reshape(-1)[m].sum()) for k, m in layout.items()}
        started = time.perf_counter()
        output = cli.run(document)
        seconds = time.perf_counter() - started
        hidden = {
            tuple(sorted(c["key"].items()))
            for c in output["cells"]
            if c.get("withheld")
        }
        if output["blocked"]:
            hidden = set(layout)
        failing += bool(attack_counts(document, output))
        cost = cost_of(hidden, truth, threshold)
        ours.append((len(hidden), cost, seconds))
        folder = tmp_path / str(number)
        folder.mkdir()
        other, other_seconds = argus(counts, threshold, folder)
        other_cost = cost_of(other, truth, threshold)
        theirs.append((len(other), other_cost, other_seconds))
        if passes(other, layout, truth, counts.size, threshold):
            if cost > 1.05 * other_cost:
                dearer.append((counts.tolist(), cost, other_cost))
        else:
            leaky += 1
    for name, rows in (("ours", ours), ("tau-Argus", theirs)):
        withheld, cost, seconds = (
            statistics.median(column) for column in zip(*rows, strict=True)
        )
        figures(
            f"{name}, {len(rows)} tables: medians {withheld} withheld, cost {cost}, "
            f"{1000 * seconds:.1f} ms"
        )
    figures(f"tau-Argus leaves {leaky} patterns open to our reader, we {failing}")
    assert failing == 0
    assert dearer == []
