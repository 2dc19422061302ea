"""``kill -9`` in the middle of an act, at moments drawn by a seed.

Three ways to die: the process that answers, the whole server, PostgreSQL. After each
one everything is as before the act or as after it, what was acknowledged is there, and
at the end trail and ledger verify.
"""

import json
import random
import shutil
import time
from pathlib import Path

import killing
import pytest
from conftest import MOMENTS
from rrcli import demo, odoo, restore, verify

PREPARE = (Path(__file__).parent / "kill_prepare.py").read_text(encoding="utf-8")
WAYS = ("workers", "database", "workers", "database", "server")
ACTS = ("payment", "approval", "attendance", "issue", "erasure")


@pytest.fixture(scope="module")
def tombstones(tmp_path_factory):
    path = tmp_path_factory.mktemp("kill") / "tombstones.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RR_TOMBSTONE_FILE", str(path))
        yield path


@pytest.fixture(scope="module")
def prepared(cluster, demo_database, empty_cluster, tombstones):
    """The untouched base in a cluster of its own, and the ids of what to act on."""
    killing.move(empty_cluster, cluster, demo_database, killing.BASE)
    output = demo.shell(
        empty_cluster, killing.BASE, PREPARE, "kill-prepare.log", "the preparation"
    )
    line = next(li for li in output.splitlines() if li.startswith("READY "))
    yield json.loads(line.removeprefix("READY "))
    # The cluster goes as a whole.
    for name in (killing.BASE, killing.LIVE):
        shutil.rmtree(odoo.filestore(name), ignore_errors=True)


@pytest.fixture(scope="module")
def served(prepared, empty_cluster):
    running = killing.Served(empty_cluster)
    yield running
    running.close()


@pytest.fixture(scope="module")
def acts(prepared):
    ready = prepared
    marks = [
        {"key": f"kill-mark-{number:04}", "enrolment": enrolment, "base": 0,
         "mark": "present" if number % 3 else "absent", "missed": 0, "excuse": False}
        for number, enrolment in enumerate(ready["enrolments"])
    ]
    return {
        "payment": killing.method(
            "payment", "finance", "rr.money.dialog", "action_confirm",
            [ready["dialog"]],
        ),
        "approval": killing.method(
            "approval", "head", "rr.grant", "action_transition", [ready["grant"]],
            {"rr_step": "approve"},
        ),
        "attendance": killing.Act(
            "attendance", ready["trainer"],
            f"/rr/api/session/{ready['session']}/marks",
            {"marks": marks, "submit": True, "seen": ready["enrolments"]},
        ),
        "issue": killing.method(
            "issue", "head", "rr.donor.report", "action_issue", [ready["report"]]
        ),
        "erasure": killing.method(
            "erasure", "admin", "ir.cron", "method_direct_trigger", [ready["cron"]]
        ),
    }


@pytest.fixture(scope="module")
def before(served, acts):
    """The tables as they stand before any act, everybody being logged in."""
    for act in acts.values():
        served.session(act.login)
    return killing.content(served.cluster, killing.BASE)


def whole_act(served, act):
    """Do the act undisturbed, twice; return (tables afterwards, seconds it took)."""
    for _turn in range(2):  # the first one warms the server up
        served.reset()
        started = time.monotonic()
        assert act.send(served.session(act.login), served.url)
        taken = time.monotonic() - started
        whole = killing.content(served.cluster, killing.LIVE)
    return whole, taken


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
def test_killed_in_the_middle(served, acts, before, tombstones, name, capsys):
    act = acts[name]
    whole, taken = whole_act(served, act)
    changed = [table for table in whole if whole[table] != before[table]]
    assert len(changed) > 2, f"{name} does nothing: {changed}"

    moments = random.Random(killing.seed_of(name, "moments"))
    came_to = {"before": 0, "after": 0}
    acknowledged = 0
    for number in range(MOMENTS):
        way = WAYS[number % len(WAYS)]
        served.reset()
        # Late moments are where a commit and an answer are under way.
        after = taken * moments.choice((moments.random(), 0.8 + 0.4 * moments.random()))
        done = served.interrupt(act, way, after)
        served.revive(way)
        now = killing.content(served.cluster, killing.LIVE)
        state = killing.compare(before, whole, now)
        told = f"{name}, {way} killed after {after:.3f} s of {taken:.3f} s"
        assert isinstance(state, str), f"{told}: half done\n" + "\n".join(state)
        assert state == "after" or not done, f"{told}: acknowledged and lost"
        came_to[state] += 1
        acknowledged += done
        if state == "before":  # it can be done again, and then it is done
            assert act.send(served.session(act.login), served.url)
            again = killing.content(served.cluster, killing.LIVE)
            assert killing.compare(before, whole, again) == "after", told

    assert problems(served.cluster) == []
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
