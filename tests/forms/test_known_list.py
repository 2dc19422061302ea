"""The list of known failures itself: every row has its issue, and it gets no longer."""

import dataclasses

import pytest
from judge import known
from judge.assertions import ASSERTIONS, Failure

FAILURE = Failure("1 crash", "officer", "rr.course", "edit", "hours", "KeyError: #")
ROW = known.Row("1 crash", "head officer", "rr.course", "edit", "hours", "KeyError: *", "18")


def test_every_row_names_a_kind_a_role_and_an_issue():
    for row in known.read():
        assert row.kind in ASSERTIONS, row
        assert row.roles and row.model and row.step and row.what and row.message, row
        assert row.issue.isdigit(), f"which issue mends it? {row}"


def test_no_pattern_stands_for_everything():
    for row in known.read():
        assert row.message.strip(known.ANY), f"any message would do: {row}"
        assert known.ANY not in row.role + row.model + row.step, row


def test_no_row_stands_twice():
    places = [dataclasses.astuple(row)[:6] for row in known.read()]
    assert len(places) == len(set(places))


def test_the_list_holds_what_it_may_and_no_more():
    """``most.csv`` is lowered with the list; to raise it is to say so in a change."""
    assert known.counts(known.read()) == known.read_most()


def test_a_row_covers_its_failure():
    assert ROW.covers(FAILURE)


@pytest.mark.parametrize("change", [
    {"kind": "10 words"}, {"role": "finance"}, {"model": "rr.case"},
    {"step": "onchange"}, {"what": "trainer"}, {"message": "TypeError: #"},
])
def test_a_row_covers_no_other(change):
    assert not ROW.covers(dataclasses.replace(FAILURE, **change))


def test_a_new_failure_is_unknown():
    new = dataclasses.replace(FAILURE, what="trainer")
    unknown, stale = known.compare([FAILURE, new], [dataclasses.replace(ROW, role="officer")])
    assert (unknown, stale) == ([new], [])


def test_a_mended_role_is_stale():
    unknown, stale = known.compare([FAILURE], [ROW])
    assert (unknown, stale) == ([], [(ROW, "head")])


def test_a_mended_row_is_stale_for_each_of_its_roles():
    _unknown, stale = known.compare([], [ROW])
    assert stale == [(ROW, "head"), (ROW, "officer")]


def test_the_list_written_anew_keeps_its_issue():
    """A role that is mended goes, a new failure comes without an issue."""
    new = dataclasses.replace(FAILURE, what="trainer")
    other = dataclasses.replace(new, role="head")
    rows = known.written([FAILURE, new, other], [ROW])
    assert rows == [
        dataclasses.replace(ROW, role="officer"),
        known.Row("1 crash", "head officer", "rr.course", "edit", "trainer",
                  "KeyError: #", known.UNNAMED),
    ]


def test_the_script_lowers_the_number_and_never_raises_it(tmp_path):
    most = tmp_path / "most.csv"
    most.write_text("kind,most\n1 crash,1\n4 field,7\n", encoding="utf-8")
    known.write([ROW], tmp_path / "known.csv", most)
    assert known.read(tmp_path / "known.csv") == [ROW]
    written = known.read_most(most)
    assert (written["1 crash"], written["4 field"]) == (1, 0)
