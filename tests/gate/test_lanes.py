"""Tests under pytest share two processes: nothing is lost between them."""

import pytest
from planting import rr_test
from rrcli import lanes, pytest_lanes, selection
from rrcli.paths import ROOT, TESTS

PLANTED = 12
TEST = '''
import os
from pathlib import Path

def test_planted_{number}():
    Path({folder!r}, "{number}.pid").write_text(str(os.getpid()))
    assert {number} != 5
'''

needs_two = pytest.mark.skipif(
    lanes.processors() < 2, reason="one processor: one process"
)


@needs_two
def test_what_fails_in_either_process_is_counted_and_shown(tmp_path):
    for number in range(PLANTED):
        path = tmp_path / f"test_number_{number}.py"
        path.write_text(TEST.format(folder=str(tmp_path), number=number))
    code, last, output = rr_test(tmp_path)
    assert code == 1
    assert last == f"{PLANTED - 1} passed, 1 failed, 0 skipped", output
    assert "failed   .test_planted_5" in output
    assert "assert 5 != 5" in output
    assert len({path.read_text() for path in tmp_path.glob("*.pid")}) == 2


def test_a_folder_of_tests_stays_together():
    chosen = selection.Selection(paths=[str(TESTS)])
    first, second = pytest_lanes.shares(chosen, 2)
    folders = [{path.split("/tests/")[1].split("/")[0] for path in each}
               for each in (first, second)]
    assert not folders[0] & folders[1]
    every = {str(path) for path in TESTS.rglob("test_*.py")}
    assert {*first, *second} == every and len(first) + len(second) == len(every)


def test_the_shares_weigh_much_the_same():
    """As far as whole folders, by the measured times, allow."""
    chosen = selection.Selection(paths=[str(TESTS)])
    weights = [
        sum(pytest_lanes.groups(paths)[1].values())
        for paths in pytest_lanes.shares(chosen, 2)
    ]
    assert max(weights) < 0.6 * sum(weights)


@pytest.mark.parametrize("chosen", [
    selection.Selection(paths=[str(ROOT / "tests/docs")]),
    selection.Selection(paths=[f"{ROOT}/tests/docs/test_docs.py::test_one"]),
    selection.Selection(paths=[str(TESTS)], expression="stipend"),
])
def test_a_few_tests_share_nothing(chosen):
    assert pytest_lanes.shares(chosen, 2) == [chosen.paths]
