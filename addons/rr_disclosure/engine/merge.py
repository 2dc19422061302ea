# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Merging: regions once per programme, money lines until they are safe."""

from .model import InputError


def propose_regions(counts, neighbours, minimum=30):
    """Regions of at least ``minimum`` persons, made of neighbouring districts.

    counts: {district: persons at the start}, in the order that decides ties.
    neighbours: [(district, district)]; a district without any may join the
    smallest region. The smallest region joins its smallest neighbour until
    all are large enough. Returns {region name: [districts]}; the name lists
    the districts. Raises InputError when all together are fewer.
    """
    if not counts:
        raise InputError("regions: no district")
    for district, persons in counts.items():
        if isinstance(persons, bool) or not isinstance(persons, int) or persons < 0:
            raise InputError(f"regions.{district}: a whole number is needed")
    for pair in neighbours:
        for district in pair:
            if district not in counts:
                raise InputError(f"regions.{district}: unknown district")
    if sum(counts.values()) < minimum:
        raise InputError("regions: all districts together are too few persons")
    order = {district: number for number, district in enumerate(counts)}
    regions = [[district] for district in counts]
    touching = {frozenset(pair) for pair in neighbours}

    def size(region):
        return sum(counts[district] for district in region)

    def rank(region):
        return (size(region), min(order[d] for d in region))

    def near(one, two):
        return any(frozenset((a, b)) in touching for a in one for b in two)

    while size(min(regions, key=rank)) < minimum:
        smallest = min(regions, key=rank)
        others = [region for region in regions if region is not smallest]
        beside = [region for region in others if near(smallest, region)]
        partner = min(beside or others, key=rank)
        regions.remove(smallest)
        regions.remove(partner)
        regions.append(sorted(smallest + partner, key=order.get))
    regions.sort(key=lambda region: order[region[0]])
    return {" + ".join(region): region for region in regions}


def merge_money_lines(lines, minimum=5, year_closed=False):
    """Lines of money with few new payees, shown together with the next.

    lines: [{"name", "amount", "payees"}], payees new in the period. A line
    with 1..minimum-1 new payees is joined with the next (the last one with
    the line before) until the year closes. Returns [{"names", "amount"}]
    without any count of payees; amounts add up exactly.
    """
    merged, names, amount, payees = [], [], 0, 0
    for line in lines:
        names.append(line["name"])
        amount += line["amount"]
        payees += line["payees"]
        if year_closed or payees == 0 or payees >= minimum:
            merged.append({"names": names, "amount": amount})
            names, amount, payees = [], 0, 0
    if names:
        if merged:
            last = merged.pop()
            names, amount = last["names"] + names, last["amount"] + amount
        merged.append({"names": names, "amount": amount})
    return merged
