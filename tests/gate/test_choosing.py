"""Which tests a command line means, how they are shared out, what a change touches."""

import pytest
from planting import plant, rr_test
from rrcli import addon_tests, changed, lanes, selection
from rrcli.paths import ADDONS, own_addons
from rrcli.ui import Fail

TWO = (
    "    def test_one(self):\n        self.assertTrue(True)\n\n"
    "    def test_two(self):\n        self.assertTrue(True)\n\n\n"
    "class TestOther(TransactionCase):\n"
    "    def test_three(self):\n        self.assertTrue(True)\n"
)


@pytest.mark.parametrize(
    ("words", "expression", "tags"),
    [
        (["rr_planted:TestPlanted"], "", "/rr_planted:TestPlanted"),
        (["rr_planted:TestPlanted.test_two"], "", "/rr_planted:TestPlanted.test_two"),
        (["rr_planted"], "", "/rr_planted"),
        (["rr_planted:TestOther", "rr_planted:TestPlanted.test_two"], "",
         "/rr_planted:TestOther,/rr_planted:TestPlanted.test_two"),
        (["rr_planted"], "testplanted and not two", "/rr_planted:TestPlanted.test_one"),
        (["rr_planted"], "TestOther or test_two",
         "/rr_planted:TestOther,/rr_planted:TestPlanted.test_two"),
    ],
)
def test_words_and_expressions_become_tags(
    tmp_path, monkeypatch, words, expression, tags
):
    monkeypatch.setenv("RR_EXTRA_ADDONS", str(plant(tmp_path, TWO)))
    assert selection.select(words, expression).tags == tags


def test_the_chosen_tests_run_and_no_others(tmp_path):
    words = ("rr_planted:TestPlanted", "rr_planted:TestOther", "-k", "not two")
    code, last, output = rr_test(*words, extra=plant(tmp_path, TWO))
    assert (code, last) == (0, "2 passed, 0 failed, 0 skipped"), output


def test_a_class_that_does_not_exist_is_refused_by_name(tmp_path):
    with pytest.raises(Fail, match="rr_base has no test “TestNowhere”"):
        selection.select(["rr_base:TestNowhere"])
    with pytest.raises(Fail, match="no expression"):
        selection.select(["rr_base"], "health or (")


def test_everything_is_chosen_without_a_word():
    chosen = selection.select([])
    assert chosen.lint and chosen.doctests and chosen.paths
    assert set(chosen.addons) == {
        name for name in own_addons() if (ADDONS / name / "tests").is_dir()
    }


def test_shares_hold_every_class_once_and_weigh_alike():
    chosen = selection.select([])
    weights = addon_tests._weights(chosen)
    first, second = lanes.split(weights, 2)
    assert sorted(first + second) == sorted(weights)
    heavy = max(weights.values())
    difference = sum(weights[k] for k in first) - sum(weights[k] for k in second)
    assert abs(difference) <= heavy
    tags = ",".join(addon_tests._shares(chosen, 2)).split(",")
    assert sorted(tags) == sorted(f"/{addon}:{owner}" for addon, owner in weights)


# -- what a change touches ----------------------------------------------------


def test_a_changed_test_file_asks_for_its_own_classes_alone():
    choice = changed.wanted(["addons/rr_grants/tests/test_split.py"])
    assert set(choice.wanted) == {("rr_grants", "TestSplit"), ("rr_grants", "TestEffects")}
    assert not choice.paths


def test_a_changed_addon_asks_for_itself_and_for_what_depends_on_it():
    choice = changed.wanted(["addons/rr_training/engine/hours.py"])
    addons = {addon for addon, _owner in choice.wanted}
    assert addons == {"rr_training", "rr_grants", "rr_donor_reports", "rr_sustainability"}
    ranks = choice.wanted
    near = ranks["rr_training", "TestHours"]  # names functions of the file
    assert near < ranks["rr_training", "TestPlanning"] < ranks["rr_grants", "TestPayment"]


def test_an_engine_asks_for_its_own_tests():
    choice = changed.wanted(["addons/rr_disclosure/engine/gate.py"])
    assert "tests/engines/disclosure" in choice.paths


def test_what_does_not_fit_into_the_time_is_named():
    names = ["addons/rr_base/models/res_users.py"]
    choice = changed.fill(changed.wanted(names), limit=60)
    assert choice.chosen and choice.left
    lines = list(changed.report(choice, names, "since then"))
    assert any(line.startswith("chosen   rr_base: ") for line in lines)
    assert any(line.startswith("not run  rr_grants: ") for line in lines)
    assert "name it to run it" in lines[-1]
    seconds = [s for what, s in choice.chosen if isinstance(what, tuple)]
    assert sum(seconds) / 2 <= 60


def test_what_is_changed_itself_is_always_run():
    names = ["addons/rr_grants/tests/test_ledger_property.py"]
    choice = changed.fill(changed.wanted(names), limit=0)
    assert [what for what, _s in choice.chosen] == [("rr_grants", "TestLedgerProperty")]
