"""``./rr changelog``: decisions and changes, one file each, put together.

Two changes at once touch two files, so they meet in no conflict. ``docs/decisions/``
holds one decision a file, and its index is written from them; ``changes/`` holds what
changed since the last release, and a release moves it into ``CHANGELOG.md``.
"""

import datetime
import os
import re
from pathlib import Path

from .paths import ROOT
from .ui import Fail, say

#: A fragment's heading → that of the section in CHANGELOG.md, in this order.
KINDS = {"added": "Added", "changed": "Changed", "mended": "Mended", "removed": "Removed"}

INDEX_HEAD = """# Decisions

Each file says what was decided, why, and what it costs; newest last. `./rr changelog`
writes this page from their first lines.

"""


def arguments(name, parser):
    parser.add_argument("--check", action="store_true",
                        help="write nothing; fail when the index is not that of the "
                        "decisions or a file cannot be read")
    parser.add_argument("--release", nargs=2, metavar=("VERSION", "DATE"),
                        help="move the changes into CHANGELOG.md under this version")


class Pages:
    """The files of one clone.

    :param root: folder with ``changes/``, ``docs/decisions/`` and ``CHANGELOG.md``
    """

    def __init__(self, root=ROOT):
        self.changes = Path(root) / "changes"
        self.decisions = Path(root) / "docs/decisions"
        self.index = self.decisions / "README.md"
        self.changelog = Path(root) / "CHANGELOG.md"

    # ------------------------------------------------------------- decisions

    def read_decisions(self):
        """(number, title, file name) of each decision in order, and what is wrong."""
        found, wrong, files = [], [], {}
        for path in sorted(self.decisions.glob("*.md")):
            if path == self.index:
                continue
            title, _, text = path.read_text(encoding="utf-8").partition("\n")
            head = re.fullmatch(r"# (\d+)\. (\S.*)", title)
            if not head or not text.strip():
                wrong.append(f"{path.name}: wants “# NUMBER. What was decided”, then why")
                continue
            number = int(head[1])
            if not path.name.startswith(f"{number:03d}-"):
                wrong.append(f"{path.name}: its first line says {number}")
            if number in files:
                wrong.append(f"{path.name}: {number} is taken by {files[number]}")
            files[number] = path.name
            found.append((number, head[2], path.name))
        return sorted(found), wrong

    def index_text(self):
        """The page that lists the decisions, as it ought to be."""
        rows = [f"- [{number}. {title}]({name})\n"
                for number, title, name in self.read_decisions()[0]]
        return INDEX_HEAD + "".join(rows)

    # --------------------------------------------------------------- changes

    def fragments(self):
        """The files of changes not yet released, by name."""
        return sorted(p for p in self.changes.glob("*.md") if p.name != "README.md")

    def read_changes(self):
        """{kind: [item]} of all fragments, and what is wrong with them."""
        items, wrong = {kind: [] for kind in KINDS}, []
        for path in self.fragments():
            try:
                for kind, item in read_fragment(path.read_text(encoding="utf-8")):
                    items[kind].append(item)
            except ValueError as error:
                wrong.append(f"changes/{path.name}: {error}")
        return {kind: found for kind, found in items.items() if found}, wrong

    def problems(self):
        """What ``--check`` finds, a line each; nothing when all is well."""
        wrong = [*self.read_decisions()[1], *self.read_changes()[1]]
        there = self.index.read_text(encoding="utf-8") if self.index.exists() else ""
        if there != self.index_text():
            wrong.append("docs/decisions/README.md is not that of the decisions: "
                         "run ./rr changelog")
        return wrong

    def release(self, version, date):
        """Move the changes into CHANGELOG.md, as a new section or into that of the
        same version which is not released yet.

        :raise Fail: without changes, or when the version is released already
        """
        items, _wrong = self.read_changes()
        if not items:
            raise Fail("There is no change to release.",
                       "Each change has a file under changes/; see its README.md.")
        head, sections = _sections(self.changelog.read_text(encoding="utf-8"))
        earlier = ""
        for number, (title, text) in enumerate(sections):
            if title.split()[0] == version:
                if "unreleased" not in title:
                    raise Fail(f"{version} is released: “{title}”.",
                               "Give the next version.")
                earlier = text.strip() + "\n\n"
                del sections[number]
                break
        ours = (f"{version} ({date.isoformat()})", "\n\n" + earlier + section_text(items))
        text = head + "\n".join(f"## {title}{body}" for title, body in [ours, *sections])
        _write(self.changelog, text)
        # After the writing: an interruption here repeats a line, and loses none.
        for path in self.fragments():
            path.unlink()


def read_fragment(text):
    """Kind and words of each item of a fragment.

    A fragment is one or more headings “# added” (or another of KINDS), each with items
    that begin with “- ” and go on indented.

    :raise ValueError: says which line is something else
    """
    found, kind = [], None
    for line in text.splitlines():
        if not line.strip():
            continue
        if line.startswith("# "):
            kind = line[2:].strip().lower()
            if kind not in KINDS:
                raise ValueError(f"“{line}” is none of: # {', # '.join(KINDS)}")
        elif kind and line.startswith("- "):
            found.append([kind, line])
        elif kind and found and line.startswith("  "):
            found[-1][1] += "\n" + line.rstrip()
        else:
            raise ValueError(f"“{line}” is no heading, no item “- …”, no indented line")
    if not found or kind != found[-1][0]:
        raise ValueError("a heading has no item")
    return [tuple(item) for item in found]


def section_text(items):
    """The items under their headings, as CHANGELOG.md has them."""
    return "\n".join(
        f"### {KINDS[kind]}\n\n" + "\n".join(found) + "\n"
        for kind, found in items.items()
    )


def _sections(text):
    """What stands before the first “## ”, and (title, rest) of each section."""
    head, *parts = re.split(r"(?m)^## ", text)
    sections = []
    for part in parts:
        title, _, body = part.partition("\n")
        sections.append((title, "\n" + body))
    return head, sections


def _write(path, text):
    """Replace a file whole: an interruption leaves the old one or the new one."""
    half = path.with_name(f"{path.name}.half")
    half.write_text(text, encoding="utf-8")
    os.replace(half, path)


def run(options):
    pages = Pages()
    if not options.check:
        _write(pages.index, pages.index_text())
    problems = pages.problems()
    for line in problems:
        say(f"  {line}")
    if problems:
        say(f"changelog: {len(problems)} to mend")
        return 1
    if options.check:
        say(f"changelog: {len(pages.read_decisions()[0])} decisions, "
            f"{len(pages.fragments())} files of changes")
        return 0
    if options.release:
        version, day = options.release
        try:
            date = datetime.date.fromisoformat(day)
        except ValueError as error:
            raise Fail(f"“{day}” is no date.", "Write it as 2026-12-31.") from error
        pages.release(version, date)
        say(f"CHANGELOG.md: {version}")
        return 0
    items, _wrong = pages.read_changes()
    say(section_text(items) if items else "No change since the last release.")
    return 0
