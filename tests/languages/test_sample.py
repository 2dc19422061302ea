"""The sample that a reader translates back: repeatable, and without its source."""

import csv
import subprocess
import sys

import pytest
from catalogues import LANGUAGES, addons_with_terms, terms
from rrcli.paths import ROOT


def sheet(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def draw(folder, seed):
    subprocess.run(
        [sys.executable, str(ROOT / "rr"), "i18n", "--sample", "50",
         "--seed", str(seed), "--out", str(folder)],
        check=True, capture_output=True,
    )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    return folder, draw(folder, 7)


@pytest.mark.parametrize("language", LANGUAGES)
def test_fifty_terms_are_drawn_and_their_sources_lie_apart(drawn, language):
    folder, _files = drawn
    asked = sheet(folder / f"back-{language}.csv")
    answers = sheet(folder / f"source-{language}.csv")
    assert len(asked) == len(answers) == 50
    assert len({source for _number, _file, source in answers}) == 50
    catalogue = {
        (term.source, term.text)
        for addon in addons_with_terms()
        for term in terms(addon, language)
    }
    for (number, translation, room), (same, _file, source) in zip(
        asked, answers, strict=True
    ):
        assert (number, room) == (same, "")
        assert (source, translation) in catalogue


def test_the_same_seed_draws_the_same_terms_and_another_others(drawn, tmp_path):
    _folder, files = drawn
    again, other = tmp_path / "again", tmp_path / "other"
    assert draw(again, 7) == files
    assert draw(other, 8) != files
