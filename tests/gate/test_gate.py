"""``./rr test`` tells the truth: what fails, warns or does not run is counted."""

import re

import pytest
from planting import plant, rr_test

RIGHT = "    def test_right(self):\n        self.assertTrue(True)\n\n"
SKIPPED = (
    "    @unittest.skip('no such device')\n"
    "    def test_skipped(self):\n        self.fail()\n\n"
)
BAD = (
    "    def test_wrong(self):\n        self.assertEqual(1, 2)\n\n"
    "    def test_parts(self):\n        for part in range(3):\n"
    "            with self.subTest(part=part):\n"
    "                self.assertEqual(part, 1)\n\n"
    "    def test_loud(self):\n"
    "        logging.getLogger('rr.planted').warning('nobody explained this')\n"
)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A run of an addon with tests of every kind: (exit code, last line, output)."""
    return rr_test(
        "rr_planted", extra=plant(tmp_path_factory.mktemp("mixed"), RIGHT + SKIPPED + BAD)
    )


def test_a_failing_test_of_an_addon_fails_the_run_and_is_counted(mixed):
    code, last, output = mixed
    assert code == 1
    # right and loud passed; wrong, parts (once) and what was logged failed
    assert last == "2 passed, 3 failed, 1 skipped", output
    assert "failed   TestPlanted.test_wrong (Odoo)" in output


def test_a_test_of_which_a_part_fails_counts_once(mixed):
    _code, _last, output = mixed
    assert output.count("failed   TestPlanted.test_parts (Odoo)") == 1


def test_a_warning_in_the_log_fails_the_run(mixed):
    _code, _last, output = mixed
    assert re.search(r"^failed   log: WARNING rr.planted: nobody explained", output, re.M)


def test_a_skipped_test_is_named_with_its_reason_and_fails_nothing(tmp_path):
    code, last, output = rr_test("rr_planted", extra=plant(tmp_path, RIGHT + SKIPPED))
    assert code == 0
    assert last == "1 passed, 0 failed, 1 skipped", output
    assert re.search(r"^skipped .*no such device", output, re.M)


def test_an_addon_of_which_no_test_runs_fails_the_run(tmp_path):
    code, last, output = rr_test("rr_planted", extra=plant(tmp_path, "    pass\n"))
    assert code == 1
    assert last == "0 passed, 1 failed, 0 skipped", output


def test_a_failing_pytest_test_fails_the_run_and_is_counted(tmp_path):
    test = tmp_path / "test_planted.py"
    test.write_text("def test_right():\n    pass\n\n\ndef test_wrong():\n    assert False\n")
    code, last, output = rr_test(test)
    assert code == 1
    assert last == "1 passed, 1 failed, 0 skipped", output


def test_something_that_does_not_exist_is_refused_by_name():
    code, last, output = rr_test("rr_nowhere")
    assert code == 1
    assert "nothing to test under “rr_nowhere”" in output
    assert "failed" not in last
