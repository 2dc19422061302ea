"""What the faults need: clusters of their own, and a small disk."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import killing
import pytest
from clusters import DISK_MB, PREPARE, PrivateCluster
from rrcli import demo, odoo


@pytest.fixture(scope="module")
def empty_cluster():
    """A cluster in which nothing is yet: as on a new machine."""
    cluster = PrivateCluster("empty")
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def own_tombstones(tmp_path, monkeypatch):
    """A list of erasures of this test's own: codes of demonstrations repeat."""
    path = tmp_path / "tombstones.jsonl"
    monkeypatch.setenv("RR_TOMBSTONE_FILE", str(path))
    return path


@pytest.fixture
def work_copy(cluster, demo_database):
    """A copy of the demonstration to be changed, dropped afterwards."""
    database = f"{demo_database}_work"
    odoo.copy(cluster, demo_database, database)
    yield database
    odoo.drop(cluster, database)


@pytest.fixture(scope="session")
def small_disk(tmp_path_factory):
    """Mounts a disk of so many MB; skips, with the reason, where that is refused."""
    mounted = []

    def mount(folder, size):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=755", "none", str(folder)],
            capture_output=True, text=True,
        )
        if done.returncode:
            return f"a small disk cannot be mounted here: {done.stderr.strip()}"
        mounted.append(folder)
        return None

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)  # what it was mounted on


@pytest.fixture(scope="session")
def doomed_cluster(small_disk):
    """A cluster that is killed and whose disk is filled, on a disk of its own if that
    can be mounted (``unmountable`` says why not)."""
    home = Path(f"/var/tmp/rr-doomed-{os.getpid()}")
    refused = small_disk(home, DISK_MB)
    cluster = PrivateCluster("doomed")
    cluster.unmountable = refused
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def tombstones(tmp_path_factory):
    path = tmp_path_factory.mktemp("kill") / "tombstones.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RR_TOMBSTONE_FILE", str(path))
        yield path


@pytest.fixture(scope="session")
def prepared(cluster, demo_database, doomed_cluster, tombstones):
    """The untouched base in a cluster of its own, and the ids of what to act on."""
    killing.move(doomed_cluster, cluster, demo_database, killing.BASE)
    output = demo.shell(
        doomed_cluster, killing.BASE, PREPARE, "kill-prepare.log", "the preparation"
    )
    line = next(li for li in output.splitlines() if li.startswith("READY "))
    yield json.loads(line.removeprefix("READY "))
    # The cluster goes as a whole.
    for name in (killing.BASE, killing.LIVE):
        shutil.rmtree(odoo.filestore(name), ignore_errors=True)


@pytest.fixture(scope="session")
def killable(prepared, doomed_cluster):
    running = killing.Served(doomed_cluster)
    yield running
    running.close()


@pytest.fixture(scope="session")
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
            "approval", "head", "rr.grant", "action_step", [ready["grant"]],
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


@pytest.fixture(scope="session")
def before(killable, acts):
    """The tables as they stand before any act, everybody being logged in."""
    for act in acts.values():
        killable.session(act.login)
    return killing.content(killable.cluster, killing.BASE)
