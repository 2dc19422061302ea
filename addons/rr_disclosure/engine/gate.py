# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The issue gate: each table is issued as a whole, or held at its last version.

Public totals are exact every quarter. A table is issued when (a) every cell
is 0 or at least T, (b) so is every increment since its last issued version
and at least two categories grow, (c) so is every complement, (d) every cell
minus any one NGO's own persons is 0 or at least 3, and (e) the audit of
everything ever published passes. What fails is held, with its own date.
"""

import time
from dataclasses import dataclass, field

from .audit_histories import HistoryAttacker
from .policy import YEAR
from .register import EQUAL, Count, Version
from .sensitive import register_statements, sensitive_values
from .tables import cells_of, complements, since

ISSUED, HELD, NEVER = "issued", "held", "never issued"

# What would let a held table move: one sentence each, and no count in it.
HINTS = {
    "a": "A category is still too small to be shown; merging it would help.",
    "b": "Too little has changed in some category since the last issue.",
    "c": "The persons outside this group are too few in some category.",
    "d": "One organisation could work out the persons of the others.",
    "e": "Together with what is already public it would give someone away.",
    "growth": "The public total has not grown enough since the last issue.",
    "minimum": "The group is too small for tables; its totals are given.",
    "schedule": "The table is not due in this period.",
    "time": "The audit did not finish in its time limit.",
}


@dataclass
class Decision:
    """What happens to one table in one round.

    status: "issued", "held" (``version`` is printed again with its date) or
    "never issued". reasons: clause letters, keys of HINTS. hint: one sentence
    without a count. held_since: period of the first hold since the last
    issue. coarser: held at two attempts running, propose merged categories.
    """

    table: str
    status: str
    version: Version | None
    reasons: tuple = ()
    hint: str = ""
    held_since: str | None = None
    coarser: bool = False


@dataclass
class Round:
    """The record of one issue, to be stored as it is."""

    period: str
    date: str
    policy: dict
    totals: dict
    decisions: dict
    audit: object
    conflicts: list
    seconds: float  # audit is None where no table came as far as the audit
    attempted: list = field(default_factory=list)

    def as_record(self):
        """The record of the issue as plain data, for trail and methods section.

        Nothing in it helps an attacker: no target, no interval, no held value.
        """
        audit = self.audit
        return {
            "period": self.period,
            "date": self.date,
            "policy": self.policy,
            "totals": self.totals,
            "tables": [
                {
                    "table": decision.table,
                    "status": decision.status,
                    "version": decision.version and decision.version.number,
                    "date": decision.version and decision.version.date,
                    "reasons": list(decision.reasons),
                    "hint": decision.hint,
                    "held_since": decision.held_since,
                    "coarser": decision.coarser,
                }
                for decision in self.decisions.values()
            ],
            "audit": audit
            and {
                "safe": audit.safe,
                "atoms_model": audit.atoms_model,
                "equations": audit.equations,
                "targets": audit.targets,
                "seconds": round(audit.seconds, 3),
            },
        }


def half_yearly_round(policy, register, records, label, date, tables, attempt=None):
    """Publish the totals of a period and issue or hold every table.

    policy: GatePolicy. register: PublicationRegister, changed in place. records: as
    PublicationRegister.open_period takes them. label: period, e.g. "2026-Q2". date: ISO
    date printed on new versions. tables: list of TableSpec in order of
    preference (when the audit allows only some, the first ones win).
    attempt: True or False to force or skip the tables; None attempts them
    every ``policy.half_year`` quarters. Returns Round. Raises InputError for
    bad records and InconsistentError for a register that contradicts itself;
    both before anything is published.
    """
    started = time.monotonic()
    conflicts = register.open_period(label, records)
    register.check()
    period = len(register.periods) - 1
    if attempt is None:
        attempt = period % policy.half_year == 0
    totals = public_totals(register, period)
    new = [(EQUAL, count, value, "total") for count, value in totals.values()]
    verdicts, attempted = {}, []
    for spec in tables:
        reasons = _schedule(policy, register, spec, period, attempt)
        if not reasons:
            attempted.append(spec.name)
            reasons = clauses(policy, register, spec, period)
        verdicts[spec.name] = reasons
    passing = [spec for spec in tables if not verdicts[spec.name]]
    chosen, verdict = [], None
    if passing:
        chosen, verdict = _audited(policy, register, tables, passing, period, new)
    for spec in passing:
        if spec not in chosen:
            verdicts[spec.name] = ("time",) if _late(verdict) else ("e",)
    for name, (count, value) in totals.items():
        audience = "public" if count.group is None else name
        register.publish(f"total/{name}", [(count, value)], audience, policy.threshold)
    decisions = {}
    for spec in tables:
        issue = spec in chosen
        decisions[spec.name] = _decide(register, spec, period, date, issue, verdicts)
    return Round(
        label,
        date,
        policy.to_dict(),
        {name: value for name, (_, value) in totals.items()},
        decisions,
        verdict,
        conflicts,
        time.monotonic() - started,
        attempted,
    )


def public_totals(register, period):
    """{name: (Count, persons)} of the programme and of groups with totals."""
    counts = {"programme": Count(period)}
    for group in register.groups.values():
        if group.has_total:
            counts[group.name] = Count(period, (), group.name)
    return {name: (count, register.value(count)) for name, count in counts.items()}


def _schedule(policy, register, spec, period, attempt):
    if not attempt:
        return ("schedule",)
    last = register.last(spec.name)
    if spec.every == YEAR and last is not None:
        if period - last.period < policy.year:
            return ("schedule",)
    if spec.minimum and register.value(Count(period, (), spec.group)) < spec.minimum:
        return ("minimum",)
    return ()


def clauses(policy, register, spec, period):
    """The clauses (a) to (d), and growth, that a table fails: a tuple."""
    failed = []
    cells = [(key, c, register.value(c)) for key, c in cells_of(register, spec, period)]
    t = spec.threshold
    if any(0 < value < t for _, _, value in cells):
        failed.append("a")
    increments = [value - before for _, _, value, before in since(register, spec, cells)]
    growing = sum(step > 0 for step in increments)
    enough = 1 if spec.single else policy.growing_categories
    if any(step != 0 and step < t for step in increments) or growing < enough:
        failed.append("b")
    if any(
        0 < register.value(whole) - value < t
        for whole, value in complements(register, cells)
    ):
        failed.append("c")
    if any(_insider(policy, register, count) for _, count, _ in cells):
        failed.append("d")
    last = register.last(spec.name)
    if policy.growth and last is not None:
        grown = register.value(Count(period, (), spec.group)) - register.value(
            Count(last.period, (), spec.group)
        )
        if grown < policy.growth:
            failed.append("growth")
    return tuple(failed)


def _insider(policy, register, count):
    """Could an NGO, subtracting its own, be left with one or two persons?"""
    members = [register.atoms[number] for number in register.members(count)]
    own = {}
    for atom in members:
        for ngo in atom.ngos:
            own[ngo] = own.get(ngo, 0) + 1
    return any(0 < len(members) - n < policy.insider_minimum for n in own.values())


def _audited(policy, register, tables, passing, period, new):
    """The tables that may be issued together, and the audit of that choice.

    Where all together fail, the last table whose absence saves the failing
    values is held, and what remains is audited afresh.
    """
    started = time.monotonic()
    panel = _Panel(policy, register, tables, passing, period, new)
    chosen = list(passing)
    verdict = panel.judge(chosen)
    while not verdict.safe and chosen and not _late(verdict):
        failing = {(f.target.plus, f.target.minus) for f in verdict.findings}
        for spec in reversed(chosen):
            rest = [other for other in chosen if other is not spec]
            if panel.judge(rest, failing).safe:
                break
        else:
            rest = chosen[:-1]
        chosen = rest
        verdict = panel.judge(chosen)
    verdict.seconds = time.monotonic() - started
    return ([] if _late(verdict) else chosen), verdict


class _Panel:
    """Judges one choice of tables after another, before one attacker."""

    def __init__(self, policy, register, tables, passing, period, new):
        self.targets_of = lambda chosen: sensitive_values(
            policy, register, tables, chosen, period
        )
        self.names = {_issue(spec) for spec in passing}
        issued = [
            (EQUAL, count, register.value(count), _issue(spec))
            for spec in passing
            for _, count in cells_of(register, spec, period)
        ]
        # With nothing chosen everything that may be sensitive is.
        self.attacker = HistoryAttacker(
            register,
            register_statements(register) + new + issued,
            self.targets_of([]),
            time.monotonic() + policy.audit_seconds,
        )
        self.open_anyway = {}

    def judge(self, chosen, only=None):
        """Audit the register with the public totals and the chosen tables.

        only: (plus, minus) of the targets to look at, None for all of them.
        """
        targets = self.targets_of(chosen)
        if only is not None:
            targets = [t for t in targets if (t.plus, t.minus) in only]
        without = self.names - {_issue(spec) for spec in chosen}
        verdict = self.attacker.audit(targets, without)
        if verdict.safe or _late(verdict):
            return verdict
        # What public totals and earlier releases leave open anyway is the most
        # that can be asked of today's tables.
        failing = [finding.target for finding in verdict.findings]
        unknown = [target for target in failing if target not in self.open_anyway]
        if unknown:
            found = self.attacker.audit(unknown, self.names).findings
            self.open_anyway.update(dict.fromkeys(unknown))
            self.open_anyway.update({finding.target: finding for finding in found})
        verdict.findings = [
            finding
            for finding in verdict.findings
            if self.open_anyway[finding.target] is None
            or _narrower(finding, self.open_anyway[finding.target])
        ]
        verdict.safe = not verdict.findings
        return verdict


def _issue(spec):
    """Label of what a table would tell now; its earlier versions have its name."""
    return ("issue", spec.name)


def _late(verdict):
    return any(finding.reason == "time" for finding in verdict.findings)


def _narrower(finding, before):
    if before.reason == "time":
        return True
    high = min(finding.target.need_high, int(before.high + 1e-6))
    width = min(finding.target.need_width, int(before.high - before.low + 1e-6))
    now_high = int(finding.high + 1e-6)
    now_width = int(finding.high - finding.low + 1e-6)
    return now_high < high or now_width < width


def _decide(register, spec, period, date, issue, verdicts):
    if issue:
        cells = [
            (key, count, register.value(count))
            for key, count in cells_of(register, spec, period)
        ]
        versions = register.versions.setdefault(spec.name, [])
        version = Version(len(versions) + 1, period, date, cells)
        versions.append(version)
        register.publish(
            spec.name, [(c, v) for _, c, v in cells], spec.audience, spec.threshold
        )
        register.held_since.pop(spec.name, None)
        return Decision(spec.name, ISSUED, version)
    reasons = verdicts[spec.name]
    held = reasons not in (("schedule",), ("minimum",))
    label = register.periods[period]
    coarser = held and spec.name in register.held_since
    if held:
        register.held_since.setdefault(spec.name, label)
    last = register.last(spec.name)
    return Decision(
        spec.name,
        HELD if last else NEVER,
        last,
        reasons,
        " ".join(HINTS[reason] for reason in reasons[:1]),
        register.held_since.get(spec.name),
        coarser,
    )
