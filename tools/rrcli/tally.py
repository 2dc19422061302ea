"""What a run of tests came to, and how it is read from the runners' outputs."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from .paths import CONFIG, folder_of_tests, shown

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
# A line of Odoo's own statistics: addon, file, class, test (or the class's set-up).
_STATISTIC = re.compile(
    r"^\t(?P<addon>\w+)\.\w+\.(?P<owner>\w+)\.(?P<method>\w+): (?P<time>[\d.]+)s "
)


@dataclass
class Tally:
    """Counts of tests, with the names of what failed or was skipped, and why.

    ``started`` names the tests that began, ``times`` their seconds, and ``parts`` the
    seconds of each part of the run (see :mod:`rrcli.budget`).
    """

    passed: int = 0
    failed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    started: set = field(default_factory=set)
    times: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.started |= other.started
        self.times |= other.times
        for name, seconds in other.parts.items():
            self.parts[name] = self.parts.get(name, 0) + seconds

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
    started, broken, skipped, times = [], {}, {}, {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match:
            if found := _STATISTIC.match(line):
                name = f"{found['addon']}:{found['owner']}.{found['method']}"
                times[name] = float(found["time"])
            continue
        # A test is known by its file too: two addons may have one of the same name.
        logger, message = match["logger"], match["message"]
        if found := _STARTING.match(message):
            started.append((logger, found["test"]))
        elif found := _BROKEN.match(message):
            # a subtest is named after its test: they count as one
            test = re.split(r" [\[(<]", found["test"].removeprefix("Subtest "))[0]
            broken.setdefault((logger, test), line)
        elif found := _SKIPPED.match(message):
            skipped[logger, found["test"]] = found["reason"]
    tally = Tally(started=set(started), times=times)
    tally.failed = [f"{test} (Odoo)" for _logger, test in broken]
    tally.skipped = [f"{test}: {why}" for (_logger, test), why in skipped.items()]
    tally.passed = sum(t not in broken and t not in skipped for t in started)
    tally.failed += [f"log: {line}" for line in dict.fromkeys(loud_lines(text))]
    return tally


def read_junit(path):
    """The tally of a pytest run from its JUnit file (family xunit1: it names files).

    ``started`` holds ``file::function``. What the demonstration took to build is
    taken off the test that happened to ask for it first.
    """
    tally = Tally()
    for case in ET.parse(path).getroot().iter("testcase"):
        file = case.get("file") or case.get("classname") or ""
        called = case.get("name") or ""
        name = f"{case.get('classname')}.{called}"
        kinds = {child.tag: child for child in case}
        if "failure" in kinds or "error" in kinds:
            tally.failed.append(name)
        elif "skipped" in kinds:
            tally.skipped.append(f"{name}: {kinds['skipped'].get('message')}")
        else:
            tally.passed += 1
        tally.started.add(f"{shown(file)}::{called.partition('[')[0]}")
        seconds = float(case.get("time") or 0)
        for item in case.iter("property"):
            if item.get("name") == "shared":
                part, _equals, taken = item.get("value").partition("=")
                seconds -= float(taken)
                tally.parts[part] = tally.parts.get(part, 0) + float(taken)
        test = f"{shown(file)}::{called}"
        tally.times[test] = tally.times.get(test, 0) + seconds
        part = folder_of_tests(file)
        tally.parts[part] = tally.parts.get(part, 0) + seconds
    return tally
