"""Odoo 19 from Debian's package, unpacked into a private root under ``.rr/odoo``.

Odoo is not on the Python package index, and its Debian package lives in a suite
that this machine does not run. So the package is downloaded with a private apt
configuration and unpacked, not installed: nothing of it touches the system.
"""

import hashlib
import json
import os
import shutil
import subprocess

from .paths import CONFIG, LOGS, ODOO, ODOO_PACKAGES, STAMPS, STATE
from .ui import Fail, run_logged, say, step

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
APT = STATE / "apt"
DOWNLOADS = STATE / "downloads"
# The package leaves this file out; without it each page logs an error.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def _pin():
    return json.loads((CONFIG / "odoo-package.json").read_text(encoding="utf-8"))


def _archive():
    """The package archive of this machine's own apt configuration."""
    release = dict(
        line.strip().split("=", 1)
        for line in open("/etc/os-release", encoding="utf-8")
        if "=" in line
    )
    codename = release.get("VERSION_CODENAME", "").strip('"')
    shown = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian",
         f"Codename: {codename}", "Component: main", "Created-By: Packages"],
        capture_output=True,
        text=True,
    ).stdout.split()
    if not shown:
        raise Fail(
            f"apt knows no Debian archive for “{codename}”.",
            "Run: apt-get update (as root). ./rr sets up Debian 12 or later.",
        )
    return shown[0]


def _options(archive, suite):
    for folder in ("lists/partial", "cache/archives/partial", "sources"):
        (APT / folder).mkdir(parents=True, exist_ok=True)
    (APT / "sources/odoo.sources").write_text(
        f"Types: deb\nURIs: {archive}\nSuites: {suite}\nComponents: main\n"
        f"Signed-By: {KEYRING}\n",
        encoding="utf-8",
    )
    settings = {
        "Dir::Etc::SourceList": "/dev/null",
        "Dir::Etc::SourceParts": APT / "sources",
        "Dir::State::Lists": APT / "lists",
        "Dir::Cache": APT / "cache",
        # The sandbox user of apt cannot enter a clone under a closed home.
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        # A mirror that lags by weeks serves lists past their date. They are still
        # signed, and Odoo's file is checked by hash; an old list can only offer an
        # old version, which _choose names.
        "Acquire::Check-Valid-Until": "false",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def _digest(path):
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _available(options, package):
    shown = subprocess.run(
        ["apt-cache", *options, "madison", package], capture_output=True, text=True
    ).stdout
    return [line.split("|")[1].strip() for line in shown.splitlines() if "|" in line]


def _choose(options, pin):
    versions = _available(options, pin["package"])
    if pin["version"] in versions:
        return pin["version"]
    fitting = [version for version in versions if version.startswith("19.0")]
    if not fitting:
        raise Fail(
            f"The package archive has no {pin['package']} 19.0 (it has: "
            f"{', '.join(versions) or 'none'}).",
            "Use the container of docker-compose.yml, or put the .deb that "
            f"config/odoo-package.json names into {DOWNLOADS}.",
        )
    say(
        f"  the archive has {fitting[0]}, not {pin['version']}, with which the "
        "tests last ran; going on with what there is"
    )
    return fitting[0]


def _download(pin):
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    kept = sorted(DOWNLOADS.glob(f"{pin['package']}_*.deb"))
    if kept and _digest(kept[-1]) == pin["sha256"] and len(
        list(DOWNLOADS.glob("*.deb"))
    ) >= 1 + len(pin["companions"]) + len(pin["stable_companions"]):
        return
    env = {**os.environ, "LC_ALL": "C"}
    with step("Odoo 19: package lists"):
        options = _options(_archive(), pin["suite"])
        run_logged(["apt-get", *options, "update"], LOGS / "odoo-lists.log",
                   "the package lists", env=env)
        version = _choose(options, pin)
    with step("Odoo 19: download (about 130 MB)"):
        log = LOGS / "odoo-download.log"
        run_logged(
            ["apt-get", *options, "download", f"{pin['package']}={version}",
             *pin["companions"]],
            log, "the download of Odoo", env=env, cwd=DOWNLOADS,
        )
        # Font Awesome 7 of the newer suite breaks Odoo's icons; 4.7 is ours.
        run_logged(
            ["apt-get", "-o", "APT::Sandbox::User=root", "download",
             *pin["stable_companions"]],
            log, "the download of the icon font", env=env, cwd=DOWNLOADS,
        )
    package = max(DOWNLOADS.glob(f"{pin['package']}_*.deb"))
    if version == pin["version"] and _digest(package) != pin["sha256"]:
        package.unlink()
        raise Fail(
            "The downloaded Odoo is not the file that config/odoo-package.json names.",
            "Run the command again; if it happens again, do not trust the archive.",
        )


def ensure():
    """Unpack Odoo once; a half-done attempt is thrown away and done again."""
    pin = _pin()
    stamp = STAMPS / "odoo"
    if stamp.exists() and stamp.read_text() == pin["version"] and ODOO.is_dir():
        return
    _download(pin)
    with step("Odoo 19: unpack") as progress:
        half = ODOO.with_name("odoo.half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        packages = sorted(DOWNLOADS.glob("*.deb"))
        for number, package in enumerate(packages, start=1):
            progress.note = f"{number} of {len(packages)}"
            run_logged(["dpkg", "-x", str(package), str(half)],
                       LOGS / "odoo-unpack.log", "unpacking Odoo")
        left_out = half / ODOO_PACKAGES.relative_to(ODOO) / LEFT_OUT
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.touch()
        shutil.rmtree(ODOO, ignore_errors=True)
        half.rename(ODOO)
        stamp.write_text(pin["version"])
