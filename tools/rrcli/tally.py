"""What a run of tests came to, and how it is read from the runners' outputs."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from .paths import CONFIG

# A line of Odoo's log: date time,ms pid LEVEL database logger: message
_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>\S+): (?P<message>.*)$"
)
_STARTING = re.compile(r"^Starting (?P<test>\S+) \.\.\.")
_BROKEN = re.compile(r"^(FAIL|ERROR): (?P<test>.+)$")
_SKIPPED = re.compile(r"^skipped (?P<test>\S+) : (?P<reason>.*)$")
_SUMMARY = re.compile(r"\d+ failed, \d+ error\(s\) of \d+ tests|Module .*: \d+ failures|At least one test failed")
_LOUD = ("WARNING", "ERROR", "CRITICAL")


@dataclass
class Tally:
    """Counts of tests, with the names of what failed or was skipped, and why."""

    passed: int = 0
    failed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    @property
    def total(self):
        return self.passed + len(self.failed) + len(self.skipped)

    def line(self):
        return (
            f"{self.passed} passed, {len(self.failed)} failed, "
            f"{len(self.skipped)} skipped"
        )


def allowed_lines():
    """Patterns of ``config/log-allowed.txt``: each with a reason above it."""
    lines = (CONFIG / "log-allowed.txt").read_text(encoding="utf-8").splitlines()
    return [re.compile(li) for li in lines if li.strip() and not li.startswith("#")]


def loud_lines(text):
    """Warnings and errors of a server log that nobody explained."""
    allowed = allowed_lines()
    found = []
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match or match["level"] not in _LOUD:
            continue
        message = match["message"]
        if _BROKEN.match(message) or _SUMMARY.search(message):
            continue  # a failed test, counted as such
        if any(pattern.search(line) for pattern in allowed):
            continue
        found.append(f"{match['level']} {match['logger']}: {message}")
    return found


def read_odoo_log(text):
    """The tally of a run of Odoo's test runner; a loud log line is a failure."""
    started, broken, skipped = [], {}, {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        message = match["message"]
        if found := _STARTING.match(message):
            started.append(found["test"])
        elif found := _BROKEN.match(message):
            # a subtest is named after its test: they count as one
            broken.setdefault(re.split(r" [\[(<]", found["test"])[0], line)
        elif found := _SKIPPED.match(message):
            skipped[found["test"]] = found["reason"]
    tally = Tally()
    tally.failed = [f"{test} (Odoo)" for test in broken]
    tally.skipped = [f"{test}: {reason}" for test, reason in skipped.items()]
    tally.passed = sum(t not in broken and t not in skipped for t in started)
    tally.failed += [f"log: {line}" for line in dict.fromkeys(loud_lines(text))]
    return tally


def modules_with_tests(text):
    """Names of the addons of which at least one test started."""
    return set(re.findall(r" odoo\.addons\.(\w+)\.tests\.\S+: Starting ", text))


def read_junit(path):
    """The tally of a pytest run from its JUnit file."""
    tally = Tally()
    for case in ET.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        kinds = {child.tag: child for child in case}
        if "failure" in kinds or "error" in kinds:
            tally.failed.append(name)
        elif "skipped" in kinds:
            tally.skipped.append(f"{name}: {kinds['skipped'].get('message')}")
        else:
            tally.passed += 1
    return tally
