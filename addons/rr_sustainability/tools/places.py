# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Counts by place that single nobody out.

A count of 4 persons or fewer in a municipality is shown by district. One small
place beside its named neighbours would still follow by subtraction from the
whole, so what is merged must itself exceed the bound: if it does not, the
smallest neighbour joins, then the whole district, then other districts.
"""

SMALL = 4


def protected(counts):
    """Return {place: count} whose every count is 0 or above SMALL.

    :param counts: {(district, municipality): persons}
    :return: keys are ``("municipality", code)``, ``("district", code)`` or
        ``("rest", "")``; the values sum to the sum of the counts, except that a
        rest of SMALL or fewer persons in all is None
    """
    shown, homeless = {}, 0
    districts = {}
    for (district, place), count in counts.items():
        if count:
            districts.setdefault(district, {})[place] = count
    for district, places in sorted(districts.items()):
        merged = [count for count in places.values() if count <= SMALL]
        large = sorted(
            (count, place) for place, count in places.items() if count > SMALL
        )
        while merged and (sum(merged) <= SMALL or len(merged) < 2) and large:
            merged.append(large.pop(0)[0])
        if merged and sum(merged) <= SMALL:
            homeless += sum(merged)
        elif merged:
            shown["district", district] = sum(merged)
        shown.update({("municipality", place): count for count, place in large})
    if homeless:
        if homeless <= SMALL and shown:
            smallest = min(shown, key=lambda key: (shown[key], key))
            homeless += shown.pop(smallest)
        shown["rest", ""] = homeless if homeless > SMALL else None
    return shown
