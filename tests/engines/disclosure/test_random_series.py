"""Random series: what an attacker of our own recovers. Must be nothing."""

import json

import numpy as np
import pytest
from attack import attack_counts, attack_records, false_values
from documents import DIMENSIONS, exponential, one_small_cell, quarters
from rr_disclosure_engine import cli


def run_series(documents):
    tally = {"recovered": 0, "blocked": 0, "withheld": 0, "published": 0}
    faults = []
    for document in documents:
        output = cli.run(document)
        found = attack_counts(document, output)
        if found:
            tally["recovered"] += 1
            faults.append((document["tables"][0]["counts"], found))
        assert false_values(document, output) == []
        assert output["audit"]["safe"]
        tally["blocked"] += bool(output["blocked"])
        tally["withheld"] += output["audit"]["withheld"]
        tally["published"] += output["audit"]["published"]
    return tally, faults


@pytest.mark.parametrize("shape", [(2, 2), (2, 7), (3, 4), (4, 7), (5, 7)])
def test_one_small_cell_is_never_recovered(shape, many, figures):
    rng = np.random.default_rng(sum(shape) * 1000 + shape[0])
    count = many(1000)
    tally, faults = run_series(one_small_cell(rng, shape) for _ in range(count))
    figures(f"{count} tables: {tally}")
    assert faults == []
    assert tally["blocked"] <= 0.02 * count


def test_exponential_counts_are_never_recovered(many, figures):
    rng = np.random.default_rng(77)
    count = many(1000)
    tally, faults = run_series(exponential(rng) for _ in range(count))
    figures(f"{count} tables: {tally}")
    assert faults == []
    assert tally["blocked"] <= 0.02 * count


@pytest.mark.parametrize("threshold", [3, 10])
def test_other_thresholds_are_never_recovered(threshold, many, figures):
    rng = np.random.default_rng(threshold)
    count = many(200)
    documents = [exponential(rng, (3, 5), 20) for _ in range(count)]
    for document in documents:
        document["policy"]["threshold"] = threshold
    tally, faults = run_series(documents)
    figures(f"{count} tables: {tally}")
    assert faults == []


def test_withheld_zeros_are_never_recovered(many, figures):
    rng = np.random.default_rng(12)
    count = many(200)
    documents = [exponential(rng, (4, 4), 15) for _ in range(count)]
    for document in documents:
        document["policy"]["zeros"] = "withhold"
    tally, faults = run_series(documents)
    figures(f"{count} tables: {tally}")
    assert faults == []


def offered(document):
    return sum(
        int(np.prod([len(DIMENSIONS[name]) + 1 for name in table["by"]]))
        for table in document["tables"]
    )


def test_four_quarterly_releases_of_records_give_nothing_away(many, figures):
    rng = np.random.default_rng(2024)
    count = many(100)
    shares, blocked, faults = [], 0, []
    for _ in range(count):
        released, series = [], []
        for document in quarters(rng):
            document["released"] = list(released)
            output = json.loads(json.dumps(cli.run(document)))
            released.append(output["release"])
            series.append((document, output))
            shares.append(output["audit"]["published"] / offered(document))
            blocked += len(output["blocked"])
        found = attack_records(series, 5)
        if found:
            faults.append(found)
    figures(
        f"{count} record sets, 4 releases each: {len(faults)} with faults, "
        f"{blocked} tables blocked, {100 * np.mean(shares):.1f} % published "
        f"(least {100 * min(shares):.1f} %)"
    )
    assert faults == []
    assert np.mean(shares) >= 0.75


def test_small_programmes_are_protected_even_if_little_can_be_shown(many, figures):
    """A third of the size: much is withheld or blocked, nothing recovered."""
    rng = np.random.default_rng(9)
    count = many(30)
    shares, faults = [], []
    for _ in range(count):
        released, series = [], []
        for document in quarters(rng, first=40, step=6):
            document["released"] = list(released)
            output = cli.run(document)
            released.append(output["release"])
            series.append((document, output))
            shares.append(output["audit"]["published"] / offered(document))
        faults.extend(attack_records(series, 5))
    figures(f"{count} record sets: {100 * np.mean(shares):.1f} % published")
    assert faults == []
