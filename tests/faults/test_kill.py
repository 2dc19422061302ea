"""``kill -9`` in the middle of an act, at moments drawn by a seed.

Three ways to die: the process that answers, the whole server, PostgreSQL. After each
one everything is as before the act or as after it, what was acknowledged is there, and
at the end trail and ledger verify.
"""

import json
import random

import killing
import pytest
from clusters import MOMENTS
from rrcli import demo, restore, verify

WAYS = ("workers", "database", "workers", "database", "server")
ACTS = ("payment", "approval", "attendance", "issue", "erasure")


def problems(cluster):
    """What trail and ledger of the live copy lack; it was set back on purpose."""
    output = demo.shell(
        cluster, killing.LIVE, f"{restore.NOTE_SCRIPT}\n{verify.SCRIPT}",
        "kill-verify.log", "the verification",
    )
    line = next(li for li in output.splitlines() if li.startswith(verify.MARK))
    found = json.loads(line.removeprefix(verify.MARK))
    return [problem for _name, _summary, listed in found for problem in listed]


@pytest.mark.parametrize("name", ACTS)
def test_killed_in_the_middle(killable, acts, before, tombstones, name, capsys):
    act = acts[name]
    whole, taken = killing.whole_act(killable, act)
    changed = [table for table in whole if whole[table] != before[table]]
    assert len(changed) > 2, f"{name} does nothing: {changed}"

    moments = random.Random(killing.seed_of(name, "moments"))
    came_to = {"before": 0, "after": 0}
    acknowledged = 0
    for number in range(MOMENTS):
        way = WAYS[number % len(WAYS)]
        killable.reset()
        # Late moments are where a commit and an answer are under way.
        after = taken * moments.choice((moments.random(), 0.8 + 0.4 * moments.random()))
        done = killable.interrupt(act, way, after)
        killable.revive(way)
        now = killing.content(killable.cluster, killing.LIVE)
        state = killing.compare(before, whole, now)
        told = f"{name}, {way} killed after {after:.3f} s of {taken:.3f} s"
        assert isinstance(state, str), f"{told}: half done\n" + "\n".join(state)
        assert state == "after" or not done, f"{told}: acknowledged and lost"
        came_to[state] += 1
        acknowledged += done
        if state == "before":  # it can be done again, and then it is done
            assert act.send(killable.session(act.login), killable.url)
            again = killing.content(killable.cluster, killing.LIVE)
            assert killing.compare(before, whole, again) == "after", told

    assert problems(killable.cluster) == []
    if name == "erasure":
        assert any(
            json.loads(line)["code"]
            for line in tombstones.read_text().splitlines() if line.endswith("}")
        )
    with capsys.disabled():
        print(
            f"\n  {name}: {MOMENTS} kills within {taken:.2f} s, {len(changed)} tables"
            f" change; undone {came_to['before']}, done {came_to['after']}"
            f" (acknowledged {acknowledged}), none half"
        )
