# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Merging: regions, once per programme."""

import itertools

from .model import InputError

# Divisions of nine districts number 21,147.
EXHAUSTIVE = 9


def propose_regions(counts, neighbours, minimum=30):
    """Regions of at least ``minimum`` persons, made of neighbouring districts.

    counts: {district: persons at the start}, in the order that decides ties.
    neighbours: [(district, district)]. Up to nine districts every division is
    tried: most regions win, then the largest smallest region. Beyond that the
    smallest region joins its smallest neighbour until all are large enough; a
    district without neighbours joins the smallest region. Returns {region
    name: [districts]}; the name lists the districts. Raises InputError when
    all together are fewer than ``minimum``.
    """
    _check_districts(counts, neighbours, minimum)
    order = {district: number for number, district in enumerate(counts)}
    touching = {frozenset(pair) for pair in neighbours}
    regions = None
    if len(counts) <= EXHAUSTIVE:
        regions = _best_division(counts, touching, minimum)
    if regions is None:
        regions = _join_smallest(counts, touching, minimum, order)
    regions = [sorted(region, key=order.get) for region in regions]
    regions.sort(key=lambda region: order[region[0]])
    return {" + ".join(region): region for region in regions}


def _check_districts(counts, neighbours, minimum):
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


def _connected(region, touching):
    reached, todo = {region[0]}, [region[0]]
    while todo:
        here = todo.pop()
        for other in region:
            if other not in reached and frozenset((here, other)) in touching:
                reached.add(other)
                todo.append(other)
    return len(reached) == len(region)


def _divisions(districts):
    if not districts:
        yield []
        return
    first, rest = districts[0], districts[1:]
    for size in range(len(rest) + 1):
        for partners in itertools.combinations(rest, size):
            left = [d for d in rest if d not in partners]
            for others in _divisions(left):
                yield [[first, *partners], *others]


def _best_division(counts, touching, minimum):
    best, found = None, None
    for division in _divisions(list(counts)):
        smallest = min(sum(counts[d] for d in region) for region in division)
        rank = (len(division), smallest)
        if smallest < minimum or (best is not None and rank <= best):
            continue
        if all(_connected(region, touching) for region in division):
            best, found = rank, division
    return found


def _join_smallest(counts, touching, minimum, order):
    regions = [[district] for district in counts]

    def rank(region):
        persons = sum(counts[district] for district in region)
        return persons, min(order[district] for district in region)

    def near(one, two):
        return any(frozenset((a, b)) in touching for a in one for b in two)

    while rank(min(regions, key=rank))[0] < minimum:
        smallest = min(regions, key=rank)
        others = [region for region in regions if region is not smallest]
        beside = [region for region in others if near(smallest, region)]
        partner = min(beside or others, key=rank)
        regions.remove(smallest)
        regions.remove(partner)
        regions.append(smallest + partner)
    return regions
