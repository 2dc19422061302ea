"""What the documentation names is there."""

import re
import struct
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs/decisions").glob("*.md")),
]
GUIDES = ("division", "ngo", "donor", "planner", "dpo", "municipality")


def links(page):
    """(is a picture, target) of every link to a file of the project."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    for sign, target in re.findall(r"(!?)\[[^\]]*\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
            yield bool(sign), page.parent / target.split("#")[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_and_every_linked_file_is_there(page):
    missing = [str(target) for _sign, target in links(page) if not target.exists()]
    assert not missing


def test_every_picture_is_a_png_and_is_shown_somewhere():
    shown = {
        target.resolve() for page in PAGES for sign, target in links(page) if sign
    }
    there = set((ROOT / "docs/images").iterdir())
    assert {path.resolve() for path in there} == shown
    for path in there:
        head = path.read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n", path
        assert struct.unpack(">I", head[16:20])[0] in (390, 1400), path


def test_every_picture_is_made_by_a_journey():
    """A picture that no journey writes would go stale."""
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests/browser").glob("test_*.py")
    )
    written = set(re.findall(r"picture\(\w+, \"([\w-]+)\"", source))
    written |= {f"start-{login}" for login in re.findall(r"\"(\w+)\"", source)}
    written |= {f"{name}-{code}" for name in written for code in ("sq", "sr")}
    missing = [
        path.stem for path in (ROOT / "docs/images").iterdir()
        if path.stem not in written
    ]
    assert not missing


def test_each_kind_of_user_has_a_guide_and_the_ngo_in_three_languages():
    for name in GUIDES:
        assert (ROOT / f"docs/guide-{name}.md").is_file()
    for language in ("sq", "sr"):
        assert (ROOT / f"docs/guide-ngo.{language}.md").is_file()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in GUIDES:
        assert f"docs/guide-{name}.md" in readme
