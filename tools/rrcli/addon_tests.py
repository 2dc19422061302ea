"""The addons' tests under Odoo's runner: cold, on a warm copy, or in lanes.

cold    a fresh database for the chosen addons and what they depend on
warm    a copy of the database that is kept (:mod:`rrcli.warm`): seconds
full    all addons installed anew, then their tests in two processes on copies
"""

import os
import re
import time

from . import collect, lanes, odoo, selection, tally, warm
from .paths import own_addons
from .ui import Fail, say

# Below this many seconds of tests a second process takes longer to start than it saves.
WORTH_A_LANE = 60

_HEAD = re.compile(r"(?m)^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ )")


def explain(result, log):
    """Print what failed as the server's log tells it."""
    if not result.failed:
        return
    say(f"  {len(result.failed)} failed; the whole log is in {log}")
    text = log.read_text(encoding="utf-8", errors="replace")
    for block in _HEAD.split(text):
        if re.match(r"\S+ \S+ \d+ ERROR ", block):
            say("    " + block.strip()[:2500].replace("\n", "\n    "))


def _missing(chosen, result):
    """Failures: tests that exist and did not start, addons without any."""
    for line in collect.not_started(chosen.cases, result.started):
        result.failed.append(f"not started: {line}")
    with_tests = {case.addon for case in chosen.cases}
    for name in sorted(chosen.whole - with_tests):
        result.failed.append(f"{name}: none of its tests ran")


def _read(lane, code):
    """Tally of a lane; a process that ended badly without a failed test fails."""
    result = tally.read_odoo_log(lane.text())
    lane.mend_times(result.times)
    if code and not result.failed:
        result.failed.append(f"Odoo ended with exit code {code}; see {lane.log}")
    explain(result, lane.log)
    return result


def cold(cluster, chosen, folder, full):
    """Install the addons into a fresh database with their tests."""
    database = f"rr_test_{os.getpid()}"
    addons = sorted(chosen.addons)
    odoo.create(cluster, database)
    try:
        lane = lanes.start(
            cluster, database, folder / "addons.log",
            ["--init", ",".join(addons), "--test-tags", chosen.tags],
            **lanes.environment(full),
        )
        (code,) = lanes.follow(f"Addons: {', '.join(addons)}", [lane])
        return _read(lane, code)
    finally:
        odoo.drop(cluster, database)


def _weights(chosen):
    """(addon, class) → seconds that it takes, measured or guessed."""
    known = lanes.known_times()
    return {
        key: known.get(key, lanes.UNMEASURED)
        for key in {(case.addon, case.owner) for case in chosen.cases if case.owner}
    }


def _shares(chosen, number):
    """What each process runs, as Odoo's tags."""
    weights = _weights(chosen)
    if number == 1 or sum(weights.values()) < WORTH_A_LANE:
        return [chosen.tags]
    shares = []
    for keys in lanes.split(weights, number):
        tags = []
        for addon in sorted({addon for addon, _owner in keys}):
            owners = {owner for each, owner in keys if each == addon}
            cases = [c for c in chosen.addons[addon] if c.owner in owners]
            tags += selection.test_tags(addon, cases)
        shares.append(",".join(tags))
    return [tags for tags in shares if tags]


def on_copies(cluster, chosen, folder, full, fresh=False):
    """Run the tests on copies of the warm database, neither installed nor updated.

    :param fresh: install all addons anew first; what that logs is a test too
    """
    strange = sorted(set(chosen.addons) - set(own_addons()))
    if strange:
        raise Fail(
            f"The warm database holds the project's addons, not {', '.join(strange)}.",
            "Run the command without --warm.",
        )
    shares = _shares(chosen, min(2, lanes.processors()))
    try:
        return _in_lanes(cluster, chosen, shares, folder, full, fresh)
    except Fail as fail:
        # no database, no test: that is a failed run, not a misuse of the command
        say(f"  {fail.cause}\n  {fail.mend}")
        return tally.Tally(failed=[f"installation of the addons: {fail.cause}"])


def _in_lanes(cluster, chosen, shares, folder, full, fresh):
    result = tally.Tally()
    with warm.copies(cluster, len(shares), fresh) as (databases, log):
        if log:
            loud = tally.loud_lines(log.read_text(encoding="utf-8", errors="replace"))
            result.failed += [f"log: {line}" for line in dict.fromkeys(loud)]
        running = [
            lanes.start(
                cluster, database, folder / f"addons-{number}.log",
                ["--test-tags", tags], **lanes.environment(full),
            )
            for number, (database, tags) in enumerate(
                zip(databases, shares, strict=True), start=1
            )
        ]
        codes = lanes.follow(f"Addons: {', '.join(sorted(chosen.addons))}", running)
        for lane, code in zip(running, codes, strict=True):
            result.add(_read(lane, code))
    return result


def run(cluster, chosen, folder, options):
    """The tally of the addons' part of a run."""
    started = time.monotonic()
    everything = chosen.whole >= {
        name for name in own_addons() if selection.cases_of(name)
    }
    if options.warm:
        result = on_copies(cluster, chosen, folder, options.full)
    elif everything and not selection.extra_addons():
        result = on_copies(cluster, chosen, folder, options.full, fresh=True)
    else:
        result = cold(cluster, chosen, folder, options.full)
    _missing(chosen, result)
    result.parts = {"addons": time.monotonic() - started}
    return result
