"""The matrix tried once per run: inside Odoo, and from outside over HTTP."""

import json
import os
import tempfile
from pathlib import Path

import http_probe
import matrix
import pytest
from probing import probe_script

# Related fields that may hand out what lies behind them, each for a reason.
RELATED_ALLOWED = []


@pytest.fixture(scope="session")
def spec():
    """The matrix with users and routes, as the probes want it."""
    return {
        **matrix.read(),
        "users": matrix.USERS,
        "routes": http_probe.routes(),
        "related_allowed": RELATED_ALLOWED,
    }


@pytest.fixture(scope="session")
def folder(spec):
    with tempfile.TemporaryDirectory() as path:
        with open(os.path.join(path, "spec.json"), "w", encoding="utf-8") as handle:
            json.dump(spec, handle)
        yield Path(path)


@pytest.fixture(scope="session")
def inside(refusing, folder, request):
    """Findings, reach and models of the probe inside Odoo."""
    result = folder / "orm.json"
    refusing.shell(probe_script("orm_probe", folder / "spec.json", result))
    found = json.loads(result.read_text(encoding="utf-8"))
    _count(request, found["findings"])
    request.config.stash[EMPTY] = found["empty"]
    return found


@pytest.fixture(scope="session")
def outside(refusing, folder, spec, inside, request):
    """Findings of the probe over HTTP."""
    result = folder / "http.json"
    refusing.shell(probe_script("http_prepare", folder / "spec.json", result))
    prepared = json.loads(result.read_text(encoding="utf-8"))
    probe = http_probe.HttpProbe(
        refusing.url, refusing.database, spec, inside["reach"], prepared
    )
    findings = probe.run()
    _count(request, findings)
    return findings


def _count(request, findings):
    counts = request.config.stash.setdefault(COUNTS, {})
    for finding in findings:
        if finding["denial"]:
            channel = finding["channel"]
            counts[channel] = counts.get(channel, 0) + 1


COUNTS = pytest.StashKey()
EMPTY = pytest.StashKey()


def pytest_terminal_summary(terminalreporter, config):
    counts = config.stash.get(COUNTS, {})
    if counts:
        for channel, count in sorted(counts.items()):
            terminalreporter.write_line(f"  denials by {channel}: {count}")
        empty = config.stash.get(EMPTY, [])
        if empty:
            terminalreporter.write_line(
                "  no rows to try in the demonstration: " + ", ".join(empty)
            )
        terminalreporter.write_line(f"denials checked: {sum(counts.values())}")
