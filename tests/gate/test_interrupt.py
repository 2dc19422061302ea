"""An interrupted command leaves no process, whoever the signal reaches.

It runs in a clone of its own, with a cluster of its own: PostgreSQL must stop too when
its last user is gone.
"""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from planting import HEAD, ROOT, plant_files
from rrcli import odoo
from rrcli.paths import STATE

# Seconds until a command must have begun, and until it must have ended.
BEGIN, END = 240, 90

LONG_PYTEST = '''
import subprocess, sys, time
from pathlib import Path

def test_long():
    child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(900)"
    # one that lost its parent, and that does not listen
    subprocess.run([sys.executable, "-c", "import subprocess, sys; subprocess.Popen("
                    "[sys.executable, '-c', sys.argv[1]], start_new_session=True)", child])
    Path({ready!r}).touch()
    time.sleep(900)
'''

LONG_ODOO = HEAD + '''class TestPlanted(TransactionCase):
    def test_long(self):
        import time
        from pathlib import Path

        Path({ready!r}).touch()
        time.sleep(900)
'''


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone that shares what was downloaded, and nothing that runs."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("tools", "config", "addons", "tests"):
        shutil.copytree(ROOT / name, folder / name,
                        ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "rr", folder / "rr")
    (folder / ".rr").mkdir()
    for name in ("odoo", "venv"):
        (folder / ".rr" / name).symlink_to((STATE / name).resolve())
    shutil.copytree(STATE / "stamps", folder / ".rr/stamps",
                    ignore=shutil.ignore_patterns("*.json"))
    yield folder
    note = folder / ".rr/cluster.json"
    if note.exists():
        shutil.rmtree(json.loads(note.read_text())["home"], ignore_errors=True)


@pytest.fixture(scope="module")
def database(clone):
    """Name of the clone's template database: Odoo without addons of ours."""
    script = (
        "from rrcli import odoo, paths, postgres\npaths.ensure_state()\n"
        "with postgres.running() as cluster:\n    odoo.ensure_platform(cluster)\n"
    )
    subprocess.run(
        [sys.executable, "-c", script], check=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(clone / "tools")},
    )
    return odoo.platform_name()


def processes_of(clone, mark):
    """Command lines of living processes that the command started, and of its cluster."""
    home = json.loads((clone / ".rr/cluster.json").read_text())["home"]
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            known = f"RR_MARK={mark}" in (entry / "environ").read_text(errors="replace")
        except OSError:
            continue
        if line and (known or str(clone) in line or home in line):
            found.append(line)
    return found


def wait_for(what, seconds, process):
    deadline = time.monotonic() + seconds
    while not what():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "it did not begin"
        time.sleep(0.1)


def interrupted(clone, mark, ready, signum, group, *arguments, say=None, **environment):
    """Run a command until it is ready, signal it; (exit code, what is left).

    :param say: a line that is typed into the command
    """
    # a terminal, for a shell reads a pipe to its end before it does anything
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(clone / "rr"), *arguments],
        stdin=terminal if say else subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        env={**os.environ, "RR_MARK": mark, **environment},
    )
    try:
        if say:
            os.write(master, say.encode())
        wait_for(ready, BEGIN, process)
        (os.killpg if group else os.kill)(process.pid, signum)
        process.communicate(timeout=END)
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(terminal)
    return process.returncode, processes_of(clone, mark)


WAYS = pytest.mark.parametrize(
    ("signum", "group"), [(signal.SIGTERM, False), (signal.SIGINT, True)],
    ids=["TERM to the command alone", "Ctrl-C to all"],
)


@WAYS
def test_a_run_of_pytest_leaves_nothing(clone, tmp_path, signum, group):
    ready = tmp_path / "ready"
    test = tmp_path / "test_long.py"
    test.write_text(LONG_PYTEST.format(ready=str(ready)))
    code, left = interrupted(
        clone, f"pytest-{signum}", ready.exists, signum, group, "test", str(test)
    )
    assert (code, left) == (130, [])


@WAYS
def test_a_run_of_an_addon_leaves_nothing(clone, database, tmp_path, signum, group):
    ready = tmp_path / "ready"
    extra = plant_files(
        tmp_path / "extra",
        {"tests/test_planted.py": LONG_ODOO.format(ready=str(ready))},
    )
    code, left = interrupted(
        clone, f"odoo-{signum}", ready.exists, signum, group, "test", "rr_planted",
        RR_EXTRA_ADDONS=str(extra),
    )
    assert (code, left) == (130, [])


@WAYS
def test_a_server_leaves_nothing(clone, database, signum, group):
    port = odoo.free_port()

    def answers():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health"):
                return True
        except OSError:
            return False

    code, left = interrupted(
        clone, f"serve-{signum}", answers, signum, group, "serve",
        "--database", database, "--port", str(port),
    )
    assert (code, left) == (0, [])


def test_a_shell_leaves_nothing(clone, database, tmp_path):
    """Ctrl-C is the shell's own there: it ends a line, not the shell."""
    ready = tmp_path / "ready"
    code, left = interrupted(
        clone, "shell", ready.exists, signal.SIGTERM, False, "shell",
        "--database", database,
        say=f"open({str(ready)!r}, 'w').close()\n",
    )
    assert (code, left) == (130, [])
