"""What a run took: read from the runners' reports, compared with the budget."""

import csv

from rrcli import budget, lanes, tally
from rrcli.paths import TESTS

STATISTICS = """\
2026-11-20 10:00:00,000 1 INFO db odoo.addons.rr_x.tests.test_y: Starting TestY.test_a ...
2026-11-20 10:00:09,000 1 DEBUG db odoo.tests.stats: Detailed Tests Report:
\trr_x: 9.50s 30 queries
\trr_x.test_y.TestY: 9.50s 30 queries
\trr_x.test_y.TestY.setUpClass: 2.25s 20 queries
\trr_x.test_y.TestY.test_a: 7.25s 10 queries
"""

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.demo.test_totals" file="tests/demo/test_totals.py"
          name="test_one[a]" time="100.5">
  <properties><property name="shared" value="demonstration=90.25"/></properties>
</testcase>
<testcase classname="tests.docs.test_docs" file="tests/docs/test_docs.py"
          name="test_two" time="2"/>
</testsuite></testsuites>
"""


def test_parts_are_measured_against_what_is_allowed_and_said(monkeypatch):
    monkeypatch.setattr(budget, "allowed", lambda: [
        ("addons", 10, ["addons"]), ("browser", 3.5, ["tests/browser"]),
        ("everything else", 1, ["*"]),
    ])
    lines = list(budget.lines({"addons": 601, "tests/browser": 60, "tests/new": 10}))
    assert lines == [
        "part     addons: 10.0 of 10 minutes",
        "part     browser: 1.0 of 3.5 minutes",
        "part     everything else: 0.2 of 1 minutes",
        "over budget: addons",
    ]


def test_every_folder_of_tests_has_a_part_of_its_own_or_the_last():
    parts = budget.by_part({f"tests/{path.name}": 1 for path in TESTS.iterdir()})
    assert set(parts) <= {name for name, _minutes, _what in budget.allowed()}


def test_all_parts_together_are_allowed_thirty_five_minutes():
    """Who needs more takes it from another part."""
    assert sum(minutes for _name, minutes, _what in budget.allowed()) <= 35


def test_times_of_addons_are_read_with_their_set_up():
    found = tally.read_odoo_log(STATISTICS)
    assert found.passed == 1
    assert found.times == {"rr_x:TestY.setUpClass": 2.25, "rr_x:TestY.test_a": 7.25}


def test_a_class_that_stops_the_clock_is_measured_from_outside(tmp_path):
    """Odoo's own figure of it is nonsense; the others keep theirs."""
    lane = lanes.Lane("db", tmp_path / "log", None)
    lane.begun = [("rr_x:TestY.test_a", 0.0), ("rr_x:TestZ.test_b", 4.0)]
    times = {"rr_x:TestY.test_a": 0.0, "rr_x:TestY.tearDownClass": 1e10,
             "rr_x:TestZ.test_b": 2.5}
    lane.mend_times(times)
    assert times == {"rr_x:TestY.test_a": 4.0, "rr_x:TestZ.test_b": 2.5}


def test_what_is_shared_counts_for_its_own_part(tmp_path):
    report = tmp_path / "pytest.xml"
    report.write_text(JUNIT)
    found = tally.read_junit(report)
    assert found.parts == {
        "demonstration": 90.25, "tests/demo": 10.25, "tests/docs": 2
    }
    assert found.times == {
        "tests/demo/test_totals.py::test_one[a]": 10.25,
        "tests/docs/test_docs.py::test_two": 2,
    }
    assert "tests/demo/test_totals.py::test_one" in found.started


def test_a_run_that_was_interrupted_is_read(tmp_path):
    """pytest then reports a case that stands in no file."""
    report = tmp_path / "pytest.xml"
    report.write_text(
        '<testsuites><testsuite><testcase name="" time="3"><error/></testcase>'
        "</testsuite></testsuites>"
    )
    found = tally.read_junit(report)
    assert found.parts == {"tests": 3}
    assert len(found.failed) == 1


def test_the_slowest_are_printed_and_the_quick_are_not(capsys):
    budget.show_slowest({f"t{number}": number / 2 for number in range(100)})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == budget.SLOWEST
    assert lines[0] == "slow       49.5 s  t99"
    budget.show_slowest({"quick": 0.9})
    assert capsys.readouterr().out == ""


def test_measured_times_are_kept_by_class_and_by_file(tmp_path, monkeypatch):
    monkeypatch.setattr(lanes, "TIMES", tmp_path / "times.csv")
    lanes.keep_times({"rr_x:TestY.setUpClass": 2, "rr_x:TestY.test_a": 7})
    lanes.keep_times({"tests/docs/test_docs.py::test_two": 3, "doctest rr_x/y.py": 1})
    with open(tmp_path / "times.csv", encoding="utf-8") as source:
        rows = list(csv.reader(source))[1:]
    assert rows == [["rr_x", "TestY", "9.0"], ["tests/docs/test_docs.py", "", "3.0"]]
    assert lanes.known_times()["rr_x", "TestY"] == 9
