"""A test that somebody wrote is started, or the run fails and names it."""

import re

import pytest
from planting import HEAD, plant_files, rr_test
from rrcli import collect
from rrcli.paths import ADDONS, TESTS

RIGHT = "    def test_right(self):\n        self.assertTrue(True)\n"
PLAIN = f"{HEAD}class TestPlanted(TransactionCase):\n{RIGHT}"

# What Odoo passes over in silence: (files of the addon, the class that is named).
SILENT = {
    "no test case of Odoo": (
        {"tests/test_planted.py": f"{PLAIN}\n\nclass TestMoney(unittest.TestCase):\n{RIGHT}"},
        "tests/test_planted.py: TestMoney: did not start: test_right",
    ),
    "a file that nobody imports": (
        {"tests/test_planted.py": PLAIN,
         "tests/test_other.py": f"{HEAD}class TestOther(TransactionCase):\n{RIGHT}"},
        "tests/test_other.py: TestOther: did not start: test_right",
    ),
    "a tag that leaves it out": (
        {"tests/test_planted.py":
         f'{PLAIN}\n\n@tagged("-standard", "later")\n'
         f"class TestLater(TransactionCase):\n{RIGHT}"},
        "tests/test_planted.py: TestLater: did not start: test_right",
    ),
    "an inherited test": (
        {"tests/common.py": f"class Common:\n{RIGHT}",
         "tests/test_planted.py":
         f"{PLAIN}\n\nfrom .common import Common\n\n\n"
         f"class TestHeir(Common, TransactionCase):\n    pass\n"},
        "tests/test_planted.py: TestHeir: did not start: test_right",
    ),
    "a function outside of a class": (
        {"tests/test_planted.py": f"{PLAIN}\n\ndef test_alone():\n    pass\n"},
        "tests/test_planted.py: no class: did not start: test_alone",
    ),
}


EXAMPLE = '"""Adds.\n\n>>> 1 + 1\n2\n"""\n'
# in a function within a function no example is found
HIDDEN = (
    "def outer():\n    def inner():\n"
    '        """Adds.\n\n        >>> 1 + 1\n        2\n        """\n'
    "    return inner\n"
)


@pytest.fixture(scope="module")
def silent(tmp_path_factory):
    """A run of an addon with each kind of silence: (exit code, last line, output)."""
    files = {
        "tests/test_planted.py": PLAIN,
        "right.py": EXAMPLE,
        "wrong.py": EXAMPLE.replace("\n2\n", "\n3\n"),
        "hidden.py": HIDDEN,
        "broken.py": EXAMPLE + "import nowhere_to_be_found\n",
    }
    for number, (planted, _line) in enumerate(SILENT.values()):
        for name, text in planted.items():
            if name == "tests/test_planted.py":
                name = f"tests/test_planted_{number}.py"
                text = text.replace(PLAIN, HEAD)
            files[name] = text
    files["tests/__init__.py"] = "".join(
        f"from . import {name.removeprefix('tests/').removesuffix('.py')}\n"
        for name in files if "test_planted" in name
    )
    return rr_test(
        "rr_planted", extra=plant_files(tmp_path_factory.mktemp("silent"), files)
    )


def test_classes_that_do_not_start_are_named(silent):
    code, last, output = silent
    assert code == 1
    # a test and an example passed; three examples did not
    assert last == f"2 passed, {len(SILENT) + 3} failed, 0 skipped", output
    for number, (_files, line) in enumerate(SILENT.values()):
        line = line.replace("test_planted.py", f"test_planted_{number}.py")
        assert f"failed   not started: rr_planted/{line}" in output


def test_examples_that_are_wrong_or_do_not_run_fail(silent):
    _code, _last, output = silent
    assert "wrong.py: 1 examples failed" in output
    assert "hidden.py: 1 of 1 examples did not run" in output
    assert "broken.py: ModuleNotFoundError" in output
    assert not re.search(r"^failed .*right\.py", output, re.M)


@pytest.mark.parametrize("kind", SILENT)
def test_the_source_tells_of_a_test_that_odoo_passes_over(tmp_path, kind):
    files, line = SILENT[kind]
    folder = plant_files(tmp_path, files) / "rr_planted"
    started = {("odoo.addons.rr_planted.tests.test_planted", "TestPlanted.test_right")}
    found = list(collect.not_started(collect.addon_cases(folder), started))
    assert found == [f"rr_planted/{line}"]


def test_every_addon_with_tests_is_seen():
    for folder in ADDONS.iterdir():
        if list((folder / "tests").glob("test_*.py")):
            assert collect.addon_cases(folder), folder.name


def test_a_pytest_file_that_is_not_collected_fails_the_run(tmp_path):
    (tmp_path / "test_right.py").write_text("def test_right():\n    pass\n")
    # no name under which pytest looks
    (tmp_path / "right_test_too.py").write_text("def test_wrong():\n    assert False\n")
    code, last, output = rr_test(tmp_path)
    assert code == 1
    assert last == "1 passed, 1 failed, 0 skipped", output
    assert "right_test_too.py::test_wrong" in output


def test_each_test_of_this_folder_is_known_by_its_source():
    names = collect.pytest_functions([TESTS / "gate"])
    assert (
        "tests/gate/test_started.py::"
        "test_each_test_of_this_folder_is_known_by_its_source" in names
    )
