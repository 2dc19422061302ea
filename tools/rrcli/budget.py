"""Minutes that each part of a run may take, and what took longest.

A part over its budget is said clearly and fails nothing: the time depends on the
machine, and on what else it does.
"""

import csv

from .paths import CONFIG
from .ui import say

BUDGET = CONFIG / "test-budget.csv"
SLOWEST = 30
QUICK = 1  # what takes no longer, in seconds, is not worth a line


def allowed():
    """Parts in order: (name, minutes, what belongs to it)."""
    with open(BUDGET, encoding="utf-8", newline="") as source:
        return [
            (row["part"], float(row["minutes"]), row["what"].split())
            for row in csv.DictReader(source)
        ]


def by_part(seconds):
    """Seconds by what ran (``addons``, ``tests/browser``, …), gathered by part.

    :return: part → seconds, for parts of which something ran
    """
    rows = allowed()
    part_of = {what: name for name, _minutes, all_of in rows for what in all_of}
    found = {}
    for what, taken in seconds.items():
        part = part_of.get(what, part_of["*"])
        found[part] = found.get(part, 0) + taken
    return {name: found[name] for name, _minutes, _what in rows if name in found}


def lines(seconds):
    """What is said of the parts: a line for each, then those over their budget."""
    minutes = {name: allowed_minutes for name, allowed_minutes, _what in allowed()}
    measured = by_part(seconds)
    for name, taken in measured.items():
        yield f"part     {name}: {taken / 60:.1f} of {minutes[name]:g} minutes"
    over = [name for name, taken in measured.items() if taken / 60 > minutes[name]]
    if over:
        yield f"over budget: {', '.join(over)}"


def show(seconds):
    for line in lines(seconds):
        say(line)


def show_slowest(times):
    """Print the tests that took longest, with their seconds."""
    slow = [name for name in times if times[name] >= QUICK]
    for name in sorted(slow, key=times.get, reverse=True)[:SLOWEST]:
        say(f"slow     {times[name]:6.1f} s  {name}")
