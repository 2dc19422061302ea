"""What README and the guides promise is held by a test that is named beside it."""

from pathlib import Path

import door_lists
import door_promises
import pytest

ROOT = Path(__file__).parents[2]
LIST = "promises_open.csv"


def all_promises():
    for path in door_promises.pages(ROOT):
        yield from door_promises.promises(path.name, path.read_text(encoding="utf-8"))


def is_open(promise, rows):
    return any(
        row["page"] == promise.page and row["words"] in promise.sentence for row in rows
    )


def test_every_promise_names_its_test_or_is_listed():
    rows = door_lists.read(LIST)
    bare = [
        f"{promise.page}:{promise.line}: {promise.sentence}"
        for promise in all_promises()
        if not promise.kind and not is_open(promise, rows)
    ]
    assert not bare, "no test is named after:\n" + "\n".join(bare)


def test_every_named_test_exists_and_is_not_skipped():
    named = [promise for promise in all_promises() if promise.kind == "test"]
    assert len(named) >= 14
    lost = [
        f"{promise.page}:{promise.line}: {promise.says}: {why}"
        for promise in named
        if (why := door_promises.missing_test(ROOT, promise.says))
    ]
    assert not lost, "\n".join(lost)


def test_a_word_that_promises_nothing_is_rare_and_explained():
    waived = [promise for promise in all_promises() if promise.kind == "no test"]
    assert all(promise.says for promise in waived)
    assert len(waived) <= 2


def test_every_open_promise_still_stands_and_names_its_issue():
    rows = door_lists.read(LIST)
    assert not door_lists.unexplained(rows)
    promises = [promise for promise in all_promises() if not promise.kind]
    stale = [row for row in rows if not any(is_open(p, [row]) for p in promises)]
    assert not stale


def found(text, page="guide.md"):
    return [
        (promise.kind, promise.says) for promise in door_promises.promises(page, text)
    ]


def test_a_sentence_with_never_without_a_test_is_caught():
    assert found("It never sleeps.\n") == [("", "")]
    assert found("It sleeps.\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "It never sleeps. <!-- test: a -->",
        "It **never** sleeps, and always eats.\n<!-- test: a -->\nIt runs.",
        "- It never\n  sleeps: <!-- test: a --> and runs.",
        "| It never sleeps <!-- test: a --> | It runs |",
        "## When it refuses <!-- test: a -->",
    ],
)
def test_the_comment_stands_after_its_sentence(text):
    assert found(text) == [("test", "a")]


def test_a_comment_of_another_sentence_holds_nothing():
    text = "It never sleeps. It runs. <!-- test: a -->\n"
    assert found(text) == [("", "")]
    assert found("It never sleeps.\n\nIt runs. <!-- test: a -->\n") == [("", "")]
    assert found("- It never sleeps\n- It runs <!-- test: a -->\n") == [("", "")]
    both = "It never sleeps. It always eats. <!-- test: a -->\n"
    assert found(both) == [("", ""), ("test", "a")]


def test_words_in_code_promise_nothing():
    assert found("The answer is `refused`.\n\n```\nnever\n```\n") == []


def test_guides_in_albanian_and_serbian_have_their_own_words():
    assert found("Nuk fle kurrë.", "guide-ngo.sq.md") == [("", "")]
    assert found("Nikad ne spava.", "guide-ngo.sr.md") == [("", "")]


def test_a_named_test_that_is_gone_or_skipped_is_caught(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "addons/rr_tree/tests").mkdir(parents=True)
    (tmp_path / "tests/test_it.py").write_text(
        "def test_it(): pass\n@pytest.mark.skip('later')\ndef test_later(): pass\n"
        "@pytest.mark.skipif(x)\ndef test_at_times(): pass\ndef helper(): pass\n"
    )
    (tmp_path / "addons/rr_tree/tests/test_tree.py").write_text(
        "class TestTree:\n    def test_falls(self): pass\n"
    )

    def missing(name):
        return door_promises.missing_test(tmp_path, name)

    assert missing("tests/test_it.py::test_it") is None
    assert missing("tests/test_it.py::test_at_times") is None
    assert missing("rr_tree:TestTree.test_falls") is None
    assert missing("tests/test_it.py::test_later") == "it is skipped"
    for lost in (
        "tests/test_it.py::test_gone", "tests/test_it.py::helper",
        "tests/test_none.py::test_it", "rr_tree:TestTree.test_flies",
        "rr_tree:TestTree", "nothing at all",
    ):  # fmt: skip
        assert missing(lost) == "there is no such test", lost
