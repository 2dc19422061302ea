"""A new failure of each of the ten kinds turns the run red: it is planted and walked."""

import pytest
from judge import assertions, known
from planted_faults import PLANTED, name_of


def test_every_assertion_has_its_fault():
    assert list(PLANTED) == list(assertions.ASSERTIONS)


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_is_found_and_not_known(kind, swept):
    failures = assertions.judge(swept.tries[name_of(kind)])
    unknown, _stale = known.compare(failures, known.read())
    assert kind in {failure.kind for failure in unknown}, swept.tries[name_of(kind)]


@pytest.mark.parametrize("kind", PLANTED)
def test_without_the_fault_the_same_walk_finds_nothing_new(kind, tries):
    """What is found is the planted fault, not something that was there before."""
    role, model, _steps, _fault = PLANTED[kind]
    same = [
        line for line in tries if line["role"] == role and line.get("model") == model
    ]
    unknown, _stale = known.compare(assertions.judge(same), known.read())
    assert kind not in {failure.kind for failure in unknown}


def test_a_row_that_no_longer_fails_is_reported(failures):
    """Each row in turn is mended for one role: that, and nothing else, is stale."""
    rows = known.written(failures, [])
    assert known.compare(failures, rows) == ([], [])
    for row in rows:
        role = row.roles[0]
        left = [f for f in failures if not (f.role == role and row.covers(f))]
        assert known.compare(left, rows) == ([], [(row, role)])
