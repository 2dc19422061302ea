# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What differs between two snapshots, cell by cell."""

SHEETS = {
    "public_totals": "Participation",
    "results": "Results",
    "training": "Training",
    "outputs": "Outputs",
    "grants": "Grants",
    "statement": "Financial statement",
    "cash": "Financial statement",
    "indirect": "Financial statement",
    "spending_curve": "Financial statement",
    "co_financing": "Co-financing",
}
#: Sign of a withheld cell in the log; the same as on every sheet.
WITHHELD = "·"


def _cells(snapshot):
    found = {}
    for kind in ("cells", "figures", "money"):
        for cell in snapshot[kind]:
            if cell["table"].startswith("iati_") or cell["table"] == "tolerance":
                continue
            key = (cell["table"], tuple(sorted(cell["key"].items())))
            found[key] = WITHHELD if cell.get("withheld") else str(cell["value"])
    return found


def difference(before, after):
    """Cells that differ between two versions of a report.

    :return: list of ``{"sheet", "label", "before", "after"}``; a cell that one of the
        versions does not have is an empty text
    """
    old, new = _cells(before), _cells(after)
    changes = []
    for key in sorted(set(old) | set(new)):
        if old.get(key) != new.get(key):
            changes.append(
                {
                    "sheet": _sheet(key[0]),
                    "label": _label(key),
                    "before": old.get(key, ""),
                    "after": new.get(key, ""),
                }
            )
    return changes


def fallen(before, after):
    """Cumulative counts that are lower than in an earlier period's report.

    Only persons of the public totals: they are never to fall without a word.
    """
    old, new = _cells(before), _cells(after)
    return [
        {
            "sheet": _sheet(key[0]),
            "label": _label(key),
            "before": old[key],
            "after": new[key],
        }
        for key in sorted(set(old) & set(new))
        if key[0] == "public_totals"
        and WITHHELD not in (old[key], new[key])
        and float(new[key]) < float(old[key])
    ]


def _sheet(table):
    return SHEETS.get(table, "Participation")


def _label(key):
    table, parts = key
    words = ", ".join(str(value).replace("_", " ") for _name, value in parts)
    return f"{table.replace('_', ' ')}: {words}"
