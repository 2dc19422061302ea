"""Who subtracts: all reports ever issued in the demonstration, laid side by side."""

import json
from datetime import date, timedelta
from itertools import combinations

import pytest
from rrcli import demo as demo_command

TOTALS = {
    "direct_beneficiaries", "direct_and_family", "supported_by_grants",
    "course_participants", "employed_or_self_employed", "agreement_persons",
}
ALL = """
import json
for report in env["rr.donor.report"].search(
    [("issued_on", "!=", False)], order="issued_on, version, id"
):
    print("REPORT", json.dumps(report._load_snapshot()))
measures = {i.code: [i.measure, i.rule] for i in env["rr.indicator"].search([])
            if i.unit == "persons"}
print("MEASURES", json.dumps(measures))
"""


@pytest.fixture(scope="module")
def published(cluster, demo_database):
    """(snapshots of all issued reports and versions, code → measure and rule)"""
    output = str(
        demo_command.shell(
            cluster, demo_database, ALL, "test-reports.log", "the issued reports"
        )
    )
    snapshots = [
        json.loads(line.removeprefix("REPORT "))
        for line in output.splitlines() if line.startswith("REPORT ")
    ]
    measures = next(
        json.loads(line.removeprefix("MEASURES "))
        for line in output.splitlines() if line.startswith("MEASURES ")
    )
    assert len(snapshots) >= 4
    return snapshots, measures


def counts(snapshot, measures):
    """(measure, rule, column, count, version date) of each printed count in Results."""
    issued = {
        entry["code"]: entry["issue"]["date"]
        for entry in snapshot["indicators"] if entry.get("issue")
    }
    for cell in snapshot["cells"]:
        key = cell["key"]
        if cell["table"] == "results" and not cell.get("withheld"):
            measure, rule = measures[key["indicator"]]
            yield measure, rule, key["column"], cell["value"], issued.get(key["indicator"])


def owner(snapshot, measure):
    """Whose count it is: of one agreement, or of the programme."""
    if measure.startswith("agreement_"):
        return snapshot["meta"]["agreement"]["code"]
    return "programme"


def test_a_period_is_the_difference_of_two_totals_and_says_nothing_more(published):
    """Every day gets one total, whichever reports it is worked out from. A second one
    would be the count of those whose facts came late or changed."""
    snapshots, measures = published
    derived = {}
    for snapshot in snapshots:
        meta = snapshot["meta"]
        end = date.fromisoformat(meta["period"]["end"])
        before = date.fromisoformat(meta["period"]["start"]) - timedelta(days=1)
        printed = {}
        for measure, rule, column, value, _issued in counts(snapshot, measures):
            if rule != "latest":
                printed.setdefault(measure, {})[column] = value
        for measure, columns in printed.items():
            if measure not in TOTALS:
                continue
            place = (owner(snapshot, measure), measure)
            total = columns["actual_cumulative"]
            derived.setdefault((*place, end), set()).add(total)
            if "actual_period" in columns:
                earlier = total - columns["actual_period"]
                derived.setdefault((*place, before), set()).add(earlier)
    assert len(derived) > 15
    assert {key: found for key, found in derived.items() if len(found) > 1} == {}


def test_no_count_but_a_total_has_an_increase_of_its_own(published):
    snapshots, measures = published
    seen = 0
    for snapshot in snapshots:
        for measure, _rule, column, _value, _issued in counts(snapshot, measures):
            if measure not in TOTALS:
                assert column == "actual_cumulative", measure
                seen += 1
    assert seen


def test_differences_of_issued_counts_are_no_small_group(published):
    """Between any two reports, versions and parts of one whole."""
    snapshots, measures = published
    found = {}
    for snapshot in snapshots:
        threshold = snapshot["meta"]["policy"]["threshold"]
        for measure, _rule, column, value, issued in counts(snapshot, measures):
            if measure not in TOTALS and column == "actual_cumulative":
                found.setdefault(
                    (owner(snapshot, measure), measure), {}
                )[issued] = (value, threshold)
        if snapshot["meta"]["attribution"] == "contribution":
            check_parts(snapshot, measures, threshold)
    assert found
    for place, versions in found.items():
        for value, threshold in versions.values():
            assert value == 0 or value >= threshold, place
        for (one, threshold), (two, _t) in combinations(versions.values(), 2):
            assert abs(one - two) == 0 or abs(one - two) >= threshold, place


def check_parts(snapshot, measures, threshold):
    """A part of an agreement's persons leaves no small rest, of one date."""
    whole = {
        measure: value
        for measure, _r, column, value, _i in counts(snapshot, measures)
        if measure == "agreement_persons" and column == "actual_cumulative"
    }.get("agreement_persons")
    for measure, _rule, column, value, issued in counts(snapshot, measures):
        if measure in TOTALS or issued != snapshot["meta"]["as_of"] or whole is None:
            continue
        rest = whole - value
        assert rest == 0 or rest >= threshold, (measure, column)


def test_a_restatement_changes_no_count_by_a_small_group(published):
    """Totals are exact in every version; other counts change by none or many."""
    snapshots, measures = published
    versions = {}
    for snapshot in snapshots:
        meta = snapshot["meta"]
        place = ((meta.get("agreement") or {}).get("code"), meta["period"]["end"])
        versions.setdefault(place, []).append(snapshot)
    for one, two in (
        pair for found in versions.values() for pair in combinations(found, 2)
    ):
        before = {(c["table"], *sorted(c["key"].items())): c for c in one["cells"]}
        threshold = two["meta"]["policy"]["threshold"]
        for cell in two["cells"]:
            key = (cell["table"], *sorted(cell["key"].items()))
            code = cell["key"].get("indicator")
            is_total = cell["table"] == "public_totals" or (
                code and measures[code][0] in TOTALS
            )
            old = before.get(key)
            if is_total or old is None or cell.get("withheld") or old.get("withheld"):
                continue
            change = abs(cell["value"] - old["value"])
            assert change == 0 or change >= threshold, key
