"""Decisions and changes, one file each, can be put together at any time."""

import datetime

import pytest
from rrcli import changelog
from rrcli.ui import Fail

DAY = datetime.date(2026, 12, 1)
FRAGMENT = "# mended\n\n- A sum is\n  right.\n\n# Added\n- A door.\n"


@pytest.fixture
def pages(tmp_path):
    """A clone with one decision, one change, one release."""
    (tmp_path / "docs/decisions").mkdir(parents=True)
    (tmp_path / "changes").mkdir()
    (tmp_path / "docs/decisions/001-one.md").write_text("# 1. One\n\nWhy.\n")
    (tmp_path / "changes/sum.md").write_text(FRAGMENT)
    (tmp_path / "changes/README.md").write_text("How to write them.\n")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 1.0 (2026-01-02)\n\nFirst.\n"
    )
    found = changelog.Pages(tmp_path)
    found.index.write_text(found.index_text())
    return found


def test_the_index_is_that_of_the_decisions_and_every_change_can_be_read():
    assert changelog.Pages().problems() == []
    assert len(changelog.Pages().read_decisions()[0]) >= 65


def test_what_is_well_has_no_problem(pages):
    assert pages.problems() == []
    assert pages.index.read_text().endswith("\n- [1. One](001-one.md)\n")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("docs/decisions/001-two.md", "# 1. Two\n\nWhy.\n", "1 is taken by 001-one.md"),
        ("docs/decisions/002-two.md", "# 3. Two\n\nWhy.\n", "its first line says 3"),
        ("docs/decisions/002-two.md", "**2. Two.** Why.\n", "wants “# NUMBER."),
        ("docs/decisions/002-two.md", "# 2. Two\n", "wants “# NUMBER."),
        ("docs/decisions/002-two.md", "# 2. Two\n\nWhy.\n", "run ./rr changelog"),
        ("changes/two.md", "# bettered\n\n- Two.\n", "is none of: # added"),
        ("changes/two.md", "- Two.\n", "no heading"),
        ("changes/two.md", "# added\n\nTwo.\n", "no item"),
        ("changes/two.md", "# added\n\n- Two.\n\n# mended\n", "has no item"),
        ("changes/two.md", "", "has no item"),
    ],
)
def test_what_cannot_be_put_together_is_found(pages, name, text, said):
    (pages.changes.parent / name).write_text(text)
    assert any(said in line for line in pages.problems()), pages.problems()


def test_a_release_moves_the_changes_and_leaves_no_file(pages):
    pages.release("1.1", DAY)
    assert pages.changelog.read_text() == (
        "# Changelog\n\n## 1.1 (2026-12-01)\n\n### Added\n\n- A door.\n\n"
        "### Mended\n\n- A sum is\n  right.\n\n## 1.0 (2026-01-02)\n\nFirst.\n"
    )
    assert pages.fragments() == []
    assert (pages.changes / "README.md").exists()
    with pytest.raises(Fail, match="no change"):
        pages.release("1.2", DAY)


def test_a_version_not_yet_released_keeps_what_it_says(pages):
    pages.changelog.write_text("# Changelog\n\n## 1.0 (unreleased)\n\nFirst.\n")
    pages.release("1.0", DAY)
    assert pages.changelog.read_text().startswith(
        "# Changelog\n\n## 1.0 (2026-12-01)\n\nFirst.\n\n### Added\n"
    )


def test_a_released_version_takes_no_more(pages):
    with pytest.raises(Fail, match="is released"):
        pages.release("1.0", DAY)
    assert pages.fragments()
