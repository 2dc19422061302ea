"""``./rr audit``: are the libraries and packages known to be vulnerable?

Asks the OSV database (the protocol of its ``/v1/querybatch``) about every library of the
lock files at its locked version, and about the Debian packages that the project stands
on at their installed version. Exit code 0: nothing known; 1: something is known, or the
answer was no answer; 3: the database was not reached, so nothing was checked.
"""

import json
import platform
import re
import subprocess
import urllib.error
import urllib.request

from . import apt
from .paths import CONFIG
from .ui import Fail, say, step

SERVICE = "https://api.osv.dev/v1/querybatch"
NOT_REACHED = 3
AT_ONCE = 500  # the service takes 1,000 questions a time
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
LOCKS = ("requirements.txt", "requirements-dev.txt")


def arguments(name, parser):
    parser.add_argument("--service", default=SERVICE, metavar="URL",
                        help=f"another server of the same protocol (default: {SERVICE})")
    parser.add_argument("--timeout", type=float, default=30, metavar="SECONDS")


def libraries():
    """``[(name, version)]`` of all libraries in the lock files, each once."""
    found = set()
    for name in LOCKS:
        found |= set(LOCKED.findall((CONFIG / name).read_text(encoding="utf-8")))
    return sorted(found)


def debian_packages():
    """``(release, [(source package, version)])`` of what is installed of Debian's.

    Only what the project installs is asked about, the rest of the machine is not ours.
    """
    release = platform.freedesktop_os_release().get("VERSION_ID", "")
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f",
         "${Package} ${db:Status-Status} ${source:Package} ${source:Version}\n",
         *apt.RUNTIME, *apt.TESTING, "postgresql-*", "python3.*"],
        capture_output=True, text=True,
    ).stdout
    rows = [line.split() for line in shown.splitlines()]
    found = {(row[2], row[3]) for row in rows if len(row) == 4 and row[1] == "installed"}
    return release, sorted(found)


def questions():
    """What is asked, as the service wants it, library by library."""
    asked = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in libraries()
    ]
    release, packages = debian_packages()
    if release:
        asked += [
            {"package": {"name": name, "ecosystem": f"Debian:{release}"},
             "version": version}
            for name, version in packages
        ]
    return asked


class NotReached(Exception):
    """The service did not answer."""


def ask(service, asked, timeout):
    """``[(question, [identifiers])]`` for those about which something is known.

    :raise NotReached: no connection, or no answer in time
    :raise Fail: an answer that is none
    """
    found = []
    for start in range(0, len(asked), AT_ONCE):
        part = asked[start:start + AT_ONCE]
        request = urllib.request.Request(
            service, json.dumps({"queries": part}).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                results = json.load(answer)["results"]
        except urllib.error.HTTPError as error:
            raise _no_answer(service, f"status {error.code}") from error
        except (OSError, TimeoutError) as error:
            raise NotReached(getattr(error, "reason", error)) from error
        except (ValueError, KeyError, TypeError) as error:
            raise _no_answer(service, "not the JSON that was asked for") from error
        if len(results) != len(part):
            raise _no_answer(service, f"{len(results)} results for {len(part)} questions")
        for question, result in zip(part, results, strict=True):
            known = sorted(one["id"] for one in (result or {}).get("vulns", ()))
            if known:
                found.append((question, known))
    return found


def _no_answer(service, what):
    return Fail(
        f"{service} gave an answer that cannot be read: {what}. Nothing is known.",
        "Try again later, or name another server: --service URL",
    )


def run(options):
    asked = questions()
    pypi = sum(one["package"]["ecosystem"] == "PyPI" for one in asked)
    what = f"{pypi} locked libraries and {len(asked) - pypi} Debian packages"
    try:
        with step(f"Ask about {what}"):
            found = ask(options.service, asked, options.timeout)
    except NotReached as error:
        say(f"NOT CHECKED: {options.service} was not reached ({error}).")
        say(f"{what} were not looked at; this says nothing about them.")
        return NOT_REACHED
    for question, known in found:
        package = question["package"]
        say(f"  {package['ecosystem']:10} {package['name']} {question['version']}: "
            f"{', '.join(known)}")
    say(f"{len(found)} of {len(asked)} are known to be vulnerable"
        if found else f"nothing is known against {what}")
    return 1 if found else 0
