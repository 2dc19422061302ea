"""Measuring beside a commit: its own checkout, its own environment, nothing half made."""

import sys
import time
from pathlib import Path

import pytest
from rrcli import against
from rrcli.paths import CONFIG, STATE
from rrcli.ui import Fail


def rows(**times):
    return [{"what": what, "ms": ms} for what, ms in times.items()]


def is_there(number):
    """Whether a process has not ended."""
    try:
        return (Path("/proc") / number / "stat").read_text().split()[2] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def head():
    return against.resolve("HEAD")


@pytest.fixture
def other(tmp_path, head):
    return against.checkout(head, tmp_path / "against")


def test_the_ratio_is_the_median_of_those_of_the_pairs():
    """A moment in which the machine was three times as slow shows in no ratio."""
    pairs = [(rows(sum=20), rows(sum=10)), (rows(sum=66), rows(sum=30)),
             (rows(sum=18), rows(sum=10))]
    assert against.ratios(pairs) == ([{
        "what": "sum", "ms": 20, "against_ms": 10,
        "ratio": 2.0, "least": 1.8, "most": 2.2, "pairs": 3,
    }], [])


def test_a_figure_that_one_of_the_two_lacks_is_named():
    found, alone = against.ratios([(rows(a=1, new=2), rows(a=1, old=3))])
    assert [row["what"] for row in found] == ["a"]
    assert alone == ["new", "old"]


def test_what_is_no_commit_is_refused():
    with pytest.raises(Fail, match="no commit"):
        against.resolve("no-such-commit")


def test_a_checkout_is_the_commits_and_is_made_once(other, head):
    assert against._git("rev-parse", "HEAD", root=other.root).stdout.strip() == head
    assert (other.root / "rr").is_file() and other.name == head[:12]
    note = other.root / "note"
    note.write_text("kept")
    assert against.checkout(head, other.root.parent) == other
    assert note.exists()


def test_a_checkout_that_was_interrupted_is_made_anew(tmp_path, head):
    folder = tmp_path / "against"
    half = folder / f"{head[:12]}.half"
    half.mkdir(parents=True)
    (half / "rr").write_text("half")
    other = against.checkout(head, folder)
    assert (other.root / "addons").is_dir()
    assert [path.name for path in folder.iterdir()] == [other.name]


def test_the_environment_is_shared_as_long_as_the_lock_files_are_the_same(other):
    for path in CONFIG.iterdir():
        if path.is_file():
            (other.root / "config" / path.name).write_bytes(path.read_bytes())
    venv, odoo = other.root / ".rr/venv", other.root / ".rr/odoo"
    for _time in range(2):
        assert against.share(other) == ["odoo", "venv"]
        assert venv.resolve() == (STATE / "venv").resolve()
        assert odoo.resolve() == (STATE / "odoo").resolve()
        assert (other.root / ".rr/stamps/venv-runtime").exists()
    with (other.root / "config/requirements.txt").open("a") as file:
        file.write("# another\n")
    assert against.share(other) == ["odoo"]
    assert not venv.is_symlink() and not venv.exists()
    assert not list((other.root / ".rr/stamps").glob("venv*"))
    (other.root / "config/odoo-package.json").write_text("{}")
    assert against.share(other) == []
    assert not odoo.is_symlink()
    assert (STATE / "venv/bin/python").exists() and (STATE / "odoo/usr").is_dir()


@pytest.fixture
def faulty(other):
    """A side whose ``./rr`` fails, with a sentence."""
    (other.root / "rr").write_text("raise SystemExit('the bench has no such option')\n")
    return other


def test_a_run_that_fails_says_why(faulty, tmp_path):
    with pytest.raises(Fail, match="no such option"):
        against.measure(faulty, "planner", 1, False, tmp_path / "log")


def test_an_interrupted_run_is_told_to_end_and_leaves_no_process(tmp_path):
    """It puts its things away; what it started and left behind is ended."""
    script = (
        "import pathlib, signal, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "def stop(*_args):\n"
        "    pathlib.Path('put-away').write_text('yes')\n"
        "    sys.exit(130)\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "pathlib.Path('half').write_text(str(child.pid))\n"
        "pathlib.Path('half').rename('child')\n"
        "time.sleep(600)\n"
    )
    line = [sys.executable, "-c", script]
    with open(tmp_path / "log", "w") as sink, pytest.raises(KeyboardInterrupt):
        with against.running(line, tmp_path, sink):
            while not (tmp_path / "child").exists():
                time.sleep(0.02)
            raise KeyboardInterrupt
    assert (tmp_path / "put-away").exists()
    # Ended by a signal that nothing can hold up; its entry goes a moment later.
    while is_there((tmp_path / "child").read_text()):
        time.sleep(0.02)
