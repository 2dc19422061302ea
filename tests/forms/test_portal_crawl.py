"""Every portal user follows every link and sends every form, in three languages.

What goes wrong and is known stands in ``portal_known.csv`` with the issue that mends
it: a new row is a failure, and so is a known one that is not found any more.
"""

import datetime
import json
import sys
from pathlib import Path

import pytest
from rrcli import demo as demo_command
from rrcli import odoo
from serving import TODAY

HERE = Path(__file__).parent
LANGUAGES = HERE.with_name("languages")
sys.path.insert(0, str(LANGUAGES))

from portal_judge import KINDS, Judge, compare, known, lines, rows  # noqa: E402
from portal_pages import CODES  # noqa: E402

# Noon of the demonstration's day in Kosovo
MOMENT = datetime.datetime.combine(TODAY, datetime.time(11))
SCRIPT = """
import datetime, sys
sys.path[:0] = {folders!r}
from portal_play import play
play({target!r}, {moment!r})
"""
# Fewer of these, and something kept the walk from going on
LEAST = {"ngo": 3, "municipality": 1, "donor": 2}
LEAST_PAGES = {"ngo": 20, "municipality": 8, "donor": 6}
# What stands in the planted pages: kind → a word of its row
PLANTED = {
    "bare page": "/my/referrals/send", "server error": "/rr/support",
    "english": "Nobody has ever translated", "lost text": "planted_note",
    "lost beside": "planted_note", "lost at sign-in": "planted_note",
    "dead link": "/rr/planted/nowhere", "forbidden": "/report/html",
}


@pytest.fixture(scope="module")
def played(cluster, demo_database, tmp_path_factory):
    """What the walks found, on a copy: numbers of sequences are not undone."""
    database = f"{demo_database}_portal"
    target = tmp_path_factory.mktemp("portal") / "walks.json"
    script = SCRIPT.format(folders=[str(HERE), str(LANGUAGES)], target=str(target),
                           moment=MOMENT)
    odoo.copy(cluster, demo_database, database)
    try:
        demo_command.shell(cluster, database, script, "test-portal.log", "The portal's crawl")
    finally:
        odoo.drop(cluster, database)
    return json.loads(target.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def judge(played):
    return Judge(played["written"])


@pytest.fixture(scope="module")
def failures(played, judge):
    """``{login: failures}``."""
    return {walk["login"]: judge.failures(walk) for walk in played["walks"]}


def test_known_failures_and_no_others(played, failures, capsys):
    with capsys.disabled():
        print()
        for walk in played["walks"]:
            print(f"  {walk['login']}: {walk['seconds']:.1f} s")
            for language, counts in walk["counts"].items():
                own = [failure for failure in failures[walk["login"]]
                       if failure["language"] == CODES[language]]
                told = ", ".join(f"{count} {what}" for what, count in counts.items())
                print(f"    {CODES[language]:8} {told}; "
                      f"{len(rows(own))} failures")
    found = rows([failure for own in failures.values() for failure in own])
    new, gone = compare(found, known())
    assert not new and not gone, (
        f"new failures:\n{lines(new)}\n"
        f"mended, or said differently (take the rows out):\n{lines(gone)}"
    )


def test_everybody_gets_everywhere(played):
    users = [walk["role"] for walk in played["walks"]]
    for role, least in LEAST.items():
        assert users.count(role) >= least, f"{role}: {users}"
    for walk in played["walks"]:
        for language, counts in walk["counts"].items():
            assert counts["pages"] >= LEAST_PAGES[walk["role"]], (walk["login"], language)
            assert all(counts.values()), f"{walk['login']}, {language}: {counts}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_failure_is_new(kind, played, judge):
    planted = [failure for walk in played["planted"]
               for failure in judge.failures(walk)]
    new, _gone = compare(rows(planted), known())
    assert any(row[0] == kind and PLANTED[kind] in " ".join(row) for row in new), (
        f"not found: {kind}\n{lines(new)}"
    )


def test_a_known_failure_that_is_gone_is_told():
    row = ("dead link", "ngo", "en_US", "/rr/mended", "")
    assert compare(set(), {row: "28"}) == ([], [row])


def test_each_known_failure_names_its_issue():
    for row, issue in known().items():
        assert row[0] in KINDS, row
        assert issue.isdigit(), row
        assert not any(part.isdigit() for part in row[3].split("/")), f"a number of a record: {row}"
