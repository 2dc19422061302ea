"""Medians of five by turns, and the rows that every benchmark returns.

A row says what was measured, against what floor or rival of the same run, and how
many rows there were: ``{"what", "ms", "against", "against_ms", "ratio", "size"}``.
"""

import math
import statistics
import time

TIMES = 5


def medians(*works, times=TIMES, before=None):
    """Median milliseconds of each work, measured by turns: what slows one down at a
    moment slows the others too.

    :param works: functions without arguments
    :param before: called before each turn of each work, not measured
    """
    spans = [[] for _work in works]
    for _turn in range(times):
        for work, taken in zip(works, spans, strict=True):
            if before:
                before()
            began = time.perf_counter()
            work()
            taken.append(1000 * (time.perf_counter() - began))
    return [statistics.median(taken) for taken in spans]


def row(what, ms, against, against_ms, size=None):
    """One figure beside its floor or rival, in milliseconds."""
    return {
        "what": what,
        "ms": round(ms, 3),
        "against": against,
        "against_ms": round(against_ms, 3),
        "ratio": float(f"{ms / against_ms:.3g}") if against_ms else None,
        "size": size,
    }


def exponent(small, large, factor):
    """The power with which a time grows: 0 not at all, 1 as the data.

    :param factor: how many times as large the data are
    """
    if small <= 0 or large <= 0 or factor <= 1:
        return None
    return round(math.log(large / small) / math.log(factor), 2)
