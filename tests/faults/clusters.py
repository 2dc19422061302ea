"""A PostgreSQL cluster of the tests' own: one that may be killed, and an empty one."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from rrcli import postgres

# Moments per kind of act: a handful each day, many under --full.
MOMENTS = 50 if os.environ.get("RR_FULL") else 5


def _has_ended(pid):
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return text.rpartition(")")[2].split()[0] == "Z"


PREPARE = (Path(__file__).parent / "kill_prepare.py").read_text(encoding="utf-8")
DISK_MB = 1500


class PrivateCluster(postgres.Cluster):
    """A cluster in a folder of its own, with a name of its own."""

    def __init__(self, name):
        self.user = postgres._user()
        self.binaries = postgres._binaries()
        self.home = Path(f"/var/tmp/rr-{name}-{os.getpid()}")
        self.data = self.home / "data"
        self.log = self.home / "postgresql.log"
        self.home.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.home, self.user.pw_uid, self.user.pw_gid)

    def start(self):
        self._init()
        started = self._start()
        assert not started.returncode, self.log.read_text(errors="replace")[-2000:]
        self._roles()

    def stop(self):
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def kill(self):
        """As a power cut for PostgreSQL: every process of it ends at once."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(
            ["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True
        ).stdout.split()
        for process in (pid, *map(int, children)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + 20
        while not all(map(_has_ended, (pid, *map(int, children)))):
            assert time.monotonic() < deadline, "PostgreSQL does not die"
            time.sleep(0.02)
        # Where nobody reaps the dead process its number is still taken, and the new
        # server would believe these files.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.home / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def remove(self):
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
