"""Lists of what is known and who mends it: they may only grow shorter."""

import csv
from pathlib import Path

HERE = Path(__file__).parent


def read(name):
    """Rows of a list of this folder, as dicts."""
    with open(HERE / name, newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def compare(found, rows, columns, name):
    """What is found beside what is listed.

    :param found: set of tuples of text
    :param columns: columns of the list that make such a tuple
    :return: list of sentences: what is new, and which rows are stale
    """
    listed = [tuple(row[column] for column in columns) for row in rows]
    new = [f"new: {' · '.join(key)}" for key in sorted(set(found) - set(listed))]
    stale = [
        f"no longer so, take it out of {name}: {' · '.join(key)}"
        for key in sorted(set(listed) - set(found))
    ]
    twice = {key for key in listed if listed.count(key) > 1}
    return new + stale + [f"twice in {name}: {' · '.join(key)}" for key in sorted(twice)]


def unexplained(rows):
    """Rows of a list that say neither reason nor issue."""
    return [row for row in rows if not row["reason"] or not row["issue"].isdigit()]
