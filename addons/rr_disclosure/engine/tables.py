# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The cells of a table, what they were before, and what they leave over."""

import itertools

from .register import Count


def margins(dimensions):
    """Every key of a table: inner cells first, the grand total last.

    dimensions: list of (name, categories). A margin leaves dimensions out.
    """
    for size in range(len(dimensions), -1, -1):
        for kept in itertools.combinations(dimensions, size):
            names = [name for name, _ in kept]
            for values in itertools.product(*[cats for _, cats in kept]):
                yield tuple(zip(names, values, strict=True))


def cells_of(register, spec, period):
    """[(key, Count)] of a table at a period."""
    if spec.parts:
        return [
            ((("status", label),), Count(period, (), group, category))
            for label, group, category in spec.parts
        ]
    merge = {dimension: dict(classes) for dimension, classes in spec.merge}
    axes = []
    for dimension in spec.by:
        if dimension in merge:
            options = [(new, tuple(old)) for new, old in merge[dimension].items()]
        else:
            options = [(c, c) for c in register.dimensions[dimension]]
        axes.append([(dimension, name, wanted) for name, wanted in options])
    return [
        (
            tuple((dimension, name) for dimension, name, _ in choice),
            Count(period, tuple((d, wanted) for d, _, wanted in choice), spec.group),
        )
        for choice in itertools.product(*axes)
    ]


def since(register, spec, cells):
    """[(key, count, value, value in the last issued version)]; 0 if none."""
    last = register.last(spec.name)
    if last is not None:
        before = {key: value for key, _, value in last.cells}
        return [(k, c, value, before.get(k, 0)) for k, c, value in cells]
    finer = register.last(spec.replaces) if spec.replaces else None
    if finer is None:
        return [(k, c, value, 0) for k, c, value in cells]
    # The first coarser version follows the finer one: same persons, summed.
    return [
        (
            key,
            count,
            value,
            register.value(Count(finer.period, count.profile, count.group)),
        )
        for key, count, value in cells
    ]


def complements(register, cells):
    """[(Count of the whole, value of the part)] of cells within a group."""
    pairs = []
    for _, count, value in cells:
        if count.group is not None and count.category is None:
            parent = register.groups[count.group].parent
            pairs.append((Count(count.period, count.profile, parent), value))
    return pairs
