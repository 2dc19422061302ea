# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Possible histories for the file engine: persons nobody knows to exist.

A reader who does not know which combinations are empty must reckon with every
profile (one category per dimension) that entered in any release, or this one,
and met any filter from then on, later, or never. A filter once met stays met:
tables of one programme are cumulative.
"""

import itertools
from dataclasses import replace

import numpy as np

from .model import InputError

MOST = 200_000
MOST_COLUMNS = 20_000


def add_possible(request, dimensions):
    """Add the possible histories to a request as atoms of value 0."""
    used = [(request.earlier[n].cells, n) for n in range(len(request.earlier))] + [
        (request.cells, len(request.earlier))
    ]
    facts = [(cell, period) for cells, period in used for cell in cells]
    axes = _axes(facts, dimensions)
    filters = sorted(
        {pair for cell, _ in facts for pair in cell.where if pair[0] not in axes},
        key=repr,
    )
    periods = len(request.earlier) + 1
    profiles = list(itertools.product(*axes.values()))
    per_entry = [(periods - e + 1) ** len(filters) for e in range(periods)]
    if len(profiles) * sum(per_entry) > MOST:
        raise InputError(
            f"policy.atoms: more than {MOST} possible histories, use present"
        )
    timing = _timings(periods, len(filters))
    signatures = _signatures(facts, axes, profiles, filters, timing)
    columns = np.unique(signatures, axis=1)
    columns = columns[:, columns.any(axis=0)]
    if columns.shape[1] > MOST_COLUMNS:
        raise InputError(
            f"policy.atoms: more than {MOST_COLUMNS} kinds of history, use present"
        )
    names = [f"~{number}" for number in range(columns.shape[1])]
    request.atoms.update(dict.fromkeys(names, 0))
    for row, (cell, period) in enumerate(facts):
        extra = frozenset(names[n] for n in np.flatnonzero(columns[row]))
        extended = replace(cell, members=cell.members | extra)
        if period < len(request.earlier):
            cells = request.earlier[period].cells
        else:
            cells = request.cells
        cells[cells.index(cell)] = extended


def _axes(facts, dimensions):
    axes = {}
    for cell, _period in facts:
        for field, value in cell.key + cell.where:
            if field in dimensions:
                axes.setdefault(field, set(dimensions[field])).add(value)
    return {field: sorted(values) for field, values in sorted(axes.items())}


def _timings(periods, filters):
    """Every (entry, joining period per filter); ``periods`` means never."""
    found = []
    for entry in range(periods):
        choices = [range(entry, periods + 1)] * filters
        found.extend((entry, *joins) for joins in itertools.product(*choices))
    return np.array(found, dtype=np.int16).reshape(len(found), filters + 1)


def _signatures(facts, axes, profiles, filters, timing):
    fields = list(axes)
    rows = []
    for cell, period in facts:
        pairs = cell.key + cell.where
        wanted = {f: v for f, v in pairs if f in axes}
        fits = np.array(
            [
                all(profile[fields.index(f)] == v for f, v in wanted.items())
                for profile in profiles
            ],
            dtype=bool,
        )
        when = timing[:, 0] <= period
        for pair in cell.where:
            if pair[0] not in axes:
                when = when & (timing[:, 1 + filters.index(pair)] <= period)
        rows.append(np.outer(fits, when).reshape(-1))
    return np.array(rows, dtype=np.int8)
