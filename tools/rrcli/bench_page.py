"""The page of figures: each benchmark's table between its own two marks."""

import re

from .paths import ROOT

PAGE = ROOT / "docs" / "performance.md"
HEAD = ("What", "scale 1, ms", "scale {scale:g}, ms", "exponent", "against", "its ms",
        "ratio")
# A table of every screen would be read by nobody: the slowest are shown.
SHOWN = 15


def _cell(value):
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def table(rows, figures):
    """The rows of one benchmark as a table in Markdown, slowest first where many."""
    head = [word.format(**figures) for word in HEAD]
    lines = [f"| {' | '.join(head)} |", "|---|--:|--:|--:|---|--:|--:|"]
    for one in rows[:SHOWN]:
        cells = (one["what"], one.get("ms_at_1"), one["ms"], one.get("growth"),
                 one["against"], one["against_ms"], one["ratio"])
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    if len(rows) > SHOWN:
        lines.append(f"\n{len(rows)} were measured; the {SHOWN} slowest are shown.")
    return "\n".join(lines)


def write(name, rows, figures, command):
    """Put a benchmark's figures into the page, in place of the former ones."""
    machine = figures["machine"]
    text = (
        f"`{command}`, {figures['date']}, {machine['cores']} cores, "
        f"{machine['memory_gb']:g} GB, Python {machine['python']}, load before "
        f"{machine['load_1min']:g}.\n\n{table(rows, figures)}"
    )
    page = PAGE.read_text(encoding="utf-8")
    start, end = f"<!-- bench {name} -->", f"<!-- end {name} -->"
    block = f"{start}\n{text}\n{end}"
    found = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    page = (
        found.sub(lambda _match: block, page)
        if found.search(page)
        else f"{page.rstrip()}\n\n## {name}\n\n{block}\n"
    )
    PAGE.write_text(page, encoding="utf-8")
