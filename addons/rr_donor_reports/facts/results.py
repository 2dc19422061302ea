# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Target against actual, for each indicator."""

#: A percentage over fewer persons says too much (docs: disclosure policy, clause 6).
LEAST_DENOMINATOR = 20
ON_TRACK, BEHIND = 0.9, 0.6


def percent_of_target(actual, target, unit):
    """Actual as a fraction of the target; ``None`` where it is not given.

    >>> percent_of_target(10, 20, "persons"), percent_of_target(10, 19, "persons")
    (0.5, None)
    """
    if actual is None or not target:
        return None
    if unit == "persons" and target < LEAST_DENOMINATOR:
        return None
    return round(float(actual) / float(target), 4)


def signal(actual, target):
    """Traffic light of a headline.

    >>> signal(95, 100), signal(70, 100), signal(10, 100), signal(5, None)
    ('on_track', 'behind', 'off_track', 'no_target')
    """
    if not target:
        return "no_target"
    if actual is None:
        return "waiting"
    share = float(actual) / float(target)
    if share >= ON_TRACK:
        return "on_track"
    return "behind" if share >= BEHIND else "off_track"


def fill(cells, entry):
    """Write one indicator's row.

    :param cells: :class:`.cells.Cells`
    :param entry: dict with ``code``, ``unit``, ``baseline``, ``target_period``,
        ``target_life``, ``actual_period``, ``actual_cumulative`` (``None`` is absent),
        ``is_withheld``, ``issue`` (version and date of an issued count)
    :return: signal of the row
    """
    code, unit = entry["code"], entry["unit"]
    for column in ("baseline", "target_period", "target_life"):
        _put(cells, unit if unit != "persons" else "number", entry[column], code, column)
    for column in ("actual_period", "actual_cumulative"):
        if entry.get("is_withheld") or (
            entry.get("issue") and column == "actual_period"
        ):
            # Of an issued count the increment is not published by itself.
            cells.count("results", None, indicator=code, column=column)
        else:
            _put(cells, unit, entry[column], code, column)
    actual = None if entry.get("is_withheld") else entry["actual_cumulative"]
    share = percent_of_target(actual, entry["target_life"], unit)
    cells.figure(
        "results", share, "percent", indicator=code, column="percent_of_target"
    )
    return signal(actual, entry["target_life"])


def _put(cells, unit, value, code, column):
    if value is None:
        return
    key = {"indicator": code, "column": column}
    if unit == "persons":
        cells.count("results", value, **key)
    elif unit == "money":
        cells.amount("results", value, **key)
    else:
        cells.figure("results", value, unit, **key)
