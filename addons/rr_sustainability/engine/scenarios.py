# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The shipped scenarios: each turns a baseline into a list of changes.

A change is (path, value) as :mod:`.overlays` takes it. The scenarios work on the
input and nothing else, so what a scenario does can be read, line by line, in
its overrides.
"""

from datetime import date, timedelta
from fractions import Fraction

from .allocate import compute
from .budget_request import over_ceiling, request_rows
from .exact import decimal_text, euros, rounded_down
from .inputs import read_plan
from .overlays import apply, value_at
from .paths import state_share
from .result import donor_inflow, result_of
from .slices import ended_early, yearly_slices

STRATEGY_END = date(2028, 12, 31)  # donors are needed at least until then
SHARE_PLACES = 12  # a computed share times need is exact to the cent up to EUR 5 bn


def status_quo(data):
    """Nothing changes: the baseline as it is."""
    return []


def planned_takeover(data, kind="linear", lines=None, until=None, **path):
    """The state takes the lines (default: all) over along a path.

    Each line starts from its share in the base year. ``until`` is the year of
    full takeover of the linear path (default: the year in which the strategy
    ends, or the nearest year of the horizon after the base year); ``kind`` and
    ``path`` are those of :func:`.paths.state_share`.
    """
    plan = read_plan(data)
    if until is None:
        earliest = plan.years[min(1, len(plan.years) - 1)]
        until = max(earliest, min(STRATEGY_END.year, plan.years[-1]))
    changes = []
    for line in sorted(plan.lines, key=lambda line: line.code):
        if lines is not None and line.code not in lines:
            continue
        shares = state_share(kind, plan.years, line.state_share[0], until=until, **path)
        now = dict(zip(map(str, plan.years), line.state_share, strict=True))
        if {year: Fraction(share) for year, share in shares.items()} != now:
            changes.append((["state_share", line.code], shares))
    return changes


def sudden_stop(data, source=None, stop=None):
    """A donor (default: the largest) pays nothing from the day ``stop`` on.

    The largest is the one with the most EUR in the horizon in the baseline's
    view, ties by code; ``stop`` defaults to 1 January of the second year.
    """
    plan = read_plan(data)
    outcome = compute(plan)
    donors = sorted(code for code, s in plan.sources.items() if s.type == "donor")
    if not donors:
        return []
    source = source or max(donors, key=lambda code: sum(donor_inflow(outcome, code)))
    last_day = (stop or date(plan.base_year + 1, 1, 1)) - timedelta(days=1)
    return _end_changes(
        data, [c for c in plan.of_donors() if c.source == source], last_day
    )


def exit_at_strategy_end(data, end=STRATEGY_END):
    """No donor pays anything after the day on which the strategy ends."""
    return _end_changes(data, read_plan(data).of_donors(), end)


def late_budget(data, year=None, months=3):
    """The budget law of one year (default: the second) passes months late.

    Until it passes, each month may spend a twelfth of the year before: a line
    that goes on gets at most that, a new line gets nothing (Kosovo, Law
    03/L-048 on Public Financial Management and Accountability). Afterwards
    months run at the year's own level. Concerned are the state's share paths
    and the commitments of state sources; one that is earmarked for new lines
    only is new. In the base year, the year before counts as equal.
    """
    plan = read_plan(data)
    if year is None:
        year = plan.years[min(1, len(plan.years) - 1)]
    if year not in plan.years or not 0 <= months <= 12:
        raise ValueError(f"no budget of {year} can be {months} months late here")
    late, t = Fraction(months, 12), plan.years.index(year)
    outcome = compute(plan)

    def allowed(now, before, is_new):
        return now * (1 - late) + (0 if is_new else before * late)

    changes = []
    for i, line in enumerate(plan.lines):
        now = Fraction(outcome.path[i][t])
        before = Fraction(outcome.path[i][t - 1]) if t else now
        paid = allowed(now, before, line.kind == "new")
        if paid < now:
            share = rounded_down(paid / outcome.need[i][t], SHARE_PLACES)
            changes.append(_share_change(line.code, year, share))
    new = {line.code for line in plan.lines if line.kind == "new"}
    for commitment in plan.commitments:
        slices = yearly_slices(commitment)
        now = slices.get(year, Fraction(0))
        if plan.type_of(commitment) != "state" or not now:
            continue
        is_new = bool(commitment.lines) and commitment.lines <= new
        before = slices.get(year - 1, Fraction(0))
        paid = rounded_down(allowed(now, before, is_new), 2)
        if paid < now:
            slices[year] = paid
            changes += _tranche_changes(commitment.code, slices)
    return changes


def cut_to_ceiling(data):
    """The request is cut to each ceiling, the lines of least priority first."""
    plan = read_plan(data)
    outcome = compute(plan)
    changes = []
    for category, by_year in sorted(over_ceiling(outcome).items()):
        for t, excess in enumerate(by_year):
            for i in reversed(range(len(plan.lines))):
                amount = outcome.path[i][t]
                if not excess or not amount or plan.lines[i].category != category:
                    continue
                cut = min(excess, amount)
                excess -= cut
                share = Fraction(amount - cut, outcome.need[i][t])
                changes.append(
                    _share_change(
                        plan.lines[i].code,
                        plan.years[t],
                        rounded_down(share, SHARE_PLACES),
                    )
                )
    return changes


def _share_change(line, year, share):
    return ["state_share", line, str(year)], decimal_text(share)


def _tranche_changes(code, slices):
    return [
        (["commitments", code, "amount"], decimal_text(sum(slices.values()))),
        (
            ["commitments", code, "tranches"],
            {str(year): decimal_text(amount) for year, amount in slices.items()},
        ),
    ]


def _end_changes(data, commitments, last_day):
    changes = []
    for commitment in sorted(commitments, key=lambda c: c.code):
        ended = ended_early(commitment, last_day)
        if ended == commitment:
            continue
        key = ["commitments", commitment.code]
        if ended.status != commitment.status:
            changes.append(([*key, "status"], ended.status))
            continue
        if ended.end != commitment.end:
            changes.append(([*key, "end"], ended.end.isoformat()))
        changes += _tranche_changes(commitment.code, dict(ended.tranches))
    return changes


# code: (what makes the changes, whether it stands on the planned takeover). A
# late law and a ceiling bite on what is requested from the state, so these two
# are shown on the takeover.
SHIPPED = {
    "status_quo": (status_quo, False),
    "planned_takeover": (planned_takeover, False),
    "sudden_stop": (sudden_stop, False),
    "exit_at_strategy_end": (exit_at_strategy_end, False),
    "late_budget": (late_budget, True),
    "cut_to_ceiling": (cut_to_ceiling, True),
}


def overlay(code, baseline, changes, *, who, when, why, name=None):
    """Return the changes as a named overlay of the baseline, plain values."""
    return {
        "code": code,
        "name": name or code,
        "baseline": baseline.digest,
        "overrides": [
            {"path": list(path), "value": value, "who": who, "when": when, "why": why}
            for path, value in changes
        ],
    }


def shipped(baseline, *, who, when, takeover=None, options=None):
    """Return the six shipped scenarios as overlays of the baseline.

    ``who`` and ``when`` (ISO date) go into every override; ``takeover`` are the
    keyword arguments of :func:`planned_takeover`, ``options`` {code: keyword
    arguments} those of the other scenarios. The reason is the first sentence of
    the scenario's description.
    """
    options = {"planned_takeover": takeover or {}, **(options or {})}
    overlays = []
    plan_changes = planned_takeover(baseline.data, **options["planned_takeover"])
    planned = overlay(
        "planned_takeover",
        baseline,
        plan_changes,
        who=who,
        when=when,
        why=_reason(planned_takeover),
    )
    for code, (make, on_takeover) in SHIPPED.items():
        if make is planned_takeover:
            overlays.append(planned)
            continue
        stacked = planned["overrides"] if on_takeover else []
        data = apply(baseline.data, stacked)
        own = overlay(
            code,
            baseline,
            make(data, **options.get(code, {})),
            who=who,
            when=when,
            why=_reason(make),
        )
        own["overrides"] = [*stacked, *own["overrides"]]
        overlays.append(own)
    return overlays


def _reason(make):
    return " ".join(make.__doc__.split("\n\n")[0].split())


def compare(baseline, overlays, view=None):
    """Return the scenarios side by side, in the view (default: the baseline's).

    One plain object per overlay: ``{"code", "name", "overrides", "result",
    "requests", "gap", "over_ceiling"}``; each override carries ``was``, what
    the baseline says there; gap and over_ceiling are sums over the horizon.
    """
    before = baseline.data
    compared = []
    for item in overlays:
        plan = read_plan(baseline.with_overlay(item))
        outcome = compute(plan, view)
        compared.append(
            {
                "code": item["code"],
                "name": item.get("name", item["code"]),
                "overrides": [
                    {**override, "was": value_at(before, override["path"])}
                    for override in item.get("overrides", [])
                ],
                "result": result_of(outcome),
                "requests": request_rows(outcome),
                "gap": euros(outcome.total_gap()),
                "over_ceiling": euros(sum(map(sum, over_ceiling(outcome).values()))),
            }
        )
    return compared
