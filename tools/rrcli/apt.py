"""Debian's packages: what is missing is installed, and nothing else."""

import os
import shutil
import subprocess
from pathlib import Path

from .paths import LOGS
from .ui import Fail, run_logged, say, step

# What each part of the project needs of Debian, and why.
RUNTIME = (
    "python3-venv",  # the virtual environment
    "postgresql",  # the database
    "ca-certificates",  # pip and the exchange rates
    "libpango-1.0-0",  # WeasyPrint draws text with Pango, ...
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",  # ... and embeds fonts with HarfBuzz
    "libmagic1",  # types of uploaded files
    "fonts-dejavu-core",  # a font that has every letter we need
    "debian-archive-keyring",  # the signature of the package archive
)
TESTING = (
    "chromium",  # tours, journeys, screenshots
    "libatomic1",  # the driver of Playwright links to it
    "poppler-utils",  # PDF pages as text and pictures
    "libreoffice-calc-nogui",  # workbooks opened by somebody else's program
)

# Debian makes and starts a cluster of its own when PostgreSQL is installed.
# Nobody asked for that one: the project has a private cluster.
_CLUSTER_CONF = Path("/etc/postgresql-common/createcluster.d/reintegration.conf")


def missing(packages):
    if not shutil.which("dpkg-query"):
        raise Fail(
            "This machine has no dpkg: ./rr sets up Debian (or a derivative).",
            "Use Debian 12, or the container of docker-compose.yml.",
        )
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages],
        capture_output=True,
        text=True,
    ).stdout
    present = {li.split()[0] for li in shown.splitlines() if li.endswith(" installed")}
    return [name for name in packages if name not in present]


def as_root():
    """The prefix that makes a command run as root: [] or ['sudo', '-n']."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and not subprocess.run([sudo, "-n", "true"], capture_output=True).returncode:
        return [sudo, "-n"]
    return None


def install(packages):
    wanted = missing(packages)
    if not wanted:
        return
    prefix = as_root()
    if prefix is None:
        raise Fail(
            f"Debian packages are missing ({', '.join(wanted)}) and this user may "
            "not install them (not root, and no sudo without a password).",
            "Run once: sudo apt-get update && sudo apt-get install -y "
            "--no-install-recommends " + " ".join(wanted),
        )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    with step(f"Debian packages: {', '.join(wanted)}") as progress:
        try:
            run_logged(
                [*prefix, "apt-get", "update"], LOGS / "apt-update.log",
                "apt-get update", env=env,
            )
        except Fail as failure:
            # One source of this machine out of order (somebody else's, or past its
            # date) must not stop what the others can serve.
            say(f"  {failure}\n  going on with the package lists that are there")
        quiet_cluster = "postgresql" in wanted and _prevent_cluster(prefix)
        try:
            run_logged(
                [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install",
                 "-y", "--no-install-recommends", *wanted],
                LOGS / "apt-install.log",
                "apt-get install",
                progress,
                (r"^(Unpacking|Setting up) ", None),
                env=env,
            )
        finally:
            if quiet_cluster:
                subprocess.run([*prefix, "rm", "-f", str(_CLUSTER_CONF)], check=False)


def _prevent_cluster(prefix):
    if _CLUSTER_CONF.exists():
        return False
    subprocess.run([*prefix, "mkdir", "-p", str(_CLUSTER_CONF.parent)], check=True)
    subprocess.run(
        [*prefix, "tee", str(_CLUSTER_CONF)],
        input="create_main_cluster = false\n",
        text=True,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return True
